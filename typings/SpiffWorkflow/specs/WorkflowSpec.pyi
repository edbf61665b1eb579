from typing import Any

class WorkflowSpec:
    name: str
    description: str
    file: str | None
    task_specs: dict[str, Any]
    start: Any
    def __init__(self, name: str | None = ..., filename: str | None = ..., addstart: bool = ...) -> None: ...
    def get_task_spec_from_name(self, name: str) -> Any: ...
    def validate(self) -> list[str]: ...
