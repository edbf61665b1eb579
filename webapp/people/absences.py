"""The panel with a person's absences, on their own page and on the card their manager sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import rights
from engine.commands import Absence
from engine.forms import FieldError
from engine.rights import PersonSubject
from persistence import choices, substitutions
from webapp import workflow
from webapp.access.signed_in import actor
from webapp.database import db
from webapp.i18n import language
from webapp.pages import posted


def typed() -> Absence:
    """The absence that was filled in."""
    return Absence(posted.number("substitute_id"), posted.day("starts_on"), posted.day("ends_on"), posted.text("note"))


def panel(
    subject: PersonSubject, filled_in: Mapping[str, str] | None = None, wrong: Sequence[FieldError] = ()
) -> dict[str, Any]:
    """What ``people/_absences.html`` shows: two statements, one for those who may only look."""
    session, today = db.session(), workflow.engine().today()
    may_set = rights.may_set_absence_of(actor(), subject)
    found = substitutions.concerning(session, subject.person_id, today)
    return {
        "absent_id": subject.person_id,
        "absences": [row for row in found if row.Substitution.person_id == subject.person_id],
        "stands_in": [row for row in found if row.Substitution.substitute_id == subject.person_id],
        "today": today,
        "may_set_absence": may_set,
        "colleagues": choices.colleagues(session, subject.person_id) if may_set else [],
        "absence": filled_in or {},
        "absence_errors": texts(wrong),
    }


def texts(wrong: Sequence[FieldError]) -> dict[str, str]:
    """What to say beside each wrong field, in the reader's language."""
    return {str(error.path[0]): error.text(language()) for error in wrong if error.path}
