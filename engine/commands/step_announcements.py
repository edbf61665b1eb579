"""What programs outside are told of a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from engine import announcing, runtime
from engine.announcing import Event
from engine.semantics.outcome import Failure, Outcome, UserTaskOpened
from persistence import webhooks

if TYPE_CHECKING:
    from engine.commands.instance import Instance


@dataclass(frozen=True, slots=True)
class StepAnnouncements:
    """The events of one step of an instance, taken by ``actor_id`` or by itself."""

    session: Session
    instance: Instance
    actor_id: int | None
    now: datetime

    def announce(self, outcome: Outcome, task_ids: Sequence[int], command: runtime.Command) -> None:
        """One statement while nobody wants to know of this process."""
        subscribed = webhooks.subscribed(self.session, self.instance.key)
        if subscribed:
            wanted = {event for _, event in subscribed}
            events = [event for event in self._events(outcome, task_ids, command, wanted) if event[0] in wanted]
            announcing.announce(self.session, subscribed, events, self.now)

    def _events(
        self, outcome: Outcome, task_ids: Sequence[int], command: runtime.Command, wanted: set[str]
    ) -> Iterator[Event]:
        is_case = self.instance.parent_id is None
        if is_case and isinstance(command, runtime.Start):
            yield "case.started", self._about()
        yield from self._closed(outcome, command, wanted)
        tasks = [what for what in outcome.opened.values() if isinstance(what, UserTaskOpened)]
        for task, task_id in zip(tasks, task_ids, strict=True):
            told = self._about() | _opened(task, task_id)
            yield "task.created", told
            if task.assignee is not None:
                yield "task.assigned", told
        for what in outcome.opened.values():
            if isinstance(what, Failure):
                yield "case.incident", self._about() | {"element_id": what.element_id, "message": what.message}
        if is_case and outcome.ended:
            yield "case.ended", self._about() | {"status": self.instance.status}

    def _closed(self, outcome: Outcome, command: runtime.Command, wanted: set[str]) -> Iterator[Event]:
        """The tasks that were completed or are not needed any more; asked for only when somebody wants to know."""
        tokens = {token for token, projection in outcome.closed.items() if projection == "task"}
        completed = command.token if isinstance(command, runtime.Complete) else None
        if completed is not None:
            tokens.add(completed)
        if not tokens or wanted.isdisjoint(("task.completed", "task.cancelled")):
            return
        for task in webhooks.tasks_at(self.session, self.instance.id, tokens):
            event = "task.completed" if task.token == completed else "task.cancelled"
            told = {"task_id": task.id, "element_id": task.element_id, "name": task.name, "outcome": task.outcome}
            yield event, self._about() | told | {"assignee_id": task.assignee_id}

    def _about(self) -> dict[str, Any]:
        return {
            "instance_id": self.instance.id,
            "process": self.instance.key,
            "business_key": self.instance.business_key,
            "record_id": self.instance.record_id,
            "actor_id": self.actor_id,
        }


def _opened(task: UserTaskOpened, task_id: int) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "element_id": task.element_id,
        "name": task.name,
        "assignee_id": task.assignee,
        "candidate_groups": list(task.candidate_groups),
        "due_at": task.due.isoformat() if task.due else None,
    }
