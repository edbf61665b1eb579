"""
Small diagrams for tests, written as short as they are thought.

    process(start("begin"), task("work"), end("done"), flows="begin work done")

is a whole file. ``flows`` draws an arrow between neighbours; a semicolon starts another row: ``"a b c; b d"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}

Box = tuple[float, float, float, float]


def element(tag: str, element_id: str = "", *content: str, **attributes: str) -> str:
    """One element. An attribute's first double underscore is its colon: ``camunda__formKey``."""
    if element_id:
        attributes = {"id": element_id, **attributes}
    written = "".join(f" {name.replace('__', ':', 1)}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(content)}</{tag}>"


def start(element_id: str = "start", *content: str, **attributes: str) -> str:
    return element("startEvent", element_id, *content, **attributes)


def end(element_id: str = "end", *content: str, **attributes: str) -> str:
    return element("endEvent", element_id, *content, **attributes)


def task(element_id: str, *content: str, tag: str = "task", **attributes: str) -> str:
    return element(tag, element_id, *content, **attributes)


def user(*element_ids: str, **attributes: str) -> str:
    """User tasks called like their ids."""
    return "".join(task(i, tag="userTask", **{"name": i, **attributes}) for i in element_ids)


def script(element_id: str, text: str) -> str:
    return task(element_id, f"<script>{escape(text)}</script>", tag="scriptTask")


def gateway(kind: str, element_id: str, **attributes: str) -> str:
    """``kind`` is exclusive, parallel, inclusive, eventBased …"""
    return element(f"{kind}Gateway", element_id, **attributes)


def boundary(element_id: str, host: str, definition: str, **attributes: str) -> str:
    """An event on an activity's border; ``cancelActivity="false"`` lets the activity go on."""
    return element("boundaryEvent", element_id, definition, attachedToRef=host, **attributes)


def undoing(activity: str) -> str:
    """A compensation event on an activity, its handler ``undo_<activity>`` and the association between them."""
    return (
        boundary(f"{activity}_undone", activity, "<compensateEventDefinition/>")
        + task(f"undo_{activity}", tag="userTask", isForCompensation="true")
        + element("association", f"{activity}_by", sourceRef=f"{activity}_undone", targetRef=f"undo_{activity}")
    )


def catch(element_id: str, definition: str, **attributes: str) -> str:
    """An event that is waited for in the flow."""
    return element("intermediateCatchEvent", element_id, definition, **attributes)


def message(reference: str) -> str:
    """A message's definition."""
    return element("messageEventDefinition", messageRef=reference)


def signal(reference: str, *content: str) -> str:
    """A signal's definition."""
    return element("signalEventDefinition", "", *content, signalRef=reference)


def throw(element_id: str, *content: str) -> str:
    """An event that throws in the flow."""
    return element("intermediateThrowEvent", element_id, *content)


def passed(**named: str) -> str:
    """``camunda:in`` elements: names and what is computed for them."""
    return "".join(element("camunda:in", sourceExpression=text, target=name) for name, text in named.items())


def timer(when: str, kind: str = "Duration") -> str:
    """A timer's definition; ``kind`` is Duration, Date or Cycle."""
    return element("timerEventDefinition", "", element(f"time{kind}", "", escape(when)))


def when(condition: str) -> str:
    """A conditional event's definition."""
    formal = element("condition", xsi__type="tFormalExpression").replace("><", f">{escape(condition)}<")
    return element("conditionalEventDefinition", "", formal)


def subprocess(element_id: str, *content: str, flows: str = "", **attributes: str) -> str:
    return element("subProcess", element_id, *content, arrows(flows), **attributes)


def event_subprocess(element_id: str, trigger: str, *content: str, flows: str = "", interrupts: bool = True) -> str:
    """A subprocess that an event starts; its start event is called ``<element_id>_begins``."""
    begins = start(f"{element_id}_begins", trigger, isInterrupting=str(interrupts).lower())
    return subprocess(element_id, begins, *content, flows=flows, triggeredByEvent="true")


def extended(*content: str) -> str:
    """Extension elements: ``extended(mapping(…))``."""
    return element("extensionElements", "", *content)


def mapping(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """Input and output parameters: names and texts."""
    named = [("inputParameter", *pair) for pair in (inputs or {}).items()]
    named += [("outputParameter", *pair) for pair in (outputs or {}).items()]
    parameters = (element(f"camunda:{tag}", "", escape(text), name=name) for tag, name, text in named)
    return element("camunda:inputOutput", "", *parameters)


def properties(**named: str) -> str:
    """``camunda:property`` elements."""
    parts = (element("camunda:property", name=name, value=value) for name, value in named.items())
    return element("camunda:properties", "", *parts)


def many(collection: str, item: str, *content: str, sequential: bool = False) -> str:
    """Multi-instance characteristics over a collection."""
    attributes = {"camunda__collection": collection, "camunda__elementVariable": item}
    return element("multiInstanceLoopCharacteristics", "", *content, isSequential=str(sequential).lower(), **attributes)


def again(condition: str = "", **attributes: str) -> str:
    """Standard loop characteristics: once more while the condition holds."""
    asked = element("loopCondition").replace("><", f">{escape(condition)}<") if condition else ""
    return element("standardLoopCharacteristics", "", asked, **attributes)


def flow(source: str, target: str, condition: str = "", **attributes: str) -> str:
    """A sequence flow with the id ``source_target``."""
    ends = {"id": f"{source}_{target}", "sourceRef": source, "targetRef": target, **attributes}
    formal = element("conditionExpression", xsi__type="tFormalExpression").replace("><", f">{condition}<")
    return element("sequenceFlow", "", formal if condition else "", **ends)


def arrows(rows: str) -> str:
    """Flows between neighbours: ``"a b c; b d"``."""
    return "".join(flow(*pair) for row in rows.split(";") for pair in pairwise(row.split()))


def definitions(*content: str) -> bytes:
    """A whole file."""
    names = "".join(f' xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return f'<definitions{names} id="file" targetNamespace="urn:test">{chr(10).join(content)}</definitions>'.encode()


def process(
    *content: str, flows: str = "", process_id: str = "p", extra: Iterable[str] = (), **attributes: str
) -> bytes:
    """A file with one executable process; ``extra`` stands beside it (messages, layout …)."""
    attributes = {"isExecutable": "true", **attributes}
    return definitions(element("process", process_id, *content, arrows(flows), **attributes), *extra)


def layout(
    shapes: Mapping[str, Box] | None = None,
    edges: Mapping[str, Iterable[tuple[float, float]]] | None = None,
    labels: Mapping[str, Box] | None = None,
    plane: str = "p",
) -> str:
    """A picture: boxes as x, y, width, height; ways as points."""
    places = {key: f"<bpmndi:BPMNLabel>{_bounds(box)}</bpmndi:BPMNLabel>" for key, box in (labels or {}).items()}
    drawn = [
        element("bpmndi:BPMNShape", f"{key}_shape", _bounds(box), places.get(key, ""), bpmnElement=key)
        for key, box in (shapes or {}).items()
    ]
    for key, points in (edges or {}).items():
        way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        drawn.append(element("bpmndi:BPMNEdge", f"{key}_edge", way, places.get(key, ""), bpmnElement=key))
    return element("bpmndi:BPMNDiagram", "", element("bpmndi:BPMNPlane", "", *drawn, bpmnElement=plane))


def _bounds(box: Box) -> str:
    x, y, width, height = box
    return f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
