"""What can be started by hand: the newest version of each process that has a plain start event."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence.definitions import ProcessDefinition, StartSubscription


def startable(session: Session) -> Sequence[ProcessDefinition]:
    """Newest versions with a plain start event, by name."""
    by_hand = select(StartSubscription.definition_id).where(StartSubscription.kind == "none")
    query = select(ProcessDefinition).where(ProcessDefinition.id.in_(by_hand)).order_by(ProcessDefinition.name)
    return session.scalars(query).all()


def start_groups_by_key(session: Session, keys: Collection[str]) -> dict[str, list[str]]:
    """For each of these processes that can be started by hand the groups whose members may.  One statement."""
    by_hand = select(StartSubscription.definition_id).where(StartSubscription.kind == "none")
    query = select(ProcessDefinition.key, ProcessDefinition.start_groups).where(
        ProcessDefinition.key.in_(keys), ProcessDefinition.id.in_(by_hand)
    )
    return {row.key: row.start_groups for row in session.execute(query)}


def start_groups(session: Session, definition_id: int) -> list[str]:
    """The groups whose members may start a version by hand; none when it has no plain start event."""
    by_hand = select(StartSubscription.definition_id).where(StartSubscription.kind == "none")
    query = select(ProcessDefinition.start_groups).where(
        ProcessDefinition.id == definition_id, ProcessDefinition.id.in_(by_hand)
    )
    return session.scalar(query) or []
