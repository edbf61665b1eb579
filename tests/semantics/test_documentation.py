"""What is drawn to be read and not to be executed (BPMN 2.0.2, 7.3.2, 8.4.1, 9.2, 9.5 and 10.8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.dialect.linter import lint_files
from engine.testing import ProcessRun
from tests.diagrams import element, end, process, start, task

Run = Callable[..., ProcessRun]

ARTIFACTS = (
    element("textAnnotation", "note", "<text>Ask the client</text>"),
    element("association", "about", sourceRef="work", targetRef="note"),
    element("group", "frame"),
)
LANES = element(
    "laneSet", "lanes", element("lane", "office", "<flowNodeRef>start</flowNodeRef><flowNodeRef>work</flowNodeRef>",
    element("childLaneSet", "desks", element("lane", "desk", "<flowNodeRef>work</flowNodeRef>"))),
)  # fmt: skip
TALK = element(
    "collaboration", "talk", element("participant", "client"), element("participant", "we", processRef="p"),
    element("messageFlow", "asks", sourceRef="client", targetRef="start"),
    element("conversation", "deal", "<participantRef>we</participantRef>"),
)  # fmt: skip
OTHER = element("process", "theirs", start("they_ask"), task("they_wait", tag="userTask"), isExecutable="false")
WATCHED = ("<auditing/>", "<monitoring/>")


@pytest.mark.parametrize(
    ("inside", "beside"),
    [
        pytest.param(ARTIFACTS, (), id="annotations, associations and groups"),
        pytest.param((LANES,), (), id="lanes"),
        pytest.param(WATCHED, (), id="auditing and monitoring"),
        pytest.param((), (TALK,), id="pools, message flows and conversations"),
        pytest.param((), (OTHER,), id="processes that do not run"),
        pytest.param((), (element("choreography", "dance"), element("category", "kinds")), id="choreographies"),
    ],
)
def test_what_is_drawn_beside_the_flow_changes_nothing_of_it(
    run: Run, inside: tuple[str, ...], beside: tuple[str, ...]
) -> None:
    before = [each for each in inside if each not in ARTIFACTS]
    after = [each for each in inside if each in ARTIFACTS]
    diagram = process(*before, start(), task("work"), end(), *after, flows="start work end", extra=beside)
    errors = [finding.rule for finding in lint_files({"p.bpmn": diagram}) if finding.severity == "error"]
    assert (errors, run(diagram).passed()) == ([], ["start", "work", "end"])
