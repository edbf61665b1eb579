"""The shelf of a stored instance: tokens at rest in rows of their own (see ``engine.semantics.resting``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson
from sqlalchemy.orm import Session

from engine.semantics.resting import Change
from persistence import resting_tokens


class StoredShelf:
    """Tokens at rest of one instance; what is written belongs to the session's transaction.

    ``before`` holds what was kept, before the first change, of the tokens that were changed.
    """

    def __init__(self, session: Session, instance_id: int) -> None:
        self._session = session
        self._instance_id = instance_id
        self.before: dict[int, str | None] = {}

    def one(self, token: int) -> str | None:
        """What is kept of a token."""
        return resting_tokens.one(self._session, self._instance_id, token)

    def under(self, body: int) -> Iterable[str]:
        """What is kept of all iterations of an activity."""
        found = resting_tokens.of_instance(self._session, self._instance_id)
        return [content for content in found if orjson.loads(content)[4] == body]

    def write(self, changes: Mapping[int, Change]) -> None:
        """Keep the state of the shelf after a step."""
        for token, change in changes.items():
            self.before.setdefault(token, change.before)
        self._keep({token: change.after for token, change in changes.items()})

    def put_back(self, before: Mapping[int, str | None]) -> None:
        """Keep again what was kept before."""
        self._keep(before)

    def _keep(self, contents: Mapping[int, str | None]) -> None:
        kept = {token: content for token, content in contents.items() if content is not None}
        if kept:
            resting_tokens.put(self._session, self._instance_id, kept)
        if taken := [token for token in contents if token not in kept]:
            resting_tokens.take(self._session, self._instance_id, taken)
