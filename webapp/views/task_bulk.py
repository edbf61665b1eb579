"""Several tasks of the list at once: taken, reassigned, put aside."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from webapp import dates
from webapp.i18n import quoted
from webapp.tasks import bulk as task_bulk
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query
from webapp.tasks.bulk import Outcome

blueprint = Blueprint("task_bulk", __name__)

NAMED = 5  # refused tasks that are called by their names


@blueprint.post("/tasks/bulk")
def act() -> Response:
    """Do to every selected task what the button says; what was refused is told with the reason."""
    task_ids = request.form.getlist("task", type=int)
    if not task_ids:
        flash(_("Ничего не выбрано. Отметьте задания и повторите."), "warning")
    else:
        _tell(_done(request.form.get("act", ""), task_ids))
    back = task_query.asked(MultiDict(parse_qsl(request.form.get("back", ""))))
    return redirect(url_for("inbox.show", **back.address()), 303)


def _done(deed: str, task_ids: list[int]) -> Outcome | None:
    match deed:
        case "claim":
            return task_bulk.claim(task_ids)
        case "assign":
            to_id = request.form.get("person", type=int)
            return _missing(_("Выберите, кому переназначить.")) if to_id is None else task_bulk.assign(task_ids, to_id)
        case "postpone":
            day = _day(request.form.get("until", ""))
            if day is None or day <= task_listing.today():
                return _missing(_("Выберите день, который ещё не наступил."))
            return task_bulk.postpone(task_ids, task_listing.start_of(day))
    raise BadRequest("Expected act to be claim, assign or postpone. Use the buttons of the list.")


def _missing(words: str) -> None:
    flash(words, "warning")


def _tell(outcome: Outcome | None) -> None:
    if outcome is None:
        return
    if outcome.done:
        flash(ngettext("Сделано: %(num)s задание.", "Сделано: %(num)s задания.", len(outcome.done)), "success")
    for reason, names in outcome.by_reason().items():
        listed = ", ".join(map(quoted, names[:NAMED]))
        more = _(" и ещё %(number)s", number=dates.number(len(names) - NAMED)) if len(names) > NAMED else ""
        flash(_("%(reason)s: %(tasks)s. С ними ничего не произошло.", reason=reason, tasks=listed + more), "warning")


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
