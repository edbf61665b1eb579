"""
Who acts in this request: a person signed in by password, or a program with a bearer token (RFC 6750).

Everything is refused to strangers unless its endpoint is declared public: a page that forgets to ask is closed, not
open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from flask_security import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from engine import rights
from engine.rights import Actor
from persistence import access
from webapp import workflow
from webapp.access import tokens
from webapp.database import db

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = {"static", "assets.built", "security.login", "security.static", "api-docs.openapi_json"}
"""Endpoints of others that strangers may reach; our own views say so by ``@public``."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person who acts, as this request saw them at its beginning.

    ``acts_for`` holds whose work they do today as a substitute: id → name; ``away`` says that they are absent.
    """

    id: int
    name: str
    language: str
    actor: Actor
    by_token: bool = False
    acts_for: Mapping[int, str] = field(default_factory=dict)
    away: bool = False

    @property
    def may_administer(self) -> bool:
        """Whether the area «Настройка» is theirs."""
        return rights.may_administer(self.actor)


def init_app(app: Flask) -> None:
    app.before_request(_recognise)
    app.before_request(_close_to_strangers)
    app.context_processor(lambda: {"current_person": g.get("signed_in")})


def public(view: View) -> View:
    """Declare that strangers may reach this view."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def signed_in() -> SignedIn:
    """The person who acts; ``Unauthorized`` when nobody has signed in."""
    person: SignedIn | None = g.get("signed_in")
    if person is None:
        raise Unauthorized
    return person


def actor() -> Actor:
    """The person who acts, as rights see them."""
    return signed_in().actor


def is_public(endpoint: str | None) -> bool:
    """Whether strangers may reach an endpoint.  What does not exist is public: 404 is the honest answer."""
    if endpoint is None or endpoint in PUBLIC:
        return True
    view = current_app.view_functions[endpoint]
    return getattr(getattr(view, "view_class", view), "is_public", False)


def _recognise() -> None:
    g.signed_in = _by_token() if "Authorization" in request.headers else _by_session()
    g.profile_language = g.signed_in.language if g.signed_in else None


def _by_session() -> SignedIn | None:
    if request.endpoint in ("static", "assets.built") or not current_user.is_authenticated:
        return None
    return _person(current_user.person_id, by_token=False)


def _by_token() -> SignedIn | None:
    scheme, _, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer":
        return None
    person_id = tokens.recognise(db.session(), token.strip())
    return None if person_id is None else _person(person_id, by_token=True)


def _person(person_id: int, *, by_token: bool) -> SignedIn | None:
    found = access.identity(db.session(), person_id, workflow.engine().today())
    if found is None:
        return None
    absent = found.acts_for
    actor = Actor(found.id, found.groups, {away: one.groups for away, one in absent.items()})
    names = {away: one.name for away, one in absent.items()}
    return SignedIn(found.id, found.name, found.language, actor, by_token, names, found.away)


def _close_to_strangers() -> Response | None:
    if g.signed_in is not None or is_public(request.endpoint):
        return None
    if request.method == "GET" and not request.path.startswith("/api/"):
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    raise Unauthorized(
        "Expected a bearer token or a session, but there is none that is valid.",
        www_authenticate=WWWAuthenticate("bearer"),
    )
