"""Tokens at rest, kept beside the state of their instance: what one of a thousand parallel iterations waits with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ForeignKey, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.prepared import Prepared


class RestingToken(Base):
    """One token; ``content`` is the engine's own."""

    __tablename__ = "resting_token"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    token: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str]


TABLE: Table = RestingToken.__table__  # type: ignore[assignment]
OF_INSTANCE = TABLE.c.instance_id == bindparam("of_instance")
ONE = Prepared(select(TABLE.c.content).where(OF_INSTANCE, TABLE.c.token == bindparam("of_token")))
ALL = Prepared(select(TABLE.c.content).where(OF_INSTANCE).order_by(TABLE.c.token))
TAKE = Prepared(delete(TABLE).where(OF_INSTANCE, TABLE.c.token == bindparam("of_token")))


def _upsert(insert: type[postgresql.Insert] | type[sqlite.Insert]) -> Prepared:
    new = insert(TABLE)
    statement = new.on_conflict_do_update(
        index_elements=["instance_id", "token"], set_={"content": new.excluded.content}
    )
    return Prepared(statement, ("instance_id", "token", "content"))


PUT = {"sqlite": _upsert(sqlite.Insert), "postgresql": _upsert(postgresql.Insert)}


def one(session: Session, instance_id: int, token: int) -> str | None:
    """What is kept of a token, if it is at rest."""
    row = ONE.row(session, of_instance=instance_id, of_token=token)
    return None if row is None else str(row[0])


def of_instance(session: Session, instance_id: int) -> list[str]:
    """All that is kept of an instance, oldest tokens first."""
    return [row[0] for row in ALL.rows(session, of_instance=instance_id)]


def put(session: Session, instance_id: int, contents: Mapping[int, str]) -> None:
    """Keep tokens, in place of what was kept of them."""
    rows = [{"instance_id": instance_id, "token": token, "content": text} for token, text in contents.items()]
    PUT[session.get_bind().dialect.name].many(session, rows)


def take(session: Session, instance_id: int, tokens: Sequence[int]) -> None:
    """Keep tokens no longer."""
    TAKE.many(session, [{"of_instance": instance_id, "of_token": token} for token in tokens])
