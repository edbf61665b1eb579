"""What each block of a random diagram does, for the token game of ``oracle``: activities, ways and events."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from tests.semantics.oracle import Condition, Game, Joining, Move, Scope, Then, Values, Waiting
from tests.semantics.random_diagrams import Part

TENTHOUSANDTHS = Decimal("0.0001")


def exact(scope: Scope) -> Decimal:
    """The sum as seen in a scope: diagrams compute in decimal fractions, to the digit."""
    return Decimal(str(scope.home("sum")["sum"]))


class Oracle(Game):
    """The token game with every kind of block: activities (13.3), gateways (13.4), events (13.5)."""

    def _task(self, part: Part, scope: Scope, then: Then) -> None:
        def done(values: Values) -> None:
            self._stop_waiting(one)
            if part.block.choice % 2:
                self._completes(part.entry, scope, lambda: give(values["given"]))
            else:
                self._write(scope, values)
                self._completes(part.entry, scope, then)

        def give(given: Any) -> None:
            self._write(scope, {f"{part.entry}_given": given})
            then()

        def begin() -> None:
            nonlocal one
            one = self._waits("task", part.entry, scope, done)

        one: Waiting
        self._enters(part.entry, scope, begin)

    def _script(self, part: Part, scope: Scope, then: Then) -> None:
        def run() -> None:
            value = exact(scope) * Decimal("1.1") + Decimal(part.block.choice) / 7
            self._write(scope, {"sum": float(value.quantize(TENTHOUSANDTHS, ROUND_HALF_UP))})
            then()

        self._completes(part.entry, scope, run)

    def _receive(self, part: Part, scope: Scope, then: Then) -> None:
        def done(values: Values) -> None:
            self._stop_waiting(one)
            self._write(scope, values)
            self._completes(part.entry, scope, then)

        def begin() -> None:
            nonlocal one
            one = self._waits("message", part.names["message"], scope, done)

        one: Waiting
        self._enters(part.entry, scope, begin)

    def _several(self, part: Part, scope: Scope, then: Then) -> None:
        """Multi-instance: at once or one after another; results in the order of the list (13.3.7)."""
        number, sequential = part.block.choice % 4, part.block.choice > 3
        results: dict[int, Any] = {}

        def begin(item: int) -> None:
            self._enters(part.entry, scope, lambda: wait(item))

        def wait(item: int) -> None:
            one = self._waits("task", part.entry, scope, lambda values: done(one, item, values))

        def done(one: Waiting, item: int, values: Values) -> None:
            self._stop_waiting(one)
            self._completes(part.entry, scope, lambda: over(item, values["given"]))

        def over(item: int, given: Any) -> None:
            results[item] = given
            if len(results) == number:
                end()
            elif sequential:
                begin(item + 1)

        def end() -> None:
            self._write(scope, {f"{part.entry}_all": [results[item] for item in range(number)]})
            self._completes(part.entry, scope, then)

        for item in range(min(number, 1) if sequential else number):
            begin(item)
        if not number:
            end()

    def _repeated(self, part: Part, scope: Scope, then: Then) -> None:
        """A standard loop: once more while the condition holds, which is asked before or after each round (13.3.6)."""
        rounds, test_before = part.block.choice % 4, part.block.choice > 3

        def begin(number: int) -> None:
            self._enters(part.entry, scope, lambda: wait(number))

        def wait(number: int) -> None:
            one = self._waits("task", part.entry, scope, lambda values: done(one, number, values))

        def done(one: Waiting, number: int, values: Values) -> None:
            self._stop_waiting(one)
            self._write(scope, values)
            self._completes(part.entry, scope, lambda: over(number + 1))

        def over(number: int) -> None:
            if number < rounds:
                begin(number)
            else:
                self._completes(part.entry, scope, then)

        if test_before:
            over(0)
        else:
            begin(0)

    def _sequence(self, part: Part, scope: Scope, then: Then) -> None:
        for inner in reversed(part.inner):
            then = partial(self._play, inner, scope, then)
        then()

    def _exclusive(self, part: Part, scope: Scope, then: Then) -> None:
        chosen = part.inner[part.block.choice % len(part.inner)]
        joined = partial(self._completes, part.names["join"], scope, then)
        self._completes(part.names["split"], scope, lambda: self._play(chosen, scope, joined))

    def _parallel(self, part: Part, scope: Scope, then: Then) -> None:
        def split() -> None:
            join = scope.parallel.setdefault(part.names["join"], Joining())
            join.then = then
            scope.tokens += len(part.inner) - 1
            for branch, inner in enumerate(part.inner):
                self._play(inner, scope, partial(arrive, join, branch))

        def arrive(join: Joining, branch: int) -> None:
            join.arrived[branch] += 1
            if all(join.arrived[branch] for branch in range(len(part.inner))):
                self._merge(part.names["join"], scope, join, range(len(part.inner)))

        self._completes(part.names["split"], scope, split)

    def _inclusive(self, part: Part, scope: Scope, then: Then) -> None:
        last = len(part.inner) - 1
        chosen = [branch for branch in range(last) if part.block.choice >> branch & 1] or [last]

        def split() -> None:
            join = scope.inclusive.setdefault(part.names["join"], Joining())
            join.then = then
            if (part.names["join"], scope) not in self.inclusive:
                self.inclusive.append((part.names["join"], scope))
            scope.tokens += len(chosen) - 1
            for branch in chosen:
                join.under_way[branch] += 1
                self._play(part.inner[branch], scope, partial(arrive, join, branch))

        def arrive(join: Joining, branch: int) -> None:
            join.under_way[branch] -= 1
            join.arrived[branch] += 1

        self._completes(part.names["split"], scope, split)

    def _loop(self, part: Part, scope: Scope, then: Then) -> None:
        again, count, enough = (part.names[name] for name in ("again", "count", "enough"))
        counted = f"rounds_{count}"

        def begin() -> None:
            self._completes(again, scope, lambda: self._play(part.inner[0], scope, body_done))

        def body_done() -> None:
            self._completes(count, scope, count_up)

        def count_up() -> None:
            self._write(scope, {counted: scope.home(counted)[counted] + 1})
            self._completes(enough, scope, decide)

        def decide() -> None:
            over = scope.home(counted)[counted] % (part.block.choice % 3 + 1) == 0
            then() if over else begin()

        begin()

    def _throws(self, part: Part, scope: Scope, then: Then) -> None:
        self.throwing.append(Move(part.names["signal"], part.entry, scope, then))

    def _definitions(self, part: Part, scope: Scope, then: Then) -> None:
        """Any of several things, or with an odd choice all of them."""
        brought: dict[int, Values] = {}
        those: list[Waiting] = []

        def begin() -> None:
            wanted = [("message", part.names["message"], 0), ("signal", part.names["signal"], 0)]
            wanted += [("timer", part.entry, part.block.choice + 1)] if part.block.choice < 4 else []
            for number, (kind, label, days) in enumerate(wanted):
                those.append(self._waits(kind, label, scope, partial(come, number), days))

        def come(number: int, values: Values) -> None:
            brought[number] = values
            self._stop_waiting(those[number])
            if part.block.choice % 2 and len(brought) < len(those):
                return
            self._stop_waiting(*those)
            for number in sorted(brought):
                self._write(scope, brought[number])
            self._completes(part.entry, scope, then)

        self._enters(part.entry, scope, begin)

    def _race(self, part: Part, scope: Scope, then: Then) -> None:
        """Events behind an event-based gateway: the first to come withdraws the other (13.4.4)."""
        race, soon, other, after = (part.names[name] for name in ("race", "soon", "other", "after"))
        those: list[Waiting] = []

        def enter() -> None:
            for event in (soon, other):
                self._enters(event, scope, partial(wait, event))

        def wait(event: str) -> None:
            if event == other and "message" in part.names:
                those.append(self._waits("message", part.names["message"], scope, partial(come, event)))
            else:
                days = part.block.choice if event == soon else 2
                those.append(self._waits("timer", event, scope, partial(come, event), days))

        def come(event: str, values: Values) -> None:
            self._stop_waiting(*those)
            self._write(scope, values)
            self._completes(race, scope, partial(self._completes, event, scope, partial(go_on, event)))

        def go_on(event: str) -> None:
            joined = partial(self._completes, after, scope, then)
            self._play(part.inner[0 if event == soon else 1], scope, joined)

        self._enters(race, scope, enter)

    def _nested(self, part: Part, scope: Scope, then: Then, watch: Callable[[Scope], Then] | None = None) -> None:
        """A subprocess; ``watch`` lets an event on its boundary listen, and gives what lets it listen no more."""
        host, begin, done = (part.names[name] for name in ("host", "begin", "done"))

        def enter() -> None:
            own = {"sum": float(exact(scope) + 1)} if part.block.choice % 2 else {}
            inside = self._scope(scope, lambda: self._completes(host, scope, lambda: leave()), own)
            unwatch = watch(inside) if watch else None

            def leave() -> None:
                if unwatch:
                    unwatch()
                then()

            body = partial(self._play, part.inner[0], inside, self._ending(done, inside))
            self._completes(begin, inside, body)

        self._enters(host, scope, enter)

    def _watched(self, part: Part, scope: Scope, then: Then) -> None:
        """A timer on a subprocess's boundary: instead of the subprocess, or beside it (13.5.3)."""
        host, handler = part.inner
        late, interrupts = part.names["late"], part.block.choice % 3 != 0
        joined = partial(self._completes, part.names["after"], scope, then) if interrupts else then

        def watch(inside: Scope) -> Then:
            one = self._waits("timer", late, scope, lambda _: fire(one, inside), part.block.choice + 1)
            return partial(self._stop_waiting, one)

        def fire(one: Waiting, inside: Scope) -> None:
            self._stop_waiting(one)
            if interrupts:
                self._empty(inside)
                self._completes(late, scope, lambda: self._play(handler, scope, joined))
            else:
                scope.tokens += 1
                aside = self._ending(part.names["aside"], scope)
                self._completes(late, scope, lambda: self._play(handler, scope, aside))

        self._nested(host, scope, joined, watch)

    def _guarded(self, part: Part, scope: Scope, then: Then) -> None:
        """A subprocess with an event subprocess (13.5.4): an even choice interrupts."""
        names, choice = part.names, part.block.choice

        def enter() -> None:
            inside = self._scope(scope, lambda: self._completes(names["host"], scope, then))
            self._listen(part, inside)
            self._completes(names["begin"], inside, lambda: tell(inside))

        def tell(inside: Scope) -> None:
            body = partial(self._play, part.inner[0], inside, self._ending(names["done"], inside))
            if choice > 5:
                self._aside(part, inside, {"escalation_code": "told"})
            if choice != 6:
                self._completes(names["tells"], inside, body)

        self._enters(names["host"], scope, enter)

    def _listen(self, part: Part, inside: Scope) -> None:
        """What starts the event subprocess from outside; a timer does so once, the rest again and again."""
        choice, aside = part.block.choice, partial(self._aside, part, inside)

        def ring(values: Values) -> None:
            self._stop_waiting(one)
            aside(values)

        if choice in (1, 3):
            self._waits("message", part.names["message"], inside, aside)
        if choice < 3:
            one = self._waits("timer", f"{part.names['aside']}_begins", inside, ring, choice + 1)
        if choice == 3:
            self._waits("signal", part.names["signal"], inside, aside)
        if choice in (4, 5):
            self.conditions.append(Condition(inside, lambda: exact(inside) * 10 % choice > 1, partial(aside, {})))

    def _aside(self, part: Part, inside: Scope, values: Values) -> None:
        """Start the event subprocess, alone in its scope or beside the rest."""
        aside = part.names["aside"]
        if part.block.choice % 2 == 0:
            self._empty(inside)
        inside.tokens += 1

        def enter() -> None:
            handling = self._scope(inside, lambda: self._completes(aside, inside, partial(self._use_up, inside)))
            self._write(handling, values)
            body = partial(self._play, part.inner[1], handling, self._ending(f"{aside}_end", handling))
            self._completes(f"{aside}_begins", handling, body)

        self._enters(aside, inside, enter)
