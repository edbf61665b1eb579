"""XML namespaces of a diagram (BPMN 2.0.2, 15.3; the ``camunda:`` and ``spiffworkflow:`` extensions)."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XINCLUDE = "http://www.w3.org/2001/XInclude"


def bpmn(tag: str) -> str:
    """The full name of a BPMN element, as lxml writes it: ``{namespace}tag``."""
    return f"{{{BPMN}}}{tag}"


def camunda(name: str) -> str:
    """The full name of a ``camunda:`` attribute or element."""
    return f"{{{CAMUNDA}}}{name}"
