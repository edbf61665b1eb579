"""Rules of events with several definitions: which go together, and when all of them can come (BPMN 2.0.2, 10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import CATCHING, EVENTS, THROWING, Diagram, Node, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem

ALONE = frozenset(["linkEventDefinition", "compensateEventDefinition"])
ENDING = frozenset(["errorEventDefinition", "terminateEventDefinition", "cancelEventDefinition"])
THROWN_AT_ONCE = frozenset(["errorEventDefinition", "escalationEventDefinition"])


def clashing_definitions(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A link and compensation stand alone, and of what ends a scope there is one, thrown last."""
    for node in diagram.executed(*EVENTS):
        if len(kinds := _kinds(node)) > 1 and (reason := _why_clash(node, kinds)):
            message = f"Expected definitions that go together, but {reason}"
            yield Problem(node.element, message, "Draw an event for each, one behind the other or side by side")


def _why_clash(node: Node, kinds: list[str]) -> str | None:
    if alone := ALONE.intersection(kinds):
        return f"<{min(alone)}> cannot be combined with others"
    if node.tag == "startEvent" and node.scope.parent is None and kinds.count("timerEventDefinition") > 1:
        return "a process starts by one timer at each event"
    ending = [kind for kind in kinds if kind in ENDING] if node.tag in THROWING else []
    if len(ending) > 1:
        return f"{len(ending)} of them end what they happen in"
    return f"nothing is thrown after <{ending[0]}>" if ending and kinds[-1] != ending[0] else None


def wrong_parallel_multiples(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """All of several definitions can be waited for, but an error or an escalation is only there when it is thrown."""
    for node in diagram.executable_nodes:
        if node.element.get("parallelMultiple") == "true" and (reason := _why_not_all(node)):
            message = f"Expected an event that can wait for all of its definitions, but {reason}"
            yield Problem(node.element, message, "Delete parallelMultiple, or choose other definitions")


def _why_not_all(node: Node) -> str | None:
    kinds = _kinds(node)
    if node.tag not in CATCHING:
        return f"<{node.tag}> waits for nothing"
    if len(kinds) < 2:
        return "there is one" if kinds else "there is none"
    thrown = THROWN_AT_ONCE.intersection(kinds)
    return f"<{min(thrown)}> cannot be waited for" if thrown else None


def _kinds(node: Node) -> list[str]:
    return [tag_of(definition) for definition in node.event_definitions]
