"""
Tokens at rest: iterations out of many, each waiting for somebody outside.

A step moves one of a thousand parallel iterations. The others are not read and written with the instance's state: each
is a part of its own (``parts``), fetched when its turn comes, or all of them when their activity ends. Their body, the
token of the activity as a whole, counts them (``resting``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.semantics.rows import restore, row_of

if TYPE_CHECKING:
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow

KIND = "token"
CROWD = 32  # iterations of one activity; fewer of them are read with the state faster than fetched
WAITING_OUTSIDE: Final = ("task", "call")


def put_to_rest(workflow: ProcessWorkflow) -> set[int]:
    """Bring the parts up to date; the ids of the tokens that are at rest, but for those that were not fetched."""
    resting: set[int] = set()
    for scope in workflow.scopes():
        for token in scope.tasks.values():
            if token.iteration is None or token._parent is None:
                continue
            body = scope.tasks[token._parent]
            after = _content(token) if _rests(token, body) else None
            if after is not None:
                resting.add(token.id)
            if after != token.kept:
                workflow.parts.set(KIND, token.id, token.kept, after)
                _count(body, (after is not None) - (token.kept is not None))
                token.kept = after
    return resting


def fetch(workflow: ProcessWorkflow, token_id: int) -> Token | None:
    """A token at rest."""
    content = workflow.parts.get(KIND, token_id)
    if content is None:
        return None
    host = orjson.loads(content)[0]
    return _back(workflow.subprocesses[host] if host else workflow, content)


def wake(body: Token) -> None:
    """Fetch all iterations of an activity."""
    if "resting" not in body.internal_data:
        return
    for content in body.scope.root.parts.all(KIND).values():
        _host, token_id, _node, _state, parent, *_ = orjson.loads(content)
        if parent == body.id and token_id not in body.scope.tasks:
            _back(body.scope, content)
    body._children.sort()


def resting_in(workflow: ProcessWorkflow) -> int:
    """How many tokens are at rest, as their bodies have counted."""
    bodies = (token.internal_data for scope in workflow.scopes() for token in scope.tasks.values())
    return sum(kept.get("resting", 0) for kept in bodies)


def wake_all(workflow: ProcessWorkflow) -> None:
    """Fetch every token there is."""
    for scope in workflow.scopes():
        for token in list(scope.tasks.values()):
            wake(token)


def removed(token: Token) -> None:
    """A token that is a part of its own is no more."""
    assert token._parent is not None
    token.scope.root.parts.set(KIND, token.id, token.kept, None)
    if (body := token.scope.tasks.get(token._parent)) is not None:
        _count(body, -1)


def _rests(token: Token, body: Token) -> bool:
    return (
        token._state == TaskState.STARTED
        and (token.kept is not None or len(body._children) >= CROWD)
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
    token.kept = content
    scope.tasks[row[3]]._children.append(token.id)
    return token
