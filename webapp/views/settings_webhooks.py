"""«Настройка», webhooks: which programs outside are told of tasks and cases, and what became of telling them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from engine import announcing, rights
from persistence import start_catalogue, webhooks
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.pages import addresses, posted
from webapp.webhooks import registering
from webapp.webhooks.registering import HookRefused

blueprint = Blueprint("settings_webhooks", __name__)

STATES = ("", "pending", "delivered", "failed")


@blueprint.before_request
def require_administrator() -> None:
    """Everything here is for administrators."""
    rights.require(rights.may_administer(actor()))


@blueprint.get("/settings/webhooks")
def index() -> str:
    """The webhooks, and a form for another."""
    return _index()


@blueprint.post("/settings/webhooks")
def create() -> str | tuple[str, int]:
    """Register a webhook and show its secret, this once."""
    form = request.form
    asked = registering.Asked(
        form.get("name", ""), form.get("url", ""), form.getlist("events"), form.getlist("processes")
    )
    try:
        made = workflow.act(registering.register, asked, signed_in().id)
    except HookRefused as refusal:
        return _index(refusal=str(refusal)), 422
    return _index(fresh=made)


@blueprint.get("/settings/webhooks/<int:webhook_id>")
def show(webhook_id: int) -> str:
    """One webhook and the log of its deliveries."""
    session, webhook = db.session(), registering.existing(webhook_id)
    status = request.args.get("status", "")
    status = status if status in STATES else ""
    deliveries = webhooks.deliveries(session, webhook_id, status=status, before=addresses.before_id())
    events, processes = webhooks.wanted(session, webhook_id)
    return render_template(
        "settings/webhook.html",
        webhook=webhook,
        events=events,
        processes=processes,
        deliveries=deliveries,
        status=status,
        older=deliveries[-1].id if deliveries.has_more else None,
    )


@blueprint.post("/settings/webhooks/<int:webhook_id>/ping")
def ping(webhook_id: int) -> Response:
    """Send a message that means nothing, to see whether it arrives."""
    registering.existing(webhook_id)
    workflow.act(registering.ping, webhook_id)
    flash(_("Проверочное сообщение отправляется: что ответят, появится в журнале."), "success")
    return _back(webhook_id)


@blueprint.post("/settings/webhooks/<int:webhook_id>/switch")
def switch(webhook_id: int) -> Response:
    """Switch on or off; what waits is not sent while it is off."""
    registering.existing(webhook_id)
    active = request.form.get("active") == "1"
    workflow.act(registering.switch, webhook_id, active, signed_in().id)
    flash(_("Вебхук включён.") if active else _("Вебхук отключён."), "success")
    return _back(webhook_id)


@blueprint.post("/settings/webhooks/<int:webhook_id>/redeliver")
def redeliver(webhook_id: int) -> Response:
    """Send once more: one delivery, or all that were given up."""
    registering.existing(webhook_id)
    delivery_id = posted.number("delivery")
    if delivery_id is None and posted.text("delivery"):
        raise BadRequest('Expected "delivery" to be the id of one, or nothing for all that were given up.')
    number = workflow.act(registering.redeliver, webhook_id, delivery_id)
    flash(_("Отправляется снова: %(number)s.", number=number), "success")
    return _back(webhook_id)


@blueprint.post("/settings/webhooks/<int:webhook_id>/delete")
def delete(webhook_id: int) -> Response:
    """Remove a webhook with its log."""
    registering.existing(webhook_id)
    workflow.act(registering.remove, webhook_id, signed_in().id)
    flash(_("Вебхук удалён."), "success")
    return redirect(url_for("settings_webhooks.index"), 303)


def _index(fresh: object = None, refusal: str = "") -> str:
    return render_template(
        "settings/webhooks.html",
        webhooks=webhooks.all_of_them(db.session()),
        events=announcing.EVENTS,
        processes=start_catalogue.startable(db.session()),
        fresh=fresh,
        refusal=refusal,
        given=request.form if refusal else {},
        given_events=request.form.getlist("events") if refusal else announcing.EVENTS,
    )


def _back(webhook_id: int) -> Response:
    return redirect(url_for("settings_webhooks.show", webhook_id=webhook_id), 303)
