from collections.abc import Mapping
from typing import Any, ClassVar

from lxml.etree import _Element

XSD_PATH: str

class BpmnParser:
    PARSER_CLASSES: ClassVar[Mapping[str, tuple[Any, Any]]]
    OVERRIDE_PARSER_CLASSES: ClassVar[Mapping[str, tuple[Any, Any]]]
    PROCESS_PARSER_CLASS: ClassVar[Any]
    namespaces: dict[str, str]
    process_parsers: dict[str, Any]
    messages: dict[str, Any]
    signals: dict[str, Any]
    errors: dict[str, Any]
    escalations: dict[str, Any]
    data_stores: dict[str, Any]
    def __init__(
        self, namespaces: dict[str, str] | None = ..., validator: Any = ..., spec_descriptions: Mapping[str, str] = ...
    ) -> None: ...
    def add_bpmn_xml(self, bpmn: _Element, filename: str | None = ...) -> None: ...
    def get_spec(self, process_id: str, required: bool = ...) -> Any: ...
    def _add_data_stores(self, bpmn: _Element) -> None: ...
    def _add_errors(self, bpmn: _Element) -> None: ...
