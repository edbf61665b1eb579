"""How much one evaluation may use: steps, memory, processor time of its thread (others may keep it waiting).

Every loop and every operation whose cost grows with its data spends steps before it works, and every text or container
it makes is charged at its size, freed or not. So each limit holds without watching the process from outside.
"""

from time import thread_time
from typing import Any, Final

from engine.scripting.errors import Refused

STEPS: Final = 200_000
MEMORY: Final = 24 * 1024 * 1024
SECONDS: Final = 0.5

MAX_TEXT: Final = 200_000
MAX_ITEMS: Final = 100_000
MAX_NESTING: Final = 64
ITEM_BYTES: Final = 120
"""What an item of a container costs at most: its slot and a 28-digit Decimal."""

_STEPS_BETWEEN_LOOKS: Final = 64


class Budget:
    """What is left for an evaluation; may be shared by all evaluations of one step of a process."""

    __slots__ = ("_deadline", "_memory", "_next_look", "_steps")

    def __init__(self, steps: int = STEPS, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._steps = steps
        self._memory = memory
        self._deadline = thread_time() + seconds
        self._next_look = steps - _STEPS_BETWEEN_LOOKS

    def spend(self, steps: int = 1) -> None:
        """Pay for work about to be done."""
        self._steps -= steps
        if self._steps < self._next_look:
            self._look()

    def allocate(self, size: int) -> None:
        """Pay for `size` bytes about to be kept."""
        self._memory -= size
        if self._memory < 0:
            raise Refused(
                "Expected an expression to need less memory: it builds too much text or too many items",
                over_budget=True,
            )

    def items(self, count: int) -> None:
        """Pay for a container of `count` items."""
        if count > MAX_ITEMS:
            raise Refused(f"Expected at most {MAX_ITEMS} items in a list, but there would be {count}", over_budget=True)
        self.spend(count // 8)
        self.allocate(ITEM_BYTES * (count + 1))

    def text(self, length: int) -> None:
        """Pay for a text of `length` characters."""
        if length > MAX_TEXT:
            raise Refused(
                f"Expected text of at most {MAX_TEXT} characters, but it would have {length}", over_budget=True
            )
        self.spend(length // 64)
        self.allocate(4 * length + 64)

    def weigh(self, value: Any) -> None:
        """Pay for looking at every item inside `value`, however deep; a list inside itself is too deep."""
        pending = [(value, 0)]
        while pending:
            part, depth = pending.pop()
            inside = part.values() if type(part) is dict else part if type(part) in (list, tuple) else ()
            if depth > MAX_NESTING:
                raise Refused(f"Expected at most {MAX_NESTING} levels of nesting, but there are more", over_budget=True)
            self.spend(1 + len(inside))
            for item in inside:
                if type(item) is str:
                    self.spend(len(item) // 256)
                elif type(item) in (list, tuple, dict):
                    pending.append((item, depth + 1))

    def _look(self) -> None:
        if self._steps < 0:
            raise Refused("Expected an expression to take fewer steps: it loops over too much", over_budget=True)
        if thread_time() > self._deadline:
            raise Refused("Expected an expression to finish sooner: it ran out of time", over_budget=True)
        self._next_look = self._steps - _STEPS_BETWEEN_LOOKS
