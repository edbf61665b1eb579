"""The tasks about one record: of its cases and without a case, open and done, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from persistence import cases, task_list
from persistence.inbox import IS_OPEN, Lane, Viewer, is_candidate
from persistence.instances import ProcessInstance
from persistence.people import Person
from persistence.records import Record
from persistence.task_list import Listing, Page
from persistence.user_tasks import UserTask


def page(session: Session, viewer: Viewer | None, record_id: int, listing: Listing) -> Page:
    """A page of the record's tasks; ``viewer`` None sees all.  One statement."""
    return task_list.page_of(session, [_lane(viewer, record_id)], listing, None)


def people(
    session: Session, viewer: Viewer | None, record_id: int, chosen: int | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who has or had one of these tasks, and who is chosen already: id, name."""
    assigned = select(UserTask.assignee_id).where(*_lane(viewer, record_id))
    query = select(Person.id, Person.name).where(or_(Person.id.in_(assigned), Person.id == chosen))
    return session.execute(query.order_by(Person.name, Person.id)).all()


def _lane(viewer: Viewer | None, record_id: int) -> Lane:
    its_cases = select(ProcessInstance.id).where(ProcessInstance.record_id == record_id)
    about = or_(UserTask.instance_id.in_(its_cases), UserTask.record_id == record_id)
    lane: Lane = (about, UserTask.status != "cancelled")
    return lane if viewer is None else (*lane, _may_see(viewer, record_id))


def _may_see(viewer: Viewer, record_id: int) -> ColumnElement[bool]:
    """The same rule as ``engine.rights.may_see_task``, as a condition."""
    people = viewer.people
    involved = (UserTask.assignee_id, UserTask.owner_id, UserTask.requested_by, UserTask.completed_by)
    seen_cases = (
        select(ProcessInstance.id)
        .outerjoin(Record, Record.id == ProcessInstance.record_id)
        .where(ProcessInstance.record_id == record_id, cases.involves(viewer))
    )
    return or_(
        *(column.in_(people) for column in involved),
        and_(IS_OPEN, is_candidate(viewer.candidacies)),
        UserTask.instance_id.in_(seen_cases),
    )
