"""What instances keep beside their states, part by part: tokens at rest, large variables, items still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ForeignKey, String, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.prepared import Prepared

Name = tuple[str, str]


class StatePart(Base):
    """One part; kinds, names and contents are the engine's own."""

    __tablename__ = "state_part"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


TABLE: Table = StatePart.__table__  # type: ignore[assignment]
OF_KIND = (TABLE.c.instance_id == bindparam("of_instance")) & (TABLE.c.kind == bindparam("of_kind"))
NAMED = OF_KIND & (TABLE.c.name == bindparam("of_name"))
ONE = Prepared(select(TABLE.c.content).where(NAMED))
ALL = Prepared(select(TABLE.c.name, TABLE.c.content).where(OF_KIND))
TAKE = Prepared(delete(TABLE).where(NAMED))


def _upsert(insert: type[postgresql.Insert] | type[sqlite.Insert]) -> Prepared:
    new = insert(TABLE)
    statement = new.on_conflict_do_update(
        index_elements=["instance_id", "kind", "name"], set_={"content": new.excluded.content}
    )
    return Prepared(statement, ("instance_id", "kind", "name", "content"))


PUT = {"sqlite": _upsert(sqlite.Insert), "postgresql": _upsert(postgresql.Insert)}


def one(session: Session, instance_id: int, kind: str, name: str) -> str | None:
    """A part's content, if it is kept."""
    row = ONE.row(session, of_instance=instance_id, of_kind=kind, of_name=name)
    return None if row is None else str(row[0])


def of_kind(session: Session, instance_id: int, kind: str) -> dict[str, str]:
    """The contents of all parts of a kind by their names."""
    return dict(ALL.rows(session, of_instance=instance_id, of_kind=kind))


def put(session: Session, instance_id: int, contents: Mapping[Name, str]) -> None:
    """Keep parts by kind and name, in place of what was kept of them."""
    rows = [
        {"instance_id": instance_id, "kind": kind, "name": name, "content": content}
        for (kind, name), content in contents.items()
    ]
    PUT[session.get_bind().dialect.name].many(session, rows)


def take(session: Session, instance_id: int, names: Sequence[Name]) -> None:
    """Keep parts no longer."""
    TAKE.many(session, [{"of_instance": instance_id, "of_kind": kind, "of_name": name} for kind, name in names])
