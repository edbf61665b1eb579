"""How one wants to be told things: by kind, in the bell and by mail, at once or gathered into a digest."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import digests
from engine.notices import KINDS
from persistence import notification_choices
from persistence.notification_choices import DIGEST_AT
from webapp import dates, notices, workflow
from webapp.database import db
from webapp.signed_in import signed_in
from webapp.transaction import run_in_transaction

blueprint = Blueprint("notification_choices", __name__)

MAILS = ("now", "digest", "none")
Chosen = dict[str, tuple[bool, str]]


@blueprint.get("/me/notifications")
def show() -> str:
    """Every kind with the ways it is told by, and when the digest comes."""
    session, person_id = db.session(), signed_in().id
    chosen = notification_choices.choices_of(session, person_id)
    ways = {kind: chosen.get(kind, default) for kind, default in KINDS.items()}
    return render_template(
        "notifications/choices.html",
        kinds=[(kind, words, ways[kind], KINDS[kind]) for kind, words in notices.words().items()],
        digest_at=notification_choices.digest_times(session, [person_id])[person_id],
        mail=workflow.engine().mail,
    )


@blueprint.post("/me/notifications")
def save() -> Response:
    """Keep what was chosen."""
    chosen = {kind: (f"bell-{kind}" in request.form, _mail(request.form.get(f"mail-{kind}"))) for kind in KINDS}
    return _kept(chosen, _time(request.form.get("digest_at", "")))


@blueprint.post("/me/notifications/only-what-needs-me")
def only_mine_to_do() -> Response:
    """Nothing but what waits for this person, in the ways each kind has by itself."""
    silent = {kind: (False, "none") for kind, what in KINDS.items() if not what.needs_action}
    return _kept(_by_default() | silent, None)


def _kept(chosen: Chosen, digest_at: str | None) -> Response:
    run_in_transaction(lambda session: _keep(session, signed_in().id, chosen, digest_at))
    flash(_("Настройки уведомлений сохранены."), "success")
    return redirect(url_for("notification_choices.show"), 303)


def _keep(session: Session, person_id: int, chosen: Chosen, digest_at: str | None) -> None:
    """What is as the kind has it by itself is no choice: it follows when we change that."""
    default = _by_default()
    differing = {kind: ways for kind, ways in chosen.items() if ways != default[kind]}
    notification_choices.choose(session, person_id, differing)
    if digest_at is not None:
        due_at = digests.next_time(dates.now(), digest_at, workflow.engine().zone)
        notification_choices.choose_digest_time(session, person_id, digest_at, due_at)


def _by_default() -> Chosen:
    return {kind: (what.bell, what.mail) for kind, what in KINDS.items()}


def _mail(chosen: str | None) -> str:
    return chosen if chosen in MAILS else "none"


def _time(given: str) -> str:
    """«HH:MM»; the usual time where it is none."""
    try:
        return f"{time.fromisoformat(given):%H:%M}"
    except ValueError:
        return DIGEST_AT
