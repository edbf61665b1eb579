"""What records are found by: unique keys, reserved in the database itself, and the values of indexed fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, case, delete, literal, or_, select
from sqlalchemy.orm import Session

from persistence.records import Record, RecordKey, RecordValue
from persistence.statements import insert

Value = str | Decimal
CANDIDATES = 2  # enough to see that there is more than one
MENTIONS = 50  # records that share words with another: enough for the most alike to be among them

RECORD_FIELDS = {"number": Record.number, "title": Record.title}


def reserve_key(session: Session, record: Record, name: str, value: str) -> Record | None:
    """Reserve a unique key for the record; the other record when that one has it already.

    On PostgreSQL this waits for a transaction that is just reserving the same key.
    """
    key = {RecordKey.registry_key: record.registry_key, RecordKey.name: name, RecordKey.value: value}
    reserving = insert(session, RecordKey).values({**key, RecordKey.record_id: record.id}).on_conflict_do_nothing()
    if session.execute(reserving.returning(RecordKey.record_id)).first() is not None:
        return None
    owner = select(Record).join(RecordKey, RecordKey.record_id == Record.id)
    return session.scalars(owner.where(*(column == wanted for column, wanted in key.items()))).one()


def release_keys(session: Session, record: Record) -> None:
    """Give up the record's unique keys."""
    session.execute(delete(RecordKey).where(RecordKey.record_id == record.id))


def index(session: Session, record: Record, values: Mapping[str, Value]) -> None:
    """Replace the values the record is found by: text or numbers, already in their normal form."""
    session.execute(delete(RecordValue).where(RecordValue.record_id == record.id))
    session.add_all(_value(record.id, name, value) for name, value in values.items())
    session.flush()


def matching(session: Session, registry: str, criterion: Mapping[str, Value], limit: int = CANDIDATES) -> list[Record]:
    """Unarchived records all of whose fields named are exactly so; two at most unless ``limit`` says otherwise."""
    query = select(Record).where(Record.registry_key == registry, Record.archived.is_(False))
    for name, value in criterion.items():
        query = query.where(_is(name, value))
    return list(session.scalars(query.order_by(Record.id).limit(limit)))


def mentioning(session: Session, registry: str, parts: Sequence[str], limit: int = MENTIONS) -> list[Record]:
    """Unarchived records whose search fields hold one of these parts of words, those with the most of them first.

    One pass over the registry; «е» stands for «ё» too.
    """
    if not parts:
        return []
    held = sum((case((_holds(part), 1), else_=0) for part in parts), start=literal(0))
    query = select(Record).where(Record.registry_key == registry, Record.archived.is_(False))
    return list(session.scalars(query.where(or_(*map(_holds, parts))).order_by(held.desc(), Record.id).limit(limit)))


def _holds(part: str) -> ColumnElement[bool]:
    pattern = part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_").replace("е", "_")
    return Record.search_text.like(f"%{pattern}%", escape="\\")


def _value(record_id: int, name: str, value: Value) -> RecordValue:
    if isinstance(value, str):
        return RecordValue(record_id=record_id, name=name, text=value)
    return RecordValue(record_id=record_id, name=name, number=value)


def _is(name: str, value: Value) -> ColumnElement[bool]:
    if name in RECORD_FIELDS:
        return RECORD_FIELDS[name] == value
    column = RecordValue.text if isinstance(value, str) else RecordValue.number
    return Record.id.in_(select(RecordValue.record_id).where(RecordValue.name == name, column == value))
