"""What a list of tasks shows of the cases and cards that its tasks are about.  A statement for each, however many."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence.people import Person
from persistence.record_list import Facts
from persistence.records import Record
from persistence.variables import Variable


def cards(session: Session, record_ids: Collection[int]) -> dict[int, Facts]:
    """Cards by id, with the names of who is responsible: rows with ``Record`` and ``responsible_name``."""
    query = select(Record, Person.name.label("responsible_name"))
    query = query.outerjoin(Person, Person.id == Record.responsible_id).where(Record.id.in_(record_ids))
    return {row.Record.id: row for row in session.execute(query)}


def variables(
    session: Session, instance_ids: Collection[int], names: Collection[str]
) -> dict[int, dict[str, Variable]]:
    """Variables of these names that have a value, by case and name."""
    query = select(Variable).where(
        Variable.instance_id.in_(instance_ids), Variable.name.in_(names), Variable.type != "null"
    )
    found: dict[int, dict[str, Variable]] = {}
    for variable in session.scalars(query):
        found.setdefault(variable.instance_id, {})[variable.name] = variable
    return found
