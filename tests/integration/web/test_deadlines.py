"""The calendar of one's deadlines: valid iCalendar, secret, true to what there is to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from engine import commands
from persistence.calendar_feeds import CalendarFeed
from persistence.people import Person
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, person_id, settings
from webapp import create_app, dates, workflow
from webapp.transaction import run_in_transaction

LONG = "Отгрузка; со склада, в три адреса: " + "саморезы кровельные оцинкованные " * 6


@pytest.fixture
def task(app, browser, session):
    """A task of the head of sales, and its deadline."""
    browser.post("/request", a_request(company_name=LONG.strip()))
    browser.become("sokolova").post("/tasks/1/claim")
    return session.scalar(select(UserTask))


def new_address(browser, **form):
    page = browser.post("/me/deadlines", form).text
    return page.split('<code class="token">')[1].split("</code>")[0].removeprefix("http://localhost")


def events(browser, address):
    return Calendar.from_ical(browser.get(address).data).events


def test_a_calendar_shows_each_deadline_as_an_event_that_ends_then(browser, task):
    address = new_address(browser)
    stranger = browser.client.application.test_client()
    answer = stranger.get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.events
    assert str(calendar["X-WR-CALNAME"]) == "Сроки: Соколова Ирина"
    assert str(event["SUMMARY"]) == task.name
    assert "саморезы кровельные" in str(event["DESCRIPTION"])
    assert event.decoded("DTEND") == task.due_at.replace(microsecond=0)
    assert str(event["URL"]) == "http://localhost/tasks/1"
    assert str(event["UID"]) == "task-1@localhost"
    assert [str(alarm["ACTION"]) for alarm in event.walk("VALARM")] == ["DISPLAY"]


def test_lines_are_folded_at_75_octets_between_letters(browser, task):
    content = browser.get(new_address(browser)).data
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode()  # no letter is cut in two


def test_what_was_changed_keeps_its_id_with_a_higher_sequence_and_what_is_done_goes(app, browser, task):
    address = new_address(browser)
    (before,) = events(browser, address)
    later = task.due_at + timedelta(days=1)
    with app.app_context():
        workflow.act(commands.change_due, task.id, later, person_id(app, "sokolova"))
    (after,) = events(browser, address)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTEND") == later.replace(microsecond=0)
    assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")
    with app.app_context():
        run_in_transaction(lambda session: session.execute(update(UserTask).values(status="completed")))
    assert events(browser, address) == []


def test_what_waits_for_ones_groups_is_told_only_if_asked_for(browser):
    browser.post("/request", a_request())
    browser.become("sokolova")
    assert events(browser, new_address(browser)) == []
    assert len(events(browser, new_address(browser, with_groups="on"))) == 1


def test_as_long_as_nothing_changes_the_answer_is_empty(browser, task):
    address = new_address(browser)
    known = browser.get(address).headers["ETag"]
    again = browser.get(address, headers={"If-None-Match": known})
    assert (again.status_code, again.data) == (304, b"")


def test_a_replaced_or_revoked_address_leads_nowhere_and_only_a_hash_is_kept(browser, task, session):
    first = new_address(browser)
    second = new_address(browser)
    assert browser.get(first).status_code == 404
    session.rollback()
    kept = session.scalar(select(CalendarFeed.token_hash))
    assert kept not in second
    browser.get(second)
    session.rollback()
    assert session.scalar(select(CalendarFeed.last_used_at)) <= dates.now()
    browser.post("/me/deadlines/revoke")
    assert browser.get(second).status_code == 404


def test_who_no_longer_works_here_has_no_calendar(app, browser, task):
    address = new_address(browser)
    with app.app_context():
        person = person_id(app, "sokolova")
        leaving = update(Person).where(Person.id == person).values(active=False)
        run_in_transaction(lambda session: session.execute(leaving))
    assert browser.get(address).status_code == 404


def test_whoever_tries_addresses_is_slowed_down(web_template, tmp_path):
    file = tmp_path / "limited.sqlite"
    file.write_bytes(web_template.read_bytes())
    client = create_app(settings(file, rate_limits=True)).test_client()
    assert [client.get(f"/deadlines/guess-{n}.ics").status_code for n in range(31)] == [404] * 30 + [429]
