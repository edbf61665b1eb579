"""What a form shows before anybody has typed: the variables the step sees, under the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import takewhile
from typing import Any

from sqlalchemy.orm import Session

from engine import state
from engine.definitions import Definition
from engine.forms import Form
from engine.shelves import StoredShelf
from persistence import instances


def initial_values(
    session: Session, definition: Definition, instance_id: int, token: int, form: Form
) -> dict[str, Any]:
    """The values an open task's form starts with; {} when the process has moved on."""
    stored = instances.state_of(session, instance_id)
    if stored is None:
        return {}
    found = state.load(stored, definition.spec, StoredShelf(session, instance_id)).token(token)
    return {} if found is None else fitting(form, found.data)


def fitting(form: Form, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Those variables that a field of the form would accept as they are; of a group of fields, those that fit.

    A decision is taken anew each time, and a name two steps use for different things must not spoil the second form.
    What is still missing spoils nothing: the form is there to ask for it.
    """
    decided = form.ui.get("ui:submit", {}).get("field")
    values = {name: variables[name] for name in form.field_names() if name != decided and name in variables}
    given = {name: deepcopy(value) for name, value in values.items() if value not in (None, "", [])}
    for error in form.validate(given):
        if error.keyword != "required":
            _drop(given, error.path)
    return given


def _drop(values: dict[str, Any], path: Sequence[str | int]) -> None:
    """Take out the field at the path; a list with a wrong row goes as a whole."""
    names = [str(step) for step in takewhile(lambda step: isinstance(step, str), path)]
    for group in names[:-1]:
        values = values.get(group, {})
    for name in names[-1:]:
        values.pop(name, None)
