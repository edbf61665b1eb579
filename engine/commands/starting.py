"""Starting instances: by hand, by message, by the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime
from engine.commands.documents import attach
from engine.commands.instance import check_start, new_instance
from engine.commands.step import Steps
from engine.definitions import Definition
from engine.engine import Engine
from engine.places import Place
from engine.values import freeze


def start_process(
    engine: Engine,
    session: Session,
    key: str,
    variables: Mapping[str, Any] | None = None,
    *,
    actor_id: int | None = None,
    business_key: str | None = None,
    element_id: str | None = None,
) -> int:
    """Start the newest version of a process; the id of its instance.

    Raises ProcessNotFound, InvalidValue for a variable that is no JSON, or Conflict if it cannot be started this way.
    """
    definition = engine.definitions.newest(session, key)
    return start_definition(
        engine, session, definition, variables, actor_id=actor_id, business_key=business_key, element_id=element_id
    )


def start_definition(
    engine: Engine,
    session: Session,
    definition: Definition,
    variables: Mapping[str, Any] | None = None,
    *,
    actor_id: int | None = None,
    business_key: str | None = None,
    element_id: str | None = None,
) -> int:
    """Start this version of a process."""
    check_start(definition, element_id)
    instance = new_instance(engine, session, definition, started_by=actor_id, business_key=business_key)
    frozen = freeze(dict(variables or {}))
    attach(engine, session, definition.start_form, frozen, Place(instance.id), actor_id)
    Steps(engine, session, actor_id).run(instance, runtime.Start(frozen, element_id))
    return instance.id
