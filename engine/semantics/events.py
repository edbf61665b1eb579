"""Events: where a process starts, waits, throws and ends (BPMN 2.0.2, 10.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from engine.errors import BpmnError
from engine.semantics import compensation, transactions
from engine.semantics.event_gateway import begin_with, win
from engine.semantics.messages import throw_message
from engine.semantics.node import FlowNode
from engine.semantics.signals import throw_signal
from engine.semantics.throwing import escalate
from engine.semantics.triggers import (
    CancelTrigger,
    CompensationTrigger,
    ConditionalTrigger,
    ErrorTrigger,
    EscalationTrigger,
    LinkTrigger,
    MessageTrigger,
    SignalTrigger,
    TerminateTrigger,
    Trigger,
)
from engine.semantics.variables import give
from engine.semantics.waiting import PROJECTIONS, came, event_of, trigger_of, wait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.semantics.flow import Flow
    from engine.semantics.outcome import Projection
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token


class Event(FlowNode):
    """An event with what its definitions say; a none event has no triggers.

    Of several triggers any is enough to go on, or with ``needs_all`` every one is needed.
    """

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        *,
        triggers: tuple[Trigger, ...] = (),
        needs_all: bool = False,
        **attributes: Any,
    ) -> None:
        self.triggers = triggers
        super().__init__(wf_spec, bpmn_id, event_definition=None, **attributes)
        self.needs_all = needs_all and len(triggers) > 1
        wf_spec.has_conditions |= self.has(ConditionalTrigger)

    def has(self, kind: type) -> bool:
        """Whether one of its definitions is of a kind."""
        return any(isinstance(trigger, kind) for trigger in self.triggers)

    def projection_of(self, token: Token) -> Projection | None:
        """By what its token waits for; the token of several definitions leaves that to those under it."""
        return PROJECTIONS.get(type(trigger_of(token)))

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """What the token waited for has come; of several definitions all may be needed."""
        event, complete, brought = came(token, payload)
        if complete:
            self.happen(event, brought)
            self.wait_on(complete)

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """The event has happened: its token goes on, with what was brought."""
        for definition in list(token._children):
            token.scope.consume(token.scope.tasks[definition])
        token.scope.root.outcome.close(token)
        token.submit(payload)
        token.finish_later()

    def finish(self, token: Token) -> None:
        """What was brought goes where the event's data outputs lead (10.5.1), then the token goes on."""
        if self.extensions.outputs and "skipped" not in token.internal_data:
            give(token, self.extensions.outputs)
        super().finish(token)

    def skip(self, token: Token, flow: str | None = None) -> None:
        """Go on from here as if it had happened; nothing that its definitions say is waited for any longer."""
        event = event_of(token)
        for child in [event.scope.tasks[child] for child in event._children]:
            if child.definition is not None:
                event.scope.consume(child)
        super().skip(event, flow)

    def wait_on(self, tokens: Sequence[Token]) -> None:
        """What these tokens waited for has come, and the event has happened; most events do so once."""


class StartEvent(Event, spiff.StartEvent):
    """Where a token begins; its triggers say what starts an instance there.

    If all of several are needed, the first to come starts an instance that waits for the others.
    """

    element_type = "startEvent"

    @property
    def gathers(self) -> bool:
        """Whether all of several triggers are needed."""
        return self.needs_all

    def begin_instance(self, scope: Scope, name: str | None, brought: Mapping[str, Any]) -> None:
        """Wait for whatever else is needed."""
        token = scope.new_token(self)
        token.submit(brought)
        if self.gathers:
            token.internal_data["begun_by"] = name
        scope.root.schedule(token)

    def _run_hook(self, my_task: Token) -> bool | None:
        my_task.scope.spec.require_inputs(my_task.data)
        if not self.gathers:
            return True
        wait(my_task)
        for definition in [my_task.scope.tasks[child] for child in my_task._children]:
            trigger = trigger_of(definition)
            if isinstance(trigger, MessageTrigger) and trigger.name == my_task.internal_data["begun_by"]:
                definition.internal_data["came"] = {}  # what it brought is there since the instance began
        return None


def throw_one(token: Token, trigger: Trigger) -> bool | None:
    """Throw one; None if the token does not go on by itself: it has to wait, or was interrupted by what it threw.

    Raises BpmnError for an error.
    """
    match trigger:
        case ErrorTrigger(code, name, says):
            raise BpmnError(code or "", name if says is None else str(token.scope.root.evaluate(token, says)))
        case EscalationTrigger(code):
            return escalate(token, code or "")
        case CompensationTrigger():
            return compensation.start(token, trigger)
        case CancelTrigger():
            return transactions.begin_cancelling(token)
        case SignalTrigger():
            return throw_signal(token, trigger)
        case MessageTrigger():
            throw_message(token, trigger)
    return True


class ThrowingEvent(Event):
    """Throws whatever its definitions say, in the order of the file (10.5.3 and 10.5.4)."""

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.has(SignalTrigger) and not my_task.internal_data.pop("last", False):
            my_task.internal_data["last"] = True  # whoever comes to wait for it meanwhile on another branch gets it too
            my_task.scope.root.put_off(my_task)
            return None
        thrown = my_task.internal_data.pop("thrown", 0)  # by an attempt that failed then
        for number, trigger in enumerate(self.triggers[thrown:], thrown + 1):
            if throw_one(my_task, trigger) is None:
                return None
            my_task.internal_data["thrown"] = number
        my_task.internal_data.pop("thrown", None)
        return True

    def child_finished(self, token: Token, child: Token) -> None:
        """One activity has been compensated."""
        compensation.undone(child)


class EndEvent(ThrowingEvent, spiff.EndEvent):
    """Where a token ends, sometimes with consequences (10.5.3)."""

    element_type = "endEvent"

    def finish(self, token: Token) -> None:
        """A terminate event takes every other token of its scope with it (13.5.6), a cancel event also the scope."""
        if self.has(CancelTrigger):
            transactions.leave_cancelled(token)
            return
        if self.has(TerminateTrigger):
            token.scope.cancel_others(token)
        super().finish(token)


class IntermediateThrowEvent(ThrowingEvent, spiff.IntermediateThrowEvent):
    """Something is reached, others should know, or compensation is asked for (10.5.4)."""

    element_type = "intermediateThrowEvent"

    def choose(self, token: Token) -> Sequence[Flow]:
        """A link is no sequence flow of the diagram, so none is told of."""
        return () if self.has(LinkTrigger) else super().choose(token)

    def leave(self, token: Token, flows: Sequence[Flow]) -> None:
        """Along the flows, or to where the link leads (10.5.5)."""
        super().leave(token, self.outgoing if self.has(LinkTrigger) else flows)


class IntermediateCatchEvent(Event, spiff.IntermediateCatchEvent):
    """Waits for a time, a message, a signal or a condition, or is where a link leads to (10.5.4)."""

    element_type = "intermediateCatchEvent"

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.has(LinkTrigger):
            return True
        wait(my_task)
        if my_task.definition is None and "held" not in my_task.internal_data:  # a condition is looked at anew silently
            my_task.scope.root.outcome.happened("entered", my_task)
        return None

    def begin_instance(self, scope: Scope, name: str | None, brought: Mapping[str, Any]) -> None:
        """It has happened, and so the instance begins."""
        begin_with(self, scope, brought)

    def skip(self, token: Token, flow: str | None = None) -> None:
        """Go on from here as if it had happened; what raced it behind an event-based gateway has lost."""
        win(event_of(token))
        super().skip(token, flow)

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Go on from here; what raced it behind an event-based gateway has lost."""
        win(token)
        super().happen(token, payload)
