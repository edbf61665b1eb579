"""Event subprocesses: what is done when something happens while a scope runs (BPMN 2.0.2, 10.3.5 and 13.5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.semantics.catching import CatchingEvent
from engine.semantics.subprocesses import SubProcess
from engine.semantics.triggers import CompensationTrigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.semantics.process import ProcessSpec
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token


class EventSubProcess(SubProcess):
    """A subprocess that no flow leads to; its start event's listener starts it.

    One that interrupts is alone in its scope from then on, and the scope ends with it. One that does not runs beside
    the rest, as often as its event happens.
    """

    interrupts = True
    handles_event = True

    def begin(self, scope: Scope, payload: Mapping[str, Any] | None) -> None:
        """Start it in a running scope, with what its event brings."""
        if self.interrupts:
            scope.cancel_all()
        token = scope.new_token(self)
        token.internal_data["payload"] = dict(payload or {})
        scope.root.schedule(token)

    def start_inside(self, token: Token, scope: Scope) -> None:
        """The start event has happened already; what it brought are variables."""
        (start,) = self.body.start_events()
        begun = scope.new_token(start)
        begun.submit(token.internal_data.pop("payload"))
        begun.finish_later()


class Listener(CatchingEvent):
    """Stands in a scope for the start event of one of its event subprocesses, under the same id.

    It has a token there if it waits for something; errors and escalations find it in the scope's specification.
    """

    element_type = "startEvent"
    only_listens = True

    def __init__(self, wf_spec: ProcessSpec, bpmn_id: str, *, starts: EventSubProcess, **attributes: Any) -> None:
        self.starts = starts
        super().__init__(wf_spec, bpmn_id, **attributes)
        if self.has(CompensationTrigger):
            wf_spec.undoer = starts
        else:
            wf_spec.listeners.append(self)

    @property
    def interrupts(self) -> bool:
        """Whether the rest of the scope ends with it."""
        return self.starts.interrupts

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """What starts the event subprocess has come from outside."""
        self.catch(token, payload)

    def catch(self, at: Token, payload: Mapping[str, Any] | None = None) -> None:
        """Start the event subprocess in the scope of the token."""
        self.starts.begin(at.scope, payload)
