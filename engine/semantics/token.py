"""A token: where a process instance stands, and the variables of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.semantics.compensation import UNDOING
from engine.semantics.continuations import park, release
from engine.semantics.variables import Frame, variables_of, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.semantics.node import FlowNode
    from engine.semantics.outcome import Projection
    from engine.semantics.scope import Scope


PHASES = {"running": TaskState.FUTURE, "leaving": TaskState.COMPLETED, "firing": TaskState.WAITING}
"""What a token was about when it failed, and the state from which it does that again."""


class Token(Task):
    """One token at one node.

    SpiffWorkflow keeps a tree of all past and predicted tasks; we keep the tokens there are, so that an instance
    costs what is open and not what has been. A token has a parent only while the parent waits for it: an iteration
    its multi-instance body, a boundary event its activity, a compensation handler the throwing event.

    ``node`` is the diagram element it stands at, ``scope`` the process or subprocess it lives in.
    FUTURE: its turn has not come. WAITING: for other tokens at a join, or at a boundary for its event.
    STARTED: something outside will finish it. COMPLETED: done, about to leave.
    ERROR: failed; a retry goes on from there.
    """

    def __init__(self, scope: Scope, node: FlowNode, id: int, state: int, parent: Token | None = None) -> None:
        # not Task.__init__: it draws a random id, reads the clock and gives every task a copy of the data
        self.id = id
        self.workflow = self.scope = scope
        self.task_spec = self.node = node
        self.triggered = False
        self.internal_data: dict[str, Any] = {}
        self.locals: dict[str, Any] | None = None
        self._state = state
        self._children: list[int] = []
        self._parent = None if parent is None else parent.id
        self.kept: str | None = None  # what is kept of it beside the state (see ``engine.semantics.resting``)
        scope.tasks[id] = self
        if parent is not None:
            parent._children.append(id)

    @property
    def data(self) -> Mapping[str, Any]:
        """The variables an expression at this token sees, the innermost first."""
        return variables_of(self)

    @property
    def iteration(self) -> int | None:
        """The position in a multi-instance activity or a loop, from 0; None outside of one."""
        return self.internal_data.get("iteration")

    @property
    def definition(self) -> int | None:
        """Which of its event's several definitions the token waits for, from 0; None at any other token."""
        return self.internal_data.get("definition")

    @property
    def keeps_variables(self) -> bool:
        """Whether new variables stay in it: those of an iteration do, those of a standard loop's round do not."""
        return "iteration" in self.internal_data and self.node.iterations_keep_variables

    @property
    def alive(self) -> bool:
        """Whether the token has not been consumed or cancelled meanwhile."""
        return self.scope.tasks.get(self.id) is self

    @property
    def waits_at_join(self) -> bool:
        """Whether only other tokens of its scope can move it on."""
        return self._state == TaskState.WAITING and "flow" in self.internal_data

    @property
    def depends_on_others(self) -> bool:
        """Whether it stays as long as no other token of its scope moves; also what keeps a gateway until its reset."""
        return self.waits_at_join or self.node.only_listens or self.stands_for_gateway

    @property
    def stands_for_gateway(self) -> bool:
        """Whether it is no token of the diagram, but keeps a complex gateway from its activation until its reset."""
        return "used" in self.internal_data

    @property
    def is_undoing(self) -> bool:
        """Whether it stands for a completed subprocess that is being undone: the activity itself is over."""
        return UNDOING in self.internal_data

    @property
    def is_aside(self) -> bool:
        """Whether it only looks after what is undone meanwhile: the event that has thrown it has gone on."""
        return "aside" in self.internal_data

    @property
    def will_retry(self) -> bool:
        """Whether the token has failed and a job will try again: no incident yet."""
        return bool(self.internal_data.get("again"))

    @property
    def projection(self) -> Projection | None:
        """What the world outside knows of the token while it waits; nothing once what it waited for has come."""
        if self._state == TaskState.ERROR:
            return "job" if self.will_retry else "incident"
        if "parked" in self.internal_data:
            return "job"
        return None if self._state == TaskState.COMPLETED else self.node.projection_of(self)

    def frame(self) -> Frame | None:
        """The token's own variables as one layer of scope, if it has any."""
        if self.locals is None:
            return None
        return Frame(self.locals, sealed=self.node.seals_variables, home=self.keeps_variables)

    def write(self, name: str, value: Any) -> None:
        """Assign one variable by the rules of scopes (see ``engine.semantics.variables``)."""
        write(self, name, value)

    def submit(self, values: Mapping[str, Any]) -> None:
        """Take what came from outside: into the token's own scope if it has a closed one, else beyond it."""
        if self.node.seals_variables or self.keeps_variables:
            self.locals = {**(self.locals or {}), **values}
            return
        for name, value in values.items():
            write(self, name, value, outside=name not in self.node.own_data)

    def move(self) -> None:
        """Take the token one element further."""
        if self._state == TaskState.COMPLETED:
            if not park(self, "after"):
                self.node.finish(self)
        elif self._state == TaskState.WAITING:
            self.node.fire(self)
        elif not park(self, "before"):
            self.run()

    def finish_later(self) -> None:
        """The element is done; the token leaves it when its turn comes."""
        self._state = TaskState.COMPLETED
        self.scope.root.schedule(self)

    def wait_anew(self) -> None:
        """Say again what the token waits for, when its turn comes."""
        self._state = TaskState.FUTURE
        self.scope.root.schedule(self)

    def fail(self) -> None:
        """The token stays where it is; a retry goes on in the same phase."""
        stopped = release(self) if "parked" in self.internal_data else None
        if self._state == TaskState.COMPLETED or stopped == "after":
            self.internal_data["failed"] = "leaving"
        elif "timer" in self.internal_data:  # it was set: what failed is to fire it
            self.internal_data["failed"] = "firing"
        self._state = TaskState.ERROR

    def retry(self) -> None:
        """Do again what failed; what had been done before stays done."""
        self.internal_data.pop("again", None)
        stuck = self.internal_data.pop("stuck", False)  # then it is let pass
        asks = self.node.asks_anew and "flow" in self.internal_data and not stuck
        self._state = PHASES[self.internal_data.pop("failed", "firing" if asks else "running")]
        self.scope.root.schedule(self)

    def _set_state(self, value: int) -> None:
        self._state = value  # SpiffWorkflow logs every change with a dozen look-ups, even when nobody listens
