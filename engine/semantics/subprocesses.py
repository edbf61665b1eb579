"""Embedded subprocesses and call activities (BPMN 2.0.2, 10.3.5 and 10.3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from engine.semantics.activities import Activity
from engine.semantics.outcome import CallRequested
from engine.semantics.variables import computed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.semantics.process import ProcessSpec
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token


class SubProcess(Activity, spiff.SubWorkflowTask):
    """A process within the process: its own tokens, the variables around it."""

    element_type = "subProcess"
    handles_event = False

    def __init__(self, wf_spec: Any, bpmn_id: str, *, body: ProcessSpec, **attributes: Any) -> None:
        self.body = body
        super().__init__(wf_spec, bpmn_id, subworkflow_spec=body.name, **attributes)

    def perform(self, token: Token) -> bool | None:
        """Start inside; the activity ends with its last token."""
        token.scope.root.outcome.happened("entered", token)
        scope = token.scope.root.enclose(token, self.body)
        scope.listen()
        self.start_inside(token, scope)
        return None

    def start_inside(self, token: Token, scope: Scope) -> None:
        """Put a token at the start event."""
        for event in self.body.start_events():
            scope.start(event)

    def stays_open(self, scope: Scope) -> bool:
        """Whether it goes on when nothing goes on in it any more."""
        return False

    def may_go_on(self, host: Token) -> bool:
        """Whether more may begin in it than what comes along flows."""
        return False

    def is_complete_with(self, host: Token, token: Token) -> bool:
        """Whether a token inside that is done leads nowhere any more."""
        return False

    @property
    def undoes_itself(self) -> bool:
        """Whether it has a compensation event subprocess."""
        return self.body.undoer is not None

    def begin_undoing(self, scope: Scope) -> None:
        """It was completed and has been opened again: start its compensation event subprocess."""
        assert self.body.undoer is not None  # asked before
        self.body.undoer.begin(scope, None)


class CallActivity(Activity, spiff.CallActivity):
    """Another process, run as an instance of its own."""

    element_type = "callActivity"
    projection = "call"

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, subworkflow_spec=attributes["extensions"].call.process, **attributes)

    def perform(self, token: Token) -> bool | None:
        """Ask for the instance and wait for its end."""
        call = self.extensions.call
        root = token.scope.root
        root.outcome.open(
            CallRequested(
                token=token.id,
                process=call.process,
                binding=call.binding,
                version=call.version,
                variables=self._passed_in(token),
                business_key=self._business_key(token),
                iteration=token.iteration,
            )
        )
        root.outcome.happened("entered", token)
        return None

    def _business_key(self, token: Token) -> str | None:
        expression = self.extensions.call.business_key
        key = None if expression is None else token.scope.root.evaluate(token, expression)
        return None if key is None else str(key)

    def _passed_in(self, token: Token) -> dict[str, Any]:
        call = self.extensions.call
        passed = dict(token.data) if call.all_in else {}
        return passed | computed(token, call.inputs)

    def returned(self, token: Token, variables: Mapping[str, Any]) -> None:
        """The called instance has ended: the activity is done once its results are taken."""
        token.internal_data["returned"] = dict(variables)
        token.finish_later()

    def close(self, token: Token) -> None:
        """Take what is mapped out of the called instance's variables."""
        if "returned" in token.internal_data:  # the body of a multi-instance call has called nothing itself
            token.submit(self._passed_out(token, token.internal_data["returned"]))
            del token.internal_data["returned"]
        super().close(token)

    def _passed_out(self, token: Token, variables: Mapping[str, Any]) -> dict[str, Any]:
        call, functions = self.extensions.call, token.scope.root.world.functions()
        passed = dict(variables) if call.all_out else {}
        passed |= {name: variables[name] for name in call.data_outputs if name in variables}
        return passed | {p.name: p.value.evaluate(variables, functions) for p in call.outputs}
