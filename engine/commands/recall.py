"""
Taking back one's own submission while nobody has acted on it.

Every completion keeps the state before it, until the next one. It can be taken back while the instance has not moved
since (its version is the fence), the tasks that followed are untouched, and the step did nothing that could not be done
again: see ``engine.operations.REPEATABLE``. What it did to records stays, until the task is completed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import alarms, notices, state
from engine.commands.instance import Instance
from engine.commands.projections import Doer, write_outcome
from engine.commands.step import OPEN, Steps
from engine.commands.step_effects import StepEffects
from engine.commands.task_history import existing, tell
from engine.engine import Engine
from engine.errors import InstanceChanged, RecallRefused
from engine.operations import REPEATABLE
from engine.semantics.outcome import Failure, MessageAwaited, Outcome, SignalAwaited, TimerSet, UserTaskOpened
from engine.semantics.parts import Key
from engine.semantics.recalling import listen_again
from engine.semantics.resting import wake_all
from engine.semantics.tasks import UserTask
from engine.semantics.workflow import ProcessWorkflow
from engine.shelves import StoredShelf
from persistence import recall_points, steps, task_jobs, task_people

PROJECTIONS: Mapping[type, str] = {
    UserTaskOpened: "task",
    TimerSet: "timer",
    MessageAwaited: "message",
    SignalAwaited: "signal",
    Failure: "incident",
}
"""What a step may have opened to be taken back, and what is withdrawn then."""

LISTENED = ("timer", "message", "signal")


def keep_point(
    work: Steps, before: Instance, after: Instance, task_id: int, token: int, outcome: Outcome, values: dict[str, Any]
) -> bool:
    """After a completion: remember what was before it, and why it cannot be taken back; whether it can."""
    if outcome.ended:
        recall_points.forget(work.session, after.id)
        return False
    tasks = [what for what in outcome.opened.values() if isinstance(what, UserTaskOpened)]
    refusal = _refusal(work, token, outcome)
    kept = {
        "status": before.status,
        "business_key": before.business_key,
        "record_id": before.record_id,
        "values": {name: value for name, value in values.items() if value is not None},  # None: a field left empty
        "opened": [[one, PROJECTIONS.get(type(what), "")] for one, what in outcome.opened.items()],
        "closed": [one for one, kind in outcome.closed.items() if kind in LISTENED],
        "parts": [] if refusal else [[*key, content] for key, content in work.parts_before.items()],
        "tasks": [[one, task.assignee] for one, task in zip(work.opened_tasks, tasks, strict=False)],
    }
    point = {"instance_id": after.id, "task_id": task_id, "version": after.version, "state": before.state}
    recall_points.keep(work.session, point | {"refusal": refusal, "before": kept})
    return refusal is None


def recall_refusal(session: Session, task_id: int) -> str | None:
    """Why a completed task cannot be taken back now, a reason of ``RecallRefused``; None when it can."""
    found = recall_points.standing(session, task_id)
    if found is None or found.status not in OPEN:
        return "ended"
    if found.point_version != found.version:
        return "moved"
    if found.refusal is None and not recall_points.is_untouched(session, [tuple(one) for one in found.before["tasks"]]):
        return "touched"
    reason: str | None = found.refusal
    return reason


def recall_task(engine: Engine, session: Session, task_id: int, person_id: int) -> None:
    """Take back what one has submitted; it becomes the draft of the task, which is open again.

    Raises UserTaskNotFound, or RecallRefused with the reason.
    """
    task = existing(session, task_id)
    row = steps.lock_instance(session, task.instance_id) if task.instance_id is not None else None
    if row is None or task.status != "completed":
        raise RecallRefused("moved")
    instance = Instance.of(row)
    if reason := recall_refusal(session, task_id):
        raise RecallRefused(reason)
    point = recall_points.of_task(session, task_id)
    assert point is not None
    told = {person for withdrawn, _ in point.before["tasks"] for person in task_people.holders(session, withdrawn)}
    if not recall_points.cancel_untouched(session, [tuple(one) for one in point.before["tasks"]]):
        raise RecallRefused("touched")
    _take_up(Steps(engine, session, person_id), instance, point, task)
    tell(engine, session, task, "task_recalled", person_id)
    key = f"task_recalled:{task_id}:{engine.now().isoformat()}"
    about: dict[str, Any] = {"task_id": task_id, "instance_id": instance.id, "actor_id": person_id}
    notices.tell(engine, session, "task_recalled", told, key=key, **about)


def _take_up(work: Steps, instance: Instance, point: Any, task: Any) -> None:
    """Put the state before the completion in the place of the present one."""
    session, before, now = work.session, point.before, work.engine.now()
    spec = work.engine.definitions.get(session, instance.definition_id).spec
    shelf = StoredShelf(session, instance.id)
    left = state.load(instance.state, spec, shelf)
    wake_all(left)
    shelf.put_back({Key(kind, name): content for kind, name, content in before.get("parts", ())})
    workflow = state.load(point.state, spec, shelf)
    workflow.last_token = left.last_token  # the numbers of the withdrawn tokens are not used again
    workflow.effects, workflow.outcome = StepEffects(work, instance), Outcome()
    _withdraw(workflow, left, before)
    listen_again(workflow, before["closed"])
    token = workflow.token(task.token)
    assert token is not None
    workflow.outcome.happened("entered", token)
    workflow.outcome.written.update(workflow.data)
    instance.business_key, instance.record_id = before["business_key"], before["record_id"]
    doer = Doer(work.actor_id)
    if not write_outcome(session, instance, workflow, workflow.outcome, now, doer, None).saved:
        raise InstanceChanged
    steps.delete_variables(session, instance.id, left.data.keys() - workflow.data.keys())
    if not recall_points.reopen(session, task.id, before["values"], now):
        raise RecallRefused("moved")
    if isinstance(token.node, UserTask):
        wanted = token.node.alarms(token, task.created_at, task.due_at, now)
        alarms.schedule(session, [(task.id, alarm) for alarm in wanted if alarm.at > now], now)
    for withdrawn, _ in before["tasks"]:
        task_jobs.withdraw_all(session, withdrawn)
    recall_points.forget(session, instance.id)


def _withdraw(workflow: ProcessWorkflow, left: ProcessWorkflow, before: Mapping[str, Any]) -> None:
    """What the step had opened is over; its tasks are cancelled already."""
    for number, projection in before["opened"]:
        if projection != "task":
            workflow.outcome.closed[number] = projection
        token = left.token(number)
        if token is not None and projection != "incident":
            workflow.outcome.happened("cancelled", token)


def _refusal(work: Steps, token: int, outcome: Outcome) -> str | None:
    if work.taken > 1 or outcome.sent or any(type(what) not in PROJECTIONS for what in outcome.opened.values()):
        return "elsewhere"
    if any(topic not in REPEATABLE for topic in work.performed):
        return "unrepeatable"
    if any(kind not in LISTENED for one, kind in outcome.closed.items() if one != token):
        return "withdrawn"
    return None
