"""What every element of a diagram has in common: how tokens come, are moved and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.dialect.extensions import NO_EXTENSIONS, Extensions
from engine.semantics.continuations import park
from engine.semantics.failures import NoFlowTaken, UnknownFlow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.semantics.event_gateway import EventBasedGateway
    from engine.semantics.flow import Flow
    from engine.semantics.outcome import Projection
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token
    from engine.semantics.triggers import Trigger


class FlowNode(BpmnSpecMixin):
    """A flow node (BPMN 2.0.2, 8.4.9); subclasses say what it does.

    The life of a token here: ``arrive`` along a flow; when its turn comes ``Task.run`` calls ``_run_hook``, which
    returns True if the element is done, or None if something from outside has to ``finish`` it; ``leave`` sends tokens
    along the outgoing flows.
    """

    element_type: ClassVar[str] = ""
    shows_cancellation: ClassVar[bool] = True
    asks_anew: ClassVar[bool] = False  # a token that has come and failed asks again on a retry, and waits on if need be
    only_listens: ClassVar[bool] = False  # its tokens keep no scope from ending
    projection: Projection | None = None
    triggers: tuple[Trigger, ...] = ()  # what it waits for or throws
    own_data: tuple[str, ...] = ()  # variables that live as long as the activity (10.4.1)
    begun_behind: EventBasedGateway | None = None  # where an instance begins if this is what comes first

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        self.extensions: Extensions = attributes.pop("extensions", NO_EXTENSIONS)
        self.default: str | None = attributes.pop("default", None)
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.incoming: list[Flow] = []
        self.outgoing: list[Flow] = []

    @property
    def seals_variables(self) -> bool:
        """Whether only output parameters leave the node's own scope of variables."""
        return bool(self.extensions.outputs)

    @property
    def iterations_keep_variables(self) -> bool:
        """Whether what is assigned in one iteration stays there."""
        return False

    def projection_of(self, token: Token) -> Projection | None:
        """What the world outside knows of a token that waits here."""
        return self.projection

    def arrive(self, scope: Scope, flow: Flow) -> None:
        """A token comes along a flow: it is entered when its turn comes."""
        scope.root.schedule(scope.new_token(self))

    @property
    def gathers(self) -> bool:
        """Whether an instance that begins here waits for more than what has started it."""
        return self.begun_behind is not None and self.begun_behind.needs_all

    def begin_instance(self, scope: Scope, name: str | None, brought: Mapping[str, Any]) -> None:
        """An instance begins here, by a message or signal of this name that has brought this if there was one."""
        scope.start(self)

    def _run_hook(self, my_task: Token) -> bool | None:
        """Do what the element is for; True when it is done, None when it waits."""
        return True

    def finish(self, token: Token) -> None:
        """The element is done: tell the history, then go on along the flows, or report to the token that waits."""
        waiting = token.scope.tasks[token._parent] if token._parent is not None else None
        flows = self._flows(token) if waiting is None else ()
        if not flows and token.scope.spec.output_sets:
            token.scope.require_outputs(token)
        token.scope.root.outcome.happened("completed", token, {"flows": [flow.id for flow in flows]} if flows else None)
        if waiting is not None:
            waiting.node.child_finished(waiting, token)
        else:
            self.leave(token, flows)

    def _flows(self, token: Token) -> Sequence[Flow]:
        if token.scope.is_complete_with(token):
            return ()
        named = token.internal_data.get("flow_taken")
        return self.choose(token) if named is None else [flow for flow in self.outgoing if flow.id == named]

    def leave(self, token: Token, flows: Sequence[Flow]) -> None:
        """Replace the token by one on each of the flows; the scope ends with its last token."""
        for flow in flows:
            token.scope.take(flow)
        token.scope.consume(token)
        token.scope.settle()

    def choose(self, token: Token) -> Sequence[Flow]:
        """The flows a token leaves by: every unconditional one, and those whose condition holds (8.4.13).

        The default flow is taken when no condition holds. Raises NoFlowTaken if there is none either.
        """
        if not any(flow.condition for flow in self.outgoing):
            return self.outgoing
        evaluate = token.scope.root.evaluate
        chosen = [flow for flow in self.outgoing if flow.id != self.default and _holds(flow, token, evaluate)]
        return chosen or self.default_flow()

    def default_flow(self) -> Sequence[Flow]:
        """What is taken when no condition holds. Raises NoFlowTaken: a token never vanishes silently."""
        default = [flow for flow in self.outgoing if flow.id == self.default]
        if self.outgoing and not default:
            raise NoFlowTaken(
                f"Expected a condition of {self.name!r} to hold, but none does and there is no default flow"
            )
        return default

    def skip(self, token: Token, flow: str | None = None) -> None:
        """Go on from where the token has failed as if the element were done; along one flow, if it is named.

        Raises UnknownFlow when no such flow leaves the element.
        """
        if flow is not None and flow not in (one.id for one in self.outgoing):
            raise UnknownFlow(flow)
        token.internal_data.update(skipped=True, **({"flow_taken": flow} if flow else {}))
        token.finish_later()

    def child_finished(self, token: Token, child: Token) -> None:
        """A token this one waits for is done."""
        raise AssertionError(f"nothing runs under {self.name}")

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """What the token waited for has come."""
        raise AssertionError(f"{self.name} waits for no event")

    def returned(self, token: Token, variables: Mapping[str, Any]) -> None:
        """The instance the token called has ended."""
        raise AssertionError(f"{self.name} calls no process")

    def _predict(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is predicted: SpiffWorkflow would build the tree of all that might come."""

    def _on_complete(self, my_task: Any) -> None:
        """``Task.run`` has run the element: go on from it."""
        if not park(my_task, "after"):
            self.finish(my_task)


def _holds(flow: Flow, token: Token, evaluate: Any) -> bool:
    return flow.condition is None or bool(evaluate(token, flow.condition))


def merge(tokens: Iterable[Token]) -> None:
    """Tokens that waited for one another become one, which goes on."""
    merged, *others = tokens
    for token in others:
        token.scope.remove(token)
    merged.internal_data.pop("flow", None)
    merged._set_state(TaskState.FUTURE)
    merged.scope.root.schedule(merged)
