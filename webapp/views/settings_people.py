"""«Настройка», people: who works here, how they sign in; for administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.commands import Details
from engine.errors import Conflict, InvalidInput
from engine.forms import FieldError
from persistence import choices, leadership, people, staff, workload
from webapp import workflow
from webapp.access import account
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.i18n import localized
from webapp.pages import errors, posted
from webapp.pages.addresses import row_id
from webapp.people import absences, employment

blueprint = Blueprint("settings_people", __name__)

STATES = ("active", "inactive", "all")


@blueprint.before_request
def require_administrator() -> None:
    """Everything here is for administrators."""
    rights.require(rights.may_administer(actor()))


@blueprint.get("/settings")
def home() -> Response:
    """The first of the pages."""
    return redirect(url_for("settings_people.index"))


@blueprint.get("/settings/people")
def index() -> str:
    """The list, with search."""
    session, search, state = db.session(), request.args.get("q", "").strip(), request.args.get("state", "")
    state = state if state in STATES else "active"
    name, last = request.args.get("name"), request.args.get("after", type=row_id)
    after = (name, last) if name is not None and last is not None else None
    people = staff.people(session, workflow.engine().today(), search=search, state=state, after=after)
    return render_template(
        "settings/people.html",
        people=people,
        groups=staff.group_names(session, [one.id for one in people]),
        search=search,
        state=state,
    )


@blueprint.get("/settings/people/new")
def new() -> str:
    """An empty form."""
    return _form(None, Details(""))


@blueprint.post("/settings/people/new")
def add() -> Response | tuple[str, int]:
    """Take somebody on."""
    details = _filled_in()
    try:
        person_id = workflow.act(commands.add_person, details, signed_in().id)
    except InvalidInput as refused:
        return _form(None, details, refused.errors), 422
    flash(_("Сотрудник добавлен. Чтобы он мог войти, пригласите его."), "success")
    return _to(person_id)


@blueprint.get("/settings/people/<int:person_id>")
def show(person_id: int) -> str:
    """What is known of a person, in a form; how they sign in."""
    return _form(person_id, commands.details_of(db.session(), employment.existing(db.session(), person_id)))


@blueprint.post("/settings/people/<int:person_id>")
def change(person_id: int) -> Response | tuple[str, int]:
    """Change what is known of a person."""
    employment.existing(db.session(), person_id)
    details = _filled_in()
    try:
        workflow.act(employment.change, person_id, details, signed_in().id)
    except InvalidInput as refused:
        return _form(person_id, details, refused.errors), 422
    flash(_("Изменения сохранены."), "success")
    return _to(person_id)


@blueprint.post("/settings/people/<int:person_id>/active")
def set_active(person_id: int) -> Response:
    """Let a person go (they can no longer sign in), or have them back."""
    active = request.form.get("active") == "yes"
    try:
        workflow.act(employment.set_active, person_id, active, signed_in().id)
    except Conflict as refused:
        flash(errors.refusal_of(refused).happened, "error")
        return _to(person_id)
    waiting = [] if active else workload.open_task_ids(db.session(), person_id)
    if waiting:
        flash(_("Вход закрыт. Остались открытые задания: передайте их."), "warning")
        return redirect(url_for("colleagues.show", person_id=person_id, _anchor="work"), 303)
    flash(_("Сотрудник снова работает.") if active else _("Вход закрыт."), "success")
    return _to(person_id)


@blueprint.post("/settings/people/<int:person_id>/invite")
def invite(person_id: int) -> Response | str:
    """Show a link with which the person chooses a password, this once."""
    person = employment.existing(db.session(), person_id)
    if not employment.may_be_invited(person):
        flash(_("Чтобы пригласить сотрудника, укажите его почту; он должен работать."), "error")
        return _to(person_id)
    secret = workflow.act(employment.invite, person_id, signed_in().id)
    link = url_for("passwords.choose", secret=secret, _external=True)
    details = commands.details_of(db.session(), employment.existing(db.session(), person_id))
    return _form(person_id, details, invitation=link)


def _filled_in() -> Details:
    return Details(
        name=posted.text("name"),
        email=posted.text("email") or None,
        phone=posted.text("phone") or None,
        language=posted.text("language"),
        department_id=posted.number("department_id"),
        manager_id=posted.number("manager_id"),
        groups=frozenset(request.form.getlist("groups")),
    )


def _to(person_id: int) -> Response:
    return redirect(url_for("settings_people.show", person_id=person_id), 303)


def _form(
    person_id: int | None, details: Details, wrong: Sequence[FieldError] = (), invitation: str | None = None
) -> str:
    session = db.session()
    return render_template(
        "settings/person.html",
        person=employment.existing(session, person_id) if person_id else None,
        details=details,
        wrong=absences.texts(wrong),
        departments=[(unit.id, "\u2003" * unit.depth + localized(unit)) for unit in staff.units(session)],
        colleagues=choices.colleagues(session, person_id),
        groups=[(group.key, localized(group)) for group in choices.groups(session)],
        account=account.account_of(session, person_id) if person_id else None,
        invitation=invitation,
        invitation_days=account.INVITATION_DAYS,
        **_duties(session, person_id),
    )


def _duties(session: Session, person_id: int | None) -> Mapping[str, object]:
    """What would be left behind if the person went."""
    if person_id is None:
        return {}
    return {
        "number_of_tasks": len(workload.open_task_ids(session, person_id)),
        "led": people.names(session, leadership.led_by(session, person_id)).values(),
        "headed": [localized(unit) for unit in staff.units(session) if unit.head_id == person_id],
    }
