"""Transactions (BPMN 2.0.2, 10.3.5, 10.5.3 and 10.5.6): completed, cancelled, or left by an error."""

from __future__ import annotations

from collections.abc import Callable

from engine.testing import ProcessRun
from tests.diagrams import arrows, boundary, element, end, gateway, process, start, subprocess, undoing, user

Run = Callable[..., ProcessRun]

CANCEL = element("cancelEventDefinition")
FAIL = element("errorEventDefinition", errorRef="bad")
BOOKED = (user("goods"), undoing("goods"), user("lorry"), undoing("lorry"))


def booking(*content: str, flows: str) -> bytes:
    """A transaction with a way on, one for when it is cancelled and one for an error."""
    transaction = element("transaction", "booking", start("inside"), *content, arrows(flows))
    return process(
        start(), transaction, boundary("cancelled", "booking", CANCEL), boundary("failed", "booking", FAIL),
        user("thank", "sorry", "look"), end(),
        flows="start booking thank end; cancelled sorry end; failed look end",
        extra=[element("error", "bad", errorCode="bad")],
    )  # fmt: skip


def one_after_the_other(last: str) -> bytes:
    return booking(*BOOKED, last, flows="inside goods lorry last")


def done(instance: ProcessRun, *element_ids: str) -> ProcessRun:
    for element_id in element_ids:
        instance.complete(element_id)
    return instance


def test_a_transaction_that_is_completed_goes_on_like_a_subprocess(run: Run) -> None:
    instance = done(run(one_after_the_other(end("last"))), "goods", "lorry")
    assert instance.tasks == ["thank"]


def test_a_cancelled_transaction_is_undone_latest_first_and_left_by_the_cancel_event(run: Run) -> None:
    instance = done(run(one_after_the_other(end("last", CANCEL))), "goods", "lorry")
    assert instance.tasks == ["undo_lorry"]
    instance.complete("undo_lorry")
    assert instance.tasks == ["undo_goods"]
    instance.complete("undo_goods")
    assert (instance.tasks, instance.passed("cancelled")) == (["sorry"], ["booking"])
    done(instance, "sorry")
    assert instance.ended


def test_what_has_failed_leaves_a_transaction_without_undoing_anything(run: Run) -> None:
    instance = done(run(one_after_the_other(end("last", FAIL))), "goods", "lorry")
    assert (instance.tasks, "undo_goods" in instance.passed()) == (["look"], False)


def test_cancelling_interrupts_what_else_goes_on_in_the_transaction(run: Run) -> None:
    diagram = booking(
        gateway("parallel", "fork"), *BOOKED, user("pay"), undoing("pay"), end("last", CANCEL), end("done"),
        flows="inside fork goods last; fork lorry done; fork pay done",
    )  # fmt: skip
    instance = done(run(diagram), "lorry", "goods")
    assert (instance.tasks, instance.passed("cancelled")) == (["undo_goods"], ["pay"])
    done(instance, "undo_goods", "undo_lorry")
    assert instance.tasks == ["sorry"]


def test_what_was_done_in_a_subprocess_that_still_runs_is_undone_too(run: Run) -> None:
    inner = subprocess("inner", start("in"), *BOOKED, user("rest"), end("out"), flows="in goods lorry rest out")
    diagram = booking(
        gateway("parallel", "fork"), inner, user("decide"), end("last", CANCEL), end("done"),
        flows="inside fork decide last; fork inner done",
    )  # fmt: skip
    instance = done(run(diagram), "goods", "lorry", "decide")
    assert instance.tasks == ["undo_lorry"]
    done(instance, "undo_lorry", "undo_goods")
    assert instance.tasks == ["sorry"]


def test_a_transaction_in_which_nothing_was_done_is_cancelled_at_once(run: Run) -> None:
    assert run(booking(end("last", CANCEL), flows="inside last")).tasks == ["sorry"]


def test_an_error_while_undoing_leaves_the_transaction_by_the_error_event(run: Run) -> None:
    undo = subprocess("undo", start("u_in"), user("try"), end("u_fails", FAIL), flows="u_in try u_fails")
    handler = (
        boundary("goods_undone", "goods", "<compensateEventDefinition/>")
        + undo.replace('id="undo"', 'id="undo" isForCompensation="true"')
        + element("association", "by", sourceRef="goods_undone", targetRef="undo")
    )
    diagram = booking(user("goods"), handler, end("last", CANCEL), flows="inside goods last")
    instance = done(run(diagram), "goods", "try")
    assert instance.tasks == ["look"]
