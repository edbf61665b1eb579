"""Saved views of the list of tasks; a view's query is that of GET /tasks, the search as ``q``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from persistence.saved_views import View
from webapp.api.schemas import Strict
from webapp.api.task_schemas import TaskQuery
from webapp.tasks import query as task_query
from webapp.tasks import saved_views


class TaskViewChange(Strict):
    """A saved view's name and the groups it is shared with (one's own, or everyone)."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=100))
    groups = fields.List(fields.String(), load_default=list)


class TaskViewNew(TaskViewChange):
    """A view to keep."""

    query = fields.Nested(TaskQuery, required=True)


class TaskViewDefault(Strict):
    """Whether one's list opens with the view."""

    is_default = fields.Boolean(required=True)


class TaskView(Schema):
    """A saved view of the list of tasks."""

    id = fields.Integer()
    name = fields.String()
    query = fields.Dict(metadata={"description": "The arguments of the list's address"})
    owner_id = fields.Integer()
    groups = fields.List(fields.String())
    is_default = fields.Boolean()


blueprint = Blueprint("api_task_views", __name__, description="Saved views of the list of tasks")


@blueprint.get("/task-views")
@blueprint.response(200, TaskView(many=True))
def index() -> Sequence[View]:
    """One's own views and those shared with one."""
    return saved_views.mine()


@blueprint.post("/task-views")
@blueprint.arguments(TaskViewNew)
@blueprint.response(201, TaskView)
def create(body: dict[str, Any]) -> View:
    """Keep a query of GET /tasks under a name."""
    query = task_query.of_arguments(body["query"])
    return saved_views.named(saved_views.keep(body["name"], query, body["groups"]))


@blueprint.put("/task-views/<int:view_id>")
@blueprint.arguments(TaskViewChange)
@blueprint.response(200, TaskView)
def change(body: dict[str, Any], view_id: int) -> View:
    """Rename a view, share it with these groups only."""
    saved_views.change(view_id, body["name"], body["groups"])
    return saved_views.named(view_id)


@blueprint.put("/task-views/<int:view_id>/default")
@blueprint.arguments(TaskViewDefault)
@blueprint.response(204)
def set_default(body: dict[str, bool], view_id: int) -> None:
    """Open one's list of tasks with a view, or no longer."""
    saved_views.set_default(view_id, is_default=body["is_default"])


@blueprint.delete("/task-views/<int:view_id>")
@blueprint.response(204)
def remove(view_id: int) -> None:
    """Forget a view."""
    saved_views.remove(view_id)
