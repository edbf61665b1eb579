"""Calendar starts: what the clock begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.commands.starting import start_definition
from engine.engine import Engine
from engine.scripting import compile_text
from engine.semantics.timing import fire_time
from engine.surroundings import functions_of
from persistence import definitions, jobs


def start_by_timer(engine: Engine, session: Session, job: jobs.Job) -> int | None:
    """A calendar start is due: start the process and set the next one, unless a newer version was deployed."""
    if job.definition_id is None or job.element_id is None:
        raise ValueError(f"Expected the start job {job.id} to name a definition and an element, but it does not")
    subscription = definitions.start_timer(session, job.definition_id, job.element_id)
    if subscription is None:
        return None
    definition = engine.definitions.get(session, job.definition_id)
    schedule_start(engine, session, subscription, previous=job)
    return start_definition(engine, session, definition, {}, element_id=job.element_id)


def schedule_start(engine: Engine, session: Session, start: Any, previous: jobs.Job | None = None) -> None:
    """Set the next calendar start of a subscription; none when its cycle is over or its date has passed."""
    kind, source = start.expression.split(":", 1)
    now = engine.now()
    fired = 0 if previous is None else int(previous.payload["fired"]) + 1
    anchor = now if previous is None else datetime.fromisoformat(previous.payload["anchor"])
    value = compile_text(source).evaluate({}, functions_of(engine.context(session, now), engine.working_calendar, None))
    due = fire_time(kind, value, now, engine.zone, fired, anchor)
    if due is None or due < now:
        return
    jobs.enqueue(
        session,
        "start_timer",
        due,
        now=now,
        definition_id=start.definition_id,
        element_id=start.element_id,
        payload={"fired": fired, "anchor": anchor.isoformat()},
    )
