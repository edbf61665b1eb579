"""Several tasks of the list at once: taken, reassigned, put aside."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from webapp.pages.addresses import row_id
from webapp.tasks import bulk as task_bulk
from webapp.tasks import bulk_notice
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query
from webapp.tasks.bulk import Result

blueprint = Blueprint("task_bulk", __name__)


@blueprint.post("/tasks/bulk")
def act() -> Response:
    """Do to every selected task what the button says; what was refused is told with the reason."""
    task_ids = request.form.getlist("task", type=row_id)
    if not task_ids:
        flash(_("Ничего не выбрано. Отметьте задания и повторите."), "warning")
    else:
        _do(request.form.get("act", ""), task_ids)
    back = task_query.asked(MultiDict(parse_qsl(request.form.get("back", ""))))
    return redirect(url_for("inbox.show", **back.address()), 303)


def _do(deed: str, task_ids: list[int]) -> None:
    match deed:
        case "claim":
            _tell(task_bulk.claim(task_ids))
        case "assign":
            to_id = request.form.get("person", type=row_id)
            if to_id is None:
                flash(_("Выберите, кому переназначить."), "warning")
            else:
                _tell(task_bulk.assign(task_ids, to_id), to_id)
        case "postpone":
            day = _day(request.form.get("until", ""))
            if day is None or day <= task_listing.today():
                flash(_("Выберите день, который ещё не наступил."), "warning")
            else:
                _tell(task_bulk.postpone(task_ids, task_listing.start_of(day)), until=day)
        case _:
            raise BadRequest("Expected act to be claim, assign or postpone. Use the buttons of the list.")


def _tell(results: list[Result], to_id: int | None = None, until: date | None = None) -> None:
    for text, category in bulk_notice.notices(to_id, until, results):
        flash(text, category)


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
