"""«Начать»: what may be started, what it is for, and the form it begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from engine import rights
from engine.assignment import DatabaseLookups
from engine.commands.starting import start_definition
from engine.definitions import Definition
from engine.errors import InvalidInput
from engine.forms import FieldError
from persistence import start_catalogue
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.cases import diagrams, starting
from webapp.database import db
from webapp.forms import island as form_island
from webapp.i18n import language

blueprint = Blueprint("start", __name__)


@blueprint.get("/start")
def catalogue() -> str:
    """Every process this person may start."""
    found = start_catalogue.startable(db.session())
    offered = [process for process in found if rights.may_start(actor(), process.start_groups)]
    purposes = {process.id: diagrams.purpose(workflow.definition(process.id)) for process in offered}
    return render_template("start/catalogue.html", processes=offered, purposes=purposes)


@blueprint.get("/start/<key>")
def show(key: str) -> str:
    """What the process asks before it begins."""
    return _page(starting.startable(key))


@blueprint.post("/start/<key>")
def begin(key: str) -> Response | tuple[str, int]:
    """Check the form, start the process, go to one's first task in it or to the case."""
    definition = starting.startable(key)
    values = form_island.submitted(request)
    try:
        accepted = _accepted(definition, values)
    except InvalidInput as refused:
        return _page(definition, values, refused.errors), 422
    case_id = workflow.act(start_definition, definition, accepted, actor_id=signed_in().id)
    return starting.lead_on(definition, case_id)


def _accepted(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    form = definition.start_form
    return form.accept(values, DatabaseLookups(db.session(), signed_in().id)) if form else {}


def _page(definition: Definition, values: Mapping[str, Any] | None = None, wrong: Sequence[FieldError] = ()) -> str:
    form = definition.start_form
    island = form_island.island(db.session(), form, values, wrong) if form else None
    return render_template(
        "start/show.html",
        definition=definition,
        name=starting.name_of(definition),
        purpose=diagrams.purpose(definition),
        form=form and form.localized(language()),
        island=island,
    )
