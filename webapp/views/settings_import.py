"""«Настройка», people from a file: upload, look at what would change, carry it out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from engine import commands, rights, staff_file
from engine.commands import PeopleChanged, Plan
from engine.engine import Engine
from engine.errors import InvalidInput
from engine.forms import FieldError
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.people import absences

blueprint = Blueprint("settings_import", __name__)

SHOWN = 200  # lines of a preview that need no attention; the wrong ones are all shown


@blueprint.before_request
def require_administrator() -> None:
    """Everything here is for administrators."""
    rights.require(rights.may_administer(actor()))


@blueprint.get("/settings/people/import")
def show() -> str:
    """What the file has to look like, and the way to send it."""
    return _page()


@blueprint.get("/settings/people/import/example.csv")
def example() -> Response:
    """A file to copy, as a Russian spreadsheet opens it."""
    response = make_response(staff_file.EXAMPLE.encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@blueprint.post("/settings/people/import")
def preview() -> str | tuple[str, int]:
    """What the file would change; nothing is saved."""
    sent = request.files.get("file")
    content = sent.read(staff_file.MOST_BYTES + 1) if sent else b""
    try:
        return _page(commands.plan_import(db.session(), staff_file.read(content)), content)
    except InvalidInput as refused:
        return _page(wrong=refused.errors), 422


@blueprint.post("/settings/people/import/apply")
def apply() -> AnyResponse | tuple[str, int]:
    """Carry out what was looked at, in one transaction; what has changed meanwhile is shown again first."""
    try:
        content = base64.b64decode(request.form.get("content", ""), validate=True)
        lines = staff_file.read(content)
        plan = workflow.act(_carry_out, lines, request.form.get("fingerprint", ""), signed_in().id)
    except PeopleChanged:
        flash(_("Список сотрудников изменился после проверки. Посмотрите, что изменится теперь."), "warning")
        return _page(commands.plan_import(db.session(), lines), content), 409
    except (InvalidInput, binascii.Error) as refused:
        return _page(wrong=getattr(refused, "errors", ())), 422
    flash(
        _("Готово. Новых: %(new)s, изменено: %(changed)s.", new=plan.number("new"), changed=plan.number("changed")),
        "success",
    )
    return redirect(url_for("settings_people.index"), 303)


def _carry_out(engine: Engine, session: Session, lines: Sequence[staff_file.Line], seen: str, by_id: int) -> Plan:
    plan = commands.plan_import(session, lines)
    if plan.fingerprint != seen or plan.number("wrong"):
        raise PeopleChanged
    commands.import_people(engine, session, plan, by_id)
    return plan


def _page(plan: Plan | None = None, content: bytes = b"", wrong: Sequence[FieldError] = ()) -> str:
    shown = [] if plan is None else [one for one in plan.people if one.status == "wrong"]
    if plan is not None:
        shown += [one for one in plan.people if one.status in ("new", "changed")][:SHOWN]
    return render_template(
        "settings/import.html",
        plan=plan,
        shown=[(one, absences.texts(one.errors)) for one in shown],
        content=base64.b64encode(content).decode(),
        wrong=absences.texts(wrong),
        columns=staff_file.COLUMNS,
    )
