"""Who is told of what a step has brought about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from engine import notices
from engine.engine import Engine
from engine.rights import ADMINISTRATORS, EVERYONE, OPERATORS
from engine.semantics.outcome import Failure, Outcome, UserTaskOpened
from persistence import notifications, people
from persistence.notifications import Told

if TYPE_CHECKING:
    from engine.commands.instance import Instance


@dataclass(frozen=True, slots=True)
class StepNotices:
    """The notices of one step of an instance, taken by ``actor_id`` or by itself."""

    engine: Engine
    session: Session
    instance: Instance
    actor_id: int | None
    now: datetime

    def tell(self, outcome: Outcome, task_ids: Sequence[int]) -> None:
        """Tell of the user tasks opened (``task_ids`` in their order), the incidents and the end."""
        tasks = [what for what in outcome.opened.values() if isinstance(what, UserTaskOpened)]
        told = [one for task, task_id in zip(tasks, task_ids, strict=True) for one in self._of_task(task, task_id)]
        if told and self.engine.mail:
            notices.enqueue_mails(self.session, told, self.now, self.engine.zone)
        self._of_incidents([what for what in outcome.opened.values() if isinstance(what, Failure)])
        if outcome.ended:
            self._of_end()

    def _of_task(self, task: UserTaskOpened, task_id: int) -> list[Told]:
        """One statement, however many may take the task."""
        kind = "task_offered" if task.assignee is None else "task_assigned"
        today = self.now.astimezone(self.engine.zone).date()
        how = {"bell": notices.KINDS[kind].bell, "mail": notices.KINDS[kind].mail, "today": today}
        row = self._row(kind, f"{kind}:{task_id}", task_id)
        if task.assignee is not None:
            return notifications.tell_assignee(self.session, row, task.assignee, **how)
        if task.candidate_users or set(task.candidate_groups) - {EVERYONE}:
            return notifications.tell_candidates(self.session, row, **how)
        return []

    def _row(self, kind: str, key: str, task_id: int) -> dict[str, Any]:
        subject = {"task_id": task_id, "instance_id": self.instance.id, "record_id": None, "actor_id": self.actor_id}
        return {"kind": kind, "key": key, "created_at": self.now, "data": {}, **notices.NO_TEXTS, **subject}

    def _of_incidents(self, failures: Sequence[Failure]) -> None:
        """Who operates is told of a cause once an hour: a thousand cases that fail alike are one thing to mend."""
        if not failures:
            return
        operators = people.members_of(self.session, (OPERATORS, ADMINISTRATORS))
        for failure in {failure.element_id: failure for failure in failures}.values():
            cause = f"{self.instance.definition_id}:{failure.element_id}:{failure.kind}"
            notices.tell(
                self.engine,
                self.session,
                "incident",
                operators,
                key=f"incident:{cause}:{self.now:%Y-%m-%dT%H}",
                instance_id=self.instance.id,
                actor_id=self.actor_id,
                data={"element_id": failure.element_id, "message": failure.message[:500]},
            )

    def _of_end(self) -> None:
        """Who started a case is told how it ended; the end of a process that it called is a step like any other."""
        starter = self.instance.started_by
        if starter in (None, self.actor_id) or self.instance.parent_id is not None:
            return
        notices.tell(
            self.engine,
            self.session,
            "case_ended",
            [starter],
            key=f"case_ended:{self.instance.id}",
            instance_id=self.instance.id,
            actor_id=self.actor_id,
            data={"status": self.instance.status},
        )
