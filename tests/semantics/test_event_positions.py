"""Every trigger at every place where it is caught (BPMN 2.0.2, table 10.93 and 10.5.6): interrupting and not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    event_subprocess,
    gateway,
    message,
    process,
    signal,
    start,
    subprocess,
    throw,
    timer,
    user,
    when,
)

Run = Callable[..., ProcessRun]

EXTRA = (
    element("message", "paid", name="invoice.paid"), element("signal", "news", name="price.changed"),
    element("error", "bad", errorCode="bad"), element("escalation", "late", escalationCode="late"),
)  # fmt: skip
CAUGHT = {
    "message": message("paid"),
    "signal": signal("news"),
    "timer": timer("P1D"),
    "condition": when("${amount > 10}"),
    "escalation": element("escalationEventDefinition", escalationRef="late"),
    "error": element("errorEventDefinition", errorRef="bad"),
    "several": message("paid") + signal("news"),
}
INTERRUPTING = [(kind, True) for kind in CAUGHT]
NOT_INTERRUPTING = [(kind, False) for kind in CAUGHT if kind != "error"]
WAITED_FOR = [kind for kind in CAUGHT if kind not in ("escalation", "error")]


def bring(instance: ProcessRun, kind: str) -> None:
    """Let it happen: what is thrown comes from behind the user task ``work``."""
    if kind == "timer":
        instance.forward(days=1)
    elif kind == "message":
        instance.receive("invoice.paid")
    elif kind in ("signal", "several"):
        instance.signal("price.changed")
    elif kind == "condition":
        instance.complete("other", amount=11)
    else:
        instance.complete("work")


def working(kind: str) -> tuple[tuple[str, ...], str]:
    """A user task, and behind it what throws, if it is to be thrown; it ends at ``done``."""
    if kind == "error":
        return (user("work"), end("done", CAUGHT[kind])), "work done"
    if kind == "escalation":
        return (user("work"), throw("tell", CAUGHT[kind]), user("still"), end("done")), "work tell still done"
    return (user("work"), end("done")), "work done"


@pytest.mark.parametrize(("kind", "interrupts"), INTERRUPTING + NOT_INTERRUPTING)
def test_on_the_boundary_of_an_activity_13_5_3(run: Run, kind: str, interrupts: bool) -> None:
    content, flows = working(kind)
    sub = subprocess("host", start("in"), *content, flows=f"in {flows}")
    event = boundary("on", "host", CAUGHT[kind], cancelActivity=str(interrupts).lower())
    diagram = process(
        start(), gateway("parallel", "fork"), user("other"), sub, event, user("handle"), end(),
        flows="start fork other end; fork host end; on handle end", extra=EXTRA,
    )  # fmt: skip
    instance = run(diagram)
    bring(instance, kind)
    assert "handle" in instance.tasks
    assert {"work", "still"}.isdisjoint(instance.tasks) == interrupts


@pytest.mark.parametrize("level", ["process", "subprocess"])
@pytest.mark.parametrize(("kind", "interrupts"), INTERRUPTING + NOT_INTERRUPTING)
def test_at_the_start_of_an_event_subprocess_13_5_4(run: Run, kind: str, interrupts: bool, level: str) -> None:
    content, flows = working(kind)
    handler = event_subprocess(
        "sub", CAUGHT[kind], user("handle"), end("sub_end"), flows="sub_begins handle sub_end", interrupts=interrupts
    )
    inside = (gateway("parallel", "fork"), user("other"), *content, handler)
    ways = f"begin fork other done; fork {flows}"
    if level == "process":
        diagram = process(start("begin"), *inside, flows=ways, extra=EXTRA)
    else:
        scope = subprocess("scope", start("begin"), *inside, flows=ways)
        diagram = process(start(), scope, end(), flows="start scope end", extra=EXTRA)
    instance = run(diagram)
    bring(instance, kind)
    assert "handle" in instance.tasks
    assert (instance.tasks == ["handle"]) == interrupts
    for element_id in ("other", "work", "still", "handle"):
        if element_id in instance.tasks:
            instance.complete(element_id)
    assert instance.ended


@pytest.mark.parametrize("kind", WAITED_FOR)
def test_in_the_flow_and_behind_an_event_based_gateway_10_5_4(run: Run, kind: str) -> None:
    rivals = gateway("eventBased", "race"), catch("rival", timer("P9D")), catch("wait", CAUGHT[kind])
    diagram = process(
        start(), gateway("parallel", "fork"), user("other"), *rivals, catch("again", CAUGHT[kind]), user("a", "b"),
        end(), flows="start fork other end; fork again b end; fork race wait a end; race rival end", extra=EXTRA,
    )  # fmt: skip
    instance = run(diagram)
    bring(instance, kind)
    if kind == "message":
        bring(instance, kind)
    assert {"a", "b"} <= set(instance.tasks)
    assert (instance.timers, instance.awaited) == ([], [])


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_the_nearest_goes_first_even_if_it_catches_every_code_10_5_6(run: Run, kind: str) -> None:
    anything = element(f"{kind}EventDefinition")
    content, flows = working(kind)
    inner = subprocess("inner", start("in"), *content, flows=f"in {flows}")
    outer = subprocess(
        "outer", start("out"), inner, boundary("near", "inner", anything), user("a"), end("out_end"),
        flows="out inner out_end; near a out_end",
    )  # fmt: skip
    diagram = process(
        start(), outer, boundary("far", "outer", CAUGHT[kind]), user("b"), end(), flows="start outer end; far b end",
        extra=EXTRA,
    )  # fmt: skip
    instance = run(diagram)
    instance.complete("work")
    assert instance.tasks == ["a"]
