"""Taking people on and letting them go, departments, groups: what is refused and what is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands
from engine.commands import Details, SideTask, Unit
from engine.commands.staff import LastAdministrator, NotOneself
from engine.errors import InvalidInput, PersonUnavailable
from persistence import people
from persistence.audit import AuditEntry
from persistence.people import Department, Group, Person
from persistence.user_tasks import UserTaskCandidate
from tests.integration.company import Company

CLARA = Details("Clara", "clara@example.com", "+7 912 345-67-89", "en", groups=frozenset({"staff"}))


@pytest.fixture
def clara(company: Company) -> int:
    person: int = company.do(commands.add_person, CLARA, company.anna)
    return person


def refused(company: Company, *asked: object) -> dict[str, str]:
    """Field → the rule it breaks."""
    with pytest.raises(InvalidInput) as refusal:
        company.do(*asked)
    assert all(error.text("ru") != error.text("en") for error in refusal.value.errors)
    return {error.path[0]: error.keyword for error in refusal.value.errors}


def make_administrator(company: Company, *persons: int) -> None:
    with company.database.sessions.begin() as session:
        if session.get(Group, "administrators") is None:
            session.add(Group(key="administrators", name="Администраторы"))
            session.flush()
        people.set_members(session, "administrators", frozenset(persons))


def groups_of(company: Company, person: int) -> frozenset[str]:
    with company.database.sessions() as session:
        return people.groups_of(session, person)


def test_somebody_taken_on_is_known_and_recorded(company: Company, clara: int) -> None:
    (found,) = company.rows(Person, id=clara)
    assert (found.name, found.email, found.language, found.active) == ("Clara", "clara@example.com", "en", True)
    assert groups_of(company, clara) == {"staff"}
    (entry,) = company.rows(AuditEntry)
    assert (entry.kind, entry.actor_id, entry.changes["groups"]) == ("person_created", company.anna, [None, ["staff"]])


def test_a_change_records_only_what_changed(company: Company, clara: int) -> None:
    company.do(commands.change_person, clara, replace(CLARA, phone=None, groups=frozenset()), company.boris)
    (_, entry) = company.rows(AuditEntry)
    assert entry.changes == {"phone": ["+7 912 345-67-89", None], "groups": [["staff"], []]}
    assert groups_of(company, clara) == frozenset()
    company.do(commands.change_person, clara, replace(CLARA, phone=None, groups=frozenset()), company.boris)
    assert len(company.rows(AuditEntry)) == 2


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"email": "clara"}, {"email": "email"}),
        ({"email": "CLARA@example.com"}, {"email": "taken"}),
        ({"phone": "later"}, {"phone": "phone"}),
        ({"language": "fr"}, {"language": "language"}),
        ({"department_id": 404}, {"department_id": "department"}),
        ({"manager_id": 404}, {"manager_id": "manager"}),
        ({"groups": frozenset({"pirates"})}, {"groups": "groups"}),
        ({"name": "", "phone": "later"}, {"name": "required", "phone": "phone"}),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(
    company: Company, clara: int, changes: dict[str, object], wrong: dict[str, str]
) -> None:
    asked = replace(CLARA, **{"email": "other@example.com"} | changes)  # type: ignore[arg-type]
    assert refused(company, commands.add_person, asked, company.anna) == wrong


def test_nobody_leads_themselves_even_through_others(company: Company, clara: int) -> None:
    boris = Details("Boris", manager_id=clara)
    company.do(commands.change_person, company.boris, boris, company.anna)
    asked = replace(CLARA, manager_id=company.boris)
    assert refused(company, commands.change_person, clara, asked, company.anna) == {"manager_id": "circle"}


def test_who_is_let_go_can_be_had_back(company: Company, clara: int) -> None:
    company.do(commands.set_active, clara, False, company.anna)
    assert not company.rows(Person, id=clara)[0].active
    company.do(commands.set_active, clara, True, company.anna)
    kinds = [entry.kind for entry in company.rows(AuditEntry)]
    assert kinds == ["person_created", "person_deactivated", "person_activated"]


def test_the_last_administrator_stays(company: Company, clara: int) -> None:
    make_administrator(company, clara)
    with pytest.raises(LastAdministrator):
        company.do(commands.set_active, clara, False, company.anna)
    assert refused(company, commands.change_person, clara, CLARA, company.anna) == {"groups": "last_administrator"}
    assert refused(company, commands.set_members, "administrators", frozenset(), clara) == {
        "members": "last_administrator"
    }
    make_administrator(company, clara, company.anna)
    with pytest.raises(NotOneself):
        company.do(commands.set_active, clara, False, clara)
    company.do(commands.set_active, clara, False, company.anna)


def test_departments_form_a_tree_without_circles(company: Company) -> None:
    sales = company.do(commands.save_department, None, Unit("Продажи", "Sales", None, company.anna), company.anna)
    retail = company.do(commands.save_department, None, Unit("Розница", "", sales), company.anna)
    circle = Unit("Продажи", "Sales", retail, company.anna)
    assert refused(company, commands.save_department, sales, circle, company.anna) == {"parent_id": "circle"}
    assert refused(company, commands.save_department, None, Unit("", head_id=404), company.anna) == {
        "name": "required",
        "head_id": "person",
    }
    assert refused(company, commands.delete_department, sales, company.anna) == {"name": "not_empty"}
    company.do(commands.delete_department, retail, company.anna)
    assert [department.name for department in company.rows(Department)] == ["Продажи"]


def test_a_group_keeps_its_key_and_the_name_a_lane_knows_it_by(company: Company) -> None:
    assert refused(company, commands.add_group, "Head Of", "", "", company.anna) == {"key": "key", "name": "required"}
    assert refused(company, commands.add_group, "staff", "Ещё", "", company.anna) == {"key": "taken"}
    lanes = {"Сотрудники": "Отпуск"}
    assert refused(company, commands.rename_group, "staff", "Люди", "", lanes, company.anna) == {"name": "lane"}
    company.do(commands.rename_group, "staff", "Сотрудники", "Staff", lanes, company.anna)
    company.do(commands.set_members, "staff", frozenset({company.boris}), company.anna)
    renamed, members = company.rows(AuditEntry)
    assert renamed.changes == {"name_en": ["", "Staff"]}
    assert members.changes == {"members": [[], ["Boris"]]}


def test_only_who_works_here_joins_a_group_and_who_has_left_may_stay(company: Company, clara: int) -> None:
    company.do(commands.set_active, clara, False, company.anna)
    both = frozenset({clara, company.boris})
    company.do(commands.set_members, "staff", both, company.anna)
    company.do(commands.set_members, "staff", frozenset(), company.anna)
    assert refused(company, commands.set_members, "staff", both, company.anna) == {"members": "person"}


def asked_of_staff(company: Company, title: str) -> int:
    """A side task in the queue of the group."""
    asked = SideTask(title=title, group="staff")
    task: int = company.do(commands.create_side_task, asked, company.anna)
    return task


def test_a_group_ends_only_without_people_tasks_and_uses_and_says_what_is_in_the_way(company: Company) -> None:
    company.do(commands.set_members, "staff", frozenset({company.boris}), company.anna)
    task = asked_of_staff(company, "Разобрать полку")
    with pytest.raises(InvalidInput) as refusal:
        company.do(commands.archive_group, "staff", ["Отпуск"], company.anna)
    assert [error.text("en") for error in refusal.value.errors] == [
        "Its key is used: Отпуск.",
        "The group has people: Boris. Take them out of it first.",
        "Tasks wait in its queue (1): Разобрать полку. Assign them first.",
    ]
    make_administrator(company, company.anna)
    assert refused(company, commands.archive_group, "administrators", [], company.anna)["group"] == "system"
    company.do(commands.set_members, "staff", frozenset(), company.anna)
    company.do(commands.assign, task, company.boris, company.anna)
    company.do(commands.archive_group, "staff", [], company.anna)
    assert company.rows(AuditEntry)[-1].kind == "group_archived"


def test_nothing_goes_to_an_archived_group_until_it_is_restored(company: Company) -> None:
    task = asked_of_staff(company, "Разобрать полку")
    company.do(commands.assign, task, company.boris, company.anna)
    company.do(commands.archive_group, "staff", [], company.anna)
    assert company.rows(UserTaskCandidate) == []  # the task has no queue to go back to any more
    with pytest.raises(PersonUnavailable):
        asked_of_staff(company, "Ещё")
    assert refused(company, commands.set_members, "staff", frozenset({company.boris}), company.anna) == {
        "members": "archived"
    }
    assert refused(company, commands.add_person, CLARA, company.anna) == {"groups": "groups"}
    assert refused(company, commands.add_group, "staff", "Ещё", "", company.anna) == {"key": "archived"}
    company.do(commands.restore_group, "staff", company.anna)
    asked_of_staff(company, "Снова")
    assert [entry.kind for entry in company.rows(AuditEntry)] == ["group_archived", "group_restored"]
