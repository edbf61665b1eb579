"""Deployed processes: immutable versions, their files, and what starts the newest of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.prepared import Prepared


class ProcessDefinition(Base):
    """One version of a process.  Never changed after deployment."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    version_tag: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(String(64))  # of all its files: an unchanged package is not deployed again
    start_groups: Mapped[list[str]]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(String(20))  # files: shipped with the application | published: by an analyst


class DefinitionFile(Base):
    """A diagram, form or label file of a version, byte for byte as it was deployed."""

    __tablename__ = "definition_file"

    definition_id: Mapped[int] = mapped_column(ForeignKey("process_definition.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StartSubscription(Base):
    """What starts a process by itself.  Only the newest version of a key has any."""

    __tablename__ = "start_subscription"
    __table_args__ = (Index(None, "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("process_definition.id"))
    key: Mapped[str] = mapped_column(index=True)
    element_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))  # none: by hand | message | signal | timer
    name: Mapped[str | None]  # of the message or signal
    expression: Mapped[str | None]  # of the timer


PROCESS_NAMES = (ProcessDefinition.name.label("process_name"), ProcessDefinition.name_en.label("process_name_en"))
"""Columns of what belongs to a process, by which pages say which."""

_NUMBER = func.max(ProcessDefinition.version)
NEWEST_ID = Prepared(
    select(ProcessDefinition.id).where(
        ProcessDefinition.key == bindparam("key"),
        ProcessDefinition.version
        == select(_NUMBER).where(ProcessDefinition.key == bindparam("of_key")).scalar_subquery(),
    )
)


def newest_id(session: Session, key: str) -> int | None:
    """The id of the newest version of a process."""
    found = NEWEST_ID.row(session, key=key, of_key=key)
    return None if found is None else int(found[0])


def newest(session: Session, key: str) -> ProcessDefinition | None:
    """The newest version of a process."""
    query = select(ProcessDefinition).where(ProcessDefinition.key == key)
    return session.scalar(query.order_by(ProcessDefinition.version.desc()).limit(1))


def version_id(session: Session, key: str, version: str | None = None, tag: str | None = None) -> int | None:
    """The id of one version of a process, by its number or its tag; of several with a tag the newest."""
    query = select(ProcessDefinition.id).where(ProcessDefinition.key == key)
    if tag is not None:
        query = query.where(ProcessDefinition.version_tag == tag)
    elif version is not None:
        query = query.where(ProcessDefinition.version == int(version))
    return session.scalar(query.order_by(ProcessDefinition.version.desc()).limit(1))


def versions_with_file(session: Session, key: str, path: str, content: bytes) -> Sequence[int]:
    """The ids of the versions of a process that hold this very file, the newest first."""
    query = select(ProcessDefinition.id).join(DefinitionFile, DefinitionFile.definition_id == ProcessDefinition.id)
    query = query.where(ProcessDefinition.key == key, DefinitionFile.path == path, DefinitionFile.content == content)
    return session.scalars(query.order_by(ProcessDefinition.version.desc())).all()


def by_id(session: Session, definition_id: int) -> ProcessDefinition | None:
    """A version by its id."""
    return session.get(ProcessDefinition, definition_id)


def files(session: Session, definition_id: int) -> dict[str, bytes]:
    """The files of a version by their path."""
    query = select(DefinitionFile.path, DefinitionFile.content).where(DefinitionFile.definition_id == definition_id)
    return dict(session.execute(query).all())


def known_hash(session: Session, key: str, sha256: str) -> bool:
    """Whether these very files are some version of the process already."""
    query = select(ProcessDefinition.id).where(ProcessDefinition.key == key, ProcessDefinition.sha256 == sha256)
    return session.scalar(query.limit(1)) is not None


def add(session: Session, definition: ProcessDefinition, contents: Mapping[str, bytes]) -> int:
    """Keep a new version with its files; its id."""
    session.add(definition)
    session.flush()
    rows = [{"definition_id": definition.id, "path": path, "content": data} for path, data in contents.items()]
    session.execute(insert(DefinitionFile), rows)
    return definition.id


def subscribe(session: Session, key: str, subscriptions: Sequence[StartSubscription]) -> None:
    """From now on these start the process, and nothing of an older version does."""
    session.execute(delete(StartSubscription).where(StartSubscription.key == key))
    session.add_all(subscriptions)
    session.flush()


def started_by(session: Session, kind: str, name: str) -> Sequence[StartSubscription]:
    """The start events that wait for a message or a signal of this name."""
    query = select(StartSubscription).where(StartSubscription.kind == kind, StartSubscription.name == name)
    return session.scalars(query.order_by(StartSubscription.id)).all()


def start_timer(session: Session, definition_id: int, element_id: str) -> StartSubscription | None:
    """A timer start event, if it is still the newest version's."""
    query = select(StartSubscription).where(
        StartSubscription.definition_id == definition_id,
        StartSubscription.element_id == element_id,
        StartSubscription.kind == "timer",
    )
    return session.scalar(query)


def keys(session: Session) -> Sequence[str]:
    """The keys of every deployed process."""
    return session.scalars(select(ProcessDefinition.key).distinct().order_by(ProcessDefinition.key)).all()
