"""What a registry offers to start for a card: «Проверить контрагента» on a company that nobody has verified yet."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from engine import commands
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.cases import starting

blueprint = Blueprint("record_starts", __name__)


@blueprint.post("/registries/<registry>/<int:record_id>/starts/<key>")
def begin(registry: str, record_id: int, key: str) -> Response:
    """Start it for this card; go to one's first task in it or to the case."""
    offer = readable.registry(registry).start_offer(key)
    record = readable.record(registry, record_id).Record
    definition = starting.startable(offer.process)
    case_id = workflow.act(commands.start_for_record, definition, offer, record.id, signed_in().id)
    return starting.lead_on(definition, case_id)
