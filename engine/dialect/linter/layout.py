"""Rules of the picture: what runs is drawn, in its place, and lines lead where they say. Tolerances are in pixels."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.canvas import Canvas, Drawn, canvases
from engine.dialect.diagram import Diagram, tag_of
from engine.dialect.geometry import Box, Neighbourhood, box_around, crosses, is_orthogonal, off_border
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem

OFF_BORDER = 2
OFF_STRAIGHT = 1
GRAZED = 3  # how deep a line may touch a shape


def undrawn_scopes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A process of which nothing is drawn can run, but nobody sees where it is."""
    for scope in diagram.executable_scopes:
        is_global_task = scope.element.get("id") in diagram.document.global_tasks  # which BPMN does not draw
        if scope.nodes and not is_global_task and not any(diagram.layout.shape(node.id) for node in scope.nodes):
            message = "Expected a drawing, but none of the elements inside has a shape"
            yield Problem(
                scope.element, message, "Open the file in a modeler that creates a layout, arrange and save it"
            )


def hidden_nodes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """An executed node that is missing in an otherwise drawn process makes the drawing lie."""
    for scope in diagram.executable_scopes:
        hidden = [node for node in scope.nodes if not diagram.layout.shape(node.id)]
        for node in hidden if len(hidden) < len(scope.nodes) else ():
            message = "Expected a shape, but this element is executed and not drawn"
            yield Problem(node.element, message, "Draw it or delete it from the XML")


def hidden_flows(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The same for flows; ones that came without an id cannot have a line that names them."""
    for scope in diagram.executable_scopes:
        for flow in scope.flows:
            ends = [node and diagram.layout.shape(node.id) for node in (flow.source, flow.target)]
            if all(ends) and not diagram.layout.edge(flow.id):
                message = "Expected a line, but this sequence flow is executed and not drawn"
                yield Problem(flow.element, message, "Draw it, give it an id, or delete it from the XML")


def stray_shapes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """What is drawn without being in the model shows something that does not happen."""
    known = diagram.document.elements
    for plane in diagram.layout.planes:
        for drawn in plane.drawn:
            if drawn.element_id and drawn.element_id not in known:
                message = f"Expected “{drawn.element_id}” in the model, but it is only drawn"
                yield Problem(drawn.xml, message, "Delete the shape or the line")


def outside_frame(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A node is drawn inside its lanes, its subprocess and its pool."""
    for canvas in canvases(diagram):
        for drawn in canvas.solids:
            for frame in canvas.frames(drawn.element):
                if not frame.box.contains(drawn.box):
                    message = f"Expected to be drawn inside {frame.name}, but sticks out of it"
                    yield Problem(drawn.element, message, "Move it inside or enlarge the frame")


def overlapping_nodes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Two shapes in one place hide each other."""
    for canvas in canvases(diagram):
        place = {drawn: number for number, drawn in enumerate(canvas.solids)}
        for one in canvas.solids:
            for other in canvas.solid_plan.near(one.box):
                if place[one] < place[other] and one.box.overlaps(other.box) and not _belong_together(one, other):
                    message = f"Expected a place of its own, but overlaps {one.name}"
                    yield Problem(other.element, message, "Move one of them")


def detached_events(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A boundary event has its centre on the border of its activity."""
    for canvas in canvases(diagram):
        for drawn in canvas.solids:
            host = canvas.drawn(drawn.element.get("attachedToRef", ""))
            if host and off_border(drawn.box.centre, host.box, "box") > OFF_BORDER:
                message = f"Expected its centre on the border of {host.name}, but it is elsewhere"
                yield Problem(drawn.element, message, "Drag it onto the border")


def undocked_lines(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A line begins and ends on the borders of what it connects."""
    for canvas in canvases(diagram):
        for line in canvas.lines:
            for (x, y), end in zip((line.edge.waypoints[0], line.edge.waypoints[-1]), line.ends, strict=True):
                drawn = canvas.drawn(end)
                if drawn and off_border((x, y), drawn.box, drawn.outline) > OFF_BORDER:
                    message = f"Expected an end on the border of {drawn.name}, but it is at {x:g}, {y:g}"
                    yield Problem(line.element, message, "Dock the line anew")


def slanted_flows(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Sequence and message flows run left, right, up or down; associations need not."""
    for canvas in canvases(diagram):
        for line in canvas.lines:
            slanted = [part for part in line.edge.segments if not is_orthogonal(part, OFF_STRAIGHT)]
            if slanted and tag_of(line.element) in ("sequenceFlow", "messageFlow"):
                (x1, y1), (x2, y2) = slanted[0]
                message = f"Expected a way along the axes, but it is slanted from {x1:g}, {y1:g} to {x2:g}, {y2:g}"
                yield Problem(line.element, message, "Add a bend or align the shapes")


def lines_through_shapes(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A line through a shape reads as if it stopped there."""
    for canvas in canvases(diagram):
        for line in canvas.lines:
            for drawn in canvas.solid_plan.near(box_around(line.edge.waypoints)):
                inside = _core(drawn) if drawn.shape.element_id in line.ends else drawn.box.shrunk(GRAZED)
                if any(map(inside.crossed_by, line.edge.segments)) and not _holds_an_end(canvas, drawn, line.ends):
                    message = f"Expected a way round {drawn.name}, but it leads through it"
                    yield Problem(line.element, message, "Lead the line round the shape")


def crossing_flows(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Where two sequence flows cross, a reader takes the wrong way."""
    for canvas in canvases(diagram):
        flows = [line for line in canvas.lines if tag_of(line.element) == "sequenceFlow"]
        plan = Neighbourhood(
            (box_around(part), (number, part)) for number, line in enumerate(flows) for part in line.edge.segments
        )
        for number, line in enumerate(flows):
            crossed = {
                other
                for part in line.edge.segments
                for other, others_part in plan.near(box_around(part))
                if other < number and crosses(part, others_part)
            }
            for other in sorted(crossed):
                message = f"Expected a way of its own, but it crosses the flow “{flows[other].element.get('id')}”"
                yield Problem(line.element, message, "Lead one of them round the other")


def _belong_together(one: Drawn, other: Drawn) -> bool:
    """A boundary event lies on its host, the content of a subprocess in it."""
    return any(
        inner.element.get("attachedToRef") == outer.shape.element_id or outer.holds(inner.element)
        for inner, outer in ((one, other), (other, one))
    )


def _core(drawn: Drawn) -> Box:
    """What is inside whatever the outline: a line may well end on a diamond's side, within its box."""
    share = {"box": 0, "diamond": 1 / 4, "ellipse": 3 / 20}[drawn.outline]
    return drawn.box.shrunk(max(GRAZED, share * min(drawn.box.width, drawn.box.height)))


def _holds_an_end(canvas: Canvas, drawn: Drawn, ends: tuple[str, str]) -> bool:
    elements = canvas.diagram.document.elements
    return any(end in elements and drawn.holds(elements[end]) for end in ends)
