"""Who a task is for, and whether the people and records that a form names exist: asked of the database."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from persistence import documents
from persistence.people import IN_USE, Group, Person, PersonGroup
from persistence.records import Record


class DatabaseLookups:
    """``engine.forms.Lookups`` on a database, for a person who fills in a form, maybe of a task of a case."""

    def __init__(
        self, session: Session, person_id: int | None = None, *, task_id: int | None = None, case_id: int | None = None
    ) -> None:
        self._session = session
        self._filling = {"person_id": person_id, "task_id": task_id, "case_id": case_id}

    def is_person(self, person_id: int, group: str | None) -> bool:
        """Whether there is such an active person, in ``group`` if one is named."""
        query = select(Person.id).where(Person.id == person_id, Person.active)
        if group is not None:
            query = query.join(PersonGroup, PersonGroup.person_id == Person.id).where(PersonGroup.group_key == group)
        return self._session.scalar(query) is not None

    def is_record(self, record_id: int, registry: str | None) -> bool:
        """Whether there is such a record, in ``registry`` if one is named."""
        query = select(Record.id).where(Record.id == record_id, Record.archived.is_(False))
        if registry is not None:
            query = query.where(Record.registry_key == registry)
        return self._session.scalar(query) is not None

    def is_attachment(self, attachment_id: str) -> bool:
        """Whether the person uploaded this file, or it is a document of the case or its record."""
        return documents.is_usable(self._session, attachment_id, **self._filling)


def group_of_lane(session: Session, lane: str) -> str | None:
    """The key of the group a lane is called after: by key or by name in either language («Отдел продаж»)."""
    called = or_(Group.key == lane, Group.name == lane, Group.name_en == lane)
    return session.scalar(select(Group.key).where(called, IN_USE).limit(1))
