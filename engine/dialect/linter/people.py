"""Rules of what people do: they find a form, know that it is theirs and by when it is due."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.diagram import ACTIVITIES, SUBPROCESSES, Diagram, Node, tag_of
from engine.dialect.linter.context import LintContext
from engine.dialect.linter.findings import Problem, remedy_for
from engine.dialect.namespaces import SPIFF, bpmn, camunda
from engine.dialect.reader import label_of

PERFORMERS = ("assignee", "candidateUsers", "candidateGroups")
ROLES = tuple(map(bpmn, ("potentialOwner", "humanPerformer", "performer", "resourceRole")))
PEOPLE = ("userTask", "manualTask")
PROPERTIES = f"{bpmn('extensionElements')}/{{{SPIFF}}}properties"
SPIFF_FORM = f"{PROPERTIES}/{{{SPIFF}}}property[@name='formJsonSchemaFilename']"


def missing_form(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """A person has to see what is asked; a manual task asks nothing."""
    for node in diagram.executed("userTask"):
        if not _form(node):
            message = "Expected a form, but the task names none"
            yield Problem(node.element, message, "Set camunda:formKey to the name of a form of this process")


def unknown_form(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """A form that is not there shows an empty page."""
    for node in diagram.executed("userTask", "startEvent"):
        form = _form(node)
        if form and context.forms is not None and form not in context.forms:
            message = f"Expected a form of this process, but “{form}” is none"
            yield Problem(node.element, message, remedy_for(form, context.forms, "Create the form or correct its name"))


def misnamed_start_form(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """The start page shows the form called start."""
    for node in diagram.executed("startEvent"):
        form = node.element.get(camunda("formKey"), "start")
        if form != "start":
            message = f"Expected the start form to be called “start”, but it is called “{form}”"
            yield Problem(node.element, message, "Rename the form")


def missing_performer(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """A task of nobody is in nobody's list; without a performer its lane's group does it."""
    for node in diagram.executed(*PEOPLE):
        if not any(node.element.get(camunda(name)) for name in PERFORMERS) and not _lane_group(diagram, node, context):
            message = "Expected somebody to do it, but neither the task nor its lane names a person or a group"
            yield Problem(node.element, message, "Set camunda:candidateGroups or camunda:assignee")


def ignored_performers(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Resource roles of BPMN (10.3.1 and table 10.5) name nobody we know."""
    for node in diagram.executed(*ACTIVITIES):
        for role in node.element.iterchildren(*ROLES):
            message = f"Expected performers by camunda: attributes, but there is a <{tag_of(role)}>: {_counts(node)}"
            yield Problem(node.element, message, "Delete it; say who does it by camunda:candidateGroups or assignee")
    for process in diagram.document.processes:
        for role in process.iterchildren(*ROLES):
            message = f"Expected performers at tasks, but the process has a <{tag_of(role)}>: every task names its own"
            yield Problem(process, message, "Delete it; who may start the process says camunda:candidateStarterGroups")


def unknown_group(diagram: Diagram, context: LintContext) -> Iterator[Problem]:
    """A group that does not exist has nobody in it; groups computed by ${…} are seen only when they are."""
    named = [(node.element, "candidateGroups") for node in diagram.executable_nodes]
    named += [(process, "candidateStarterGroups") for process in diagram.document.processes]
    for element, attribute in named if context.groups is not None else ():
        for group in _constant_names(element.get(camunda(attribute), "")):
            if group not in (context.groups or ()):
                message = f"Expected camunda:{attribute} to name groups, but “{group}” is none"
                remedy = remedy_for(group, context.groups or (), "Create the group or correct its name")
                yield Problem(element, message, remedy)


def missing_due_date(diagram: Diagram, _: LintContext) -> Iterator[Problem]:
    """Without a date nobody is reminded."""
    for node in diagram.executed("userTask"):
        if not node.element.get(camunda("dueDate")):
            message = "Expected a due date, but there is none, so the task is never overdue"
            yield Problem(node.element, message, "Set camunda:dueDate, such as PT4H or ${workdays(1)}")


def _constant_names(text: str) -> list[str]:
    """The names of a list with commas that computes nothing."""
    return [] if "${" in text else [name.strip() for name in text.split(",") if name.strip()]


def _counts(node: Node) -> str:
    """Who does it instead of whoever a resource role names."""
    if node.tag not in PEOPLE:
        return f"no person does a <{node.tag}>"
    named = [f"camunda:{name}" for name in PERFORMERS if node.element.get(camunda(name))]
    return f"what counts is {' and '.join(named) or 'its lane'}"


def _form(node: Node) -> str | None:
    spiff = node.element.find(SPIFF_FORM)
    name = "" if spiff is None else spiff.get("value", "").removesuffix(".json").removesuffix("-schema")
    return node.element.get(camunda("formKey")) or name


def _lane_group(diagram: Diagram, node: Node, context: LintContext) -> bool:
    """Whether a lane around the node is called after a group, as far as the groups are known."""
    ids = [node.id, *(ancestor.get("id", "") for ancestor in node.element.iterancestors(*map(bpmn, SUBPROCESSES)))]
    names = [label_of(lane) for element_id in ids for lane in diagram.lanes_of.get(element_id, ())]
    return any(name and name in (context.group_names or names) for name in names)
