"""What messages and signals take along, evaluated where they are thrown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.variables import computed

if TYPE_CHECKING:
    from engine.semantics.token import Token
    from engine.semantics.triggers import Payload


def taken_along(token: Token, payload: Payload) -> dict[str, Any]:
    """The values by name; a copy, since the receiver goes its own way with them."""
    taken = dict(token.data) if payload.everything else {}
    return taken | computed(token, payload.parameters)
