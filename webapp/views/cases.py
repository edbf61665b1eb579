"""«Дела»: the list of process instances, and the page on which one tells everything about itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import to_utc
from werkzeug.wrappers import Response as AnyResponse

from engine import commands, rights
from persistence import cases, choices
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.cases import page as case_page
from webapp.cases import timeline
from webapp.cases.timeline_kinds import CATEGORIES
from webapp.database import db
from webapp.documents import places
from webapp.pages import addresses

blueprint = Blueprint("cases", __name__)

STATUSES = ("active", "incident", "suspended", "completed", "cancelled")
A_YEAR = 365 * 24 * 3600  # seconds


@blueprint.get("/cases")
def index() -> str:
    """The cases one takes part in, and the people one leads; all of them for operators and analysts."""
    session, viewer = db.session(), readable.leading_viewer()
    only = _filter(viewer.led)
    page = cases.cases(session, None if rights.oversees(actor()) else viewer, only, addresses.before_id())
    is_fragment = "HX-Request" in request.headers
    return render_template(
        "cases/_list.html" if is_fragment else "cases/index.html",
        cases=page,
        only=only,
        leads=bool(viewer.led),
        chosen={name: value for name, value in request.args.items() if value and name != "before"},
        older=page[-1].id if page.has_more else None,
        **({} if is_fragment else {"processes": cases.processes(session), "people": choices.people(session)}),
    )


@blueprint.get("/cases/<int:case_id>")
def show(case_id: int) -> str:
    """Diagram, timeline, tasks, incidents, variables, called processes."""
    case, only, before = readable.case(case_id), _timeline_filter(), request.args.get("before")
    if "HX-Request" in request.headers:
        return render_template(
            "cases/_timeline.html", case=case, **case_page.timeline_part(db.session(), case, only, before)
        )
    told = case_page.on_screen(db.session(), case, only, before)
    return render_template("cases/show.html", **told, **places.of_case(case_id))


@blueprint.get("/cases/<int:case_id>/print")
def on_paper(case_id: int) -> str:
    """The whole case to print or to keep as PDF: no navigation, the diagram as a picture, all of the timeline."""
    return render_template("cases/print.html", **case_page.on_paper(db.session(), readable.case(case_id)))


def _filter(led: frozenset[int]) -> cases.Filter:
    """What the address asks for; the days are the reader's, the last one included; ``led`` are the reader's people."""
    asked = request.args
    status, until = asked.get("status", ""), _day("until")
    return cases.Filter(
        status=status if status in STATUSES else "",
        search=asked.get("q", "").strip(),
        process=asked.get("process", ""),
        responsible=asked.get("responsible", type=addresses.row_id),
        since=_day("since"),
        until=until + timedelta(days=1) if until else None,
        had_by=led if asked.get("team") == "1" else None,
    )


def _day(name: str) -> datetime | None:
    """The beginning of the day that a field of the address names."""
    try:
        return to_utc(datetime.fromisoformat(request.args.get(name, ""))).replace(tzinfo=UTC)
    except ValueError:
        return None


def _timeline_filter() -> timeline.Filter:
    category = request.args.get("kind", "")
    person = request.args.get("person", type=addresses.row_id)
    return timeline.Filter(category if category in CATEGORIES else "", person)


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
