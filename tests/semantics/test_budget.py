"""A step that does not come to rest: it stops at its budget, and its history stays short enough to be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.testing import ProcessRun
from tests.diagrams import end, gateway, process, script, start, user

Run = Callable[..., ProcessRun]

ENDLESS = process(
    start(), user("ask"), gateway("exclusive", "again"), script("count", "n = n + 1"), end(),
    flows="start ask again count again",
)  # fmt: skip


@pytest.mark.parametrize(("elements", "lines"), [(50, 10), (9, 20)])
def test_of_an_endless_loop_the_history_keeps_the_beginning_and_the_end(
    run: Run, monkeypatch: pytest.MonkeyPatch, elements: int, lines: int
) -> None:
    monkeypatch.setattr("engine.runtime.moving.STEP_ELEMENTS", elements)
    monkeypatch.setattr("engine.runtime.moving.ENDLESS_HISTORY", lines)
    instance = run(ENDLESS, {"n": 0})
    before = len(instance.history)
    instance.complete("ask")
    step = instance.history[before:]
    assert len(step) == 11  # with the incident
    assert step[0] == ("task_completed", "ask")
    assert step[-1][0] == "incident_created"
    assert [failure.kind for failure in instance.incidents] == ["budget"]
