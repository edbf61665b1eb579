"""
One step of a process instance: lock, load, advance, write down; then what follows in other instances.

All of it in the caller's transaction. A called process is an instance of its own: it starts in the step that calls it,
and its end goes on in its caller within the step that ends it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime, state
from engine.commands.projections import Doer, write_outcome
from engine.commands.step_effects import StepEffects
from engine.commands.step_notices import StepNotices
from engine.definitions import Definition
from engine.engine import Engine
from engine.errors import (
    Conflict,
    EngineError,
    InstanceChanged,
    InstanceEnded,
    InstanceNotFound,
    ProcessNotFound,
    TokenGone,
)
from engine.semantics.outcome import CallRequested, IncidentKind, Outcome
from persistence import definitions as stored
from persistence import steps

OPEN = ("active", "incident")
STEP_CALLS = 5_000  # instances one command may start before it counts as a process that calls itself for ever


@dataclass
class Instance:
    """The row of a process instance as a step reads and changes it."""

    id: int
    definition_id: int
    key: str
    business_key: str | None
    title: str
    status: str
    state: bytes
    version: int
    started_by: int | None
    parent_id: int | None = None
    parent_token: int | None = None
    root_id: int | None = None
    record_id: int | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Instance:
        """From a locked row."""
        return cls(**row)


@dataclass
class Steps:
    """The steps of one command: the first, and those it brings about in calling and called instances."""

    engine: Engine
    session: Session
    actor_id: int | None = None
    on_behalf_of: int | None = None
    opened_tasks: list[int] = field(default_factory=list)
    _todo: deque[Callable[[], None]] = field(default_factory=deque)
    _calls: int = 0

    def run(self, instance: Instance, command: runtime.Command) -> Outcome:
        """Take one step in a locked instance, then all that follow from it."""
        outcome = self._step(instance, command)
        while self._todo:
            self._todo.popleft()()
        return outcome

    def _step(self, instance: Instance, command: runtime.Command) -> Outcome:
        self.session.flush()  # what follows goes past the session's own keeping of objects
        spec = self.engine.definitions.get(self.session, instance.definition_id).spec
        workflow = state.load(instance.state, spec) if instance.state else runtime.new(spec)
        effects = StepEffects(self.engine, self.session, instance, self.actor_id)
        outcome = runtime.advance(workflow, command, effects)
        who = Doer(self.actor_id, self.on_behalf_of)
        written = write_outcome(self.session, instance, workflow, outcome, effects.now(), who, command)
        if not written.saved:
            raise InstanceChanged
        self.opened_tasks += written.task_ids
        notices = StepNotices(self.engine, self.session, instance, self.actor_id, effects.now())
        notices.tell(outcome, written.task_ids)
        self._follow(instance, outcome, workflow.data)
        return outcome

    def _follow(self, instance: Instance, outcome: Outcome, variables: dict[str, Any]) -> None:
        for call in outcome.opened.values():
            if isinstance(call, CallRequested):
                self._todo.append(partial(self._call, instance, call))
        ended_calls = [token for token, kind in outcome.closed.items() if kind == "call"]
        if ended_calls:
            for child in steps.open_children(self.session, instance.id, ended_calls):
                self._todo.append(partial(self._continue, child, runtime.Cancel()))
        if instance.parent_id is not None:
            for command in _told_to_caller(instance, outcome, variables):
                self._todo.append(partial(self._continue, instance.parent_id, command))

    def _call(self, caller: Instance, call: CallRequested) -> None:
        """Start the called process; what cannot be called is an incident of the caller."""
        self._calls += 1
        try:
            definition = self._called(call)
        except EngineError as error:
            kind: IncidentKind = "budget" if self._calls > STEP_CALLS else "error"
            self._continue(caller.id, runtime.Fail(call.token, str(error), kind))
            return
        child = new_instance(
            self.engine,
            self.session,
            definition,
            started_by=self.actor_id or caller.started_by,
            business_key=call.business_key or caller.business_key,
            parent=(caller.id, call.token, caller.root_id or caller.id),
            record_id=caller.record_id,
        )
        self._step(child, runtime.Start(call.variables))

    def _called(self, call: CallRequested) -> Definition:
        if self._calls > STEP_CALLS:
            raise Conflict(
                f"Expected the calls of a step to end, but it made {STEP_CALLS}: does the process call itself?"
            )
        tag = call.version if call.binding == "versionTag" else None
        number = call.version if call.binding == "version" else None
        found = stored.version_id(self.session, call.process, version=number, tag=tag)
        if found is None:
            which = f" in version {call.version}" if call.version else ""
            raise ProcessNotFound(f"Expected the process {call.process!r}{which} to call, but it is not deployed")
        definition = self.engine.definitions.get(self.session, found)
        check_start(definition)
        return definition

    def _continue(self, instance_id: int, command: runtime.Command) -> None:
        """A step in another instance, unless it has ended meanwhile."""
        try:
            self._step(self.lock(instance_id), command)
        except (InstanceEnded, TokenGone):
            return

    def lock(self, instance_id: int) -> Instance:
        """An instance to take a step in. Raises InstanceNotFound or InstanceEnded."""
        row = steps.lock_instance(self.session, instance_id)
        if row is None:
            raise InstanceNotFound
        if row["status"] not in OPEN:
            raise InstanceEnded
        return Instance.of(row)


def _told_to_caller(instance: Instance, outcome: Outcome, variables: dict[str, Any]) -> Iterator[runtime.Command]:
    """What a called instance's step means for the call activity that waits for it."""
    token = instance.parent_token or 0
    yield from (runtime.Escalate(token, code) for code in outcome.escalations)
    if not outcome.ended:
        yield from (runtime.Raise(token, code, message) for code, message in outcome.errors)
    elif instance.status == "completed":
        yield runtime.Return(token, variables)
    else:
        yield runtime.Fail(token, f"Expected the called instance {instance.id} to end, but it was cancelled")


def check_start(definition: Definition, element_id: str | None = None) -> None:
    """Raises Conflict if a process cannot be started at an element, or by hand if none is given."""
    try:
        definition.spec.start_event(element_id)
    except KeyError as error:
        raise Conflict(f"«{definition.name}» cannot be started this way: {error.args[0]}") from error


def new_instance(
    engine: Engine,
    session: Session,
    definition: Definition,
    *,
    started_by: int | None,
    business_key: str | None = None,
    parent: tuple[int, int, int] | None = None,
    record_id: int | None = None,
) -> Instance:
    """A row for an instance that has not taken its first step; ``parent`` is (instance, token, root)."""
    parent_id, parent_token, root_id = parent or (None, None, None)
    instance = Instance(
        id=0,
        definition_id=definition.id,
        key=definition.key,
        business_key=business_key,
        title=definition.name,
        status="active",
        state=b"",
        version=1,
        started_by=started_by,
        parent_id=parent_id,
        parent_token=parent_token,
        root_id=root_id,
        record_id=record_id,
    )
    values = {name: getattr(instance, name) for name in Instance.__dataclass_fields__ if name != "id"}
    instance.id = steps.insert_instance(session, values | {"started_at": engine.now()})
    return instance
