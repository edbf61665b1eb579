"""Instances: running and finished processes, their variables and history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from persistence import cases
from persistence.inbox import OPEN_STATUSES
from persistence.variables import Variable
from webapp import readable
from webapp.api.schemas import HistoryEntry, HistoryQuery, Instance, InstanceDetails, InstanceQuery
from webapp.database import db

blueprint = Blueprint("api_instances", __name__, description="Running and finished processes")


@blueprint.get("/instances")
@blueprint.arguments(InstanceQuery, location="query")
@blueprint.response(200, Instance(many=True))
def index(query: dict[str, Any]) -> Sequence[Any]:
    """The instances this person may see, newest first."""
    rows = cases.cases(db.session(), readable.case_viewer(), **query)
    return rows[: cases.PAGE]


@blueprint.get("/instances/<int:instance_id>")
@blueprint.response(200, InstanceDetails)
def show(instance_id: int) -> dict[str, Any]:
    """An instance with its scalar variables and open tasks."""
    case = readable.case(instance_id)
    variables = cases.variables(db.session(), instance_id)
    tasks = [row.UserTask for row in cases.tasks(db.session(), instance_id)]
    return {
        **case._mapping,
        "variables": {variable.name: _value(variable) for variable in variables},
        "open_task_ids": [task.id for task in tasks if task.status in OPEN_STATUSES],
    }


@blueprint.get("/instances/<int:instance_id>/history")
@blueprint.arguments(HistoryQuery, location="query")
@blueprint.response(200, HistoryEntry(many=True))
def history(query: dict[str, int], instance_id: int) -> Sequence[Any]:
    """Everything that happened, in order."""
    readable.case(instance_id)
    return cases.history(db.session(), instance_id, query["after"])


def _value(variable: Variable) -> Any:
    """A projected variable as JSON; a whole number as one."""
    if variable.type == "boolean":
        return bool(variable.number)
    if variable.number is not None:
        whole = variable.number == variable.number.to_integral_value()
        return int(variable.number) if whole else float(variable.number)
    return variable.text
