from typing import Any

from lxml.etree import _Element
from SpiffWorkflow.bpmn.parser.node_parser import NodeParser

class TaskParser(NodeParser):
    process_parser: Any
    spec_class: Any
    spec: Any
    task: Any
    def __init__(
        self,
        process_parser: Any,
        spec_class: Any,
        node: _Element,
        nsmap: dict[str, str] | None = ...,
        lane: str | None = ...,
    ) -> None: ...
    def parse_node(self) -> Any: ...
    def create_task(self) -> Any: ...
