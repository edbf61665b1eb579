from typing import Any

from SpiffWorkflow.workflow import Workflow

class BpmnBaseWorkflow(Workflow):
    def __init__(self, spec: Any, **kwargs: Any) -> None: ...

class BpmnSubWorkflow(BpmnBaseWorkflow):
    parent_task_id: Any
    top_workflow: Any
    correlations: dict[str, Any]
    depth: int
    def __init__(self, spec: Any, parent_task_id: Any, top_workflow: Any, **kwargs: Any) -> None: ...
    @property
    def script_engine(self) -> Any: ...
    @property
    def parent_workflow(self) -> Any: ...
    def _calculate_depth(self) -> int: ...
