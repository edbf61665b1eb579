"""Events that stand beside the flow and catch what happens while a part of the process runs (BPMN 2.0.2, 13.5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from engine.semantics.boundary import activity_token
from engine.semantics.events import Event
from engine.semantics.triggers import CompensationTrigger, ErrorTrigger, EscalationTrigger
from engine.semantics.waiting import FROM_OUTSIDE, wait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.semantics.throwing import Thrown
    from engine.semantics.token import Token


class CatchingEvent(Event):
    """Interrupts what it watches, or not: then it goes on waiting."""

    shows_cancellation = False

    def _run_hook(self, my_task: Token) -> bool | None:
        wait(my_task)
        return None

    def skip(self, token: Token, flow: str | None = None) -> None:
        """What it could not wait for is no longer waited for; what it watches goes on."""
        token.scope.cancel(token)
        token.scope.settle()

    @property
    def listens(self) -> bool:
        """Whether it waits for something from outside, and does not only catch what is thrown."""
        return any(isinstance(trigger, FROM_OUTSIDE) for trigger in self.triggers)

    @property
    def interrupts(self) -> bool:
        """Whether what it watches ends with it."""
        raise NotImplementedError

    def catches(self, thrown: Thrown) -> bool:
        """Whether this is caught here; without a code, every one of its kind is."""
        return self._has_code(thrown, None, thrown.code)

    def names(self, thrown: Thrown) -> bool:
        """Whether this very code is caught here."""
        return self._has_code(thrown, thrown.code)

    def _has_code(self, thrown: Thrown, *codes: str | None) -> bool:
        coded = (trigger for trigger in self.triggers if isinstance(trigger, ErrorTrigger | EscalationTrigger))
        return any(isinstance(trigger, thrown.kind) and trigger.code in codes for trigger in coded)

    def catch(self, at: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Take over from the token that is watched, or go on beside it."""
        raise NotImplementedError

    def wait_on(self, tokens: Sequence[Token]) -> None:
        """If nothing was interrupted, wait for the next time, should there be one."""
        for token in () if self.interrupts else tokens:
            token.scope.root.outcome.close(token)
            token.internal_data["fired"] = token.internal_data.get("fired", 0) + 1
            wait(token)


class BoundaryEvent(CatchingEvent, spiff.BoundaryEvent):
    """Attached to an activity (10.5.4)."""

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
        return self.has(CompensationTrigger)

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Take over from the activity, or send a token beside it."""
        self.catch(token.scope.tasks[token._parent] if token._parent is not None else token, payload)

    def catch(self, at: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Interrupt the activity, if this event does; go on from here."""
        host = activity_token(at)
        token = host.scope.new_token(self)
        if self.interrupts:
            host.scope.cancel(host)
        if payload:
            token.submit(payload)
        token.finish_later()
