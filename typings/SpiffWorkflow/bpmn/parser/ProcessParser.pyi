from typing import Any

from lxml.etree import _Element
from SpiffWorkflow.bpmn.parser.node_parser import NodeParser

class ProcessParser(NodeParser):
    parser: Any
    spec: Any
    process_executable: bool
    data_stores: dict[str, Any]
    parent: Any
    def __init__(
        self,
        p: Any,
        node: _Element,
        nsmap: dict[str, str],
        data_stores: dict[str, Any],
        filename: str | None = ...,
        lane: str | None = ...,
    ) -> None: ...
    def get_name(self) -> str: ...
    def get_lane_name(self, node_id: str | None) -> str | None: ...
    def create_spec(self) -> Any: ...
    def get_spec(self) -> Any: ...
    def _parse(self) -> None: ...
