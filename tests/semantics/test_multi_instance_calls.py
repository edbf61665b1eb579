"""A multi-instance call activity and an interrupting event on its boundary (BPMN 2.0.2, 13.3.7 and 13.5.3)."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import element, end, process, start, task

Run = Callable[..., ProcessRun]


def diagram(sequential: bool = False) -> bytes:
    """Calls ``position`` for each of ``positions``; after four days the rest is given up."""
    extensions = element(
        "extensionElements", "",
        element("camunda:in", source="position", target="position"),
        element("camunda:out", source="price", target="price"),
    )  # fmt: skip
    loop = element(
        "multiInstanceLoopCharacteristics", "",
        "<loopDataOutputRef>prices</loopDataOutputRef>", element("outputDataItem", name="price"),
        camunda__collection="${positions}", camunda__elementVariable="position",
        isSequential=str(sequential).lower(),
    )  # fmt: skip
    deadline = element(
        "boundaryEvent", "late",
        "<timerEventDefinition><timeDuration>P4D</timeDuration></timerEventDefinition>", attachedToRef="analyse",
    )  # fmt: skip
    return process(
        start(), element("callActivity", "analyse", extensions, loop, calledElement="position_analysis"), deadline,
        task("offer", tag="userTask"), task("ask_again", tag="userTask"), end(), end("given_up"),
        flows="start analyse offer end; late ask_again given_up",
    )  # fmt: skip


POSITIONS = {"positions": ["bolt", "nut", "washer"]}


def test_every_iteration_calls_the_process_with_its_own_item(run: Run) -> None:
    instance = run(diagram(), POSITIONS)
    assert [(call.process, call.variables, call.iteration) for call in instance.calls] == [
        ("position_analysis", {"position": "bolt"}, 0),
        ("position_analysis", {"position": "nut"}, 1),
        ("position_analysis", {"position": "washer"}, 2),
    ]


def test_results_are_gathered_in_the_order_of_the_collection_whatever_ends_first(run: Run) -> None:
    instance = run(diagram(), POSITIONS)
    bolt, nut, washer = [call.token for call in instance.calls]
    for token, price in ((washer, 3), (bolt, 1), (nut, 2)):
        instance.give_back(token, price=price, internal="not mapped")
    assert (instance.tasks, instance.timers) == (["offer"], [])
    assert instance.data == {**POSITIONS, "prices": [1, 2, 3]}


def test_the_interrupting_event_withdraws_the_calls_that_have_not_ended(run: Run) -> None:
    instance = run(diagram(), POSITIONS)
    instance.give_back(instance.calls[0].token, price=1)
    instance.forward(days=4)
    assert (instance.calls, instance.timers, instance.tasks) == ([], [], ["ask_again"])
    assert instance.passed("cancelled").count("analyse") == 3  # two iterations and the activity
    instance.complete("ask_again")
    assert instance.ended


def test_iterations_one_after_another_are_called_one_after_another(run: Run) -> None:
    instance = run(diagram(sequential=True), POSITIONS)
    for price in (1, 2, 3):
        (call,) = instance.calls
        instance.give_back(call.token, price=price)
    assert instance.data["prices"] == [1, 2, 3]


def test_an_empty_collection_is_done_at_once(run: Run) -> None:
    instance = run(diagram(), {"positions": []})
    assert (instance.tasks, instance.data["prices"], instance.timers) == (["offer"], [], [])


def test_a_collection_that_is_no_list_is_an_incident_that_can_be_mended(run: Run) -> None:
    instance = run(diagram(), {"positions": "bolt"})
    assert [incident.element_id for incident in instance.incidents] == ["analyse"]
    instance.retry("analyse", positions=["bolt"])
    assert (len(instance.calls), len(instance.timers)) == (1, 1)
