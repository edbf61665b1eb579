"""What people may start by hand: a process, or what a registry offers for its cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import rights
from engine.definitions import Definition
from engine.registries import Registry, StartOffer
from persistence import cases, inbox, start_catalogue
from persistence.records import Record
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.i18n import language


@dataclass(frozen=True, slots=True)
class Offered:
    """A button of a registry or a card; ``case_id`` is the case that runs already, which is opened instead."""

    key: str
    process: str
    title: str
    case_id: int | None = None


def startable(key: str) -> Definition:
    """The newest version of a process, if this person may start it by hand."""
    definition = workflow.engine().definitions.newest(db.session(), key)
    rights.require(rights.may_start(actor(), start_catalogue.start_groups(db.session(), definition.id)))
    return definition


def name_of(definition: Definition) -> str:
    """What the process is called in the reader's language."""
    return (language() == "en" and definition.labels_en.get("process")) or definition.name


def lead_on(definition: Definition, case_id: int) -> Response:
    """After a start: to one's first task in the case, or to the case."""
    flash(_("Процесс «%(name)s» начат.", name=name_of(definition)), "success")
    task_id = inbox.task_in_case(db.session(), case_id, signed_in().id)
    address = url_for("tasks.show", task_id=task_id) if task_id else url_for("cases.show", case_id=case_id)
    return redirect(address, 303)


def for_new_cards(registry: Registry) -> list[Offered]:
    """What this person may start from the registry's table."""
    offers = _allowed(offer for offer in registry.starts if not offer.stages)
    return [Offered(offer.key, offer.process, registry.start_title(offer, language())) for offer in offers]


def for_card(registry: Registry, record: Record) -> list[Offered]:
    """What this person may start for the card at its stage.  No statement for a card that nothing is offered for."""
    return [
        Offered(
            offer.key,
            offer.process,
            registry.start_title(offer, language()),
            cases.running_for(db.session(), record.id, offer.process, offer.variable),
        )
        for offer in _allowed(offer for offer in registry.starts if record.stage in offer.stages)
    ]


def _allowed(offers: Iterable[StartOffer]) -> list[StartOffer]:
    wanted = list(offers)
    groups = start_catalogue.start_groups_by_key(db.session(), {offer.process for offer in wanted}) if wanted else {}
    return [offer for offer in wanted if rights.may_start(actor(), groups.get(offer.process, ()))]
