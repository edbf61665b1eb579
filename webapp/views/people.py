"""One's own page: who I am here, my groups, absences and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.forms import FieldError
from persistence import access, calendar_feeds, staff
from webapp.access import readable, tokens
from webapp.access.signed_in import signed_in
from webapp.database import db
from webapp.people import absences
from webapp.transaction import transaction

blueprint = Blueprint("people", __name__)

LIFETIMES = {"30": timedelta(days=30), "365": timedelta(days=365), "": None}


@blueprint.get("/me")
def me() -> str:
    """My groups, absences and tokens."""
    return my_page(signed_in().id)


@blueprint.post("/me/tokens")
def create_token() -> str | Response:
    """Make a token and show it, this once."""
    name = request.form.get("name", "").strip()
    if not name:
        flash(_("Назовите токен: по названию вы узнаете, какая программа им пользуется."), "error")
        return redirect(url_for("people.me"), 303)
    with transaction() as session:
        token = tokens.issue(session, signed_in().id, name, LIFETIMES.get(request.form.get("days", "")))
    return my_page(signed_in().id, fresh_token=token)


@blueprint.post("/me/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Response:
    """Whatever uses the token is refused from now on."""
    with transaction() as session:
        if not access.revoke_token(session, signed_in().id, token_id):
            raise NotFound
    flash(_("Токен отозван: программа с ним больше не войдёт."), "success")
    return redirect(url_for("people.me"), 303)


def my_page(
    person_id: int,
    filled_in: Mapping[str, str] | None = None,
    wrong: Sequence[FieldError] = (),
    fresh_token: str | None = None,
    fresh_feed: str | None = None,
) -> str:
    """One's own page, with what was typed into its form of absences, the token or the address that was just made."""
    session = db.session()
    person, subject = readable.person(person_id)
    return render_template(
        "people/me.html",
        person=person,
        leader=staff.person(session, subject.line_manager) if subject.line_manager else None,
        groups=access.groups_of(session, person_id),
        tokens=access.tokens_of(session, person_id),
        fresh_token=fresh_token,
        feed=calendar_feeds.of_person(session, person_id),
        fresh_feed=fresh_feed,
        **absences.panel(subject, filled_in, wrong),
    )
