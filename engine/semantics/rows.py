"""A token as a row of plain values, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.token import Token

if TYPE_CHECKING:
    from engine.semantics.scope import Scope


class StateUnreadable(Exception):
    """The state does not fit the definition it is read with."""


def row_of(token: Token) -> list[Any]:
    """Trailing values that say nothing are left out."""
    row = [token.id, token.node.name, token._state, token._parent, token.locals, token.internal_data or None]
    while row[-1] is None:
        row.pop()
    return row


def restore(
    scope: Scope,
    token_id: int,
    element_id: str,
    state: int,
    parent: int | None = None,
    variables: dict[str, Any] | None = None,
    internal: dict[str, Any] | None = None,
) -> Token:
    """The token of a row.  The one above it does not know of it yet.

    Raises StateUnreadable if it stands at an element the specification lacks.
    """
    node = scope.spec.nodes.get(element_id)
    if node is None:
        raise StateUnreadable(f"Expected the element {element_id!r} in {scope.spec.name!r}, but it is not there")
    token = Token(scope, node, token_id, state)
    token._parent = parent
    token.locals = variables
    token.internal_data = internal or {}
    return token
