"""Instances: running and finished processes, their variables and history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from engine import commands, rights
from persistence import cases
from persistence.inbox import OPEN_STATUSES
from persistence.user_tasks import UserTask
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.api.instance_schemas import (
    HistoryEntry,
    HistoryQuery,
    Instance,
    InstanceDetails,
    InstanceQuery,
    Timeline,
    TimelineQuery,
)
from webapp.api.schemas import Strict
from webapp.api.task_schemas import CaseTask
from webapp.cases import page as case_page
from webapp.cases import timeline
from webapp.cases.variables import value_of
from webapp.database import db


class Reason(Strict):
    """Why."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=2000))


blueprint = Blueprint("api_instances", __name__, description="Running and finished processes")


@blueprint.get("/instances")
@blueprint.arguments(InstanceQuery, location="query")
@blueprint.response(200, Instance(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """The instances this person may see, newest first."""
    before = query.pop("before")
    return cases.cases(db.session(), readable.case_viewer(), cases.Filter(**query), before)


@blueprint.get("/instances/<int:instance_id>")
@blueprint.response(200, InstanceDetails)
def show(instance_id: int) -> dict[str, Any]:
    """An instance with its scalar variables and open tasks."""
    case = readable.case(instance_id)
    variables = cases.variables(db.session(), instance_id)
    tasks = [row.UserTask for row in cases.tasks(db.session(), instance_id)]
    return {
        **case._mapping,
        "variables": {variable.name: value_of(variable) for variable in variables},
        "open_task_ids": [task.id for task in tasks if task.status in OPEN_STATUSES],
    }


@blueprint.get("/instances/<int:instance_id>/history")
@blueprint.arguments(HistoryQuery, location="query")
@blueprint.response(200, HistoryEntry(many=True))
def history(query: dict[str, int], instance_id: int) -> Sequence[Any]:
    """Everything that happened, in order."""
    readable.case(instance_id)
    return cases.history(db.session(), instance_id, query["after"])


@blueprint.get("/instances/<int:instance_id>/timeline")
@blueprint.arguments(TimelineQuery, location="query")
@blueprint.response(200, Timeline)
def timeline_part(query: dict[str, Any], instance_id: int) -> timeline.Page:
    """What happened, in words, newest first: steps, answers, comments, documents, interventions."""
    case = readable.case(instance_id)
    only = timeline.Filter(query["category"], query["person"])
    page: timeline.Page = case_page.timeline_part(db.session(), case, only, query["before"])["page"]
    return page


@blueprint.get("/instances/<int:instance_id>/tasks")
@blueprint.response(200, CaseTask(many=True))
def tasks(instance_id: int) -> list[dict[str, Any]]:
    """The latest tasks of an instance, open ones first, with what they were completed with."""
    readable.case(instance_id)
    given = cases.answers(db.session(), instance_id)
    rows = [row.UserTask for row in cases.tasks(db.session(), instance_id)]
    columns = UserTask.__table__.columns.keys()
    return [{name: getattr(row, name) for name in columns} | {"answer": given.get(row.token)} for row in rows]


@blueprint.post("/instances/<int:instance_id>/cancel")
@blueprint.arguments(Reason)
@blueprint.response(204)
def cancel(body: dict[str, str], instance_id: int) -> None:
    """End an instance with its tasks."""
    rights.require(rights.may_operate(actor()))
    workflow.act(commands.cancel_instance, instance_id, signed_in().id, body["reason"])
