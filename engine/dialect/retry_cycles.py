"""How often and when a failed step is tried again: ``camunda:failedJobRetryTimeCycle``."""

from __future__ import annotations

import re
from typing import Final

from engine.durations import Duration

MOST_ATTEMPTS: Final = 100
_REPEATED: Final = re.compile(r"R(\d{1,4})/(\S+)")


def read_delays(text: str) -> tuple[Duration, ...]:
    """The pauses before the second, third … attempt. Raises ValueError.

    ``R3/PT10M`` is three attempts ten minutes apart, ``PT1M,PT1H`` one more after a minute and another after an hour,
    as in Camunda 7.
    """
    text = text.strip()
    if repeated := _REPEATED.fullmatch(text):
        attempts, pause = int(repeated[1]), _pause(repeated[2])
        if not 1 <= attempts <= MOST_ATTEMPTS:
            raise ValueError(f"Expected 1 to {MOST_ATTEMPTS} attempts, but got {text!r:.60}")
        return (pause,) * (attempts - 1)
    return tuple(_pause(part) for part in text.split(","))


def _pause(text: str) -> Duration:
    try:
        pause = Duration.parse(text.strip())
    except ValueError:
        pause = Duration()
    if pause == Duration() or str(pause).startswith("-"):
        raise ValueError(f"Expected R3/PT10M or PT1M,PT1H, but got {text!r:.60}")
    return pause
