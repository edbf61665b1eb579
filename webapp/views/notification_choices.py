"""How one wants to be told things: by kind, in the bell and by mail, at once or gathered into a digest."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.notices import KINDS
from persistence.notification_choices import DIGEST_AT
from webapp import workflow
from webapp.notifications import choices as notice_choices
from webapp.notifications import notices
from webapp.notifications.choices import MAILS, Ways

blueprint = Blueprint("notification_choices", __name__)


@blueprint.get("/me/notifications")
def show() -> str:
    """Every kind with the ways it is told by, and when the digest comes."""
    ways = notice_choices.mine()
    return render_template(
        "notifications/choices.html",
        kinds=[(kind, words, *ways[kind], KINDS[kind]) for kind, words in notices.words().items()],
        digest_at=notice_choices.digest_at(),
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
    return _kept(notice_choices.by_default() | silent, None)


def _kept(chosen: dict[str, Ways], digest_at: str | None) -> Response:
    notice_choices.keep(chosen, digest_at)
    flash(_("Настройки уведомлений сохранены."), "success")
    return redirect(url_for("notification_choices.show"), 303)


def _mail(chosen: str | None) -> str:
    return chosen if chosen in MAILS else "none"


def _time(given: str) -> str:
    """«HH:MM»; the usual time where it is none."""
    try:
        return f"{time.fromisoformat(given):%H:%M}"
    except ValueError:
        return DIGEST_AT
