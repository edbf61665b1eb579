"""
Ways through a diagram: under which conditions and through what a node is reached, and which nodes cannot both be.

Two nodes exclude each other when one gateway would have to choose different flows for them, or when one is reached by
an event that interrupts what the other is reached through.  Nothing else is claimed to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Condition:
    """That a token leaves the element by one of these flows; without flows, that the event happens.

    What happens first behind an event-based gateway is a choice too, which what happens tells of itself.
    """

    element_id: str
    flows: frozenset[str] = frozenset()
    is_choice: bool = False  # of exactly one of its flows
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """How a node is reached."""

    conditions: tuple[Condition, ...] = ()
    through: tuple[str, ...] = ()
    after_others: bool = False
    instead_of: frozenset[str] = frozenset()  # activities that events on this way have interrupted
    is_aside: bool = False  # begun by an event that lets the work go on

    def under(self, condition: Condition) -> Way:
        """On condition that one more thing comes true."""
        return self if condition in self.conditions else replace(self, conditions=(*self.conditions, condition))

    def interrupting(self, activity: str) -> Way:
        """Out of an event that interrupts an activity."""
        return replace(self, instead_of=self.instead_of | {activity})

    def aside(self) -> Way:
        """Out of an event that interrupts nothing."""
        return replace(self, is_aside=True)

    def merged(self, other: Way) -> Way:
        """What both ways have in common; of different flows of one gateway, that it is one of them."""
        common: list[Condition] = []
        for mine, theirs in zip(self.conditions, other.conditions, strict=False):
            if mine.element_id == theirs.element_id:
                common.append(replace(mine, flows=mine.flows | theirs.flows))
            if mine != theirs:
                break
        return replace(
            self,
            conditions=tuple(common),
            after_others=self.after_others or other.after_others,
            instead_of=self.instead_of & other.instead_of,
            is_aside=self.is_aside and other.is_aside,
        )

    def excludes(self, other: Way, here: str) -> bool:
        """Whether only one of both ways can be gone, from the activity ``here``; where that is not sure, no."""
        chosen = {condition.element_id: condition.flows for condition in other.conditions}
        return (
            any(
                condition.is_choice and not condition.flows & chosen.get(condition.element_id, condition.flows)
                for condition in self.conditions
            )
            or self._interrupts(other, here)
            or other._interrupts(self, here)
        )

    def _interrupts(self, other: Way, here: str) -> bool:
        return any(activity in (here, *other.through) for activity in self.instead_of - other.instead_of)


def arranged(ways: Sequence[Way]) -> list[int]:
    """The indexes of ways so that those which have the longest beginnings in common stand together, else as given."""
    return sorted(range(len(ways)), key=lambda index: _place(ways, index))


def _place(ways: Sequence[Way], index: int) -> tuple[int, ...]:
    """At each choice on a way: which way of all is the first to come to it, and to decide as this one does."""
    conditions = ways[index].conditions
    place: list[int] = []
    for depth, condition in enumerate(conditions):
        same = [
            (number, way.conditions[depth])
            for number, way in enumerate(ways)
            if len(way.conditions) > depth and way.conditions[:depth] == conditions[:depth]
        ]
        place.append(next(number for number, other in same if other.element_id == condition.element_id))
        place.append(next(number for number, other in same if other == condition))
    return (*place, index)
