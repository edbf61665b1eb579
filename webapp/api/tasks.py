"""Tasks: one's own and one's groups', taking, giving back, completing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from engine import commands, rights
from persistence import inbox
from webapp import dates, readable, workflow
from webapp.api.schemas import Completed, Task, TaskDetails, TaskQuery, Values
from webapp.database import db
from webapp.signed_in import signed_in

blueprint = Blueprint("api_tasks", __name__, description="Steps that wait for a person")


@blueprint.get("/tasks")
@blueprint.arguments(TaskQuery, location="query")
@blueprint.response(200, Task(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """Open tasks: mine, those of my groups that nobody has taken, the overdue of both; the most urgent first."""
    viewer = readable.viewer()
    rows = inbox.tasks(db.session(), viewer, query["tab"], dates.now(), search=query["search"], page=query["page"])
    return rows[: inbox.PAGE]


@blueprint.get("/tasks/<int:task_id>")
@blueprint.response(200, TaskDetails)
def show(task_id: int) -> dict[str, Any]:
    """A task, and the form that completing it has to fit."""
    task, _subject = readable.task(task_id)
    form = workflow.definition(task.definition_id).forms.get(task.form_key) if task.form_key else None
    return {**task._mapping, "form": form.schema if form else None}


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
def complete(body: dict[str, Any], task_id: int) -> commands.Completion:
    """Complete a task with values that fit its form; 422 says which do not."""
    task = readable.require_task(task_id, rights.may_work)
    return workflow.act(commands.complete_task, task_id, body["values"], signed_in().id, task.on_behalf_of)
