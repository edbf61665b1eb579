"""«Настройка», the audit log: who changed what and when; for administrators."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import get_day_names
from flask import Blueprint, render_template
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _

from engine import rights
from persistence import audit
from webapp import dates
from webapp.access.signed_in import actor
from webapp.database import db
from webapp.pages import addresses

blueprint = Blueprint("settings_audit", __name__)

KINDS = {
    "person_created": _("Сотрудник добавлен"),
    "person_changed": _("Сотрудник изменён"),
    "person_deactivated": _("Сотруднику закрыт вход"),
    "person_activated": _("Сотрудник снова работает"),
    "person_invited": _("Сотрудник приглашён"),
    "department_created": _("Отдел добавлен"),
    "department_changed": _("Отдел изменён"),
    "department_deleted": _("Отдел удалён"),
    "webhook_created": _("Вебхук добавлен"),
    "webhook_switched_on": _("Вебхук включён"),
    "webhook_switched_off": _("Вебхук отключён"),
    "webhook_deleted": _("Вебхук удалён"),
    "group_created": _("Группа добавлена"),
    "group_archived": _("Группа отправлена в архив"),
    "group_restored": _("Группа возвращена из архива"),
    "group_changed": _("Группа переименована"),
    "members_changed": _("Изменён состав группы"),
    "absence_set": _("Указано отсутствие"),
    "absence_revoked": _("Отсутствие отменено"),
    "working_hours_changed": _("Изменены рабочие часы"),
    "calendar_days_changed": _("Изменены дни календаря"),
}
FIELDS = {
    "name": _("имя"),
    "name_en": _("название по-английски"),
    "email": _("почта"),
    "url": _("адрес"),
    "phone": _("телефон"),
    "language": _("язык"),
    "department_id": _("№ отдела"),
    "department": _("отдел"),
    "manager_id": _("№ руководителя"),
    "manager": _("руководитель"),
    "parent_id": _("№ вышестоящего отдела"),
    "head_id": _("№ руководителя"),
    "groups": _("группы"),
    "members": _("участники"),
    "substitute": _("заместитель"),
    "starts_on": _("первый день"),
    "ends_on": _("последний день"),
    "note": _("примечание"),
    "opens": _("начало"),
    "closes": _("конец"),
    "lunch_starts": _("перерыв с"),
    "lunch_ends": _("перерыв до"),
    "weekend": _("выходные дни недели"),
    "zone": _("часовой пояс"),
}
"""What changes are called; a day of the calendar is called by its date."""
DAYS = {"starts_on", "ends_on"}
DAY_KINDS = {"off": _("выходной"), "short": _("короче на час"), "full": _("рабочий день")}
"""What a day of the calendar is."""


@blueprint.before_request
def require_administrator() -> None:
    """Everything here is for administrators."""
    rights.require(rights.may_administer(actor()))


@blueprint.get("/settings/audit")
def index() -> str:
    """The newest changes; older ones further on."""
    entries = audit.entries(db.session(), addresses.before_id())
    return render_template("settings/audit.html", entries=entries, kinds=KINDS, called=_called, said=_said)


def _called(name: str) -> str:
    """What was changed, in words."""
    return str(FIELDS[name]) if name in FIELDS else dates.day(date.fromisoformat(name))


def _said(name: str, value: Any) -> str:
    """What it was or has become, in words."""
    if not value:
        return gettext("пусто")
    if name == "weekend":
        names = get_day_names("abbreviated", locale=get_locale())
        return ", ".join(names[number] for number in sorted(value))
    if name in DAYS:
        return dates.day(date.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value if name in FIELDS else DAY_KINDS[value])
