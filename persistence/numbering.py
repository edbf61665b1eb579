"""Counters whose committed values have no gaps."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.statements import insert


class NumberSequence(Base):
    """The last number taken from a counter."""

    __tablename__ = "number_sequence"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


def next_value(session: Session, name: str) -> int:
    """Take the next number of the counter; the first is 1.

    The row stays locked until the transaction ends (on SQLite the whole database does), so the next taker waits, and a
    rollback gives the number back.
    """
    first = insert(session, NumberSequence).values(name=name, value=1)
    taken = first.on_conflict_do_update(index_elements=["name"], set_={"value": NumberSequence.value + 1})
    return session.execute(taken.returning(NumberSequence.value)).scalar_one()
