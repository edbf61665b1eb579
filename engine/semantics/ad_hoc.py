"""
Ad hoc subprocesses: people choose what is done in them, in which order and how often (BPMN 2.0.2, 10.3.5 and 13.3.5).

Activities that no flow leads to can be started, each as often as it is needed; flows lead on from there as anywhere.
The property ``activeElements`` says which are started at once. After every activity the completion condition is asked;
without one, somebody says when all is done. Then what still runs is interrupted, unless ``cancelRemainingInstances`` is
false: then it is waited for, and nothing else begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.errors import StepUnavailable
from engine.semantics.activities import Activity
from engine.semantics.failures import CannotGoOn
from engine.semantics.subprocesses import SubProcess

if TYPE_CHECKING:
    from engine.dialect.extensions import Value
    from engine.scripting import Text
    from engine.semantics.process import ProcessSpec
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token
    from engine.semantics.workflow import ProcessWorkflow


class AdHocSubProcess(SubProcess):
    """A subprocess without a prescribed course; if it is ``sequential``, one thing is done at a time."""

    element_type = "adHocSubProcess"

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        *,
        sequential: bool = False,
        until: Value | None = None,
        active: Text | None = None,
        cancels_rest: bool = True,
        **attributes: Any,
    ) -> None:
        self.sequential = sequential
        self.until = until
        self.active = active
        self.cancels_rest = cancels_rest
        super().__init__(wf_spec, bpmn_id, **attributes)

    @property
    def startable(self) -> dict[str, Activity]:
        """The activities that no flow leads to, in the order of the file."""
        nodes = (node for node in self.body.nodes.values() if isinstance(node, Activity) and not node.incoming)
        alone = (node for node in nodes if not isinstance(node, SubProcess) or not node.handles_event)
        return {node.name: node for node in alone if not node.for_compensation}

    def perform(self, token: Token) -> bool | None:
        """Begin, with what is to be started at once; the rest is up to people."""
        token.internal_data["next"] = self._active(token)
        return super().perform(token)

    def start_inside(self, token: Token, scope: Scope) -> None:
        """Start the first, or all that may be done side by side."""
        waiting: list[str] = token.internal_data["next"]
        while waiting:
            scope.start(self.startable[waiting.pop(0)])
            if self.sequential:
                return

    def _active(self, token: Token) -> list[str]:
        value = None if self.active is None else token.scope.root.evaluate(token, self.active)
        names = value.split(",") if isinstance(value, str) else value or []
        if not isinstance(names, list) or unknown(names, self.startable):
            raise CannotGoOn(f"Expected ids of activities that no flow leads to in {self.name!r}, but got {value!r}")
        return [str(name).strip() for name in names if str(name).strip()]

    def offered(self, scope: Scope) -> dict[str, Activity]:
        """What can be started now."""
        host = _host(scope)
        waits = self.sequential and (scope.is_busy or bool(host.internal_data["next"]))
        return {} if waits or not self.may_go_on(host) else self.startable

    def may_go_on(self, host: Token) -> bool:
        """Whether more may be started in it."""
        return "complete" not in host.internal_data

    def is_complete_with(self, host: Token, token: Token) -> bool:
        """Ask the completion condition when an activity is completed; once it has held, nothing else begins."""
        asked = self.until is not None and self.may_go_on(host) and isinstance(token.node, Activity)
        if asked and host.scope.root.evaluate(host, self.until):
            host.internal_data["complete"] = True
        return not self.may_go_on(host)

    def stays_open(self, scope: Scope) -> bool:
        """Whether it goes on though nothing may be going on in it: until its condition holds or somebody ends it."""
        host = _host(scope)
        if not self.may_go_on(host):
            if self.cancels_rest:
                scope.cancel_all()
            return False
        if not scope.is_busy:
            self.start_inside(host, scope)
        return True


def unknown(names: list[Any], startable: dict[str, Activity]) -> list[Any]:
    """Those of the names that are none of an activity that can be started."""
    return [name for name in names if str(name).strip() and str(name).strip() not in startable]


def open_ones(workflow: ProcessWorkflow) -> Iterator[tuple[Token, AdHocSubProcess, Scope]]:
    """The ad hoc subprocesses in which something can still be started, with their tokens and scopes."""
    for scope in workflow.subprocesses.values():
        node = scope.host.node
        if isinstance(node, AdHocSubProcess) and not scope.host.is_undoing and node.may_go_on(scope.host):
            yield scope.host, node, scope


def start_step(workflow: ProcessWorkflow, token: int, element_id: str) -> None:
    """Start an activity of an ad hoc subprocess. Raises StepUnavailable; nothing has changed then."""
    _, node, scope = _open_one(workflow, token)
    offered = node.offered(scope)
    if element_id not in offered:
        reason = "is done one at a time" if element_id in node.startable else "there is no such step to start"
        raise StepUnavailable(f"Expected a step that can be started now, but {element_id!r}: {reason}")
    scope.start(offered[element_id])


def complete(workflow: ProcessWorkflow, token: int) -> None:
    """Somebody says that all is done. Raises StepUnavailable where a condition says so."""
    host, node, scope = _open_one(workflow, token)
    if node.until is not None:
        raise StepUnavailable(f"Expected {node.name!r} to be ended by hand, but its completion condition ends it")
    host.internal_data["complete"] = True
    scope.settle()


def _open_one(workflow: ProcessWorkflow, token: int) -> tuple[Token, AdHocSubProcess, Scope]:
    for host, node, scope in open_ones(workflow):
        if host.id == token:
            return host, node, scope
    raise StepUnavailable


def _host(scope: Scope) -> Token:
    assert scope.host is not None  # a subprocess has one
    return scope.host


def has_ad_hoc(spec: ProcessSpec) -> bool:
    """Whether people choose what is done somewhere in a process."""
    inner = [node for node in spec.nodes.values() if isinstance(node, SubProcess)]
    return any(isinstance(node, AdHocSubProcess) or has_ad_hoc(node.body) for node in inner)
