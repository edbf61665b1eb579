"""A running process instance: its scopes, its queue of tokens to move, and what came of moving them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.semantics import compensation
from engine.semantics.conditions import settle_conditions
from engine.semantics.gateways import settle_joins
from engine.semantics.outcome import Outcome
from engine.semantics.parts import Parts
from engine.semantics.resting import fetch
from engine.semantics.scope import Scope

if TYPE_CHECKING:
    from engine.effects import Effects
    from engine.semantics.parts import Shelf
    from engine.semantics.process import ProcessSpec
    from engine.semantics.subprocesses import SubProcess
    from engine.semantics.token import Token


class ProcessWorkflow(Scope, BpmnWorkflow):
    """The root scope of an instance, with the variables everybody in it sees.

    ``effects`` gives the time, the functions and the operations of the world outside; ``engine.runtime`` sets it.
    ``parts`` is what is kept beside its state.
    """

    def __init__(self, spec: ProcessSpec, shelf: Shelf) -> None:
        # "deserializing" keeps SpiffWorkflow from predicting a tree of tasks; no script engine of its own runs here
        BpmnWorkflow.__init__(self, spec, script_engine=self, deserializing=True)
        self.ledger = []
        self.host = None
        self.root = self
        self.outcome = Outcome()
        self.correlated: dict[str, str] = {}  # the keys that messages have filled, by the correlation's id
        self.effects: Effects | None = None
        self.last_token = 0
        self.parts = Parts(shelf)
        self._queue: deque[Token] = deque()
        self._last: deque[Token] = deque()

    def next_token_id(self) -> int:
        """Token ids count up from 1 within an instance and are never used again."""
        self.last_token += 1
        return self.last_token

    def schedule(self, token: Token) -> None:
        """The token is to be moved on in this advance."""
        self._queue.append(token)

    def put_off(self, token: Token) -> None:
        """The token is to be moved on when nothing else can move any more."""
        self._last.append(token)

    def next_scheduled(self) -> Token | None:
        """The next token to move, first come first served.

        When nothing can move by itself come joins and conditions, then the tokens that were put off, one at a time.
        """
        while True:
            while self._queue:
                token = self._queue.popleft()
                if token.alive:
                    return token
            if settle_joins(self) or settle_conditions(self):
                continue
            if not self._last:
                return None
            self._queue.append(self._last.popleft())

    def unscheduled(self) -> Token | None:
        """The next token taken off the queue without being moved."""
        return next((token for token in iter(self._pop, None) if token.alive), None)

    def _pop(self) -> Token | None:
        queue = self._queue or self._last
        return queue.popleft() if queue else None

    def scopes(self) -> list[Scope]:
        """The process and every running subprocess."""
        return [self, *self.subprocesses.values()]

    def token(self, token_id: int) -> Token | None:
        """A token anywhere in the instance."""
        for scope in self.scopes():
            if (token := scope.tasks.get(token_id)) is not None:
                return token
        return fetch(self, token_id) if self._has_resting() else None

    def _has_resting(self) -> bool:
        return any("resting" in token.internal_data for scope in self.scopes() for token in scope.tasks.values())

    def has_failed(self) -> bool:
        """Whether a token stands at an incident."""
        tokens = (token for scope in self.scopes() for token in scope.tasks.values())
        return any(token._state == TaskState.ERROR and not token.will_retry for token in tokens)

    def enclose(self, host: Token, spec: ProcessSpec) -> Scope:
        """Open the scope of a subprocess under its activity's token."""
        scope = SubScope(spec, host)
        self.subprocesses[host.id] = scope
        return scope

    def end(self) -> None:
        """The instance has ended."""
        self.completed = True
        self.outcome.ended = True

    def is_completed(self) -> bool:
        """Whether the instance has ended; SpiffWorkflow would search its tree."""
        return bool(self.completed)

    def evaluate(self, token: Token, expression: Any) -> Any:
        """The value of an expression or text as seen from a token."""
        return expression.evaluate(token.data, self.world.functions())

    @property
    def world(self) -> Effects:
        """What the instance runs in."""
        return cast("Effects", self.effects)


class SubScope(Scope, BpmnSubWorkflow):
    """The scope of a running subprocess; its variables are its activity's."""

    def __init__(self, spec: ProcessSpec, host: Token) -> None:
        self.root = host.scope.root
        self.host = host
        self.ledger = []
        BpmnSubWorkflow.__init__(self, spec, parent_task_id=host.id, top_workflow=self.root, deserializing=True)

    def _calculate_depth(self) -> int:
        return 0  # SpiffWorkflow orders its scans by depth; nothing is scanned here

    @property
    def is_open_ended(self) -> bool:
        """Whether people may start more in it."""
        host, activity = self._activity()
        return not host.is_undoing and activity.may_go_on(host)

    def is_complete_with(self, token: Token) -> bool:
        """Whether its activity says so."""
        host, activity = self._activity()
        return not host.is_undoing and activity.is_complete_with(host, token)

    def settle(self) -> None:
        """End the scope once nothing goes on in it, unless its activity keeps it open."""
        host, activity = self._activity()
        if host.is_undoing or not activity.stays_open(self):
            super().settle()

    def _activity(self) -> tuple[Token, SubProcess]:
        host = cast("Token", self.host)
        return host, cast("SubProcess", host.node)

    def end(self) -> None:
        """The subprocess's activity is done, or what it was opened again for."""
        host = cast("Token", self.host)
        if compensation.UNDOING in host.internal_data:
            compensation.inside_undone(self, host)
            return
        if self.ledger:
            host.internal_data["inside"] = self.ledger
        self.root.subprocesses.pop(host.id, None)
        host.finish_later()
