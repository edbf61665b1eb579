"""«Дела»: the list of process instances, and the page on which one tells everything about itself."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine import commands, rights
from persistence import cases
from webapp import addresses, cards, case_variables, diagrams, places, readable, timeline, workflow
from webapp.database import db
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("cases", __name__)

STATUSES = ("active", "incident", "suspended", "completed", "cancelled")
A_YEAR = 365 * 24 * 3600  # seconds


@blueprint.get("/cases")
def index() -> str:
    """The cases one takes part in; all of them for operators and analysts."""
    page = addresses.page_number()
    search, status = request.args.get("q", "").strip(), request.args.get("status", "")
    status = status if status in STATUSES else ""
    rows = cases.cases(db.session(), readable.case_viewer(), status=status, search=search, page=page)
    shown = rows[: cases.PAGE]
    template = "cases/_list.html" if "HX-Request" in request.headers else "cases/index.html"
    more = len(rows) > len(shown)
    return render_template(
        template, cases=shown, status=status, statuses=STATUSES, search=search, page=page, has_more=more
    )


@blueprint.get("/cases/<int:case_id>")
def show(case_id: int) -> str:
    """Diagram, timeline, tasks, incidents, variables, called processes."""
    session, case = db.session(), readable.case(case_id)
    definition = workflow.definition(case.definition_id)
    return render_template(
        "cases/show.html",
        case=case,
        diagram=diagrams.of_case(session, case_id, definition),
        events=timeline.of_case(session, case_id, definition),
        tasks=cases.tasks(session, case_id),
        incidents=[
            (row, diagrams.label(definition, row.Incident.element_id)) for row in cases.incidents(session, case_id)
        ],
        variables=case_variables.in_words(session, definition, cases.variables(session, case_id)),
        called=cases.called_by(session, case_id),
        record=cards.summary(session, case.record_id, actor()) if case.record_id else None,
        may_operate=rights.may_operate(actor()),
        **places.of_case(case_id),
    )


@blueprint.post("/cases/<int:case_id>/incidents/<int:incident_id>/retry")
def retry(case_id: int, incident_id: int) -> AnyResponse:
    """Try the failed step again."""
    rights.require(rights.may_operate(actor()))
    workflow.act(commands.retry_incident, incident_id, signed_in().id)
    flash(_("Шаг повторён. Если он снова не удастся, инцидент появится опять."), "info")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@blueprint.post("/cases/<int:case_id>/cancel")
def cancel(case_id: int) -> AnyResponse:
    """End the case with its tasks; asks for a reason."""
    rights.require(rights.may_operate(actor()))
    reason = request.form.get("reason", "").strip()
    if not reason:
        flash(_("Чтобы прервать процесс, напишите причину."), "error")
    else:
        workflow.act(commands.cancel_instance, case_id, signed_in().id, reason)
        flash(_("Процесс прерван, его задания сняты."), "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@blueprint.get("/processes/<int:definition_id>/diagram")
def diagram(definition_id: int) -> Response:
    """The BPMN file of a version.  A version never changes, so the browser may keep it."""
    response = make_response(workflow.definition(definition_id).diagram)
    response.content_type = "application/xml; charset=utf-8"
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
