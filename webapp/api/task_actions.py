"""What one does to tasks besides completing them; side tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from engine import commands, rights
from engine.commands import SideTask
from engine.engine import Engine
from engine.rights import Actor, TaskSubject
from persistence import record_list
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in
from webapp.api.schemas import Id
from webapp.api.task_schemas import Comment, FollowUp, GiveTo, NewSideTask, Plan
from webapp.database import db

blueprint = Blueprint("api_task_actions", __name__, description="Handing over, delegating, planning; side tasks")


@blueprint.post("/tasks")
@blueprint.arguments(NewSideTask)
@blueprint.response(201, Id)
def create(body: dict[str, Any]) -> dict[str, int]:
    """Ask a person or a group to do something: by itself, about a case or about a record."""
    if body["instance_id"] is not None:
        readable.case(body["instance_id"])
    if body["record_id"] is not None:
        found = record_list.record(db.session(), body["record_id"])
        readable.record(found.Record.registry_key if found is not None else "", body["record_id"])
    return {"id": workflow.act(commands.create_side_task, SideTask(**body), signed_in().id)}


@blueprint.post("/tasks/<int:task_id>/assign")
@blueprint.arguments(GiveTo)
@blueprint.response(204)
def assign(body: dict[str, Any], task_id: int) -> None:
    """Give a task to somebody else for good."""
    _act(rights.may_assign, commands.assign, task_id, body["person_id"], comment=body["comment"])


@blueprint.post("/tasks/<int:task_id>/delegate")
@blueprint.arguments(GiveTo)
@blueprint.response(204)
def delegate(body: dict[str, Any], task_id: int) -> None:
    """Let somebody else do the work and return it; only the owner completes it."""
    _act(rights.may_delegate, commands.delegate, task_id, body["person_id"], comment=body["comment"])


@blueprint.post("/tasks/<int:task_id>/resolve")
@blueprint.arguments(Comment)
@blueprint.response(204)
def resolve(body: dict[str, Any], task_id: int) -> None:
    """Return a delegated task to its owner."""
    _act(rights.may_give_back, commands.give_back, task_id, comment=body["comment"])


@blueprint.post("/tasks/<int:task_id>/follow-up")
@blueprint.arguments(FollowUp)
@blueprint.response(204)
def follow_up(body: dict[str, Any], task_id: int) -> None:
    """Put a task aside until a date, when it comes back by itself; null fetches it back."""
    _act(rights.may_postpone, commands.postpone, task_id, body["follow_up_at"], comment=body["comment"])


@blueprint.post("/tasks/<int:task_id>/plan")
@blueprint.arguments(Plan)
@blueprint.response(204)
def plan(body: dict[str, Any], task_id: int) -> None:
    """Move the due date, change the priority; what is not given stays."""
    readable.require_task(task_id, rights.may_direct)
    workflow.act(_change, task_id, body, signed_in().id)


def _change(engine: Engine, session: Session, task_id: int, body: Mapping[str, Any], me: int) -> None:
    """Both in one transaction: what is refused leaves nothing half done."""
    if "due_at" in body:
        commands.change_due(engine, session, task_id, body["due_at"], me, body["comment"])
    if "priority" in body:
        commands.change_priority(engine, session, task_id, body["priority"], me, body["comment"])


@blueprint.post("/tasks/<int:task_id>/recall")
@blueprint.response(204)
def recall(task_id: int) -> None:
    """Take back what one has submitted, while nobody has acted on it; 409 says why not."""
    readable.require_task(task_id, rights.may_recall)
    workflow.act(commands.recall_task, task_id, signed_in().id)


@blueprint.post("/tasks/<int:task_id>/cancel")
@blueprint.arguments(Comment)
@blueprint.response(204)
def cancel(body: dict[str, Any], task_id: int) -> None:
    """Withdraw a side task that is no longer wanted."""
    readable.require_task(task_id, rights.may_withdraw)
    workflow.act(commands.cancel_side_task, task_id, signed_in().id, body["comment"])


def _act(
    right: Callable[[Actor, TaskSubject], bool], command: Callable[..., None], task_id: int, *given: Any, comment: str
) -> None:
    """Run a command on a task by this right, which the person has themselves or by the place of an absent one."""
    task = readable.require_task(task_id, right)
    workflow.act(command, task_id, *given, signed_in().id, comment, task.on_behalf_of)
