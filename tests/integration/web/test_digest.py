"""The digest: what could wait, once a working day, at the time a person chose; nothing when there is nothing to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from engine import digests
from persistence import notification_choices
from persistence.jobs import Job
from persistence.notifications import Notification
from tests.integration.web.office import Office
from tests.mailbox import Mailbox
from webapp.transaction import run_in_transaction

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
THURSDAY_NINE = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)  # 9:00 in Moscow
FRIDAY = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)
SATURDAY_NINE, MONDAY_NINE = datetime(2026, 3, 14, 6, 0, tzinfo=UTC), datetime(2026, 3, 16, 6, 0, tzinfo=UTC)


def remark(office: Office, *keys: str) -> None:
    """Comments, which can wait."""
    for key in keys:
        office.tell(office.anna, kind="comment", key=key, data={"text": f"Замечание {key}"})


def pending(office: Office) -> list[Job]:
    return [job for job in office.rows(Job) if job.status == "pending"]


def test_what_can_wait_comes_in_one_mail_at_nine(office: Office, mailbox: Mailbox):
    office.move(WEDNESDAY)
    remark(office, "первое", "второе")
    office.work()
    assert mailbox.mails == []
    assert [job.due_at for job in pending(office)] == [THURSDAY_NINE]
    office.move(THURSDAY_NINE)
    office.work()
    (mail,) = mailbox.mails
    assert mail["Subject"] == "2 новости в «Маршруте»"
    text = mail.get_body(("plain",)).get_content()
    assert text.index("Замечание первое") < text.index("Замечание второе")
    remark(office, "третье")
    assert [job.due_at.day for job in pending(office)] == [13]


def test_what_was_read_in_the_bell_is_left_out_and_an_empty_digest_is_not_sent(office: Office, mailbox: Mailbox):
    office.move(WEDNESDAY)
    remark(office, "первое")
    with office.app.app_context():
        run_in_transaction(lambda session: session.execute(update(Notification).values(read_at=WEDNESDAY)))
    office.move(THURSDAY_NINE)
    office.work()
    assert (mailbox.mails, pending(office)) == ([], [])


def test_what_was_told_long_ago_is_no_news(office: Office, mailbox: Mailbox):
    office.move(datetime(2026, 2, 20, 12, 0, tzinfo=UTC))
    remark(office, "старое")
    office.move(WEDNESDAY)
    office.work()
    assert (mailbox.mails, pending(office)) == ([], [])


def test_on_a_day_off_the_digest_waits_for_the_next_working_day(office: Office, mailbox: Mailbox):
    office.move(FRIDAY)
    remark(office, "первое")
    office.move(SATURDAY_NINE)
    office.work()
    assert (mailbox.mails, [job.due_at for job in pending(office)]) == ([], [MONDAY_NINE])
    office.move(MONDAY_NINE)
    office.work()
    assert len(mailbox.mails) == 1


def test_a_changed_time_moves_the_digest_that_waits(office: Office):
    office.move(WEDNESDAY)
    remark(office, "первое")
    evening = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)
    with office.app.app_context():
        run_in_transaction(lambda s: notification_choices.choose_digest_time(s, office.anna, "18:30", evening))
    assert [job.due_at for job in pending(office)] == [evening]


@pytest.mark.parametrize(
    ("day", "at", "hour"),
    [
        (date(2026, 3, 28), "09:00", 8),  # winter
        (date(2026, 3, 29), "09:00", 7),  # summer since the night
        (date(2026, 3, 29), "02:30", 1),  # skipped by the clocks
        (date(2026, 10, 25), "02:30", 0),  # twice on the clocks: the first time
    ],
)
def test_a_local_time_is_one_instant_whatever_the_clocks_do(day: date, at: str, hour: int):
    assert digests.at_time(day, at, BERLIN).hour == hour


def test_the_next_time_is_later_today_or_tomorrow():
    assert digests.next_time(WEDNESDAY, "18:00", MOSCOW) == datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
    assert digests.next_time(WEDNESDAY, "15:00", MOSCOW) == datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
