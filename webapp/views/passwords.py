"""Choosing a password by the link of an invitation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import logout_user
from werkzeug.wrappers import Response

from webapp.access import account
from webapp.access.security import limiter
from webapp.access.signed_in import public
from webapp.database import db
from webapp.transaction import transaction

blueprint = Blueprint("passwords", __name__)

LIMIT = "10 per minute; 100 per hour"


@blueprint.get("/invitation/<secret>")
@public
def choose(secret: str) -> tuple[str, int] | str:
    """The form, unless the link is no longer good."""
    invited = account.invited(db.session(), secret)
    page = render_template("account/password.html", invited=invited, secret=secret, shortest=account.SHORTEST_PASSWORD)
    return page if invited else (page, 404)


@blueprint.post("/invitation/<secret>")
@public
@limiter.limit(LIMIT)
def save(secret: str) -> Response | tuple[str, int]:
    """Set the password; from now on the link is worth nothing."""
    password, again = request.form.get("password", ""), request.form.get("again", "")
    wrong = _wrong(password, again)
    with transaction() as session:
        invited = account.invited(session, secret)
        if invited is None or wrong:
            page = render_template(
                "account/password.html", invited=invited, secret=secret, shortest=account.SHORTEST_PASSWORD, wrong=wrong
            )
            return page, 422 if invited else 404
        account.set_password(invited, password)
    logout_user()
    flash(_("Пароль сохранён. Войдите с ним."), "success")
    return redirect(url_for("security.login"), 303)


def _wrong(password: str, again: str) -> dict[str, str]:
    if len(password) < account.SHORTEST_PASSWORD:
        return {"password": _("Не короче %(number)s знаков.", number=account.SHORTEST_PASSWORD)}
    return {} if password == again else {"again": _("Пароли не совпадают.")}
