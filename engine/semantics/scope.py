"""A scope: the tokens of one process or of one running subprocess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.semantics import queues, resting
from engine.semantics.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.semantics.event_subprocesses import Listener
    from engine.semantics.flow import Flow
    from engine.semantics.node import FlowNode
    from engine.semantics.process import ProcessSpec
    from engine.semantics.workflow import ProcessWorkflow


Entry = str | list[Any]
"""What can be undone (``engine.semantics.compensation``)."""


class Scope:
    """What ``ProcessWorkflow`` and ``SubScope`` have in common: tokens come, move and go.

    ``ledger`` lists completed activities that can be undone, oldest first.
    """

    spec: ProcessSpec
    tasks: dict[int, Token]
    ledger: list[Entry]
    host: Token | None
    root: ProcessWorkflow

    def new_token(self, node: FlowNode, state: int = TaskState.FUTURE, parent: Token | None = None) -> Token:
        """Put a new token at a node; it does nothing until it is scheduled."""
        return Token(self, node, self.root.next_token_id(), state, parent)

    def listen(self) -> None:
        """The scope begins: what starts its event subprocesses from outside can happen from now on (13.5.4)."""
        for listener in self.spec.listeners:
            if listener.listens:
                self.root.schedule(self.new_token(listener))

    def listeners(self) -> Sequence[Listener]:
        """What starts event subprocesses here; nothing does any more once one has interrupted the scope."""
        started = {token.task_spec for token in self.tasks.values()} if self.spec.listeners else ()
        over = any(listener.interrupts and listener.starts in started for listener in self.spec.listeners)
        return () if over else self.spec.listeners

    def start(self, node: FlowNode) -> None:
        """Put a token at a start event."""
        self.root.schedule(self.new_token(node))

    def take(self, flow: Flow) -> None:
        """Let a token travel along a sequence flow."""
        node = self.spec.nodes[flow.target]
        node.arrive(self, flow)

    def tokens_at(self, node: FlowNode) -> Iterator[Token]:
        """The tokens that stand at a node, oldest first."""
        return (token for token in self.tasks.values() if token.task_spec is node)

    def consume(self, token: Token) -> None:
        """Take a token away; whatever of it was open to the world is withdrawn."""
        self.remove(token)
        self.root.outcome.close(token)

    def remove(self, token: Token) -> None:
        """Take a token away that nobody outside knows of."""
        del self.tasks[token.id]
        if token.kept is not None:
            resting.removed(token)
        if "queue" in token.internal_data:
            queues.clear(token)
        if token._parent is not None and (parent := self.tasks.get(token._parent)) is not None:
            parent._children.remove(token.id)

    def release(self, token: Token) -> None:
        """Let a token go on by itself: the one above it no longer waits for it."""
        if token._parent is not None:
            self.tasks[token._parent]._children.remove(token.id)
            token._parent = None

    def cancel(self, token: Token) -> None:
        """Interrupt a token with all that runs under it: iterations, boundary events, a subprocess."""
        resting.wake(token)
        for child in list(token._children):
            self.cancel(self.tasks[child])
        inner = self.root.subprocesses.pop(token.id, None)
        if inner is not None:
            inner.cancel_all()
        if token.node.shows_cancellation and token.definition is None:
            self.root.outcome.happened("cancelled", token)
        self.consume(token)

    @property
    def is_busy(self) -> bool:
        """Whether something goes on in it."""
        return any(not token.node.only_listens for token in self.tasks.values())

    @property
    def is_open_ended(self) -> bool:
        """Whether tokens can come to it from outside."""
        return False

    def is_complete_with(self, token: Token) -> bool:
        """Whether a token that is done leads nowhere any more, whatever flows there are."""
        return False

    def cancel_others(self, token: Token) -> None:
        """Interrupt everything in the scope but one of its tokens."""
        for other in [other for other in self.tasks.values() if other is not token and other._parent is None]:
            if other.alive:
                self.cancel(other)

    def cancel_all(self) -> None:
        """Interrupt everything in the scope."""
        while self.tasks:
            self.cancel(next(iter(self.tasks.values())))

    def settle(self) -> None:
        """End the scope once its last token is gone, but for those that only listen (BPMN 2.0.2, 13.5.6)."""
        if not self.tasks:
            self.end()
        elif self.spec.listeners and not self.is_busy:
            self.cancel_all()
            self.end()

    def require_outputs(self, token: Token) -> None:
        """Raises CannotGoOn if this token is the last of a process that does not have its data outputs yet.

        Whoever leaves an incident at the end behind lets the process end without them.
        """
        others = (other for other in self.tasks.values() if other is not token)
        if "skipped" not in token.internal_data and all(other.node.only_listens for other in others):
            self.spec.require_outputs(self.root.data)

    def settle_beside(self) -> None:
        """What went on beside the flow is over: if it was the last and data outputs lack, stand at an end event."""
        if self.spec.missing_outputs(self.root.data) and not self.is_busy:
            self.new_token(self.spec.end_event()).finish_later()
        else:
            self.settle()

    def end(self) -> None:
        """What follows the end of the scope."""
        raise NotImplementedError
