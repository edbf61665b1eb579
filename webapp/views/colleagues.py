"""«Сотрудники»: who works here, who leads whom, who is away and who stands in for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.errors import InvalidInput
from engine.forms import FieldError
from engine.rights import PersonSubject
from persistence import choices, leadership, staff, workload
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.pages import posted
from webapp.people import absences
from webapp.views.people import my_page

blueprint = Blueprint("colleagues", __name__)

SHOWN_TASKS = 100  # of a person's open tasks; the number of all is told


@blueprint.get("/people")
def index() -> str:
    """The company as a tree of departments, or the people that a search finds."""
    session, today, search = db.session(), workflow.engine().today(), request.args.get("q", "").strip()
    if search:
        found = staff.people(session, today, search=search)
        return render_template("people/index.html", search=search, found=found)
    units, people = staff.units(session), staff.in_departments(session, today)
    return render_template("people/index.html", search="", units=units, people=people)


@blueprint.get("/people/<int:person_id>")
def show(person_id: int) -> str:
    """A colleague's card; for those who lead them, what waits for them."""
    return _card(person_id)


@blueprint.post("/people/<int:person_id>/absences")
def set_absence(person_id: int) -> Response | tuple[str, int]:
    """Let a person be away, with a substitute."""
    subject = readable.person(person_id)[1]
    rights.require(rights.may_set_absence_of(actor(), subject))
    try:
        workflow.act(commands.set_absence, person_id, absences.typed(), signed_in().id)
    except InvalidInput as refused:
        page = my_page if person_id == signed_in().id else _card
        return page(person_id, request.form, refused.errors), 422
    flash(_("Отсутствие указано: задания увидит и выполнит заместитель."), "success")
    return _back(person_id)


@blueprint.post("/people/<int:person_id>/absences/<int:substitution_id>/revoke")
def revoke_absence(person_id: int, substitution_id: int) -> Response:
    """End an absence now, or call it off."""
    subject = readable.person(person_id)[1]
    rights.require(rights.may_set_absence_of(actor(), subject))
    workflow.act(commands.revoke_absence, person_id, substitution_id, signed_in().id)
    flash(_("Отсутствие отменено."), "success")
    return _back(person_id)


@blueprint.post("/people/<int:person_id>/hand-over")
def hand_over(person_id: int) -> Response | tuple[str, int]:
    """Give all of a person's open tasks to somebody else."""
    subject = readable.person(person_id)[1]
    rights.require(rights.may_hand_over_work_of(actor(), subject))
    try:
        number = workflow.act(commands.hand_over, person_id, posted.number("to_id"), signed_in().id)
    except InvalidInput as refused:
        return _card(person_id, wrong=refused.errors), 422
    flash(ngettext("Передано %(num)s задание.", "Передано %(num)s заданий.", number), "success")
    return redirect(url_for("colleagues.show", person_id=person_id), 303)


def _back(person_id: int) -> Response:
    mine = person_id == signed_in().id
    return redirect(url_for("people.me") if mine else url_for("colleagues.show", person_id=person_id), 303)


def _card(person_id: int, filled_in: Mapping[str, str] | None = None, wrong: Sequence[FieldError] = ()) -> str:
    person, subject = readable.person(person_id)
    session, leader = db.session(), subject.line_manager
    leads = leadership.led_by(session, person_id)
    return render_template(
        "people/show.html",
        person=person,
        leader=staff.person(session, leader) if leader else None,
        led=choices.named(session, leads),
        groups=staff.group_names(session, [person_id]).get(person_id, []),
        wrong=absences.texts(wrong),
        **absences.panel(subject, filled_in, wrong),
        **_work(subject),
    )


def _work(subject: PersonSubject) -> dict[str, object]:
    """The open tasks, for whoever may see them; and to whom they can be handed."""
    session, may_hand_over = db.session(), rights.may_hand_over_work_of(actor(), subject)
    if not rights.may_see_work_of(actor(), subject):
        return {"tasks": None}
    return {
        "tasks": workload.open_tasks(session, subject.person_id, SHOWN_TASKS),
        "number_of_tasks": len(workload.open_task_ids(session, subject.person_id)),
        "may_hand_over": may_hand_over,
        "others": choices.colleagues(session, subject.person_id) if may_hand_over else [],
    }
