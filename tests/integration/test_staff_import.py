"""People from a CSV file: what is read, what would change, all of it or nothing."""

from __future__ import annotations

import time

import pytest

from engine import commands, staff_file
from engine.commands import Plan
from engine.errors import InvalidInput
from persistence import people
from persistence.audit import AuditEntry
from persistence.people import Department, Group, Person
from tests.integration.company import Company

HEAD = "Имя;Почта;Телефон;Отдел;Руководитель;Группы;Язык\r\n"
CLARA = "Clara;clara@example.com;+7 912 345-67-89;Продажи;david@example.com;staff, Сбыт;en\r\n"
DAVID = "David;david@example.com;;sales;;;\r\n"


@pytest.fixture
def office(company: Company) -> Company:
    with company.database.sessions.begin() as session:
        session.add_all([Department(key="sales", name="Продажи"), Group(key="trade", name="Сбыт")])
    return company


def plan(company: Company, text: str) -> Plan:
    with company.database.sessions() as session:
        return commands.plan_import(session, staff_file.read(text.encode()))


def carry_out(company: Company, text: str) -> Plan:
    found = plan(company, text)
    company.do(commands.import_people, found, company.anna)
    return found


def statuses(found: Plan) -> list[str]:
    return [one.status for one in found.people]


def test_new_people_come_with_department_manager_and_groups(office: Company) -> None:
    assert statuses(carry_out(office, HEAD + CLARA + DAVID)) == ["new", "new"]
    (clara,) = office.rows(Person, name="Clara")
    (david,) = office.rows(Person, name="David")
    (sales,) = office.rows(Department)
    assert (clara.manager_id, clara.department_id, clara.language) == (david.id, sales.id, "en")
    with office.database.sessions() as session:
        assert people.groups_of(session, clara.id) == {"staff", "trade"}
    assert [entry.kind for entry in office.rows(AuditEntry)] == ["person_created", "person_created"]


def test_the_same_file_again_changes_nothing(office: Company) -> None:
    carry_out(office, HEAD + CLARA + DAVID)
    assert statuses(carry_out(office, HEAD + CLARA + DAVID)) == ["unchanged", "unchanged"]
    assert len(office.rows(AuditEntry)) == 2


def test_an_empty_cell_and_a_missing_column_change_nothing(office: Company) -> None:
    carry_out(office, HEAD + CLARA + DAVID)
    assert statuses(plan(office, "email,name\r\nCLARA@example.com,\r\n")) == ["unchanged"]
    (one,) = plan(office, "email,name,groups\r\nclara@example.com,Clara Weber,staff\r\n").people
    assert one.changes == {"name": ("Clara", "Clara Weber"), "groups": (frozenset({"staff", "trade"}), {"staff"})}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_spreadsheets_of_every_kind_are_read(encoding: str, separator: str) -> None:
    text = separator.join(("ФИО", "E-mail")) + "\n" + separator.join(('"Иванова, Анна"', "anna@example.com")) + "\n\n"
    (line,) = staff_file.read(text.encode(encoding))
    assert line.cells == {"name": "Иванова, Анна", "email": "anna@example.com"}
    assert line.number == 2


def test_every_wrong_cell_is_told_with_its_line(office: Company) -> None:
    rows = (
        "Clara;clara@example.com;;;;;\r\n",
        "Again;Clara@example.com;;;;;\r\n",
        ";nobody;later;Нигде;ghost@example.com;pirates;fr\r\n",
        "Own;own@example.com;;;own@example.com;;\r\n",
    )
    found = plan(office, HEAD + "".join(rows))
    assert statuses(found) == ["new", "wrong", "wrong", "wrong"]
    wrong = [{error.path[0]: error.keyword for error in one.errors} for one in found.people]
    assert [one.line for one in found.people] == [2, 3, 4, 5]
    assert wrong[1] == {"email": "twice"}
    assert set(wrong[2]) == {"name", "email", "phone", "department", "manager", "groups", "language"}
    assert wrong[3] == {"manager": "circle"}


def test_a_circle_of_managers_through_the_file_is_refused(office: Company) -> None:
    found = plan(office, HEAD + CLARA + "David;david@example.com;;;clara@example.com;;\r\n")
    assert statuses(found) == ["wrong", "wrong"]


@pytest.mark.parametrize(
    ("content", "keyword"),
    [
        (b"", "no_email"),
        (b"name\r\nClara\r\n", "no_email"),
        (b"email;age\r\nclara@example.com;7\r\n", "column"),
        (b"email;e-mail\r\na@b.example;a@b.example\r\n", "twice"),
        (b"email\r\n\r\n", "empty"),
        (b"email\r\n" + b"a@b.example\r\n" * (staff_file.MOST_LINES + 1), "too_many"),
        (b"email\r\n" + b" " * staff_file.MOST_BYTES, "too_large"),
        (b"email\r\n\x98\r\n", "encoding"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused(content: bytes, keyword: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        staff_file.read(content)
    assert [error.keyword for error in refused.value.errors] == [keyword]


def test_the_example_of_the_page_is_read(office: Company) -> None:
    assert len(staff_file.read(staff_file.EXAMPLE.encode("utf-8-sig"))) == 2


def test_five_thousand_lines_take_seconds(office: Company) -> None:
    rows = "".join(f"Person {n};p{n}@example.com;;Продажи;p{n // 10}@example.com;staff;ru\r\n" for n in range(1, 5001))
    rows = HEAD + "Chief;p0@example.com;;;;;\r\n" + rows
    began = time.perf_counter()
    assert plan(office, rows).number("new") == 5001
    carry_out(office, rows)
    assert time.perf_counter() - began < 20
    assert plan(office, rows).number("unchanged") == 5001
