"""«Реестры»: business records as a table per registry and a card per record."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import rights
from persistence import cases, people, record_list
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor
from webapp.cases import starting
from webapp.database import db
from webapp.documents import places
from webapp.i18n import language
from webapp.pages import addresses
from webapp.records import cards
from webapp.records import changes as record_changes
from webapp.records import parts as record_parts

blueprint = Blueprint("registries", __name__)


@blueprint.get("/registries")
def index() -> str:
    """The registries one may read, with how many cards each holds."""
    offered = [found for found in workflow.registries().values() if rights.may_read_registry(actor(), found.rights)]
    counts = record_list.registry_counts(db.session())
    rows = [(found, found.title_in(language(), plural=True), counts.get(found.key, 0)) for found in offered]
    return render_template("registries/index.html", registries=rows)


@blueprint.get("/registries/<registry>")
def table(registry: str) -> str:
    """A registry as a table: a stage, a search, older cards by keyset."""
    found = readable.registry(registry)
    search, stage = request.args.get("q", "").strip(), request.args.get("stage", "")
    before = addresses.before_id()
    page = record_list.records(db.session(), found.key, stage=stage, search=search, before=before)
    counts = record_list.stage_counts(db.session(), found.key)
    return render_template(
        "registries/_table.html" if "HX-Request" in request.headers else "registries/table.html",
        registry=found,
        title=found.title_in(language(), plural=True),
        columns=[(column, cards.column_title(found, column)) for column in found.columns],
        rows=page,
        next_before=page[-1].Record.id if page.has_more else None,
        stage=stage,
        stages=[(known.key, cards.stage_label(found, known.key), counts.get(known.key, 0)) for known in found.stages],
        total=sum(counts.values()),
        search=search,
        cell=cards.cell,
        offers=starting.for_new_cards(found),
    )


@blueprint.get("/registries/<registry>/<int:record_id>")
def card(registry: str, record_id: int) -> str:
    """A card: data, lines, links, processes, history."""
    found, session = readable.registry(registry), db.session()
    row = readable.record(registry, record_id)
    changes = record_list.changes(session, record_id)
    names = people.names(session, record_changes.people_in(changes))
    links = [link for link in record_list.links(session, record_id) if _may_read(link.Record.registry_key)]
    return render_template(
        "registries/card.html",
        registry=found,
        plural=found.title_in(language(), plural=True),
        record=row.Record,
        card=cards.card(session, found, row),
        parts=record_parts.tables(links),
        links=[cards.linked(link) for link in links if not record_parts.is_part(link)],
        changes=record_changes.told(found, changes, names),
        cases=cases.of_record(session, record_id),
        offers=starting.for_card(found, row.Record),
        tasks=cases.open_tasks_of_record(session, record_id),
        **places.of_record(record_id),
    )


def _may_read(key: str) -> bool:
    found = workflow.registries().get(key)
    return found is not None and rights.may_read_registry(actor(), found.rights)
