"""Tasks: one's own and one's groups', taking, giving back, completing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_smorest import Blueprint

from engine import commands, rights
from persistence import inbox, task_facts, user_tasks
from webapp import dates, workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.api import task_pages
from webapp.api.task_schemas import (
    Completed,
    Draft,
    DraftToSave,
    ListedTask,
    NextQuery,
    NextTask,
    TaskDetails,
    TaskQuery,
    Values,
)
from webapp.database import db
from webapp.tasks import completing
from webapp.tasks import listing as task_listing
from webapp.tasks import query as task_query

blueprint = Blueprint("api_tasks", __name__, description="Steps that wait for a person")


@blueprint.get("/tasks")
@blueprint.arguments(TaskQuery, location="query")
@blueprint.response(200, ListedTask(many=True))
def index(query: dict[str, Any]) -> tuple[Sequence[Any], dict[str, str]]:
    """A page of a tab of my tasks, sorted and filtered; the pages beside it are in the Link header (RFC 8288)."""
    asked = task_query.of_arguments(query)
    viewer = readable.leading_viewer() if asked.tab == "team" else readable.viewer()
    return task_pages.answer(asked, task_listing.page(asked, viewer), partial(url_for, "api_tasks.index"))


@blueprint.get("/tasks/next")
@blueprint.arguments(NextQuery, location="query")
@blueprint.response(200, NextTask)
def next_task(query: dict[str, Any]) -> dict[str, int | None]:
    """What to go on with: my most urgent task in a case, else my most urgent one."""
    return {"id": inbox.next_task(db.session(), query["case"], signed_in().id, dates.now())}


@blueprint.get("/tasks/<int:task_id>")
@blueprint.response(200, TaskDetails)
def show(task_id: int) -> dict[str, Any]:
    """A task, and the form that completing it has to fit."""
    task, _subject = readable.task(task_id)
    form = workflow.definition(task.definition_id).forms.get(task.form_key) if task.form_key else None
    answer = task_facts.answer(db.session(), task) if task.completed_at else None
    return {**task._mapping, "form": form.schema if form else None, "answer": answer}


@blueprint.get("/tasks/<int:task_id>/draft")
@blueprint.response(200, Draft)
def draft(task_id: int) -> dict[str, Any]:
    """What has been filled in so far, for whoever works on the task."""
    readable.require_task(task_id, rights.may_work)
    values, saved_at = user_tasks.draft(db.session(), task_id)
    return {"values": values, "seen": saved_at}


@blueprint.post("/tasks/<int:task_id>/draft")
@blueprint.arguments(DraftToSave)
@blueprint.response(200, Draft)
def save_draft(body: dict[str, Any], task_id: int) -> dict[str, Any]:
    """Keep what is filled in so far; 409 when another draft was saved since the one that was `seen`."""
    task, values = readable.require_task(task_id, rights.may_work), body["values"]
    holder = task.on_behalf_of or signed_in().id
    saved_at = workflow.act(commands.save_draft, task_id, values, holder, body["seen"])
    return {"values": values, "seen": saved_at}


@blueprint.post("/tasks/<int:task_id>/claim")
@blueprint.response(204)
def claim(task_id: int) -> None:
    """Take a task of the group's queue."""
    task = readable.require_task(task_id, rights.may_work)
    if task.assignee_id is None:  # a second click finds it one's own already
        workflow.act(commands.claim, task_id, signed_in().id, task.on_behalf_of)


@blueprint.post("/tasks/<int:task_id>/release")
@blueprint.response(204)
def release(task_id: int) -> None:
    """Give a task back to the group's queue."""
    task = readable.require_task(task_id, rights.may_release)
    workflow.act(commands.release, task_id, signed_in().id, task.on_behalf_of)


@blueprint.post("/tasks/<int:task_id>/complete")
@blueprint.arguments(Values)
@blueprint.response(200, Completed)
def complete(body: dict[str, Any], task_id: int) -> completing.Done:
    """Complete a task with values that fit its form; 422 says which do not."""
    task = readable.require_task(task_id, rights.may_work)
    return workflow.act(completing.complete, task_id, body["values"], signed_in().id, task.on_behalf_of)
