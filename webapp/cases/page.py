"""Everything the page of one case tells, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from engine import commands, rights
from engine.definitions import Definition
from persistence import cases
from persistence import timeline as stored
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import actor
from webapp.cases import diagrams, mending, timeline
from webapp.cases import variables as case_variables
from webapp.cases.timeline import Filter
from webapp.cases.timeline_kinds import CATEGORIES
from webapp.forms import answered
from webapp.records import cards

WHOLE = 2_000  # entries of the timeline on paper


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A task of the case with what it was answered."""

    row: Any
    answer: answered.Answered | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the case in which people choose what is done; ``steps`` are ids and words."""

    token: int
    name: str
    steps: list[tuple[str, str]]
    ends_by_hand: bool
    takes_away: bool


def on_screen(session: Session, case: Any, only: Filter, before: str | None) -> dict[str, Any]:
    """The page with the latest part of the timeline."""
    definition, called = workflow.definition(case.definition_id), cases.called_by(session, case.id)
    return _told(session, case, definition, called) | {
        "page": _timeline(session, case, definition, called, only, before),
        "people": stored.people(session, case.id),
        "categories": CATEGORIES,
        "only": only,
        "may_operate": rights.may_operate(actor()),
        "parts": _parts(session, case, definition),
    }


def on_paper(session: Session, case: Any) -> dict[str, Any]:
    """The same with all of the timeline."""
    definition, called = workflow.definition(case.definition_id), cases.called_by(session, case.id)
    events = timeline.of_case(session, case.id, definition, called=[row.id for row in called], limit=WHOLE)
    return _told(session, case, definition, called) | {"page": events}


def timeline_part(session: Session, case: Any, only: Filter, before: str | None) -> dict[str, Any]:
    """The timeline alone, for the page that has the rest already."""
    definition, called = workflow.definition(case.definition_id), cases.called_by(session, case.id)
    return {"page": _timeline(session, case, definition, called, only, before), "only": only}


def _timeline(
    session: Session, case: Any, definition: Definition, called: Sequence[Any], only: Filter, before: str | None
) -> timeline.Page:
    ids = [row.id for row in called]
    return timeline.of_case(session, case.id, definition, called=ids, only=only, before=before)


def _told(session: Session, case: Any, definition: Definition, called: Sequence[Any]) -> dict[str, Any]:
    incidents, variables = cases.incidents(session, case.id), cases.variables(session, case.id)
    card = cards.summary(session, case.record_id, actor()) if case.record_id else None
    tasks = _tasks(session, case.id, definition)
    return {
        "case": case,
        "diagram": diagrams.of_case(session, case.id, definition, incidents),
        "tasks": tasks,
        "incidents": [(row, diagrams.label(definition, row.Incident.element_id)) for row in incidents],
        "mendable": mending.open_ones(definition, incidents, variables),
        "variables": case_variables.in_words(
            session, definition, variables, _asked(tasks), card.registry if card else None
        ),
        "called": called,
        "relatives": _relatives(session, case, called, card),
        "record": card,
    }


def _parts(session: Session, case: Any, definition: Definition) -> list[Part]:
    """Where one may choose what is done next.  One statement, and one for the rights if there is such a place."""
    found = commands.ad_hoc_parts(workflow.engine(), session, case.id, case.definition_id)
    if not found or not readable.may_steer(case):
        return []
    return [
        Part(
            part.token,
            diagrams.label(definition, part.element_id),
            [(step, diagrams.label(definition, step)) for step in part.steps],
            part.ends_by_hand,
            part.takes_away,
        )
        for part in found
    ]


def _tasks(session: Session, case_id: int, definition: Definition) -> list[DoneTask]:
    """The tasks with their answers.  Four statements at most."""
    rows, given = cases.tasks(session, case_id), cases.answers(session, case_id)
    forms = {row.UserTask.id: definition.forms.get(row.UserTask.form_key or "") for row in rows}
    known = {row.UserTask.id: given.get(row.UserTask.token) for row in rows if row.UserTask.token is not None}
    wanted = {found for task, values in known.items() if values for found in answered.references(forms[task], values)}
    names = answered.names(session, wanted)
    return [DoneTask(row, _answer(forms[row.UserTask.id], known.get(row.UserTask.id), names)) for row in rows]


def _asked(tasks: Iterable[DoneTask]) -> list[str | None]:
    """The keys of the forms that were filled in, the latest last."""
    done = [task.row.UserTask for task in tasks if task.row.UserTask.completed_at]
    return [task.form_key for task in sorted(done, key=attrgetter("completed_at", "id"))]


def _answer(form: Any, values: dict[str, Any] | None, names: answered.Names) -> answered.Answered | None:
    if values is None:
        return None
    return answered.told(form, {name: value for name, value in values.items() if name != "on_behalf_of"}, names)


def _relatives(session: Session, case: Any, called: Sequence[Any], card: cards.Card | None) -> list[Any]:
    """Other cases about the same card, for whoever may read the card: it lists them too."""
    if card is None:
        return []
    known = {case.id, case.parent_id, *(row.id for row in called)}
    return [row for row in cases.of_record(session, card.id) if row.id not in known]
