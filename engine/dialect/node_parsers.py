"""Parsers of single elements: SpiffWorkflow's TaskParser, one subclass per way of reading."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.dialect.behavior_reader import read_behavior
from engine.dialect.data_reader import loop_data, own_data
from engine.dialect.extension_readers import formula, read_extensions
from engine.dialect.namespaces import bpmn, camunda
from engine.dialect.trigger_reader import read_message, read_triggers
from engine.scripting import compile_script, compile_text
from engine.semantics.event_subprocesses import Listener
from engine.semantics.loops import MultiInstance
from engine.semantics.standard_loop import StandardLoop


class NodeParser(TaskParser):
    """Reads what every flow node has; flows and neighbours are the scope's business."""

    def parse_node(self) -> Any:
        """Create the node's specification."""
        self.task = self.create_task()
        return self.task

    def create_task(self) -> Any:
        """The specification with everything the element says."""
        return self.spec_class(self.spec, self.bpmn_id, **self.attributes())

    def attributes(self) -> dict[str, Any]:
        """The arguments of the specification's class."""
        return {
            "bpmn_name": " ".join(self.node.get("name", "").split()),
            "documentation": self.node.findtext(bpmn("documentation")),
            "lane": self.lane,
            "description": self.node.get("name"),
            "default": self.node.get("default"),
            "extensions": read_extensions(self.node),
        }


class ActivityParser(NodeParser):
    """Reads an activity with its loop characteristics."""

    def attributes(self) -> dict[str, Any]:
        """Adds what is an activity's own."""
        return super().attributes() | {
            "loop": self._multi_instance() or self._standard_loop(),
            "own_data": own_data(self.node),
            "for_compensation": self.node.get("isForCompensation") == "true",
            "start_quantity": int(self.node.get("startQuantity", 1)),
            "completion_quantity": int(self.node.get("completionQuantity", 1)),
        }

    def _multi_instance(self) -> MultiInstance | None:
        loop = self.node.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is None:
            return None
        collection = loop.get(camunda("collection")) or loop_data(loop, "loopDataInputRef")
        cardinality = loop.findtext(bpmn("loopCardinality"))
        until = loop.findtext(bpmn("completionCondition"))
        item, result = loop.find(bpmn("inputDataItem")), loop.find(bpmn("outputDataItem"))
        return MultiInstance(
            sequential=loop.get("isSequential") == "true",
            collection=formula(collection),
            cardinality=formula(cardinality),
            item=loop.get(camunda("elementVariable")) or _name(item),
            result=_name(result),
            results=loop_data(loop, "loopDataOutputRef"),
            until=formula(until),
            throws=read_behavior(loop, self.process_parser.parser),
        )

    def _standard_loop(self) -> StandardLoop | None:
        loop = self.node.find(bpmn("standardLoopCharacteristics"))
        if loop is None:
            return None
        return StandardLoop(
            condition=formula(loop.findtext(bpmn("loopCondition"))),
            test_before=loop.get("testBefore") == "true",
            maximum=int(loop.get("loopMaximum", 0)) or None,
        )


class UserTaskParser(ActivityParser):
    """Reads a task for a person."""

    def attributes(self) -> dict[str, Any]:
        """Adds the titles: a property ``title``, else the name."""
        attributes = super().attributes()
        title = attributes["extensions"].properties.get("title") or attributes["bpmn_name"] or self.bpmn_id
        title_en = self.process_parser.parser.title_en(self.bpmn_id)
        return attributes | {"title": compile_text(title), "title_en": title_en}


class ScriptTaskParser(ActivityParser):
    """Reads a script."""

    def attributes(self) -> dict[str, Any]:
        """Adds the compiled script."""
        return super().attributes() | {"script": compile_script(self.node.findtext(bpmn("script")) or "")}


class BusinessRuleTaskParser(ActivityParser):
    """Reads a task for a decision table."""

    def attributes(self) -> dict[str, Any]:
        """Adds which decision, and what becomes of its result."""
        return super().attributes() | {
            "decision": compile_text(self.node.get(camunda("decisionRef"), "")),
            "variable": self.node.get(camunda("resultVariable")),
            "shape": self.node.get(camunda("mapDecisionResult"), "resultList"),
        }


class ReceiveTaskParser(ActivityParser):
    """Reads a task that waits for a message."""

    def attributes(self) -> dict[str, Any]:
        """Adds the message."""
        return super().attributes() | {
            "message": read_message(self.node, self.node, self.process_parser.parser),
            "instantiates": self.node.get("instantiate") == "true",
        }


class EventGatewayParser(NodeParser):
    """Reads a gateway at which events race."""

    def attributes(self) -> dict[str, Any]:
        """Adds whether instances begin there."""
        return super().attributes() | {
            "instantiates": self.node.get("instantiate") == "true",
            "needs_all": self.node.get("eventGatewayType") == "Parallel",
        }


class SendTaskParser(ActivityParser):
    """Reads a task that sends something out."""

    def attributes(self) -> dict[str, Any]:
        """Adds the message, if it is not an operation that sends."""
        attributes = super().attributes()
        names_message = not attributes["extensions"].topic and self.node.get("messageRef")
        message = read_message(self.node, self.node, self.process_parser.parser) if names_message else None
        return attributes | {"message": message}


class SubProcessParser(ActivityParser):
    """Reads an embedded subprocess with everything in it."""

    def attributes(self) -> dict[str, Any]:
        """Adds the specification of what is inside."""
        return super().attributes() | {"body": self.process_parser.nested(self.node, self.lane)}


class AdHocParser(SubProcessParser):
    """Reads a subprocess in which people choose what is done."""

    def attributes(self) -> dict[str, Any]:
        """Adds what begins at once, when it ends, and whether one thing is done at a time."""
        attributes = super().attributes()
        active = attributes["extensions"].properties.get("activeElements")
        return attributes | {
            "sequential": self.node.get("ordering") == "Sequential",
            "until": formula(self.node.findtext(bpmn("completionCondition"))),
            "active": compile_text(active) if active else None,
            "cancels_rest": self.node.get("cancelRemainingInstances", "true") == "true",
        }


class EventSubProcessParser(SubProcessParser):
    """Reads a subprocess that is started by an event."""

    def create_task(self) -> Any:
        """Adds what listens for the event in the scope around it."""
        subprocess = super().create_task()
        start: Any = subprocess.body.start_events()[0]
        subprocess.interrupts = self.node.find(f"{bpmn('startEvent')}[@isInterrupting='false']") is None
        Listener(self.spec, start.name, triggers=start.triggers, needs_all=start.needs_all, starts=subprocess)
        return subprocess


class ComplexGatewayParser(NodeParser):
    """Reads a gateway with an activation condition."""

    def attributes(self) -> dict[str, Any]:
        """Adds the condition."""
        return super().attributes() | {"activation": formula(self.node.findtext(bpmn("activationCondition")))}


class EventParser(NodeParser):
    """Reads an event with its definition."""

    def attributes(self) -> dict[str, Any]:
        """Adds the triggers."""
        return super().attributes() | {
            "triggers": read_triggers(self.node, self.process_parser.parser),
            "needs_all": self.node.get("parallelMultiple") == "true",
        }


class BoundaryEventParser(EventParser):
    """Reads an event on an activity's boundary."""

    def attributes(self) -> dict[str, Any]:
        """Adds the activity and whether it is interrupted."""
        return super().attributes() | {
            "attached_to": self.node.get("attachedToRef"),
            "cancel_activity": self.node.get("cancelActivity", "true") == "true",
        }


def _name(item: Any) -> str | None:
    return None if item is None else item.get("name") or item.get("id")
