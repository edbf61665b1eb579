"""A small diagram for every event at every place, to ask the linter whether it is executed (table 10.93)."""

from __future__ import annotations

from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    event_subprocess,
    message,
    process,
    signal,
    start,
    subprocess,
    task,
    throw,
    timer,
    when,
)

EXTRA = (
    element("message", "paid", name="invoice.paid"), element("signal", "news", name="price.changed"),
    element("error", "bad", errorCode="bad"), element("escalation", "late", escalationCode="late"),
)  # fmt: skip
CANCEL, COMPENSATE = element("cancelEventDefinition"), element("compensateEventDefinition")
TRIGGERS = {
    "none": "",
    "message": message("paid"),
    "timer": timer("P1D"),
    "error": element("errorEventDefinition", errorRef="bad"),
    "escalation": element("escalationEventDefinition", escalationRef="late"),
    "cancel": CANCEL,
    "compensation": COMPENSATE,
    "conditional": when("${amount > 10}"),
    "link": element("linkEventDefinition", name="there"),
    "signal": signal("news"),
    "terminate": element("terminateEventDefinition"),
    "multiple": message("paid") + signal("news"),
    "parallel multiple": message("paid") + signal("news"),
}
PLACES = (
    "start",
    "event subprocess",
    "event subprocess beside",
    "catch",
    "boundary",
    "boundary beside",
    "throw",
    "end",
)


def drawn(trigger: str, place: str) -> bytes:
    """The event alone where it may stand, with what it cannot do without: a transaction, a handler, the other link."""
    definition = TRIGGERS[trigger]
    both = {"parallelMultiple": "true"} if trigger == "parallel multiple" else {}
    beside = place.endswith("beside")
    if place == "start":
        return _process(start("begin", definition, **both), task("work"), end(), flows="begin work end")
    if place.startswith("event subprocess"):
        handler = event_subprocess(
            "handler", definition, task("handle"), end("handled"), flows="handler_begins handle handled",
            interrupts=not beside,
        )  # fmt: skip
        handler = handler.replace("<startEvent", '<startEvent parallelMultiple="true"', 1) if both else handler
        around = subprocess("around", start("in"), task("inside"), end("out"), handler, flows="in inside out")
        return _process(start(), around, end(), flows="start around end")
    if place.startswith("boundary"):
        return _on_boundary(trigger, definition, beside, both)
    if place == "end":
        return _at_the_end(trigger, end("done", definition))
    if trigger == "link":
        return _linked()
    node = catch("event", definition, **both) if place == "catch" else throw("event", definition)
    return _process(start(), node, end(), flows="start event end")


def _process(*content: str, flows: str) -> bytes:
    return process(*content, flows=flows, extra=EXTRA)


def _on_boundary(trigger: str, definition: str, beside: bool, both: dict[str, str]) -> bytes:
    event = boundary("on", "host", definition, cancelActivity=str(not beside).lower(), **both)
    if trigger == "compensation":
        undo = task("undo", isForCompensation="true") + element("association", "a", sourceRef="on", targetRef="undo")
        undone = throw("back", COMPENSATE)
        return _process(start(), task("host"), event, undo, undone, end(), flows="start host back end")
    host = subprocess("host", start("in"), task("inside"), end("out"), flows="in inside out")
    if trigger == "cancel":
        host = _transaction(end("out"), end("given_up", CANCEL))
    return _process(start(), host, event, task("handle"), end(), flows="start host end; on handle end")


def _at_the_end(trigger: str, event: str) -> bytes:
    if trigger == "cancel":
        gone = boundary("on", "host", CANCEL)
        host = _transaction(end("out"), event).replace("given_up", "done")
        return _process(start(), host, gone, end(), end("gone"), flows="start host end; on gone")
    return _process(start(), task("work"), event, flows="start work done")


def _transaction(*ends: str) -> str:
    inside = start("in") + task("inside") + element("parallelGateway", "fork") + "".join(ends)
    return subprocess("host", inside, flows="in inside fork out; fork given_up").replace("subProcess", "transaction")


def _linked() -> bytes:
    link = TRIGGERS["link"]
    return _process(start(), throw("from", link), catch("to", link), end(), flows="start from; to end")
