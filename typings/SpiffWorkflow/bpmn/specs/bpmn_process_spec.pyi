from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

class BpmnProcessSpec(WorkflowSpec):
    end: Any
    svg: Any
    io_specification: Any
    data_objects: dict[str, Any]
    data_stores: dict[str, Any]
    correlation_keys: dict[str, Any]
    bpmn_start_events: list[Any]
    def __init__(
        self, name: str | None = ..., description: str | None = ..., filename: str | None = ..., svg: Any = ...
    ) -> None: ...
