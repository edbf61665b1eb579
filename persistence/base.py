"""The declarative base of every table, and the column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Index, Integer, MetaData, Numeric, String, TypeDecorator, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeEngine, UserDefinedType

CENT = Decimal("0.01")

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value: text on SQLite, JSONB on PostgreSQL.  Written by orjson on the engines of ``persistence.database``."""

BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: SQLite numbers rows only in a column declared INTEGER, which holds 64 bits there anyway."""


def filled_index(table: str, *columns: str) -> Index:
    """An index of the rows that have something in its last column: the others are not looked for, nor written."""
    filled = text(f"{columns[-1]} IS NOT NULL")
    return Index(f"ix_{table}_{'_'.join(columns)}", *columns, sqlite_where=filled, postgresql_where=filled)


class Instant(TypeDecorator[datetime]):
    """A point in time, always an aware UTC datetime in Python.

    SQLite has no such type and keeps fixed-width text (``2026-01-31T09:00:00.000000Z``, RFC 3339), so that comparing
    and sorting text compares and sorts time.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type in this database."""
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive datetimes: nobody could say which instant they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected an aware datetime, but {value!r} has no time zone. Use datetime.now(UTC).")
        value = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return value
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"  # a tenth of strftime's time

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware UTC datetime."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount with two decimals, a Decimal in Python.

    NUMERIC(18, 2) on PostgreSQL.  SQLite would make it a float, so there it is a whole number of hundredths: sums and
    comparisons stay exact.
    """

    impl = Numeric(18, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type in this database."""
        return dialect.type_descriptor(Numeric(18, 2) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Round to hundredths, halves away from zero, as PostgreSQL's NUMERIC does."""
        if value is None:
            return None
        amount = Decimal(value).quantize(CENT, ROUND_HALF_UP)
        return amount if dialect.name == "postgresql" else int(amount / CENT)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The amount with its two decimals."""
        if value is None or isinstance(value, Decimal):
            return value
        return Decimal(value) * CENT


class _SqliteNumeric(UserDefinedType[Any]):
    """SQLite's NUMERIC affinity without SQLAlchemy's detour through float, which loses integers above 2^53."""

    cache_ok = True

    def get_col_spec(self, **options: Any) -> str:
        return "NUMERIC"


class Number(TypeDecorator[Decimal]):
    """Any number, for comparing and sorting (not for money); a Decimal in Python.

    SQLite keeps 64-bit integers exactly and fractions as doubles (15 significant digits).
    """

    impl = Numeric()
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type in this database."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else _SqliteNumeric())

    def process_bind_param(self, value: Decimal | float | None, dialect: Dialect) -> Any:
        """Whole numbers as integers, fractions by their shortest decimal form."""
        if value is None:
            return None
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if dialect.name == "postgresql":
            return number
        return int(number) if number == number.to_integral_value() else float(number)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """A Decimal."""
        if value is None or isinstance(value, Decimal):
            return value
        return Decimal(repr(value))


class Base(DeclarativeBase):
    """What every table's class inherits.  Names of constraints are fixed, so that migrations can refer to them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            int: BigInt,
            datetime: Instant,
            Decimal: Number,
            dict[str, Any]: Json,
            list[str]: Json,
            list[int]: Json,
        },
    )
