"""Events: where a process starts, waits, throws and ends (BPMN 2.0.2, 10.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from engine.errors import BpmnError
from engine.semantics import compensation
from engine.semantics.boundary import activity_token
from engine.semantics.conditions import holds
from engine.semantics.event_gateway import win
from engine.semantics.messages import await_message
from engine.semantics.node import FlowNode
from engine.semantics.throwing import escalate
from engine.semantics.timing import set_timer
from engine.semantics.triggers import (
    CompensationTrigger,
    ConditionalTrigger,
    ErrorTrigger,
    EscalationTrigger,
    LinkTrigger,
    MessageTrigger,
    TerminateTrigger,
    TimerTrigger,
    Trigger,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.semantics.flow import Flow
    from engine.semantics.outcome import Projection
    from engine.semantics.throwing import Thrown
    from engine.semantics.token import Token


PROJECTIONS: dict[type, Projection] = {TimerTrigger: "timer", MessageTrigger: "message"}


class Event(FlowNode):
    """An event with its one trigger."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, trigger: Trigger, **attributes: Any) -> None:
        self.trigger = trigger
        super().__init__(wf_spec, bpmn_id, event_definition=None, **attributes)
        self.projection = PROJECTIONS.get(type(trigger))
        wf_spec.has_conditions |= isinstance(trigger, ConditionalTrigger)

    def listen(self, token: Token) -> None:
        """Say what the token waits for."""
        match self.trigger:
            case TimerTrigger() as timer:
                set_timer(token, timer)
            case MessageTrigger() as message:
                await_message(token, message)
            case ConditionalTrigger() as condition:
                holds(token, condition)  # what cannot be evaluated is an incident; whether it holds is seen at rest

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """What the token waited for has come."""
        token.scope.root.outcome.close(token)
        if payload:
            token.submit(payload)
        token.finish_later()


class StartEvent(Event, spiff.StartEvent):
    """Where a token begins; ``trigger`` says what starts an instance there."""

    element_type = "startEvent"


class EndEvent(Event, spiff.EndEvent):
    """Where a token ends, sometimes with consequences (10.5.3)."""

    element_type = "endEvent"

    def _run_hook(self, my_task: Token) -> bool | None:
        match self.trigger:
            case ErrorTrigger(code, message):
                raise BpmnError(code or "", message)
            case EscalationTrigger(code):
                return escalate(my_task, code or "")
            case CompensationTrigger(activity):
                return compensation.start(my_task, activity)
        return True

    def finish(self, token: Token) -> None:
        """A terminate event takes every other token of its scope with it (13.5.6)."""
        if isinstance(self.trigger, TerminateTrigger):
            for other in [t for t in token.scope.tasks.values() if t is not token and t._parent is None]:
                if other.alive:
                    token.scope.cancel(other)
        super().finish(token)

    def child_finished(self, token: Token, child: Token) -> None:
        """One activity has been compensated."""
        compensation.handler_finished(token, child)


class IntermediateCatchEvent(Event, spiff.IntermediateCatchEvent):
    """Waits for a time, a message or a condition, or is where a link leads to (10.5.4)."""

    element_type = "intermediateCatchEvent"

    def _run_hook(self, my_task: Token) -> bool | None:
        if isinstance(self.trigger, LinkTrigger):
            return True
        self.listen(my_task)
        if "held" not in my_task.internal_data:  # a condition that failed later is only looked at anew
            my_task.scope.root.outcome.happened("entered", my_task)
        return None

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Go on from here; what raced it behind an event-based gateway has lost."""
        win(token)
        super().fire(token, payload)


class IntermediateThrowEvent(Event, spiff.IntermediateThrowEvent):
    """Something is reached, somebody further out should know, or compensation is asked for (10.5.4)."""

    element_type = "intermediateThrowEvent"

    def _run_hook(self, my_task: Token) -> bool | None:
        match self.trigger:
            case EscalationTrigger(code):
                return escalate(my_task, code or "")
            case CompensationTrigger(activity):
                return compensation.start(my_task, activity)
        return True

    def choose(self, token: Token) -> Sequence[Flow]:
        """A link is no sequence flow of the diagram, so none is told of."""
        return () if isinstance(self.trigger, LinkTrigger) else super().choose(token)

    def leave(self, token: Token, flows: Sequence[Flow]) -> None:
        """Along the flows, or to where the link leads (10.5.5)."""
        super().leave(token, self.outgoing if isinstance(self.trigger, LinkTrigger) else flows)

    def child_finished(self, token: Token, child: Token) -> None:
        """One activity has been compensated."""
        compensation.handler_finished(token, child)


class CatchingEvent(Event):
    """Stands beside the flow and catches what happens while a part of the process runs: interrupts it or not."""

    shows_cancellation = False

    def _run_hook(self, my_task: Token) -> bool | None:
        self.listen(my_task)
        return None

    @property
    def listens(self) -> bool:
        """Whether it waits for a time, a message or a condition, and does not only catch what is thrown."""
        return isinstance(self.trigger, TimerTrigger | MessageTrigger | ConditionalTrigger)

    @property
    def interrupts(self) -> bool:
        """Whether what it watches ends with it."""
        raise NotImplementedError

    def catches(self, thrown: Thrown) -> bool:
        """Whether this is caught here; without a code, every one of its kind is."""
        return isinstance(self.trigger, thrown.kind) and self.trigger.code in (None, thrown.code)

    def catch(self, at: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Take over from the token that is watched, or go on beside it."""
        raise NotImplementedError

    def listen_on(self, token: Token) -> None:
        """It has fired and interrupted nothing: wait for the next time, if there is one."""
        token.scope.root.outcome.close(token)
        token.internal_data["fired"] = token.internal_data.get("fired", 0) + 1
        self.listen(token)


class BoundaryEvent(CatchingEvent, spiff.BoundaryEvent):
    """Attached to an activity (10.5.4, 13.5.3)."""

    element_type = "boundaryEvent"

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        self.attached_to: str = attributes.pop("attached_to")
        self.handler: str | None = None  # the activity a compensation event is associated with
        super().__init__(wf_spec, bpmn_id, **attributes)

    @property
    def interrupts(self) -> bool:
        """Whether the activity ends with it."""
        return self.cancel_activity

    @property
    def compensates(self) -> bool:
        """Whether it names the handler that undoes its activity."""
        return isinstance(self.trigger, CompensationTrigger)

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Take over from the activity, or send a token beside it and listen on if more is to come."""
        self.catch(token.scope.tasks[token._parent] if token._parent is not None else token, payload)
        if not self.interrupts:
            self.listen_on(token)

    def catch(self, at: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Interrupt the activity, if this event does; go on from here."""
        host = activity_token(at)
        token = host.scope.new_token(self)
        if self.interrupts:
            host.scope.cancel(host)
        if payload:
            token.submit(payload)
        token.finish_later()
