"""«Задание»: the page on which one task is done, and what one does to a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.definitions import Definition
from engine.engine import Engine
from engine.errors import Conflict, InvalidInput
from engine.forms import FieldError, Form
from engine.prefill import initial_values
from engine.rights import TaskSubject
from engine.values import InvalidValue
from persistence import inbox, people, user_tasks
from webapp import answers, cards, dates, diagrams, errors, form_island, readable, timeline, workflow
from webapp.database import db
from webapp.i18n import language, localized
from webapp.lines import lines_of
from webapp.signed_in import actor, signed_in

blueprint = Blueprint("tasks", __name__)

RECENT = 12  # events beside a task; the page of the case has them all


@blueprint.get("/tasks/<int:task_id>")
def show(task_id: int) -> str:
    """What is to be done, why, by when, who asked; and the form."""
    return _page(task_id)


@blueprint.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> Response | str:
    """Take a task of the queue; in the list the row changes in place."""
    task = readable.require_task(task_id, rights.may_work)
    if task.assignee_id is None:  # a second click finds it one's own already
        workflow.act(commands.claim, task_id, signed_in().id, task.on_behalf_of)
    if "HX-Request" not in request.headers:
        return redirect(url_for("tasks.show", task_id=task_id), 303)
    counts = inbox.counts(db.session(), readable.viewer(), dates.now())
    row = inbox.row(db.session(), task_id)
    return render_template("tasks/_claimed.html", task=row, queues={}, counts=counts, tab=request.args.get("tab"))


@blueprint.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> Response:
    """Give a task back to its group."""
    task = readable.require_task(task_id, rights.may_release)
    workflow.act(commands.release, task_id, signed_in().id, task.on_behalf_of)
    flash(_("Задание возвращено в очередь группы."), "success")
    return redirect(url_for("inbox.show", tab="groups"), 303)


@blueprint.post("/tasks/<int:task_id>/draft")
def draft(task_id: int) -> Response:
    """Keep what was typed; the form calls this by itself and says which draft it knows (``seen``)."""
    task = readable.require_task(task_id, rights.may_work)
    values, seen = form_island.drafted(request)
    known = user_tasks.draft_saved_at(db.session(), task_id)
    if known is not None and seen != known.isoformat():
        raise Conflict(_("Черновик изменён в другом окне. Обновите страницу, чтобы увидеть его."))
    saved_at = workflow.act(commands.save_draft, task_id, values, task.on_behalf_of or signed_in().id)
    return jsonify(saved=dates.moment(saved_at), seen=saved_at.isoformat())


@blueprint.post("/tasks/<int:task_id>/complete")
def complete(task_id: int) -> Response | tuple[str, int]:
    """Check what was filled in, complete the task, go on to the next one.  Whatever is refused stays typed in."""
    values = form_island.submitted(request)
    try:
        task = readable.require_task(task_id, rights.may_work)
        following = workflow.act(_complete, task_id, values, signed_in().id, task.on_behalf_of)
    except InvalidInput as refused:
        return _page(task_id, values, refused.errors), 422
    except (Conflict, InvalidValue) as refused:
        problem = errors.refusal_of(refused)
        return _page(task_id, values, problem=problem), problem.status
    flash(_("Задание «%(name)s» выполнено.", name=localized(task)), "success")
    return redirect(url_for("tasks.show", task_id=following) if following else url_for("inbox.show"), 303)


def _complete(
    engine: Engine,
    session: Session,
    task_id: int,
    values: Mapping[str, Any],
    person_id: int,
    on_behalf_of: int | None,
) -> int | None:
    """Complete the task; what to go on with: the next step of the case when it is ours, else the most urgent task."""
    done = commands.complete_task(engine, session, task_id, values, person_id, on_behalf_of)
    return inbox.next_task(session, done.instance_id, person_id)


def _page(
    task_id: int,
    typed: Mapping[str, Any] | None = None,
    wrong: Sequence[FieldError] = (),
    problem: errors.Refusal | None = None,
) -> str:
    """The page of a task; ``typed`` is what was refused and goes back into the form."""
    session = db.session()
    task, subject = readable.task(task_id)
    definition = workflow.definition(task.definition_id)
    form = definition.forms.get(task.form_key) if task.form_key else None
    return render_template(
        "tasks/show.html",
        task=task,
        form=form and form.localized(language()),
        problem=problem,
        description=diagrams.description(definition, task),
        diagram=diagrams.of_case(session, task.instance_id, definition),
        events=timeline.of_case(session, task.instance_id, definition, RECENT),
        record=cards.summary(session, task.record_id, actor()) if task.record_id else None,
        groups=inbox.queue_names(session, [task_id]).get(task_id, []),
        **_abilities(subject),
        **_answer(task, subject, definition, form, typed, wrong),
    )


def _answer(
    task: Any,
    subject: TaskSubject,
    definition: Definition,
    form: Form | None,
    typed: Mapping[str, Any] | None,
    wrong: Sequence[FieldError],
) -> dict[str, Any]:
    """The form to fill in while the task is open; afterwards what was typed too late."""
    if not subject.is_open:
        return _typed_too_late(form, typed) if form and typed else {}
    if form is None or not rights.may_work(actor(), subject):
        return {}
    data = typed if typed is not None else _started(task, definition, form)
    island = form_island.island(
        db.session(),
        form,
        data,
        wrong,
        draftUrl=url_for("tasks.draft", task_id=task.id),
        draftSaved=dates.moment(task.draft_saved_at) if task.draft_saved_at and typed is None else None,
        seen=task.draft_saved_at.isoformat() if task.draft_saved_at else None,
    )
    return {"island": island}


def _typed_too_late(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """In words and tables, so that it can be copied: there is no form any more that it could go back into."""
    fields = answers.fields_of(form.localized(language()).schema)
    names = people.names(db.session(), answers.people_in(form, typed))
    return {"typed": answers.pairs(typed, fields, names), "typed_lines": lines_of(typed, fields)}


def _started(task: Any, definition: Definition, form: Form) -> Mapping[str, Any]:
    """What the form starts with: the draft, or else what the process knows already."""
    if task.draft is not None:
        draft: Mapping[str, Any] = task.draft
        return draft
    return initial_values(db.session(), definition, task.instance_id, task.token, form)


def _abilities(subject: TaskSubject) -> dict[str, bool]:
    who = actor()
    return {
        "is_open": subject.is_open,
        "may_work": rights.may_work(who, subject),
        "may_claim": rights.may_claim(who, subject),
        "may_release": rights.may_release(who, subject),
    }
