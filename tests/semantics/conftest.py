"""Every rule is shown twice: by an instance kept in memory and by one written and read after every step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.semantics import large, queues, resting
from engine.testing import ProcessRun

Run = Callable[..., ProcessRun]


@pytest.fixture(params=[False, True], ids=["in memory", "reloaded"])
def run(request: pytest.FixtureRequest) -> Run:
    return partial(ProcessRun, reload=request.param)


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is written as thousands of iterations and long lists are, not only where there are as many."""
    monkeypatch.setattr(resting, "CROWD", 2)
    monkeypatch.setattr(large, "LARGE", 2)
    monkeypatch.setattr(queues, "FEW", 2)
