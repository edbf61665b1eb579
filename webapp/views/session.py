"""The session of a browser: its language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, request
from sqlalchemy import update
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from persistence.people import Person
from webapp.access.signed_in import public
from webapp.i18n import A_YEAR, COOKIE, LANGUAGES
from webapp.transaction import transaction

blueprint = Blueprint("session", __name__)


@blueprint.post("/language")
@public
def language() -> Response:
    """Switch the language: of the profile for whoever is signed in, and of this browser."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise BadRequest
    if g.signed_in:
        with transaction() as session:
            session.execute(update(Person).where(Person.id == g.signed_in.id).values(language=chosen))
    response = redirect(address_here(request.form.get("next")), 303)
    response.set_cookie(
        COOKIE, chosen, max_age=A_YEAR, secure=current_app.config["HTTPS"], samesite="Lax", httponly=True
    )
    return response


def address_here(address: str | None) -> str:
    """The address if it leads to this site, else the first page.

    A backslash or a second slash would make a browser read the path as the name of another host.
    """
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or "\\" in address:
        return "/"
    parts = urlsplit(address)
    return "/" if parts.netloc or parts.scheme or any(ord(letter) < 32 for letter in address) else address
