"""Every rule is shown twice: by an instance kept in memory and by one written and read after every step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from engine.semantics import large, loops, resting
from engine.testing import ProcessRun

Run = Callable[..., ProcessRun]


@pytest.fixture(params=[False, True], ids=["in memory", "reloaded"])
def run(request: pytest.FixtureRequest) -> Run:
    return partial(ProcessRun, reload=request.param)


@pytest.fixture(scope="package", autouse=True)
def little_is_much() -> Iterator[None]:
    """What is written is written as thousands of iterations and long lists are, not only where there are as many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resting, "CROWD", 2)
        patch.setattr(large, "LARGE", 2)
        patch.setattr(loops, "PART", 2)
        yield
