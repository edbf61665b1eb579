"""
Deadlines as a calendar that people subscribe to (RFC 5545, RFC 7986).

Each is an event (VEVENT) that ends at the deadline: Google's and Microsoft's calendars show no to-dos (VTODO) of a
subscribed address.  It does not make one busy, and reminds an hour before.  What is done or cancelled is no longer in
the feed, so it goes from the calendar with the next look; what changed keeps its UID with a higher SEQUENCE.  Times are
in UTC, which every calendar shows in its own zone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event
from sqlalchemy.orm import Session

from engine.rights import Actor
from persistence import access, calendar_feeds
from persistence.access import Identity
from persistence.inbox import Viewer
from webapp import dates, workflow
from webapp.database import db
from webapp.i18n import localized
from webapp.transaction import run_in_transaction

SHOWN_LENGTH = timedelta(minutes=30)
REMINDED_BEFORE = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=30)
NOTED_EVERY = timedelta(hours=1)  # how exactly last_used_at is kept


def issue(session: Session, person_id: int, *, with_groups: bool) -> str:
    """A new secret for a person's feed, in place of the one before; the caller shows it once."""
    secret = secrets.token_urlsafe(32)
    calendar_feeds.replace(session, person_id, _hash_of(secret), dates.now(), with_groups=with_groups)
    return secret


def address(secret: str) -> str:
    """Where the calendar is."""
    return url_for("deadlines.feed", secret=secret, _external=True)


def calendar(secret: str) -> bytes | None:
    """The calendar at a secret address, in its person's language; None when it leads nowhere."""
    session, now = db.session(), dates.now()
    feed = calendar_feeds.by_hash(session, _hash_of(secret))
    person = access.identity(session, feed.person_id, workflow.engine().today()) if feed else None
    if feed is None or person is None:
        return None
    rows = calendar_feeds.deadlines(session, _viewer(person), with_groups=feed.with_groups)
    with force_locale(person.language):
        written = _calendar(person.name, rows)
    if feed.last_used_at is None or feed.last_used_at < now - NOTED_EVERY:
        run_in_transaction(lambda writer: calendar_feeds.note_use(writer, person.id, now))
    return written


def _viewer(person: Identity) -> Viewer:
    actor = Actor(person.id, person.groups, {absent: told.groups for absent, told in person.acts_for.items()})
    return Viewer(person.id, actor.candidacies(), frozenset(person.acts_for))


def _calendar(name: str, rows: Iterable[Any]) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Marshrut//Deadlines//RU")
    calendar.add("method", "PUBLISH")
    for title in ("name", "x-wr-calname"):  # RFC 7986, and what it made of older practice
        calendar.add(title, _("Сроки: %(name)s", name=name))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT30M")
    for row in rows:
        calendar.add_component(_event(row))
    content: bytes = calendar.to_ical()
    return content


def _event(row: Any) -> Event:
    page = url_for("tasks.show", task_id=row.id, _external=True)
    about = " ".join(filter(None, (row.record_number, row.record_title)))
    event = Event()
    event.add("uid", f"task-{row.id}@{page.split('/')[2].partition(':')[0]}")
    event.add("summary", localized(row))
    event.add("description", "\n\n".join(filter(None, (about, row.description, page))))
    event.add("url", page)
    event.add("dtstart", row.due_at - SHOWN_LENGTH)
    event.add("dtend", row.due_at)
    event.add("dtstamp", row.changed_at)
    event.add("created", row.created_at)
    event.add("last-modified", row.changed_at)
    event.add("sequence", row.changes)
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(localized(row)))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -REMINDED_BEFORE, parameters={"related": "END"})
    return alarm


def _hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
