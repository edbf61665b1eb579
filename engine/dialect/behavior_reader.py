"""``behavior`` of multi-instance characteristics → the events that iterations throw (BPMN 2.0.2, table 10.31)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element as Element

from engine.dialect.extension_readers import formula
from engine.dialect.namespaces import bpmn
from engine.dialect.trigger_reader import read_definitions
from engine.semantics.behavior import BehaviorEvent

REFERENCES = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
COMPLEX = "complexBehaviorDefinition"


def read_behavior(loop: Element, parser: Any) -> tuple[BehaviorEvent, ...]:
    """The events in the order of the file; none with the behavior All, which is what is meant if nothing is said."""
    behavior = loop.get("behavior", "All")
    events = [read_definitions(definitions, parser) for definitions in definitions_of(loop)]
    if behavior != "Complex":
        return tuple(BehaviorEvent(triggers, first_only=behavior == "One") for triggers in events)
    conditions = [formula(each.findtext(bpmn("condition"))) for each in loop.iterchildren(bpmn(COMPLEX))]
    pairs = zip(events, conditions, strict=True)
    return tuple(BehaviorEvent(triggers, condition=condition) for triggers, condition in pairs)


def definitions_of(loop: Element) -> Iterator[list[Element]]:
    """The event definitions of each event that the behavior asks for; an empty list for one that names none."""
    behavior = loop.get("behavior", "All")
    if behavior == "Complex":
        for each in loop.iterchildren(bpmn(COMPLEX)):
            event = each.find(bpmn("event"))
            yield [] if event is None else _definitions_in(event)
    elif behavior in REFERENCES:
        reference = loop.get(REFERENCES[behavior])
        root = loop.getroottree().getroot()
        yield [one for one in _definitions_in(root) if reference is not None and one.get("id") == reference]


def _definitions_in(element: Element) -> list[Element]:
    return [child for child in element.iterchildren(bpmn("*")) if str(child.tag).endswith("EventDefinition")]
