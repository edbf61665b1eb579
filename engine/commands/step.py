"""
One step of a process instance: lock, load, advance, write down; then what follows in other instances.

All of it in the caller's transaction. A called process is an instance of its own: it starts in the step that calls it,
and its end goes on in its caller within the step that ends it. Messages and signals are delivered in the order they
were thrown (``engine.commands.delivery``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime, state
from engine.commands import step_index
from engine.commands.delivery import deliver_kept, deliver_sent
from engine.commands.instance import Instance, check_start, new_instance
from engine.commands.projections import Doer, write_outcome
from engine.commands.step_announcements import StepAnnouncements
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
from engine.semantics.failures import TooManyThrown
from engine.semantics.outcome import CallRequested, IncidentKind, MessageAwaited, Outcome
from engine.semantics.parts import Key
from engine.shelves import StoredShelf
from persistence import definitions as stored
from persistence import steps

OPEN = ("active", "incident")
STEP_CALLS = 20_000  # instances one command may start, as for each item of a long list
NESTED_CALLS = 500  # of them one within the other, before it counts as a process that calls itself for ever
STEP_THROWS = 5_000  # messages and signals it may throw before they count as answering one another for ever


@dataclass
class Steps:
    """The steps of one command: the first, and those it brings about in calling and called instances."""

    engine: Engine
    session: Session
    actor_id: int | None = None
    on_behalf_of: int | None = None
    opened_tasks: list[int] = field(default_factory=list)
    kept: int = 0  # messages delivered that had been kept
    performed: list[str] = field(default_factory=list)  # operations, by topic
    taken: int = 0  # steps
    parts_before: dict[Key, str | None] = field(default_factory=dict)  # of those changed beside the state
    _todo: deque[Callable[[], None]] = field(default_factory=deque)
    _calls: int = 0
    _depths: dict[int, int] = field(default_factory=dict)  # of the instances started, by id
    _thrown: int = 0

    def run(self, instance: Instance, command: runtime.Command) -> Outcome:
        """Take one step in a locked instance, then all that follow from it."""
        outcome = self.step(instance, command)
        self.finish()
        return outcome

    def finish(self) -> None:
        """Take all the steps that follow from those taken so far."""
        while self._todo:
            self._todo.popleft()()

    def step(self, instance: Instance, command: runtime.Command) -> Outcome:
        """Take one step in a locked instance; what follows from it is left for ``finish``."""
        self.taken += 1
        self.session.flush()  # what follows goes past the session's own keeping of objects
        spec = self.engine.definitions.get(self.session, instance.definition_id).spec
        shelf = StoredShelf(self.session, instance.id)
        workflow = state.load(instance.state, spec, shelf) if instance.state else runtime.new(spec, shelf)
        effects = StepEffects(self, instance)
        known_about = instance.record_id
        outcome = runtime.advance(workflow, command, effects)
        who = Doer(self.actor_id, self.on_behalf_of)
        written = write_outcome(self.session, instance, workflow, outcome, effects.now(), who, command)
        if not written.saved:
            raise InstanceChanged
        step_index.keep(
            self.session, instance, outcome, written.task_ids, effects.now(), known_about=known_about, command=command,
            variables=workflow.data,
        )  # fmt: skip
        self.opened_tasks += written.task_ids
        self.parts_before |= shelf.before
        notices = StepNotices(self.engine, self.session, instance, self.actor_id, effects.now())
        notices.tell(outcome, written.task_ids)
        announcements = StepAnnouncements(self.session, instance, self.actor_id, effects.now())
        announcements.announce(outcome, written.task_ids, command)
        self._follow(instance, outcome, workflow.data)
        return outcome

    def _follow(self, instance: Instance, outcome: Outcome, variables: Mapping[str, Any]) -> None:
        """In this order: a signal is not for an instance that was interrupted, nor for one that is called after it."""
        ended_calls = [token for token, kind in outcome.closed.items() if kind == "call"]
        if ended_calls:
            for child in steps.open_children(self.session, instance.id, ended_calls):
                self._todo.append(partial(self.go_on, child, runtime.Cancel()))
        for sent in outcome.sent:
            self._todo.append(partial(deliver_sent, self, instance, sent))
        for call in outcome.opened.values():
            if isinstance(call, CallRequested):
                self._todo.append(partial(self._call, instance, call))
        if awaited := [what for what in outcome.opened.values() if isinstance(what, MessageAwaited)]:
            self._todo.append(partial(deliver_kept, self, instance, awaited))
        if instance.parent_id is not None:
            for command in _told_to_caller(instance, outcome, variables):
                self._todo.append(partial(self.go_on, instance.parent_id, command))

    def _call(self, caller: Instance, call: CallRequested) -> None:
        """Start the called process; what cannot be called is an incident of the caller."""
        self._calls += 1
        depth = self._depths.get(caller.id, 0) + 1
        too_many = self._calls > STEP_CALLS or depth > NESTED_CALLS
        try:
            definition = self._called(caller, call, depth)
        except EngineError as error:
            kind: IncidentKind = "budget" if too_many else "error"
            self.go_on(caller.id, runtime.Fail(call.token, str(error), kind))
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
        self._depths[child.id] = depth
        self.step(child, runtime.Start(call.variables))

    def _called(self, caller: Instance, call: CallRequested, depth: int) -> Definition:
        if self._calls > STEP_CALLS:
            raise Conflict(f"Expected at most {STEP_CALLS} calls in a step, but there are more: call them in parts")
        if depth > NESTED_CALLS:
            raise Conflict(f"Expected the calls to end, but {NESTED_CALLS} are nested: does the process call itself?")
        definition = self._bound(caller, call)
        if definition is None:
            which = f" in version {call.version}" if call.version else ""
            raise ProcessNotFound(f"Expected the process {call.process!r}{which} to call, but it is not deployed")
        check_start(definition)
        return definition

    def _bound(self, caller: Instance, call: CallRequested) -> Definition | None:
        """The version that is meant, if it is there."""
        definitions = self.engine.definitions
        if call.binding == "deployment":
            own = definitions.get(self.session, caller.definition_id)
            return definitions.deployed_with(self.session, own, call.process)
        tag = call.version if call.binding == "versionTag" else None
        number = call.version if call.binding == "version" else None
        found = stored.version_id(self.session, call.process, version=number, tag=tag)
        return None if found is None else definitions.get(self.session, found)

    def go_on(self, instance_id: int, command: runtime.Command) -> None:
        """A step in another instance, unless it has ended meanwhile."""
        try:
            self.step(self.lock(instance_id), command)
        except (InstanceEnded, TokenGone):
            return

    def count_thrown(self) -> None:
        """One more message or signal is thrown. Raises TooManyThrown."""
        self._thrown += 1
        if self._thrown > STEP_THROWS:
            raise TooManyThrown(
                f"Expected the messages of a step to come to an end, but it threw {STEP_THROWS}: do they answer "
                "one another?"
            )

    def lock(self, instance_id: int) -> Instance:
        """An instance to take a step in. Raises InstanceNotFound or InstanceEnded."""
        row = steps.lock_instance(self.session, instance_id)
        if row is None:
            raise InstanceNotFound
        if row["status"] not in OPEN:
            raise InstanceEnded
        return Instance.of(row)


def _told_to_caller(instance: Instance, outcome: Outcome, variables: Mapping[str, Any]) -> Iterator[runtime.Command]:
    """What a called instance's step means for the call activity that waits for it."""
    token = instance.parent_token or 0
    yield from (runtime.Escalate(token, code) for code in outcome.escalations)
    if not outcome.ended:
        yield from (runtime.Raise(token, code, message) for code, message in outcome.errors)
    elif instance.status == "completed":
        yield runtime.Return(token, variables)
    else:
        yield runtime.Fail(token, f"Expected the called instance {instance.id} to end, but it was cancelled")
