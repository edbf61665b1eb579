"""«Настройка», groups: the roles of diagrams and rights, and who has them; for administrators."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, group_usage, rights
from engine.errors import InvalidInput, PersonNotFound
from engine.forms import FieldError
from persistence import choices, people, staff
from persistence.people import Group
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.i18n import language, localized
from webapp.pages import posted
from webapp.pages.addresses import row_id
from webapp.people import absences

blueprint = Blueprint("settings_groups", __name__)


@blueprint.before_request
def require_administrator() -> None:
    """Everything here is for administrators."""
    rights.require(rights.may_administer(actor()))


@blueprint.get("/settings/groups")
def index() -> str:
    """The groups, with who uses their keys; a form for another."""
    return _list()


@blueprint.post("/settings/groups")
def add() -> Response | tuple[str, int]:
    """Add a group."""
    key, name, name_en = posted.text("key"), posted.text("name"), posted.text("name_en")
    try:
        workflow.act(commands.add_group, key, name, name_en, signed_in().id)
    except InvalidInput as refused:
        return _list(refused.errors), 422
    flash(_("Группа добавлена. Выберите, кто в неё входит."), "success")
    return redirect(url_for("settings_groups.show", key=key), 303)


@blueprint.get("/settings/groups/<key>")
def show(key: str) -> str:
    """A group: its names, its members."""
    return _group(key)


@blueprint.post("/settings/groups/<key>")
def rename(key: str) -> Response | tuple[str, int]:
    """Call a group something else; its key stays."""
    lanes = dict(group_usage.lanes(workflow.engine(), db.session()))
    try:
        workflow.act(commands.rename_group, key, posted.text("name"), posted.text("name_en"), lanes, signed_in().id)
    except InvalidInput as refused:
        return _group(key, refused.errors), 422
    flash(_("Группа сохранена."), "success")
    return redirect(url_for("settings_groups.show", key=key), 303)


@blueprint.post("/settings/groups/<key>/members")
def set_members(key: str) -> Response | tuple[str, int]:
    """Let the people who were ticked belong to the group."""
    ticked = frozenset(request.form.getlist("members", type=row_id))
    try:
        workflow.act(commands.set_members, key, ticked, signed_in().id)
    except InvalidInput as refused:
        return _group(key, refused.errors), 422
    flash(_("Состав группы сохранён."), "success")
    return redirect(url_for("settings_groups.show", key=key), 303)


@blueprint.post("/settings/groups/<key>/archived")
def set_archived(key: str) -> Response | tuple[str, int]:
    """End the group, or let it be used again."""
    if request.form.get("archived") != "yes":
        workflow.act(commands.restore_group, key, signed_in().id)
        flash(_("Группа снова в работе. Выберите, кто в неё входит."), "success")
        return redirect(url_for("settings_groups.show", key=key), 303)
    group = _existing(key)
    used = group_usage.uses(workflow.engine(), db.session(), group, language())
    try:
        workflow.act(commands.archive_group, key, used, signed_in().id)
    except InvalidInput as refused:
        return _group(key, in_the_way=refused.errors), 422
    flash(_("Группа «%(name)s» отправлена в архив.", name=localized(group)), "success")
    return redirect(url_for("settings_groups.index"), 303)


def _list(wrong: Sequence[FieldError] = ()) -> str:
    return render_template(
        "settings/groups.html",
        groups=staff.groups(db.session()),
        used=group_usage.used_groups(workflow.engine(), db.session(), language()),
        typed=request.form,
        wrong=absences.texts(wrong),
    )


def _existing(key: str) -> Group:
    group = people.group(db.session(), key)
    if group is None:
        raise PersonNotFound
    return group


def _group(key: str, wrong: Sequence[FieldError] = (), in_the_way: Sequence[FieldError] = ()) -> str:
    session, group = db.session(), _existing(key)
    left = [one for one in staff.members(session, key) if not one.active]
    gone = [(one.id, _("%(name)s (не работает)", name=one.name)) for one in left]
    return render_template(
        "settings/group.html",
        group=group,
        members=people.put_into(session, key),
        everybody=choices.colleagues(session) + gone,
        used=group_usage.uses(workflow.engine(), session, group, language()),
        typed=request.form,
        wrong=absences.texts(wrong),
        in_the_way=absences.texts(in_the_way).values(),
    )
