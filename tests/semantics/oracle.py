"""
What BPMN 2.0.2 says a random diagram does: a small token game that knows nothing of the engine.

It plays on the outline of a diagram (`random_diagrams.Part`), not on its flows: a join simply counts the tokens its own
split has sent out, so nothing has to be searched. In which order tokens of parallel branches move is left open by the
specification; the oracle does not choose, it follows: `line` is told what has happened, refuses what may not happen
now, and `rest` refuses to stop while a token could still move.

Scopes of variables follow engine/semantics/variables.py, since the specification leaves the binding of expressions to
the dialect; so do two choices explained in docs/semantics.md: signals are thrown, and conditions are looked at, when
nothing else moves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.semantics.random_diagrams import Part

Then = Callable[[], None]
Values = Mapping[str, Any]


class Disagreement(AssertionError):
    """The engine did what the specification does not allow, or stopped where it has to go on."""


@dataclass(eq=False)
class Joining:
    """A join in one scope: the tokens that have arrived and those still under way, by branch."""

    arrived: Counter[int] = field(default_factory=Counter)
    under_way: Counter[int] = field(default_factory=Counter)
    then: Then | None = None


@dataclass(eq=False)
class Scope:
    """The process or a running subprocess: how many tokens it has, and what follows when there is none left."""

    number: int
    outer: Scope | None
    then: Then
    variables: dict[str, Any] = field(default_factory=dict)
    tokens: int = 1
    parallel: dict[str, Joining] = field(default_factory=dict)
    inclusive: dict[str, Joining] = field(default_factory=dict)

    def within(self, other: Scope) -> bool:
        """Whether this is the other scope or lies in it."""
        return self is other or (self.outer is not None and self.outer.within(other))

    def home(self, name: str) -> dict[str, Any]:
        """The variables a name is found among, the innermost first; a new one is the process's."""
        return self.variables if name in self.variables or self.outer is None else self.outer.home(name)


@dataclass(eq=False)
class Move:
    """A token that may move on by itself: the line of history this makes, and what follows from it."""

    kind: str
    element: str
    scope: Scope
    then: Then


@dataclass(eq=False)
class Waiting:
    """Something that has to come from outside; ``due`` is the day a timer fires."""

    kind: str
    label: str
    scope: Scope
    come: Callable[[Values], None]
    due: int = 0


@dataclass(eq=False)
class Condition:
    """A condition that starts something whenever it begins to hold."""

    scope: Scope
    holds: Callable[[], bool]
    begins: Then
    held: bool = False


class Game:
    """One instance of a diagram; subclasses say what its blocks do. ``day`` is the time, from 0."""

    def __init__(self, part: Part, variables: Values) -> None:
        self.day = 0
        self.ended = False
        self.moves: list[Move] = []
        self.waiting: list[Waiting] = []
        self.conditions: list[Condition] = []
        self.throwing: list[Move] = []
        self.scopes = 0
        self.inclusive: list[tuple[str, Scope]] = []
        self.process = self._scope(None, self._end, dict(variables))
        self._completes(
            "start", self.process, lambda: self._play(part, self.process, self._ending("end", self.process))
        )

    def open(self) -> list[tuple[str, str, int]]:
        """What is waited for: kind, label and day due, sorted."""
        return sorted((one.kind, one.label, one.due) for one in self.waiting)

    def come(self, what: tuple[str, str, int], nth: int, values: Values) -> None:
        """Of those waiting for this, what the nth waits for has come."""
        self.day = max(self.day, what[2])
        [one for one in self.waiting if (one.kind, one.label, one.due) == what][nth].come(values)

    def line(self, kind: str, element: str) -> None:
        """The engine says that an element was entered or completed. Raises Disagreement if it cannot have been."""
        move = next((move for move in self.moves if (move.kind, move.element) == (kind, element)), None)
        if move is None:
            could = sorted(f"{move.element} {move.kind}" for move in self.moves)
            raise Disagreement(f"Expected one of {could}, but {element} was {kind}")
        self.moves.remove(move)
        move.then()
        self._settle()

    def rest(self) -> None:
        """The engine says that nothing moves any more. Raises Disagreement if something has to."""
        self._settle()
        if self.moves:
            raise Disagreement(
                f"Expected {[f'{move.element} {move.kind}' for move in self.moves]} to come, but it stopped"
            )

    def _settle(self) -> None:
        while not self.moves and (self._join() or self._look_at_conditions() or self._throw()):
            pass

    def _join(self) -> bool:
        """Inclusive joins nobody is under way to any more by a flow that has brought no token (13.4.3)."""
        for name, scope in self.inclusive:
            join = scope.inclusive[name]
            came = [branch for branch, count in join.arrived.items() if count]
            if came and not any(count for branch, count in join.under_way.items() if branch not in came):
                self._merge(name, scope, join, came)
        return bool(self.moves)

    def _look_at_conditions(self) -> bool:
        for condition in sorted(self.conditions, key=lambda one: one.scope.number):
            held, condition.held = condition.held, condition.holds()
            if condition.held and not held:
                condition.begins()
                return True
        return False

    def _throw(self) -> bool:
        """The signal that has been put off the longest: everybody who waits in the instance gets it (10.5.1)."""
        if not self.throwing:
            return False
        thrown = self.throwing[0]
        hearing = [one for one in self.waiting if (one.kind, one.label) == ("signal", thrown.kind)]
        for one in sorted(hearing, key=lambda one: one.scope.number):
            if one in self.waiting:
                one.come({})
        if thrown in self.throwing:
            self.throwing.remove(thrown)
            self._completes(thrown.element, thrown.scope, thrown.then)
        return True

    def _play(self, part: Part, scope: Scope, then: Then) -> None:
        """Let a token go through a block; by the name of its kind, as `Drawing` draws it."""
        getattr(self, f"_{part.block.kind}")(part, scope, then)

    def _completes(self, element: str, scope: Scope, then: Then) -> None:
        self.moves.append(Move("completed", element, scope, then))

    def _enters(self, element: str, scope: Scope, then: Then) -> None:
        self.moves.append(Move("entered", element, scope, then))

    def _waits(self, kind: str, label: str, scope: Scope, come: Callable[[Values], None], days: int = 0) -> Waiting:
        one = Waiting(kind, label, scope, come, self.day + days if kind == "timer" else 0)
        self.waiting.append(one)
        return one

    def _scope(self, outer: Scope | None, then: Then, variables: dict[str, Any] | None = None) -> Scope:
        self.scopes += 1
        return Scope(self.scopes, outer, then, variables or {})

    def _ending(self, element: str, scope: Scope) -> Then:
        """At an end event a token is used up, and a scope ends with its last one (13.5.6)."""

        return partial(self._completes, element, scope, partial(self._use_up, scope))

    def _use_up(self, scope: Scope) -> None:
        scope.tokens -= 1
        if scope.tokens == 0:
            self._empty(scope)
            scope.then()

    def _empty(self, scope: Scope) -> None:
        """Interrupt whatever there is in a scope."""
        self.moves = [one for one in self.moves if not one.scope.within(scope)]
        self.waiting = [one for one in self.waiting if not one.scope.within(scope)]
        self.conditions = [one for one in self.conditions if not one.scope.within(scope)]
        self.throwing = [one for one in self.throwing if not one.scope.within(scope)]
        self.inclusive = [one for one in self.inclusive if not one[1].within(scope)]
        scope.parallel, scope.inclusive, scope.tokens = {}, {}, 0

    def _end(self) -> None:
        self.ended = True

    def _stop_waiting(self, *those: Waiting) -> None:
        self.waiting = [one for one in self.waiting if one not in those]

    def _write(self, scope: Scope, values: Values) -> None:
        for name, value in values.items():
            scope.home(name)[name] = value

    def _merge(self, name: str, scope: Scope, join: Joining, branches: Any) -> None:
        join.arrived.subtract(branches)
        scope.tokens -= len(branches) - 1
        assert join.then is not None  # set by whoever has sent the tokens
        self._completes(name, scope, join.then)
