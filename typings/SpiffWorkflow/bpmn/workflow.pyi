from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow

class BpmnWorkflow(BpmnBaseWorkflow):
    subprocess_specs: Mapping[str, Any]
    subprocesses: dict[Any, Any]
    bpmn_events: list[Any]
    correlations: dict[str, Any]
    event_manager: Any
    script_engine: Any
    def __init__(
        self, spec: Any, subprocess_specs: Mapping[str, Any] | None = ..., script_engine: Any = ..., **kwargs: Any
    ) -> None: ...
    @property
    def top_workflow(self) -> BpmnWorkflow: ...
    @property
    def parent_workflow(self) -> None: ...
    @property
    def depth(self) -> int: ...
    def do_engine_steps(self, will_complete_task: Any = ..., did_complete_task: Any = ...) -> None: ...
