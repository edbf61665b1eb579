"""Registering outgoing webhooks, and sending to them again; for the pages and the REST API alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from engine import announcing
from engine.engine import Engine
from persistence import audit, webhooks
from persistence.webhooks import Webhook
from webapp.database import db
from webapp.webhooks.posting import new_secret

LONGEST_NAME, LONGEST_URL = 100, 2000  # characters


class HookRefused(ValueError):
    """The webhook cannot be registered as it was asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to register; without processes it is about all of them."""

    name: str
    url: str
    events: Sequence[str]
    processes: Sequence[str] = ()


def register(engine: Engine, session: Session, asked: Asked, by_id: int) -> Webhook:
    """A new webhook with a secret of its own.  Raises HookRefused."""
    name, url, events = asked.name.strip(), asked.url.strip(), [e for e in announcing.EVENTS if e in asked.events]
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or len(url) > LONGEST_URL:
        raise HookRefused(_("Укажите адрес вида https://example.org/hook, без имени и пароля."))
    if not name or len(name) > LONGEST_NAME:
        raise HookRefused(_("Назовите вебхук: по названию его узнают в журнале."))
    if not events:
        raise HookRefused(_("Выберите хотя бы одно событие."))
    now = engine.now()
    values = {"name": name, "url": url, "secret": new_secret(), "created_at": now, "created_by": by_id}
    made = webhooks.add(session, values, events, set(asked.processes))
    audit.add(session, now, by_id, "webhook_created", (made.id, name), {"url": ("", url)})
    return made


def switch(engine: Engine, session: Session, webhook_id: int, active: bool, by_id: int) -> None:
    """Switch a webhook on or off."""
    if webhooks.switch(session, webhook_id, active=active):
        kind = "webhook_switched_on" if active else "webhook_switched_off"
        audit.add(session, engine.now(), by_id, kind, (webhook_id, session.get_one(Webhook, webhook_id).name))


def remove(engine: Engine, session: Session, webhook_id: int, by_id: int) -> None:
    """Remove a webhook with its log."""
    webhook = session.get_one(Webhook, webhook_id)
    audit.add(session, engine.now(), by_id, "webhook_deleted", (webhook_id, webhook.name), {"url": (webhook.url, "")})
    session.flush()
    webhooks.remove(session, webhook_id)


def existing(webhook_id: int) -> Webhook:
    """A webhook.  Raises NotFound."""
    found = webhooks.by_id(db.session(), webhook_id)
    if found is None:
        raise NotFound
    return found


def ping(engine: Engine, session: Session, webhook_id: int) -> int:
    """A message that means nothing, to see whether it arrives; the id of its delivery."""
    now = engine.now()
    row: dict[str, Any] = {"webhook_id": webhook_id, "event": announcing.PING, "data": {}, "created_at": now}
    (delivery_id,) = webhooks.add_deliveries(session, [row])
    announcing.deliver(session, [delivery_id], now)
    return delivery_id


def redeliver(engine: Engine, session: Session, webhook_id: int, delivery_id: int | None) -> int:
    """Send one delivery once more, or all that were given up; how many these are."""
    again = webhooks.again(session, webhook_id, delivery_id)
    announcing.deliver(session, again, engine.now())
    return len(again)
