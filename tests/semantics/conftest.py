"""Every rule is shown twice: by an instance kept in memory and by one written and read after every step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.testing import ProcessRun

Run = Callable[..., ProcessRun]


@pytest.fixture(params=[False, True], ids=["in memory", "reloaded"])
def run(request: pytest.FixtureRequest) -> Run:
    return partial(ProcessRun, reload=request.param)
