"""The items a sequence has yet to come to: a few in the state, the others in parts of their own (``parts``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from engine.semantics.token import Token

FEW = 32


def queue_up(body: Token, items: list[Any]) -> None:
    """Keep items for the iterations of an activity, in order."""
    few = [items[start : start + FEW] for start in range(0, len(items), FEW)]
    for number, part in enumerate(few[1:], 1):
        body.scope.root.parts.set(_kind(body), number, None, orjson.dumps(part[::-1]).decode())
    body.internal_data["queue"] = {"items": few[0][::-1] if few else [], "part": 1, "parts": max(len(few), 1)}


def take(body: Token) -> Any:
    """The next item."""
    queue = body.internal_data["queue"]
    if not queue["items"]:
        content = body.scope.root.parts.get(_kind(body), queue["part"])
        assert content is not None
        body.scope.root.parts.set(_kind(body), queue["part"], content, None)
        queue["items"] = orjson.loads(content)
        queue["part"] += 1
    return queue["items"].pop()


def clear(body: Token) -> None:
    """The activity ends: what it has not come to is kept no more."""
    queue = body.internal_data.pop("queue", None)
    if queue is not None and queue["part"] < queue["parts"]:
        parts = body.scope.root.parts
        for name, content in parts.all(_kind(body)).items():
            parts.set(_kind(body), name, content, None)


def queued(body: Token) -> set[tuple[str, str]]:
    """The parts, by kind and name, in which the items of an activity are kept."""
    queue = body.internal_data.get("queue", {"part": 0, "parts": 0})
    return {(_kind(body), str(number)) for number in range(queue["part"], queue["parts"])}


def _kind(body: Token) -> str:
    return f"queue {body.id}"
