"""The state of an instance as bytes: what is kept, what is not, and that it does not grow."""

from __future__ import annotations

import orjson
import pytest
import zstandard
from SpiffWorkflow.util.task import TaskState

from engine import runtime, state
from engine.dialect.parser import parse
from engine.dialect.reader import read
from engine.semantics.large import LARGE
from engine.semantics.parts import MemoryShelf
from engine.semantics.rows import StateUnreadable
from engine.state import COMPRESS_FROM, dump, load
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    element,
    end,
    flow,
    gateway,
    many,
    process,
    script,
    start,
    subprocess,
    task,
    timer,
    user,
)  # fmt: skip


def asked(*tasks: str) -> bytes:
    return process(start(), user(*tasks), end(), flows=f"start {' '.join(tasks)} end")


def content(instance: ProcessRun) -> dict[str, object]:
    """What is in a state that is too small to be compressed."""
    found: dict[str, object] = orjson.loads(dump(instance.workflow))
    return found


def test_a_state_holds_only_open_tokens_and_variables() -> None:
    instance = ProcessRun(asked("a", "b"), {"n": 1})
    instance.complete("a", m=2)
    assert content(instance) == {
        "format": 1,
        "last": 3,
        "data": {"n": 1, "m": 2},
        "tokens": [[3, "b", TaskState.STARTED]],
    }


def test_a_finished_instance_keeps_its_variables_and_nothing_else() -> None:
    instance = ProcessRun(asked("a"), {"n": 1})
    instance.complete("a")
    assert content(instance) == {"format": 1, "last": 3, "data": {"n": 1}, "tokens": []}
    assert load(dump(instance.workflow), instance.spec, MemoryShelf()).is_completed()


def test_the_scope_of_a_subprocess_is_kept_within_its_activity() -> None:
    sub = subprocess("sub", start("inside"), user("a"), end("done"), flows="inside a done")
    diagram = process(start(), sub, boundary("late", "sub", timer("P1D")), end(), end("late_end"),
                      flows="start sub end; late late_end")  # fmt: skip
    instance = ProcessRun(diagram)
    loaded = load(dump(instance.workflow), instance.spec, MemoryShelf())
    assert [token.node.name for scope in loaded.scopes() for token in scope.tasks.values()] == ["sub", "late", "a"]
    assert loaded.token(5) is not None
    assert loaded.token(5).scope.host is loaded.token(2)


def test_a_token_never_gets_an_id_that_was_used_before() -> None:
    instance = ProcessRun(asked("a", "b"), reload=True)
    instance.complete("a")
    instance.complete("b")
    assert instance.workflow.last_token == 4


def test_a_large_state_is_compressed_and_a_small_one_is_not() -> None:
    texts = {f"text{number}": "слово " * 50 for number in range(COMPRESS_FROM // 100)}
    small, large = ProcessRun(asked("a"), {"n": 1}), ProcessRun(asked("a"), texts)
    assert dump(small.workflow).startswith(b"{")
    written = dump(large.workflow)
    assert written[:4] == zstandard.FRAME_HEADER
    assert len(written) < COMPRESS_FROM
    assert load(written, large.spec, MemoryShelf()).data == large.data


def test_a_long_variable_is_kept_beside_the_state() -> None:
    instance = ProcessRun(asked("a"), {"n": 1, "text": "слово " * LARGE})
    written = content(instance)
    assert (written["data"], written["large"]) == ({"n": 1}, ["text"])
    loaded = load(orjson.dumps(written), instance.spec, instance.workflow.parts.shelf)
    assert loaded.data == instance.data


def test_a_state_of_another_format_is_refused() -> None:
    instance = ProcessRun(asked("a"))
    changed = orjson.dumps(content(instance) | {"format": 99})
    with pytest.raises(StateUnreadable, match="format 99"):
        load(changed, instance.spec, MemoryShelf())


def test_a_state_that_stands_at_an_element_the_definition_lacks_is_refused() -> None:
    instance = ProcessRun(asked("a"))
    (other,) = parse([read(asked("b"), "other.bpmn")]).values()
    with pytest.raises(StateUnreadable, match="'a'"):
        load(dump(instance.workflow), other, MemoryShelf())


def test_an_incident_is_kept_and_can_be_retried_after_a_reload() -> None:
    instance = ProcessRun(
        process(start(), script("s", "n = n / zero"), end(), flows="start s end"), {"n": 1, "zero": 0}
    )
    loaded = load(dump(instance.workflow), instance.spec, MemoryShelf())
    assert loaded.has_failed()
    (token,) = loaded.tasks
    runtime.advance(loaded, runtime.Retry(token, {"zero": 4}), instance.effects)
    assert (loaded.is_completed(), loaded.data["n"]) == (True, 0.25)


def test_decimals_are_the_same_numbers_after_a_reload() -> None:
    prices = {"sum": 0.1, "big": 123456789012.345, "whole": 5, "tiny": 1e-07}
    instance = ProcessRun(asked("a"), prices)
    assert load(dump(instance.workflow), instance.spec, MemoryShelf()).data == prices


def counting(between: str = "") -> bytes:
    """Counts to ``limit`` in a gateway loop, with ``between`` in every round."""
    row = f"start again {between} count enough" if between else "start again count enough"
    return process(
        start(), gateway("exclusive", "again"), user(between) if between else "", script("count", "n = n + 1"),
        gateway("exclusive", "enough", default="enough_again"), end(), flow("enough", "end", "${n &gt;= limit}"),
        element("sequenceFlow", id="enough_again", sourceRef="enough", targetRef="again"), flows=row,
    )  # fmt: skip


def test_a_loop_within_one_step_passes_as_many_elements_as_it_has_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.moving.STEP_SECONDS", 600)
    passed, states = [], []
    for rounds in (500, 5_000):
        instance = ProcessRun(counting(), {"n": 0, "limit": rounds})
        assert (instance.ended, instance.data["n"]) == (True, rounds)
        passed.append(instance.workflow.last_token)
        states.append(len(dump(instance.workflow)))
    assert passed == [500 * 3 + 2, 5_000 * 3 + 2]
    assert states[1] - states[0] <= 4  # the numbers have a digit more


def test_five_thousand_rounds_with_a_person_leave_the_state_as_small_as_one() -> None:
    instance = ProcessRun(counting("ask"), {"n": 0, "limit": 5_000}, reload=True)
    tokens, sizes = set(), set()
    for number in range(1, 5_000):
        instance.complete("ask")
        instance.history.clear()
        tokens.add(sum(len(scope.tasks) for scope in instance.workflow.scopes()))
        sizes.add(len(dump(instance.workflow)) - len(str(number)) - len(str(instance.workflow.last_token)) * 2)
    assert (tokens, len(sizes)) == ({1}, 1)
    instance.complete("ask")
    assert instance.ended


def test_reading_needs_no_more_than_the_bytes_and_the_definition() -> None:
    instance = ProcessRun(asked("a", "b"), {"deal": {"lines": [1, 2]}})
    (spec,) = parse([read(asked("a", "b"), "again.bpmn")]).values()
    loaded = state.load(dump(instance.workflow), spec, MemoryShelf())
    (token,) = loaded.tasks
    outcome = runtime.advance(loaded, runtime.Complete(token), instance.effects)
    assert [what.element_id for what in outcome.opened.values()] == ["b"]


@pytest.mark.parametrize("kept", [{"ahead": [7, 6, 5, 4]}, {"items": [3, 4, 5, 6, 7]}])
def test_iterations_go_on_that_were_written_before_their_queue_was_kept_in_parts(kept: dict[str, object]) -> None:
    work = task("work", many("${items}", "item", sequential=True), tag="userTask")
    instance = ProcessRun(process(start(), work, end(), flows="start work end"), {"items": [3, 4, 5, 6, 7]})
    older = orjson.loads(dump(instance.workflow))
    body = older["tokens"][0][5]
    del body["queue"]
    body |= kept
    instance.workflow = load(orjson.dumps(older), instance.spec, MemoryShelf())
    seen = []
    while instance.open:
        seen += [token.data["item"] for token in instance.workflow.tasks.values() if token.iteration is not None]
        instance.complete("work")
    assert (seen, instance.ended) == ([3, 4, 5, 6, 7], True)
