"""notify.people and the notifications it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import OperationError
from engine.operations import OPERATIONS, OperationContext
from engine.registries import Registries
from persistence import notification_list
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.people import Group, Person, PersonGroup

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def context(session: Session) -> OperationContext:
    return OperationContext(session, NOON, Registries(), UTC)


@pytest.fixture
def people(session: Session) -> dict[str, int]:
    """Anna and Boris sell; Vera has left."""
    found = {name: Person(name=name, created_at=NOON, active=name != "Vera") for name in ("Anna", "Boris", "Vera")}
    session.add_all([*found.values(), Group(key="sales", name="Продажи")])
    session.flush()
    session.add_all(PersonGroup(person_id=person.id, group_key="sales") for person in found.values())
    session.flush()
    return {name: person.id for name, person in found.items()}


def notify(context: OperationContext, to: Any) -> int:
    count: int = OPERATIONS["notify.people"](context, to=to, title="Пора")
    return count


def test_everybody_active_of_a_group_is_told(context: OperationContext, people: dict[str, int]):
    assert notify(context, "group:sales") == 2
    unread = {name: notification_list.unread_count(context.session, person_id) for name, person_id in people.items()}
    assert unread == {"Anna": 1, "Boris": 1, "Vera": 0}


def test_nobody_is_told_twice(context: OperationContext, people: dict[str, int]):
    assert notify(context, [people["Anna"], "group:sales", people["Anna"]]) == 2


def test_everyone_is_a_group(context: OperationContext, people: dict[str, int]):
    assert notify(context, "group:everyone") == len(people) - 1


def test_nobody_in_particular_is_nobody(context: OperationContext, people: dict[str, int]):
    assert notify(context, [None, ""]) == 0


def test_an_unknown_group_is_refused(context: OperationContext):
    with pytest.raises(OperationError, match="there is no buyers"):
        notify(context, "group:buyers")


@pytest.mark.parametrize("to", ["sales", True, {"id": 1}])
def test_what_names_nobody_is_refused(context: OperationContext, to: Any):
    with pytest.raises(OperationError, match="ids or «group:…»"):
        notify(context, to)


def test_mail_is_a_job_each_where_it_is_configured(context: OperationContext, people: dict[str, int]):
    for name, person_id in people.items():
        context.session.get_one(Person, person_id).email = f"{name}@example.com"
    notify(replace(context, mail=True), "group:sales")
    jobs = context.session.scalars(select(Job)).all()
    told = context.session.scalars(select(Notification.id).order_by(Notification.id)).all()
    assert [(job.kind, job.payload) for job in jobs] == [("mail", {"notification_id": one}) for one in told]
    assert len(jobs) == 2


def test_without_mail_there_are_no_jobs(context: OperationContext, people: dict[str, int]):
    notify(context, "group:sales")
    assert context.session.scalars(select(Job)).all() == []


def test_what_came_after_the_page_was_shown_stays_unread(context: OperationContext, people: dict[str, int]):
    notify(context, people["Anna"])
    [seen] = notification_list.page(context.session, people["Anna"])
    notify(context, people["Anna"])
    notification_list.mark_read(context.session, people["Anna"], NOON, up_to=seen.id)
    assert notification_list.unread_count(context.session, people["Anna"]) == 1


def test_the_newest_notification_comes_first(context: OperationContext, people: dict[str, int]):
    for title in ("first", "second"):
        OPERATIONS["notify.people"](context, to=people["Anna"], title=title)
    assert [told.title for told in notification_list.page(context.session, people["Anna"])] == ["second", "first"]


def test_numbers_can_be_taken_by_a_diagram(context: OperationContext):
    arguments = {"sequence": "contract", "pattern": "Дог-{year}-{seq:03}"}
    assert [OPERATIONS["numbering.next"](context, **arguments) for _ in range(2)] == ["Дог-2026-001", "Дог-2026-002"]


def test_a_pattern_that_cannot_be_used_is_refused(context: OperationContext):
    with pytest.raises(OperationError, match="once"):
        OPERATIONS["numbering.next"](context, sequence="contract", pattern="Дог")
