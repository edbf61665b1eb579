from typing import Any

from SpiffWorkflow.specs.base import TaskSpec

class BpmnTaskSpec(TaskSpec):
    extensions: Any
    lane: str | None
    documentation: str | None
    data_input_associations: list[Any]
    data_output_associations: list[Any]
    io_specification: Any
    def __init__(
        self,
        wf_spec: Any,
        name: str,
        lane: str | None = ...,
        documentation: str | None = ...,
        data_input_associations: list[Any] | None = ...,
        data_output_associations: list[Any] | None = ...,
        **kwargs: Any,
    ) -> None: ...
