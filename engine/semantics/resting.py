"""
Tokens at rest: iterations out of many, each waiting for somebody outside.

A step moves one of a thousand parallel iterations. The others are not read and written with the instance's state, but
kept beside it, on a *shelf*, from where each is fetched when its turn comes, or all of them when their activity ends.
Their body, the token of the activity as a whole, counts them (``resting``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.semantics.rows import restore, row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.semantics.scope import Scope
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow

CROWD = 32  # iterations of one activity; fewer of them are read with the state faster than fetched
WAITING_OUTSIDE: Final = ("task", "call")


class Change(NamedTuple):
    """What the shelf held of a token, and what it is to hold; None is nothing."""

    before: str | None
    after: str | None


class Shelf(Protocol):
    """Where an instance's tokens at rest are kept, as JSON texts by their ids."""

    def one(self, token: int) -> str | None:
        """What is kept of a token."""

    def under(self, body: int) -> Iterable[str]:
        """What is kept of all iterations of an activity."""

    def write(self, changes: Mapping[int, Change]) -> None:
        """Keep the state of the shelf after a step."""


class MemoryShelf(dict[int, str]):
    """A shelf of an instance in memory."""

    def one(self, token: int) -> str | None:
        """What is kept of a token."""
        return self.get(token)

    def under(self, body: int) -> Iterable[str]:
        """What is kept of all iterations of an activity."""
        return [content for content in self.values() if orjson.loads(content)[4] == body]

    def write(self, changes: Mapping[int, Change]) -> None:
        """Keep the state of the shelf after a step."""
        for token, change in changes.items():
            self.pop(token, None)
            if change.after is not None:
                self[token] = change.after


def shelve(workflow: ProcessWorkflow) -> set[int]:
    """Bring the shelf up to date; the ids of the tokens that are on it, but for those that were not fetched."""
    changes = {token: Change(content, None) for token, content in workflow.taken_off.items()}
    resting: set[int] = set()
    for scope in workflow.scopes():
        for token in scope.tasks.values():
            if token.iteration is None or token._parent is None:
                continue
            after = _content(token) if _rests(token, scope.tasks[token._parent]) else None
            if after is not None:
                resting.add(token.id)
            if after != token.shelved:
                changes[token.id] = Change(token.shelved, after)
                _count(scope.tasks[token._parent], (after is not None) - (token.shelved is not None))
                token.shelved = after
    workflow.taken_off = {}
    if changes:
        workflow.shelf.write(changes)
    return resting


def fetch(workflow: ProcessWorkflow, token_id: int) -> Token | None:
    """A token from the shelf."""
    content = None if token_id in workflow.taken_off else workflow.shelf.one(token_id)
    if content is None:
        return None
    host = orjson.loads(content)[0]
    return _back(workflow.subprocesses[host] if host else workflow, content)


def wake(body: Token) -> None:
    """Fetch all iterations of an activity."""
    if "resting" not in body.internal_data:
        return
    root = body.scope.root
    for content in root.shelf.under(body.id):
        token_id = orjson.loads(content)[1]
        if token_id not in body.scope.tasks and token_id not in root.taken_off:
            _back(body.scope, content)
    body._children.sort()


def resting_in(workflow: ProcessWorkflow) -> int:
    """How many tokens are on the shelf, as their bodies have counted."""
    bodies = (token.internal_data for scope in workflow.scopes() for token in scope.tasks.values())
    return sum(kept.get("resting", 0) for kept in bodies)


def wake_all(workflow: ProcessWorkflow) -> None:
    """Fetch every token there is."""
    for scope in workflow.scopes():
        for token in list(scope.tasks.values()):
            wake(token)


def removed(token: Token) -> None:
    """A token that the shelf knows of is no more."""
    assert token.shelved is not None
    assert token._parent is not None
    root = token.scope.root
    root.taken_off[token.id] = token.shelved
    if (body := token.scope.tasks.get(token._parent)) is not None:
        _count(body, -1)


def _rests(token: Token, body: Token) -> bool:
    return (
        token._state == TaskState.STARTED
        and (token.shelved is not None or len(body._children) >= CROWD)
        and not token._children
        and token.id not in token.scope.root.subprocesses
        and token.projection in WAITING_OUTSIDE
    )


def _count(body: Token, more: int) -> None:
    number = body.internal_data.pop("resting", 0) + more
    if number:
        body.internal_data["resting"] = number


def _content(token: Token) -> str:
    host = token.scope.host
    return orjson.dumps([0 if host is None else host.id, *row_of(token)]).decode()


def _back(scope: Scope, content: str) -> Token:
    _host, *row = orjson.loads(content)
    token = restore(scope, *row)
    token.shelved = content
    scope.tasks[row[3]]._children.append(token.id)
    return token
