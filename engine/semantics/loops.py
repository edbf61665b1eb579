"""Multi-instance activities, parallel and sequential (BPMN 2.0.2, 10.3.8 and 13.3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.semantics.behavior import throw_events
from engine.semantics.boundary import disarm
from engine.semantics.failures import NothingToIterate
from engine.semantics.queues import clear, queue_up, take
from engine.semantics.resting import wake

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.semantics.behavior import BehaviorEvent
    from engine.semantics.token import Token


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """How often an activity is done and on what.

    ``collection`` or ``cardinality`` gives the number; ``item`` names the variable of one iteration; ``result`` (a name
    in the iteration) is gathered into the list ``results`` in the order of the collection; ``until`` ends it early;
    ``throws`` are the events of completed iterations.
    """

    sequential: bool
    collection: Value | None = None
    cardinality: Value | None = None
    item: str | None = None
    result: str | None = None
    results: str | None = None
    until: Value | None = None
    throws: tuple[BehaviorEvent, ...] = ()

    keeps_variables = True

    def start(self, body: Token) -> bool | None:
        """Create the iterations: all of them, or the first; none is a normal case."""
        items = _items(body, self)
        body.internal_data.update(total=len(items), next=0, done=0, results={})
        if not items:
            _gather(body, self)
            return True
        for item in items[:1] if self.sequential else items:
            _next(body, self, item)
        if self.sequential and self.item is not None:
            queue_up(body, items[1:])
        return None

    def iteration_finished(self, body: Token, iteration: Token) -> None:
        """Keep the iteration's result; go on, or end the activity."""
        state = _queue_of(body)
        done = state["done"] + 1
        _count(body, done)
        if not throw_events(iteration, self.throws, done):
            return
        enough = self.until is not None and body.scope.root.evaluate(iteration, self.until)
        state["done"] = done
        if self.result is not None:
            state["results"][str(iteration.iteration)] = iteration.data.get(self.result)
        body.scope.consume(iteration)
        if enough or done == state["total"]:
            _end(body, self)
        elif self.sequential:
            _next(body, self, take(body) if self.item is not None else None)


def _items(body: Token, loop: MultiInstance) -> list[Any]:
    evaluate = body.scope.root.evaluate
    if loop.collection is not None:
        items = evaluate(body, loop.collection)
        if not isinstance(items, list):
            raise NothingToIterate(f"Expected a list to go through, but {loop.collection.source!r} is {items!r}")
        return items
    count = evaluate(body, loop.cardinality)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise NothingToIterate(f"Expected a whole number of iterations from 0, but it is {count!r}")
    return [None] * count


def _queue_of(body: Token) -> dict[str, Any]:
    """What is kept of the body; older states kept the whole collection, or what was ahead of it item by item."""
    state = body.internal_data
    if "items" in state:
        items = state.pop("items")
        state["total"] = len(items)
        queue_up(body, items[state["next"] :])
    if "ahead" in state:
        queue_up(body, state.pop("ahead")[::-1])
    return state


def _next(body: Token, loop: MultiInstance, item: Any) -> None:
    state = body.internal_data
    index = state["next"]
    state["next"] = index + 1
    iteration = body.scope.new_token(body.node, parent=body)
    iteration.internal_data["iteration"] = index
    iteration.locals = {"loopCounter": index}
    if loop.item is not None:
        iteration.locals[loop.item] = item
    _count(body, state["done"])
    body.scope.root.schedule(iteration)


def _count(body: Token, done: int) -> None:
    """The attributes a completion condition may use (BPMN 2.0.2, table 10.31)."""
    state = body.internal_data
    body.locals = {
        "nrOfInstances": state["total"],
        "nrOfActiveInstances": state["next"] - done,
        "nrOfCompletedInstances": done,
        "nrOfTerminatedInstances": 0,  # one ends before its time only together with the activity
    }


def _end(body: Token, loop: MultiInstance) -> None:
    disarm(body)
    clear(body)
    wake(body)
    for child in list(body._children):
        body.scope.cancel(body.scope.tasks[child])
    _gather(body, loop)
    body.finish_later()


def _gather(body: Token, loop: MultiInstance) -> None:
    state = body.internal_data
    body.locals = None
    if loop.results is not None:
        kept = state["results"]
        body.write(loop.results, [kept[str(i)] for i in range(state["total"]) if str(i) in kept])
