"""What a list of tasks shows of the cases and cards that its tasks are about.  A statement for each, however many."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence.variables import Variable


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
