"""Who is told what, once, and by which ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from engine import commands, notices
from persistence.jobs import Job
from persistence.notifications import Notification, NotificationChoice
from persistence.people import Group, Person, PersonGroup
from persistence.substitutions import Substitution
from tests.benchmarks.test_statements import watched
from tests.diagrams import end, process, script, start
from tests.integration.company import Company, step

MINUTE = timedelta(minutes=1)


@pytest.fixture
def staff(company: Company) -> Company:
    """Anna and Boris are staff, Vera too; Gleb is staff that has left. Anna and Boris read mail."""
    with company.database.sessions.begin() as session:
        others = [Person(name=name, active=name == "Vera", created_at=company.clock()) for name in ("Vera", "Gleb")]
        session.add_all(others)
        for person_id in (company.anna, company.boris):
            session.get_one(Person, person_id).email = f"{person_id}@example.com"
        session.flush()
        ids = [company.anna, company.boris, *(person.id for person in others)]
        session.add_all(PersonGroup(person_id=person_id, group_key="staff") for person_id in ids)
    return company


def one_task(**attributes: str) -> bytes:
    return process(start(), step("work", **attributes), end(), flows="start work end")


def told(company: Company, kind: str | None = None) -> list[tuple[str, str]]:
    """Whom and of what kind, in the order of the names."""
    names = {person.id: person.name for person in company.rows(Person)}
    found = [(names[one.person_id], one.kind) for one in company.rows(Notification)]
    return sorted(one for one in found if kind in (None, one[1]))


def choose(company: Company, person_id: int, kind: str, *, bell: bool, mail: str) -> None:
    with company.database.sessions.begin() as session:
        session.add(NotificationChoice(person_id=person_id, kind=kind, bell=bell, mail=mail))


def tell(company: Company, *person_ids: int, kind: str = "mention", **options: Any) -> int:
    count: int = company.do(notices.tell, kind, person_ids, **{"key": "a"} | options)
    return count


def test_everybody_who_may_take_a_task_is_told_but_who_brought_it_about(staff: Company):
    staff.deploy(one_task())
    staff.start()
    assert told(staff) == [("Boris", "task_offered"), ("Vera", "task_offered")]


def test_a_named_candidate_in_the_group_too_is_told_once(staff: Company):
    staff.deploy(one_task(camunda__candidateUsers=str(staff.boris)))
    staff.start()
    assert told(staff) == [("Boris", "task_offered"), ("Vera", "task_offered")]


def test_who_gets_a_task_is_told_and_the_others_are_not(staff: Company):
    staff.deploy(one_task(camunda__assignee=str(staff.boris)))
    instance_id = staff.start()
    (one,) = staff.rows(Notification)
    assert (one.person_id, one.kind, one.actor_id) == (staff.boris, "task_assigned", staff.anna)
    assert (one.task_id, one.instance_id) == (staff.task(instance_id, "work").id, instance_id)


def test_what_everyone_may_take_calls_nobody(staff: Company):
    staff.deploy(one_task(camunda__candidateGroups="everyone"))
    staff.start()
    assert told(staff) == []


def test_who_stands_in_for_the_absent_is_told_too_however_long_the_chain(staff: Company):
    vera, today = staff.rows(Person, name="Vera")[0].id, staff.clock().date()
    with staff.database.sessions.begin() as session:
        for person_id, substitute_id in ((staff.boris, vera), (vera, staff.anna)):
            days = {"starts_on": today, "ends_on": today, "created_at": staff.clock()}
            session.add(Substitution(person_id=person_id, substitute_id=substitute_id, **days))
    assert tell(staff, staff.boris) == 3
    assert tell(staff, staff.boris, kind="comment", key="b") == 1
    staff.clock.forward(timedelta(days=1))
    assert tell(staff, staff.boris, key="c") == 1


def test_a_task_for_many_people_costs_one_statement(staff: Company):
    staff.deploy(one_task())
    staff.start()
    with watched(staff.database.engine) as seen:
        staff.start()
    assert len([statement for statement in seen if "INSERT INTO notification" in statement]) == 1


def test_who_is_given_a_task_by_hand_is_told_each_time_it_is_given(staff: Company):
    staff.deploy(one_task(camunda__candidateGroups="everyone"))
    task_id = staff.task(staff.start(), "work").id
    for person_id in (staff.boris, staff.anna, staff.boris):
        staff.clock.forward(MINUTE)
        staff.do(commands.assign, task_id, person_id, staff.anna)
    assert told(staff) == [("Boris", "task_assigned")] * 2


def test_who_started_a_case_is_told_how_it_ended(staff: Company):
    staff.deploy(one_task())
    instance_id = staff.start()
    staff.do(commands.complete_task, staff.task(instance_id, "work").id, {}, staff.boris)
    (ended,) = staff.rows(Notification, kind="case_ended")
    assert (ended.person_id, ended.data) == (staff.anna, {"status": "completed"})


def test_who_ends_the_own_case_needs_no_notice(staff: Company):
    staff.deploy(one_task())
    staff.complete(staff.start(), "work")
    assert told(staff, "case_ended") == []


def test_who_operates_is_told_of_a_cause_once_an_hour(staff: Company):
    with staff.database.sessions.begin() as session:
        session.add(Group(key="operators", name="Операторы"))
        session.flush()
        session.add(PersonGroup(person_id=staff.boris, group_key="operators"))
    staff.deploy(process(start(), script("fail", "1 / 0"), end(), flows="start fail end"))
    staff.start()
    staff.start()
    assert told(staff) == [("Boris", "incident")]
    staff.clock.forward(timedelta(hours=1))
    staff.start()
    assert told(staff) == [("Boris", "incident")] * 2


def test_nothing_is_told_twice_nor_to_the_actor_nor_to_who_has_left(staff: Company):
    gleb = staff.rows(Person, name="Gleb")[0].id
    assert tell(staff, staff.anna, staff.boris, gleb, actor_id=staff.anna) == 1
    assert tell(staff, staff.boris) == 0
    assert tell(staff, staff.boris, key="b") == 1


def test_two_who_tell_the_same_at_the_same_moment_tell_it_once(staff: Company):
    together, counts = Barrier(2), []

    def racer() -> None:
        together.wait()
        counts.append(tell(staff, staff.boris))

    racers = [Thread(target=racer) for _ in range(2)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    assert sorted(counts) == [0, 1]


def test_a_choice_decides_the_way(staff: Company):
    choose(staff, staff.anna, "mention", bell=False, mail="digest")
    choose(staff, staff.boris, "mention", bell=False, mail="none")
    assert tell(staff, staff.anna, staff.boris) == 1
    (one,) = staff.rows(Notification)
    assert (one.person_id, one.bell, one.mail) == (staff.anna, False, "digest")


def test_a_mail_is_a_job_for_who_has_an_address(staff: Company):
    vera = staff.rows(Person, name="Vera")[0].id
    staff.engine = replace(staff.engine, mail=True)
    assert tell(staff, staff.boris, vera) == 2
    (job,) = staff.rows(Job)
    (by_mail,) = staff.rows(Notification, mail="now")
    assert (job.kind, job.payload, by_mail.person_id) == ("mail", {"notification_id": by_mail.id}, staff.boris)


def test_the_mail_of_a_step_is_written_in_the_step(staff: Company):
    staff.engine = replace(staff.engine, mail=True)
    staff.deploy(one_task(camunda__assignee=str(staff.boris)))
    staff.start()
    assert [job.kind for job in staff.rows(Job) if job.task_id is None] == ["mail"]
