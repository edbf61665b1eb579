"""What comes next after a step, in words: the step, who does it, on what it depends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.definitions import Definition
from engine.dialect.namespaces import bpmn
from engine.outlook import Prospect, outlook
from engine.ways import Condition
from webapp.cases import diagrams

PICTURES = {"task": "user-check", "wait": "clock", "call": "arrow-right", "end": "flag"}
BY_ITSELF = "settings"  # what is done beside the work and ends nothing


@dataclass(frozen=True, slots=True)
class Ahead:
    """One thing that may come next; an alternative cannot come together with the one before it."""

    text: str
    picture: str
    who: str
    conditions: list[str]
    through: list[str]
    after_others: bool
    is_alternative: bool


def after(definition: Definition, element_id: str) -> list[Ahead]:
    """What may come after an element, the nearest first.  No statement: the diagram says it all."""
    return [_ahead(definition, prospect, element_id) for prospect in outlook(definition.spec, element_id)]


def _ahead(definition: Definition, prospect: Prospect, here: str) -> Ahead:
    through = [diagrams.label(definition, passed) for passed in prospect.through]
    is_by_itself = prospect.is_aside and prospect.kind == "end" and bool(through)
    text = _text(prospect, diagrams.label(definition, prospect.element_id), here)
    return Ahead(
        text=_("Система сделает: %(steps)s", steps=", ".join(through)) if is_by_itself else text,
        picture=BY_ITSELF if is_by_itself else PICTURES[prospect.kind],
        who=diagrams.lane(definition, prospect.lane) if prospect.kind == "task" and prospect.lane else "",
        conditions=[_words(definition, condition) for condition in prospect.conditions],
        through=[] if is_by_itself else through,
        after_others=prospect.after_others,
        is_alternative=prospect.is_alternative,
    )


def _text(prospect: Prospect, label: str, here: str) -> str:
    match prospect.kind:
        case "wait":
            return _("Ожидание: %(step)s", step=label)
        case "call":
            return _("Вызов процесса: %(step)s", step=label)
        case "end":
            return _("Завершение: %(step)s", step=label)
    return _("Снова этот шаг: %(step)s", step=label) if prospect.element_id == here else label


def _words(definition: Definition, condition: Condition) -> str:
    """«Заявка целевая? — нет», or what has to happen."""
    label = diagrams.label(definition, condition.element_id)
    if not condition.flows:
        return _event_words(definition, condition.element_id, label)
    answers = _(" или ").join(_answer(definition, flow) for flow in sorted(condition.flows))
    return (
        f"{label} — {answers}"
        if definition.document.label(condition.element_id)
        else _("если %(answer)s", answer=answers)
    )


def _answer(definition: Definition, flow: str) -> str:
    """A flow's label; the one without a label is what is left."""
    return diagrams.label(definition, flow) if definition.document.label(flow) else _("иначе")


def _event_words(definition: Definition, element_id: str, label: str) -> str:
    for kind, words in _EVENTS.items():
        if definition.document.elements[element_id].find(bpmn(kind)) is not None:
            return words(label)
    return _("если наступит: %(event)s", event=label)


_EVENTS: Mapping[str, Callable[[str], str]] = {
    "timerEventDefinition": lambda label: _("если выйдет срок: %(event)s", event=label),
    "messageEventDefinition": lambda label: _("если придёт: %(event)s", event=label),
    "errorEventDefinition": lambda label: _("если не получится: %(event)s", event=label),
}
