"""«Календарь»: which days are worked and from when to when; everybody may look, administrators change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.calendar import Day
from engine.commands import Hours, OwnDays
from engine.errors import InvalidInput
from engine.forms import FieldError
from persistence import working_time
from webapp import workflow
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.pages import posted
from webapp.people import absences, year

blueprint = Blueprint("calendar", __name__)

FIRST, LAST = 2000, 2099  # years the page shows


@blueprint.get("/calendar")
def show() -> str:
    """A year of days, the hours, and forms for those who may change them."""
    return _page()


@blueprint.post("/calendar/hours")
def set_hours() -> Response | tuple[str, int]:
    """Set the working hours."""
    rights.require(rights.may_administer(actor()))
    weekend = frozenset(int(day) for day in request.form.getlist("weekend") if day in tuple("0123456"))
    times = {name: posted.clock(name) for name in ("opens", "closes", "lunch_starts", "lunch_ends")}
    hours = Hours(**times, weekend=weekend, zone=posted.text("zone"))
    try:
        workflow.act(commands.set_working_hours, hours, signed_in().id)
    except InvalidInput as refused:
        return _page(hours, refused.errors), 422
    flash(_("Рабочие часы сохранены и действуют для новых сроков."), "success")
    return _back()


@blueprint.post("/calendar/days")
def set_days() -> Response | tuple[str, int]:
    """Make days off, shorter or full, or leave them to the public calendar again."""
    rights.require(rights.may_administer(actor()))
    kind = posted.text("kind")
    days = OwnDays(
        posted.day("first"), posted.day("last"), None if kind == "public" else kind or "", posted.text("note")
    )
    try:
        workflow.act(commands.set_days, days, signed_in().id)
    except InvalidInput as refused:
        return _page(None, refused.errors, request.form), 422
    flash(_("Дни сохранены и действуют для новых сроков."), "success")
    return _back()


def _back() -> Response:
    return redirect(url_for("calendar.show", year=_year()), 303)


def _year() -> int:
    """The year that the address names, or that of the day that was filled in, or the present one."""
    filled_in = posted.day("first")
    default = filled_in.year if filled_in else workflow.engine().today().year
    return min(max(request.args.get("year", default, type=int), FIRST), LAST)


def _page(
    hours: Hours | None = None, wrong: Sequence[FieldError] = (), filled_in: Mapping[str, str] | None = None
) -> str:
    session, shown = db.session(), _year()
    calendar = workflow.engine().working_calendar(session)
    own = {day.day: day for day in working_time.days(session, date(shown, 1, 1), date(shown, 12, 31))}
    return render_template(
        "settings/calendar.html",
        year=shown,
        months=year.months(calendar, own, shown),
        is_known=calendar.is_known(shown),
        hours=hours or commands.working_hours(workflow.engine(), session),
        may_change=rights.may_administer(actor()),
        zones=sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc", "System"))),
        kinds=tuple(Day),
        days=filled_in or {},
        wrong=absences.texts(wrong),
    )
