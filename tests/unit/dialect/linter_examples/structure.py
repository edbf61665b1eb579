"""Ids, references, flows and choices."""

from __future__ import annotations

from tests.diagrams import arrows, definitions, element, end, flow, process, start, task
from tests.unit.dialect.linter_examples import Example


def inside(*content: str, flows: str = "start sub end") -> bytes:
    """A process with a subprocess."""
    return process(start(), element("subProcess", "sub", *content), end(), flows=flows)


def lanes(*listed: str) -> bytes:
    content = (element("lane", f"lane_{number}", _refs(names)) for number, names in enumerate(listed))
    return process(element("laneSet", "lanes", *content), start(), end(), flows="start end")


def _refs(names: str) -> str:
    return "".join(f"<flowNodeRef>{name}</flowNodeRef>" for name in names.split())


def choice(*flows: str, default: str = "asks_no") -> bytes:
    asks = element("exclusiveGateway", "asks", **({"default": default} if default else {}))
    return process(start(), asks, end("yes"), end("no"), *flows, flows="start asks")


SIMPLE = process(start(), task("work"), end(), flows="start work end")
INNER = (start("inner_start"), end("inner_end"), arrows("inner_start inner_end"))
YES, NO = flow("asks", "yes", "${sure}"), flow("asks", "no")

EXAMPLES = {
    "schema-violated": Example(process(start(), element("usertask", "work"), end()), SIMPLE, "work"),
    "schema-order": Example(
        process(start(), element("textAnnotation", "note"), end()),
        process(start(), end(), element("textAnnotation", "note")),
        "end",
    ),
    "executable-process-missing": Example(definitions(element("process", "p")), SIMPLE, "file"),
    "id-duplicate": Example(process(task("work"), element("laneSet", "work")), SIMPLE, "work"),
    "id-missing": Example(process(start(), element("task", name="Call"), end()), SIMPLE, ""),
    "reference-broken": Example(
        process(task("work"), element("boundaryEvent", "late", attachedToRef="wrok")),
        process(task("work"), element("boundaryEvent", "late", attachedToRef="work")),
        "late",
    ),
    "lane-reference-broken": Example(lanes("start", "end away"), lanes("start", "end"), "lane_1"),
    "default-broken": Example(choice(YES, NO, default="start_asks"), choice(YES, NO), "asks"),
    "start-missing": Example(process(task("work"), end(), flows="work end"), SIMPLE, "p"),
    "start-repeated": Example(process(start(), start("begin")), SIMPLE, "begin"),
    "end-missing": Example(process(start(), task("work"), flows="start work"), SIMPLE, "p"),
    "dead-end": Example(process(start(), task("work"), end(), flows="start work"), SIMPLE, "work"),
    "node-unreachable": Example(
        process(start(), task("work"), end(), flows="start end; work end"),
        process(
            start(), task("work"), end(), element("boundaryEvent", "late", attachedToRef="work"), task("remind"),
            flows="start work end; late remind end",
        ),
        "work",
    ),
    "flow-between-scopes": Example(
        inside(*INNER, flows="start sub end; inner_start end"), inside(*INNER), "inner_start_end"
    ),
    "flow-forbidden": Example(process(start(), task("work"), end(), flows="start work end work"), SIMPLE, "end_work"),
    "split-implicit": Example(
        process(task("work"), end(), end("other"), flows="work end; work other"),
        process(task("work"), end(), end("other"), arrows("work end"), flow("work", "other", "${late}")),
        "work",
    ),
    "join-implicit": Example(
        process(task("a"), task("b"), end(), flows="a end; b end"),
        process(task("a"), task("b"), element("exclusiveGateway", "either"), end(), flows="a either end; b either"),
        "end",
    ),
    "default-missing": Example(
        choice(YES, flow("asks", "no", "${not sure}"), default=""), choice(YES, NO), "asks"
    ),
    "condition-missing": Example(choice(flow("asks", "yes"), NO), choice(YES, NO), "asks_yes"),
    "condition-idle": Example(
        process(element("parallelGateway", "both"), end(), end("b"), flow("both", "end", "${sure}"), flows="both b"),
        choice(YES, NO),
        "both_end",
    ),
}  # fmt: skip
