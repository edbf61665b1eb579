"""
Whether the rows by which tasks, timers, messages and incidents are found say the same as the states of the instances.

A step writes both in one transaction, so a difference is a fault: of ours, of a restored backup, of somebody's SQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from engine import state
from engine.commands.projections import variable_row
from engine.engine import Engine
from engine.semantics import large, resting
from engine.semantics.large import Variables
from engine.semantics.queues import queued
from engine.semantics.resting import resting_in, wake_all
from engine.semantics.rows import StateUnreadable
from engine.semantics.standing import standing
from engine.semantics.workflow import ProcessWorkflow
from engine.shelves import StoredShelf
from persistence import projections

BATCH = 200  # instances looked at together


class Difference(NamedTuple):
    """What an instance's state and its rows disagree about."""

    instance_id: int
    message: str

    def __str__(self) -> str:
        return f"instance {self.instance_id}: {self.message}"


def check_projections(engine: Engine, session: Session) -> Iterator[Difference]:
    """Compare all instances, oldest first; nothing is changed."""
    last = 0
    while found := projections.instances(session, last, BATCH):
        last = found[-1].id
        yield from _check(engine, session, found)


def _check(engine: Engine, session: Session, found: Sequence[Any]) -> Iterator[Difference]:
    ids = [instance.id for instance in found]
    rows: defaultdict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
    for instance_id, kind, token in projections.waiting(session, ids):
        rows[instance_id][kind, token] += 1
    variables: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for variable in projections.variables(session, ids):
        variables[variable.instance_id][variable.name] = (variable.type, variable.text, _number(variable.number))
    beside: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for instance_id, kind, name in projections.beside(session, ids):
        beside[instance_id].append((kind, name))
    for instance in found:
        spec = engine.definitions.get(session, instance.definition_id).spec
        try:
            workflow = state.load(instance.state, spec, StoredShelf(session, instance.id))
            if lost := [*_beside(workflow, beside[instance.id])]:
                yield from (Difference(instance.id, message) for message in lost)
                continue
            wake_all(workflow)
        except StateUnreadable as error:
            yield Difference(instance.id, str(error))
            continue
        for message in (
            *_status(instance.status, workflow),
            *_waits(workflow, rows[instance.id]),
            *_variables(workflow, variables[instance.id]),
        ):
            yield Difference(instance.id, message)


def _beside(workflow: ProcessWorkflow, kept: list[tuple[str, str]]) -> Iterator[str]:
    """What is kept beside the state: as many tokens as rest, the variables that are large, the items to come."""
    counted, tokens = resting_in(workflow), [name for kind, name in kept if kind == resting.KIND]
    if len(tokens) != counted:
        yield f"Expected {counted} tokens at rest by its state, but {len(tokens)} are kept"
    wanted = {(large.KIND, name) for name in workflow.data.kept} if isinstance(workflow.data, Variables) else set()
    for scope in workflow.scopes():
        wanted.update(*map(queued, scope.tasks.values()))
    if (found := {key for key in kept if key[0] != resting.KIND}) != wanted:
        yield f"Expected {_named(wanted)} beside its state, but there is {_named(found)}"


def _named(keys: set[tuple[str, str]]) -> str:
    return ", ".join(f"{kind} {name}" for kind, name in sorted(keys)) or "nothing"


def _status(status: str, workflow: ProcessWorkflow) -> Iterator[str]:
    expected = ("completed", "cancelled") if workflow.completed else ("active",)
    expected = ("incident",) if workflow.has_failed() else expected
    if status not in expected:
        yield f"Expected the status {' or '.join(expected)} by its state, but it is {status}"


def _waits(workflow: ProcessWorkflow, rows: Counter[tuple[str, int]]) -> Iterator[str]:
    said = list(standing(workflow))
    for one in said:
        if not rows[one.kind, one.token] and not one.perhaps:
            yield f"Expected a row for the {one.kind} of token {one.token} at {one.element_id}, but there is none"
    waits = {(one.kind, one.token) for one in said}
    for (kind, token), number in rows.items():
        expected = 1 if (kind, token) in waits else 0
        if number > expected:
            yield f"Expected {expected} rows for the {kind} of token {token} by its state, but there are {number}"


def _variables(workflow: ProcessWorkflow, projected: dict[str, Any]) -> Iterator[str]:
    scalars = (row for name, value in workflow.data.items() if (row := variable_row(name, value)) is not None)
    expected = {row["name"]: (row["type"], row["text"], _number(row["number"])) for row in scalars}
    for name in sorted(expected.keys() | projected.keys()):
        if expected.get(name) != projected.get(name):
            yield f"Expected the variable {name} to be {expected.get(name)}, but its row says {projected.get(name)}"


def _number(number: Any) -> float | None:
    """As both databases keep it."""
    return None if number is None else float(number)
