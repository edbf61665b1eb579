"""Counters whose committed values have no gaps."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base


class NumberSequence(Base):
    """The last number taken from a counter."""

    __tablename__ = "number_sequence"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
