"""What operators do with an incident on its case's page: correct and try again, or leave it behind."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.errors import InvalidInput
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.cases import mending
from webapp.pages import posted

blueprint = Blueprint("incidents", __name__)


@blueprint.post("/cases/<int:case_id>/incidents/<int:incident_id>/retry")
def retry(case_id: int, incident_id: int) -> Response:
    """Try the failed step again, with corrected values if there are any."""
    rights.require(rights.may_operate(actor()))
    readable.incident(case_id, incident_id)
    try:
        changed = mending.corrections()
    except mending.NotAValue as wrong:
        flash(
            _("«%(name)s» — число: исправьте значение и повторите шаг. Ничего не изменено.", name=wrong.name), "error"
        )
        return _back(case_id)
    workflow.act(commands.retry_incident, incident_id, signed_in().id, changed, posted.comment())
    flash(_("Шаг повторён. Если он снова не удастся, инцидент появится опять."), "info")
    return _back(case_id)


@blueprint.post("/cases/<int:case_id>/incidents/<int:incident_id>/skip")
def skip(case_id: int, incident_id: int) -> Response:
    """Go on at the next step; what the failed one should have done is not done."""
    rights.require(rights.may_operate(actor()))
    readable.incident(case_id, incident_id)
    try:
        workflow.act(commands.skip_incident, incident_id, signed_in().id, posted.comment(), mending.flow())
    except InvalidInput:
        flash(_("Чтобы пропустить шаг, напишите причину и выберите путь из списка."), "error")
        return _back(case_id)
    flash(_("Шаг пропущен, процесс пошёл дальше."), "success")
    return _back(case_id)


def _back(case_id: int) -> Response:
    return redirect(url_for("cases.show", case_id=case_id), 303)
