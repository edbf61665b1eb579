"""Scalar variables of the root scope, projected into columns so that instances can be found by them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base, filled_index


class Variable(Base):
    """The present value of one variable; ``text`` or ``number`` by its type.  The truth is the instance's state."""

    __tablename__ = "variable"
    __table_args__ = (filled_index("variable", "name", "text"), filled_index("variable", "name", "number"))

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(10))  # string | number | boolean | null
    text: Mapped[str | None]
    number: Mapped[Decimal | None]
