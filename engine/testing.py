"""
Run a process in a test, without a database: time stands still until it is moved, operations are recorded.

    run = ProcessRun(diagram, results={"records.create": {"id": 1}})
    run.complete("assign_manager", decision="assign")
    assert run.ended

With ``reload`` the workflow is written and read again after every step, as the engine does between two requests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from engine import runtime, state
from engine.decisions import NO_DECISIONS, read_decisions
from engine.dialect.parser import parse
from engine.dialect.reader import read
from engine.semantics.outcome import (
    CallRequested,
    Continuation,
    Failure,
    MessageAwaited,
    Opened,
    Outcome,
    Sent,
    SignalAwaited,
    TimerSet,
    UserTaskOpened,
)

MONDAY_NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class VirtualClock:
    """A clock that goes only when told to."""

    def __init__(self, start: datetime = MONDAY_NOON) -> None:
        self.instant = start

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.instant += by


class RecordedEffects:
    """``engine.effects.Effects`` without a world: an operation gives a prepared result, calls a function or fails."""

    def __init__(self, clock: VirtualClock, results: Mapping[str, Any], zone: tzinfo) -> None:
        self._clock, self._results, self._zone = clock, results, zone
        self.performed: list[tuple[str, dict[str, Any]]] = []

    def now(self) -> datetime:
        """The virtual present."""
        return self._clock()

    def time_zone(self) -> tzinfo:
        """The zone of the test."""
        return self._zone

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Only the time."""
        return {"now": lambda: self._clock().astimezone(self._zone).isoformat()}

    def is_person(self, person_id: int) -> bool:
        """Everybody works here."""
        return True

    def group_of_lane(self, lane: str) -> str | None:
        """Every lane is called after a group."""
        return lane

    def count_thrown(self) -> None:
        """There is nobody outside to throw anything back."""

    def perform(self, token: int, element_id: str, topic: str, arguments: dict[str, Any]) -> Any:
        """Note the call; raise, call or give what was prepared for the topic."""
        self.performed.append((topic, arguments))
        result = self._results.get(topic)
        if isinstance(result, Exception):
            raise result
        return result(**arguments) if callable(result) else result


class ProcessRun:
    """One instance in memory. ``open`` holds what waits outside, by token; ``sent`` what it has sent to others."""

    def __init__(
        self,
        diagram: bytes,
        variables: Mapping[str, Any] | None = None,
        *,
        results: Mapping[str, Any] | None = None,
        key: str | None = None,
        start: str | None = None,
        by: str | None = None,
        reload: bool = False,
        zone: str = "Europe/Moscow",
        decisions: bytes | None = None,
    ) -> None:
        tables = read_decisions({"test.dmn": decisions}) if decisions else NO_DECISIONS
        specs = parse([read(diagram, "test.bpmn")], decisions=tables)
        self.spec = specs[key or next(iter(specs))]
        self.clock = VirtualClock()
        self.effects = RecordedEffects(self.clock, results or {}, ZoneInfo(zone))
        self.reload = reload
        self.workflow = runtime.new(self.spec)
        self.open: dict[int, Opened] = {}
        self.history: list[tuple[str, str]] = []
        self.sent: list[Sent] = []
        self.do(runtime.Start(dict(variables or {}), start, by))

    def do(self, command: runtime.Command) -> Outcome:
        """Give any command."""
        outcome = runtime.advance(self.workflow, command, self.effects)
        for token in outcome.closed:
            self.open.pop(token, None)
        self.open |= outcome.opened
        self.sent += outcome.sent
        self.history += [(line.kind, line.element_id) for line in outcome.happenings]
        if self.reload:
            self.workflow = state.load(state.dump(self.workflow), self.spec, self.workflow.parts.shelf)
        return outcome

    def complete(self, element_id: str, /, **values: Any) -> Outcome:
        """Complete the user task at an element, the oldest if there are several."""
        token = next(t for t in sorted(self.open) if self._is_task(t, element_id))
        del self.open[token]
        return self.do(runtime.Complete(token, values))

    def forward(self, **by: float) -> None:
        """Let time pass (hours=…, days=…) and fire every timer that falls due, in order."""
        until = self.clock.instant + timedelta(**by)
        while due := sorted((t for t in self.timers if t.due <= until), key=lambda t: (t.due, t.token)):
            self.clock.instant = due[0].due
            del self.open[due[0].token]
            self.do(runtime.Fire(due[0].token))
        self.clock.instant = until

    def receive(self, name: str, **payload: Any) -> None:
        """Deliver a message to the token that waits for it."""
        token = next(m.token for m in self.open.values() if isinstance(m, MessageAwaited) and m.name == name)
        del self.open[token]
        self.do(runtime.Fire(token, payload))

    def signal(self, name: str, **payload: Any) -> None:
        """Let a signal come from outside, for every token that waits for it."""
        for token in [s.token for s in self.open.values() if isinstance(s, SignalAwaited) and s.name == name]:
            if self.open.get(token) is not None:
                self.do(runtime.Fire(token, payload))

    def give_back(self, token: int, **variables: Any) -> None:
        """End a called instance."""
        del self.open[token]
        self.do(runtime.Return(token, variables))

    def go_on(self) -> None:
        """Take the steps that are due."""
        for job in [job for job in self.jobs if job.due <= self.clock.instant]:
            if self.open.pop(job.token, None) is not None:
                self.do(runtime.Continue(job.token))

    def skip(self, element_id: str, flow: str | None = None) -> None:
        """Leave the incident at an element behind."""
        token = next(f.token for f in self.incidents if f.element_id == element_id)
        self.do(runtime.Skip(token, flow))

    def retry(self, element_id: str, **variables: Any) -> None:
        """Retry the incident at an element."""
        token = next(f.token for f in self.incidents if f.element_id == element_id)
        del self.open[token]
        self.do(runtime.Retry(token, variables))

    @property
    def tasks(self) -> list[str]:
        """The open user tasks, sorted."""
        return sorted(t.element_id for t in self.open.values() if isinstance(t, UserTaskOpened))

    @property
    def timers(self) -> list[TimerSet]:
        """The timers that are set."""
        return [t for t in self.open.values() if isinstance(t, TimerSet)]

    @property
    def awaited(self) -> list[str]:
        """The names of the messages and signals that are waited for, sorted."""
        return sorted(m.name for m in self.open.values() if isinstance(m, MessageAwaited | SignalAwaited))

    @property
    def calls(self) -> list[CallRequested]:
        """The called instances that have not ended."""
        return [c for c in self.open.values() if isinstance(c, CallRequested)]

    @property
    def jobs(self) -> list[Continuation]:
        """The steps that go on by themselves."""
        return [c for c in self.open.values() if isinstance(c, Continuation)]

    @property
    def incidents(self) -> list[Failure]:
        """The incidents that are open."""
        return [f for f in self.open.values() if isinstance(f, Failure)]

    @property
    def data(self) -> Mapping[str, Any]:
        """The variables of the process."""
        return self.workflow.data

    @property
    def ended(self) -> bool:
        """Whether the instance has ended."""
        return self.workflow.is_completed()

    def passed(self, kind: str = "completed") -> list[str]:
        """The elements passed, in order."""
        return [element_id for happened, element_id in self.history if happened == kind]

    def _is_task(self, token: int, element_id: str) -> bool:
        task = self.open[token]
        return isinstance(task, UserTaskOpened) and task.element_id == element_id
