"""
Compensation: undoing what was completed, the latest first, each once (BPMN 2.0.2, 10.7 and 13.5.5).

A scope's ledger tells what can be undone, oldest first: the id of an activity, or a list of the fields of `Completed`
when there is more to know. An activity repeated by a loop is in it once for each completed iteration, with the
iteration's variables. A subprocess has the ledger of what was completed in it and the variables of its own as they
were; those of the process are shared and seen as they are now.

An activity is undone by the handler on its boundary. A subprocess without one is opened again: its compensation event
subprocess runs in it, or, by default, all that was completed in it is undone. What another process did when it was
called is that instance's own: such an activity has a handler on its boundary or stays as it is.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.semantics.activities import Activity
    from engine.semantics.scope import Entry, Scope
    from engine.semantics.subprocesses import SubProcess
    from engine.semantics.token import Token
    from engine.semantics.triggers import CompensationTrigger

UNDOING = "undoing"
BY_EVENT_SUBPROCESS, ONE_BY_ONE = "by event subprocess", "one by one"


class Completed(NamedTuple):
    """An entry of a ledger. ``inside`` is what was completed in a subprocess; ``partly``: it was not at its end."""

    name: str
    variables: dict[str, Any] | None = None
    inside: list[Entry] | None = None
    partly: bool = False


def remember(done: Token, activity: Activity) -> None:
    """An activity, or one of its iterations, is completed: it can be undone from now on, if there is a way to."""
    if activity.for_compensation:
        return
    if activity.loop is None:
        done.scope.ledger += _entries(done, activity)
    elif done.iteration is None:
        done.scope.ledger += done.internal_data.pop("rounds", ())
    elif entries := _entries(done, activity):
        body = done.scope.tasks[cast("int", done._parent)]
        body.internal_data.setdefault("rounds", []).extend(entries)


def start(thrower: Token, trigger: CompensationTrigger) -> bool | None:
    """Undo what the event asks for; True when it has nothing to wait for."""
    driver = thrower if trigger.waits else thrower.scope.new_token(thrower.node, TaskState.STARTED)
    driver.internal_data |= {} if trigger.waits else {"aside": True}
    if reach := _meant(thrower, trigger.activity):
        driver.internal_data["reach"] = reach
    scope, _ = _at(driver)
    asked = [trigger.activity in (None, _read(entry).name) for entry in scope.ledger]
    driver.internal_data["undo"] = list(compress(scope.ledger, asked))
    scope.ledger = [entry for entry, meant in zip(scope.ledger, asked, strict=True) if not meant]
    going = _next(driver)
    if not trigger.waits and not going:
        driver.scope.remove(driver)
    return None if trigger.waits and going else True


def undone(handler: Token) -> None:
    """One activity is undone: on to the next, or on from what has asked for it."""
    root = handler.scope.root
    driver = root.token(handler.internal_data.get("for", handler._parent))
    handler.scope.consume(handler)
    if driver is None or _next(driver):
        return
    if driver.is_aside:
        driver.scope.consume(driver)
        driver.scope.settle_beside()
    else:
        driver.finish_later()


def inside_undone(scope: Scope, host: Token) -> None:
    """What a subprocess was opened again for is done; by default there may be more of it to undo."""
    if scope.ledger and host.internal_data[UNDOING] == ONE_BY_ONE:
        _undo(scope.ledger.pop(), scope)
        return
    scope.root.subprocesses.pop(host.id)
    if host._parent is not None:
        undone(host)
    else:
        host.scope.consume(host)
        host.scope.settle_beside()


def done_so_far(scope: Scope) -> list[Entry]:
    """What was completed in a scope, also in those of its activities that have not come to their end."""
    entries = list(scope.ledger)
    for token in scope.tasks.values():
        inner = scope.root.subprocesses.get(token.id)
        within = token.internal_data.get("inside", []) if inner is None else done_so_far(inner)
        entries += token.internal_data.get("rounds", [])
        entries += [[token.node.name, token.locals, within, True]] if within else []
    return entries


def _entries(done: Token, activity: Activity) -> list[Entry]:
    inside = done.internal_data.pop("inside", [])
    if activity.compensation_handler is not None:
        return [activity.name if done.iteration is None else [activity.name, done.locals]]
    return [[activity.name, done.locals, inside]] if inside or activity.undoes_itself else []


def _read(entry: Entry) -> Completed:
    return Completed(entry) if isinstance(entry, str) else Completed(*entry)


def _meant(thrower: Token, activity: str | None) -> int:
    """How many scopes further out to undo: where the named activity is, or what an event subprocess was started for."""
    scope, reach = thrower.scope, 0
    while scope.host is not None:
        if activity in scope.spec.nodes if activity else not cast("SubProcess", scope.host.node).handles_event:
            break
        scope, reach = scope.host.scope, reach + 1
    return reach


def _at(driver: Token) -> tuple[Scope, Token]:
    """The scope in which to undo, and the token there that waits for it or stands for what waits inside of it."""
    scope, waiting = driver.scope, driver
    for _ in range(driver.internal_data.get("reach", 0)):
        waiting = cast("Token", scope.host)
        scope = waiting.scope
    return scope, waiting


def _next(driver: Token) -> bool:
    todo: list[Entry] = driver.internal_data["undo"]
    if not todo:
        return False
    scope, waiting = _at(driver)
    begun = _undo(todo.pop(), scope, waiting)
    if waiting is not driver:
        begun.internal_data["for"] = driver.id
    return True


def _undo(entry: Entry, scope: Scope, waiting: Token | None = None) -> Token:
    completed = _read(entry)
    activity = cast("Activity", scope.spec.nodes[completed.name])
    event = activity.compensation_handler
    if event is None or completed.inside is not None:
        return _open_again(cast("SubProcess", activity), completed, scope, waiting)
    begun = scope.new_token(scope.spec.nodes[event.handler or ""], parent=waiting)
    begun.locals = completed.variables
    scope.root.schedule(begun)
    return begun


def _open_again(activity: SubProcess, completed: Completed, scope: Scope, waiting: Token | None) -> Token:
    host = scope.new_token(activity, TaskState.STARTED, waiting)
    host.locals = completed.variables
    inner = scope.root.enclose(host, activity.body)
    inner.ledger = completed.inside or []
    if activity.undoes_itself and not completed.partly:
        host.internal_data[UNDOING] = BY_EVENT_SUBPROCESS
        activity.begin_undoing(inner)
    else:
        host.internal_data[UNDOING] = ONE_BY_ONE
        _undo(inner.ledger.pop(), inner)
    return host
