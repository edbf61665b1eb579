"""Every rule is shown twice: by an instance kept in memory and by one written and read after every step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from engine.semantics import resting
from engine.testing import ProcessRun

Run = Callable[..., ProcessRun]


@pytest.fixture(params=[False, True], ids=["in memory", "reloaded"])
def run(request: pytest.FixtureRequest) -> Run:
    return partial(ProcessRun, reload=request.param)


@pytest.fixture(scope="package", autouse=True)
def two_are_a_crowd() -> Iterator[None]:
    """What is written rests on the shelf where it can, not only out of many (``engine.semantics.resting``)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resting, "CROWD", 2)
        yield
