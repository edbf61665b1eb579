"""Correlation keys of a file → `Correlation` (BPMN 2.0.2, 8.4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from engine.dialect.extension_readers import formula
from engine.dialect.namespaces import bpmn
from engine.semantics.correlation import Correlation

Element = etree._Element

KEY, PROPERTY, SUBSCRIPTION = map(bpmn, ("correlationKey", "correlationProperty", "correlationSubscription"))


def read_correlations(process: Element, messages: Mapping[str, str]) -> tuple[Correlation, ...]:
    """The keys of the file as a process uses them; ``messages`` are the names of messages by their ids."""
    root = process.getroottree().getroot()
    return tuple(
        Correlation(
            key.get("id", ""),
            {messages[message]: values for message, values in _paths(root, key) if message in messages},
            _bindings(process, key),
        )
        for key in root.iter(KEY)
    )


def properties_of(key: Element) -> list[str]:
    """The ids of a key's properties, in order."""
    return [unprefixed(ref.text) for ref in key.iterchildren(bpmn("correlationPropertyRef"))]


def retrievals(root: Element, property_id: str) -> dict[str, str]:
    """Where a property's value is in each message, by the message's id."""
    found = root.find(f"{PROPERTY}[@id='{property_id}']")
    expressions = () if found is None else found.iterchildren(bpmn("correlationPropertyRetrievalExpression"))
    return {each.get("messageRef", ""): each.findtext(bpmn("messagePath")) or "" for each in expressions}


def subscription_to(process: Element, key: Element) -> Element | None:
    """What binds a key to a process's own variables."""
    subscriptions = process.iterchildren(SUBSCRIPTION)
    return next((each for each in subscriptions if unprefixed(each.get("correlationKeyRef")) == key.get("id")), None)


def bindings_of(subscription: Element) -> dict[str, str]:
    """Where a property's value is among the variables, by the property's id."""
    bindings = subscription.iterchildren(bpmn("correlationPropertyBinding"))
    return {unprefixed(b.get("correlationPropertyRef")): b.findtext(bpmn("dataPath")) or "" for b in bindings}


def unprefixed(reference: str | None) -> str:
    """A QName of the file's own namespace as an id."""
    return (reference or "").strip().rpartition(":")[2]


def _paths(root: Element, key: Element) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """For each message that has a value for every property: its id and the values' expressions."""
    by_property = [retrievals(root, each) for each in properties_of(key)]
    for message in by_property[0] if by_property else ():
        values = tuple(formula(paths.get(message)) for paths in by_property)
        if None not in values:
            yield message, values


def _bindings(process: Element, key: Element) -> tuple[Any, ...] | None:
    subscription = subscription_to(process, key)
    if subscription is None:
        return None
    bound = bindings_of(subscription)
    return tuple(formula(bound.get(each)) for each in properties_of(key))
