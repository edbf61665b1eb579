"""The shelf of a stored instance: the parts beside its state in rows of their own (see ``engine.semantics.parts``)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.semantics.parts import Change, Key
from persistence import state_parts


class StoredShelf:
    """Parts of one instance; what is written belongs to the session's transaction.

    ``before`` holds what was kept, before the first change, of the parts that were changed.
    """

    def __init__(self, session: Session, instance_id: int) -> None:
        self._session = session
        self._instance_id = instance_id
        self.before: dict[Key, str | None] = {}

    def one(self, key: Key) -> str | None:
        """A part, if it is there."""
        return state_parts.one(self._session, self._instance_id, key.kind, key.name)

    def all(self, kind: str) -> Mapping[str, str]:
        """All parts of a kind by their names."""
        return state_parts.of_kind(self._session, self._instance_id, kind)

    def write(self, changes: Mapping[Key, Change]) -> None:
        """Keep what a step has changed."""
        for key, change in changes.items():
            self.before.setdefault(key, change.before)
        self.put_back({key: change.after for key, change in changes.items()})

    def put_back(self, contents: Mapping[Key, str | None]) -> None:
        """Keep these contents; None takes a part away."""
        kept: dict[state_parts.Name, str] = {key: text for key, text in contents.items() if text is not None}
        if kept:
            state_parts.put(self._session, self._instance_id, kept)
        if taken := [key for key in contents if key not in kept]:
            state_parts.take(self._session, self._instance_id, taken)
