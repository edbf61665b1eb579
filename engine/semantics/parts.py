"""
What an instance keeps beside its state: parts that most steps neither read nor write.

A step reads and writes the state as a whole. What there may be thousands of, or what may be long, is kept on a *shelf*,
each part by itself: tokens at rest (``resting``), large variables (``large``), the items a sequence has yet to come to
(``queues``). Changes are written together with the state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Key(NamedTuple):
    """What a part is called: ``name`` is unique among those of its ``kind`` in the instance."""

    kind: str
    name: str


class Change(NamedTuple):
    """What the shelf held before, and what it is to hold; None is nothing."""

    before: str | None
    after: str | None


class Shelf(Protocol):
    """Where the parts of one instance are kept, as JSON texts."""

    def one(self, key: Key) -> str | None:
        """A part, if it is there."""

    def all(self, kind: str) -> Mapping[str, str]:
        """All parts of a kind by their names."""

    def write(self, changes: Mapping[Key, Change]) -> None:
        """Keep what a step has changed."""


class MemoryShelf(dict[Key, str]):
    """The shelf of an instance in memory."""

    def one(self, key: Key) -> str | None:
        """A part, if it is there."""
        return self.get(key)

    def all(self, kind: str) -> Mapping[str, str]:
        """All parts of a kind by their names."""
        return {key.name: content for key, content in self.items() if key.kind == kind}

    def write(self, changes: Mapping[Key, Change]) -> None:
        """Keep what a step has changed."""
        for key, change in changes.items():
            self.pop(key, None)
            if change.after is not None:
                self[key] = change.after


class Parts:
    """The parts of a running instance: those of its shelf, with what has been changed since."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._changes: dict[Key, Change] = {}

    def get(self, kind: str, name: object) -> str | None:
        """A part, if it is there."""
        key = Key(kind, str(name))
        change = self._changes.get(key)
        return self.shelf.one(key) if change is None else change.after

    def all(self, kind: str) -> dict[str, str]:
        """All parts of a kind by their names."""
        found = dict(self.shelf.all(kind))
        for key, change in self._changes.items():
            if key.kind == kind and change.after is None:
                found.pop(key.name, None)
            elif key.kind == kind and change.after is not None:
                found[key.name] = change.after
        return found

    def set(self, kind: str, name: object, before: str | None, after: str | None) -> None:
        """Change a part, of which the shelf holds ``before``; None takes it away."""
        key = Key(kind, str(name))
        known = self._changes.get(key)
        self._changes[key] = Change(before if known is None else known.before, after)

    def flush(self) -> None:
        """Write what has been changed."""
        changes = {key: change for key, change in self._changes.items() if change.before != change.after}
        self._changes = {}
        if changes:
            self.shelf.write(changes)
