"""Oneself: who the token or the session stands for, one's tokens, and the calendar of one's deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import NotFound

from engine import rights
from persistence import access, calendar_feeds
from persistence.people import ApiToken, Person
from webapp.access import tokens
from webapp.access.signed_in import actor, signed_in
from webapp.api.schemas import Strict
from webapp.database import db
from webapp.i18n import LANGUAGES
from webapp.tasks import deadline_feed
from webapp.transaction import transaction

blueprint = Blueprint("api_me", __name__, description="Oneself, one's tokens and calendar")


class Me(Schema):
    """The person who acts."""

    id = fields.Integer()
    name = fields.String()
    language = fields.String(validate=validate.OneOf(tuple(LANGUAGES)))
    groups = fields.List(fields.String())
    acts_for = fields.List(fields.Integer(), metadata={"description": "Absent people whose work they do today"})
    away = fields.Boolean()
    may_operate = fields.Boolean()
    may_model = fields.Boolean()
    may_administer = fields.Boolean()


class Wishes(Strict):
    """What one may change about oneself."""

    language = fields.String(required=True, validate=validate.OneOf(tuple(LANGUAGES)), metadata={"example": "en"})


class Token(Schema):
    """A token, without its secret."""

    id = fields.Integer()
    name = fields.String()
    created_at = fields.AwareDateTime()
    last_used_at = fields.AwareDateTime(allow_none=True)
    expires_at = fields.AwareDateTime(allow_none=True)


class NewToken(Strict):
    """What a token is for, and for how long."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=100), metadata={"example": "Export to 1C"})
    days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1, max=3650))


class FreshToken(Schema):
    """The secret, told this once."""

    token = fields.String()


class NewFeed(Strict):
    """What the calendar shows."""

    with_groups = fields.Boolean(load_default=False, metadata={"description": "Also what one's groups are offered"})


class Feed(Schema):
    """The secret address to subscribe to, told this once."""

    url = fields.Url()


@blueprint.get("/me")
@blueprint.response(200, Me)
def show() -> dict[str, Any]:
    """Who one is here, with one's groups and rights."""
    person, who = signed_in(), actor()
    return {
        "id": person.id,
        "name": person.name,
        "language": person.language,
        "groups": sorted(who.groups),
        "acts_for": sorted(who.acts_for),
        "away": person.away,
        "may_operate": rights.may_operate(who),
        "may_model": rights.may_model(who),
        "may_administer": rights.may_administer(who),
    }


@blueprint.patch("/me")
@blueprint.arguments(Wishes)
@blueprint.response(204)
def change(body: dict[str, str]) -> None:
    """Change the language of pages and mail."""
    with transaction() as session:
        session.get_one(Person, signed_in().id).language = body["language"]


@blueprint.get("/me/tokens")
@blueprint.response(200, Token(many=True))
def list_tokens() -> Sequence[ApiToken]:
    """One's tokens, newest first."""
    return access.tokens_of(db.session(), signed_in().id)


@blueprint.post("/me/tokens")
@blueprint.arguments(NewToken)
@blueprint.response(201, FreshToken)
def create_token(body: dict[str, Any]) -> dict[str, str]:
    """Make a token; its secret is told this once."""
    life = None if body["days"] is None else timedelta(days=body["days"])
    with transaction() as session:
        return {"token": tokens.issue(session, signed_in().id, body["name"], life)}


@blueprint.delete("/me/tokens/<int:token_id>")
@blueprint.response(204)
def revoke_token(token_id: int) -> None:
    """Whatever uses the token is refused from now on."""
    with transaction() as session:
        if not access.revoke_token(session, signed_in().id, token_id):
            raise NotFound


@blueprint.post("/me/calendar")
@blueprint.arguments(NewFeed)
@blueprint.response(201, Feed)
def create_calendar(body: dict[str, bool]) -> dict[str, str]:
    """Make the secret address of one's deadlines (iCalendar), in place of the one before."""
    with transaction() as session:
        secret = deadline_feed.issue(session, signed_in().id, with_groups=body["with_groups"])
    return {"url": deadline_feed.address(secret)}


@blueprint.delete("/me/calendar")
@blueprint.response(204)
def revoke_calendar() -> None:
    """Calendars that have the address see nothing from now on."""
    with transaction() as session:
        if not calendar_feeds.revoke(session, signed_in().id):
            raise NotFound
