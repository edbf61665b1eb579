"""«Настройка», departments: the tree of the company; for administrators."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.commands import Unit
from engine.errors import InvalidInput, PersonNotFound
from engine.forms import FieldError
from persistence import choices, staff
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.i18n import localized
from webapp.pages import posted
from webapp.people import absences

blueprint = Blueprint("settings_departments", __name__)


@blueprint.before_request
def require_administrator() -> None:
    """Everything here is for administrators."""
    rights.require(rights.may_administer(actor()))


@blueprint.get("/settings/departments")
def index() -> str:
    """The tree."""
    return render_template("settings/departments.html", units=staff.units(db.session()))


@blueprint.get("/settings/departments/new")
def new() -> str:
    """An empty form."""
    return _form(None, Unit(""))


@blueprint.get("/settings/departments/<int:department_id>")
def show(department_id: int) -> str:
    """A department in a form."""
    return _form(department_id, _unit(department_id))


@blueprint.post("/settings/departments/new", defaults={"department_id": None}, endpoint="add")
@blueprint.post("/settings/departments/<int:department_id>")
def change(department_id: int | None) -> Response | tuple[str, int]:
    """Add or change a department."""
    unit = Unit(posted.text("name"), posted.text("name_en"), posted.number("parent_id"), posted.number("head_id"))
    try:
        workflow.act(commands.save_department, department_id, unit, signed_in().id)
    except InvalidInput as refused:
        return _form(department_id, unit, refused.errors), 422
    flash(_("Отдел сохранён."), "success")
    return redirect(url_for("settings_departments.index"), 303)


@blueprint.post("/settings/departments/<int:department_id>/delete")
def delete(department_id: int) -> Response | tuple[str, int]:
    """Remove a department that is empty."""
    try:
        workflow.act(commands.delete_department, department_id, signed_in().id)
    except InvalidInput as refused:
        return _form(department_id, _unit(department_id), refused.errors), 422
    flash(_("Отдел удалён."), "success")
    return redirect(url_for("settings_departments.index"), 303)


def _unit(department_id: int) -> Unit:
    for unit in staff.units(db.session()):
        if unit.id == department_id:
            return Unit(unit.name, unit.name_en, unit.parent_id, unit.head_id)
    raise PersonNotFound


def _form(department_id: int | None, unit: Unit, wrong: Sequence[FieldError] = ()) -> str:
    units = [one for one in staff.units(db.session()) if one.id != department_id]
    return render_template(
        "settings/department.html",
        department_id=department_id,
        unit=unit,
        parents=[(one.id, "\u2003" * one.depth + localized(one)) for one in units],
        colleagues=choices.colleagues(db.session()),
        wrong=absences.texts(wrong),
    )
