"""A notification as a letter: what is wanted, what it is about, and the one button that leads there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from webapp import dates, workflow
from webapp.cases import diagrams
from webapp.i18n import localized
from webapp.mail.letters import Letter, worded
from webapp.notifications import notices
from webapp.notifications.notices import Notice
from webapp.pages import addresses


def of_notice(row: Any) -> Letter | None:
    """The letter of a row of ``notification_list``; None when nobody is to be written to any more."""
    if row.person_email is None or not row.person_active or row.read_at is not None:
        return None
    with force_locale(row.person_language):
        (notice,) = notices.worded([row])
        return None if notice.outdated else _letter(row, notice)


def facts(row: Any) -> list[tuple[str, str]]:
    """What it is about, in pairs of a label and words."""
    case = " · ".join(part for part in (row.record_number or row.business_key, row.record_title) if part)
    pairs = [
        (_("Процесс"), localized(row, "process_name") if row.process_name else ""),
        (_("Дело"), case),
        (_("Крайний срок"), dates.due(row.task_due_at) if row.task_due_at else ""),
        (_("Кто"), row.actor_name or ""),
    ]
    return [(label, words) for label, words in pairs if words]


def thread(row: Any) -> str | None:
    """What keeps the mails about one case together, called processes included."""
    if row.case_id is not None:
        return f"case-{row.root_id or row.case_id}"
    return None if row.record_id is None else f"card-{row.record_id}"


def _letter(row: Any, notice: Notice) -> Letter:
    number = row.record_number or row.business_key
    subject = notice.sentence if not number or number in notice.sentence else f"[{number}] {notice.sentence}"
    text, html = worded(
        "notice",
        notice=notice,
        facts=facts(row),
        description=_description(row),
        button=_("Открыть задание") if row.task_id is not None else _("Открыть"),
        address=addresses.public("notifications.open_one", notification_id=row.id),
        choices=addresses.public("notification_choices.show"),
    )
    return Letter(f"notice-{row.id}", row.person_email, subject, text, html, thread(row))


def _description(row: Any) -> str:
    """What is to be done at the task, in the reader's language."""
    if not row.task_description or row.definition_id is None:
        return row.task_description or ""
    step = SimpleNamespace(element_id=row.task_element_id, description=row.task_description)
    return diagrams.description(workflow.definition(row.definition_id), step)
