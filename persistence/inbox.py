"""
Whose tasks there are to see: a person's own, those offered to their groups, the late, the deferred, those of the people
they lead, the done.

Each tab is a few *lanes* that have no task in common, and each lane begins with what one index serves in order
(``user_task.assignee_id``, nobody's included).  So a page of a lane costs the same however many tasks others have, and
a tab is its lanes merged (``persistence.task_list``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from persistence.definitions import PROCESS_NAMES, ProcessDefinition
from persistence.instances import ProcessInstance
from persistence.people import Group, Person
from persistence.prepared import Prepared
from persistence.records import CARD, Record
from persistence.user_tasks import UserTask, UserTaskCandidate

OPEN_STATUSES = ("created", "assigned")
IS_OPEN: ColumnElement[Any] = literal_column("user_task.status IN ('created', 'assigned')")
"""Spelled out, because SQLite uses a partial index only for the very words of its condition: not for parameters, nor
for the "… = 1" that comes of calling it a Boolean."""
IS_DONE: ColumnElement[Any] = literal_column("user_task.status = 'completed'")

TABS = ("mine", "groups", "overdue", "deferred", "team", "done")
COUNTED = 1000  # a tab with as many tasks says "999+": counting on would cost more than knowing is worth
DONE_RECENTLY = timedelta(days=30)  # what the number of the tab "done" covers; its list goes back to the beginning

Candidate = tuple[str, str]
Lane = tuple[ColumnElement[Any], ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose list it is: a person and every candidate entry that means them or somebody whose work they do.

    ``acts_for`` are the absent people for whom they act today, ``led`` those whose line manager they are.
    """

    person_id: int
    candidacies: frozenset[Candidate]
    acts_for: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()

    @property
    def people(self) -> list[int]:
        """The ids of the person and of those whose work they do."""
        return sorted(self.acts_for | {self.person_id})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks each tab holds, ``COUNTED`` at most; the done ones of the last thirty days.

    ``team`` is None for who leads nobody.
    """

    mine: int
    groups: int
    overdue: int
    deferred: int
    done: int
    newest: int | None = None  # id of the last task that came: another one may have gone meanwhile
    team: int | None = None


def counts(session: Session, viewer: Viewer, now: datetime) -> Counts:
    """The numbers on the tabs.  One statement."""
    recent = [(*lane, UserTask.completed_at >= now - DONE_RECENTLY) for lane in lanes(viewer, "done", now)]
    tabs = [tab for tab in TABS if tab != "team" or viewer.led]
    held = [recent if tab == "done" else lanes(viewer, tab, now) for tab in tabs]
    newest = _newest([*lanes(viewer, "mine", now), *lanes(viewer, "groups", now)])
    numbers: Sequence[int] = session.execute(select(*map(_bounded_count, held), newest)).one()
    return Counts(**dict(zip((*tabs, "newest"), numbers, strict=True)))


def lanes(viewer: Viewer, tab: str, now: datetime, *, in_order: bool = True) -> list[Lane]:
    """The conditions of a tab's lanes.

    ``in_order=False`` keeps SQLite from walking a lane in its order: where few tasks are asked for by their ids, it is
    better to look at those.
    """
    if tab == "done":
        return _done(viewer, in_order)
    if tab == "team":
        return _of_team(viewer, in_order)
    mine, offered = _mine(viewer, in_order), _offered(viewer, in_order)
    due, follow_up = driving(UserTask.due_at, in_order), driving(UserTask.follow_up_at, in_order)
    waits = or_(follow_up.is_(None), follow_up <= now)
    return {
        "mine": [(*lane, waits) for lane in mine],
        "groups": [(*offered, waits)],
        "overdue": [(*lane, due < now) for lane in [*mine, offered]],
        "deferred": [(*lane, follow_up > now) for lane in [*mine, offered]],
    }[tab]


def task_in_case(session: Session, instance_id: int, person_id: int) -> int | None:
    """The person's most urgent task in one case, called processes included."""
    found = TASK_IN_CASE.row(session, person=person_id, case=instance_id, root=instance_id)
    return None if found is None else int(found[0])


def next_task(session: Session, instance_id: int | None, person_id: int, now: datetime) -> int | None:
    """
    What to go on with after a step of a case: the person's most urgent task in it, else their most urgent one.

    What they have put aside until later than ``now`` does not count.
    """
    found = NEXT_TASK.row(session, person=person_id, case=instance_id, root=instance_id, now=now)
    return None if found is None else int(found[0])


def row(session: Session, task_id: int) -> Row[*tuple[Any, ...]] | None:
    """One task as the list shows it."""
    return session.execute(rows().where(UserTask.id == task_id)).one_or_none()


def queue_names(session: Session, task_ids: Iterable[int]) -> dict[int, list[Group]]:
    """The groups whose queues hold these tasks.  One statement."""
    query = (
        select(UserTaskCandidate.task_id, Group)
        .join(Group, and_(UserTaskCandidate.kind == "group", Group.key == UserTaskCandidate.value))
        .where(UserTaskCandidate.task_id.in_(list(task_ids)))
        .order_by(Group.name)
    )
    names: dict[int, list[Group]] = {}
    for task_id, group in session.execute(query):
        names.setdefault(task_id, []).append(group)
    return names


def rows() -> Select[*tuple[Any, ...]]:
    """Tasks as the list shows them, with the process, case, record and people of each."""
    assignee, owner, completer, absent = (aliased(Person) for _ in range(4))
    return (
        select(
            UserTask.id,
            UserTask.name,
            UserTask.name_en,
            UserTask.status,
            UserTask.assignee_id,
            UserTask.due_at,
            UserTask.follow_up_at,
            UserTask.priority,
            UserTask.created_at,
            UserTask.completed_at,
            UserTask.draft_saved_at,
            UserTask.instance_id,
            UserTask.token,
            UserTask.owner_id,
            ProcessInstance.title.label("case_title"),
            ProcessInstance.business_key,
            *PROCESS_NAMES,
            *CARD,
            Record.stage,
            assignee.name.label("assignee_name"),
            owner.name.label("owner_name"),
            completer.name.label("completer_name"),
            absent.name.label("completed_for_name"),
        )
        .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Record, Record.id == func.coalesce(UserTask.record_id, ProcessInstance.record_id))
        .outerjoin(assignee, assignee.id == UserTask.assignee_id)
        .outerjoin(owner, owner.id == UserTask.owner_id)
        .outerjoin(completer, completer.id == UserTask.completed_by)
        .outerjoin(absent, absent.id == UserTask.completed_for)
    )


def is_candidate(candidacies: Iterable[Candidate]) -> ColumnElement[bool]:
    """Whether a task is offered to one of these: looked up by the task, so that it costs the same in every queue."""
    by_kind: dict[str, list[str]] = {}
    for kind, value in sorted(candidacies):
        by_kind.setdefault(kind, []).append(value)
    meant = (and_(UserTaskCandidate.kind == kind, UserTaskCandidate.value.in_(by_kind[kind])) for kind in by_kind)
    return select(literal_column("1")).where(UserTaskCandidate.task_id == UserTask.id, or_(*meant)).exists()


def driving(column: Any, in_order: bool) -> ColumnElement[Any]:
    """The column that leads into an index, or the same as an expression, which SQLite looks up in no index.

    https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_ (PostgreSQL has no unary plus
    for instants).
    """
    return column if in_order else func.coalesce(column, null(), type_=column.type)


def _mine(viewer: Viewer, in_order: bool) -> list[Lane]:
    assignee = driving(UserTask.assignee_id, in_order)
    return [(IS_OPEN, assignee == person) for person in viewer.people]


def _offered(viewer: Viewer, in_order: bool) -> Lane:
    return (IS_OPEN, driving(UserTask.assignee_id, in_order).is_(None), is_candidate(viewer.candidacies))


def _of_team(viewer: Viewer, in_order: bool) -> list[Lane]:
    """What those have whom the person leads, put aside or not; nothing for who leads nobody."""
    assignee = driving(UserTask.assignee_id, in_order)
    return [(IS_OPEN, assignee == person) for person in sorted(viewer.led)] or [(false(),)]


def _done(viewer: Viewer, in_order: bool) -> list[Lane]:
    """Completed by the person, or by a substitute on their behalf."""
    me = viewer.person_id
    by, on_behalf_of = (driving(column, in_order) for column in (UserTask.completed_by, UserTask.completed_for))
    return [(IS_DONE, by == me), (IS_DONE, on_behalf_of == me, UserTask.completed_by != me)]


def _bounded_count(held: Sequence[Lane]) -> ScalarSelect[int]:
    """How many tasks the lanes hold, ``COUNTED`` at most."""
    one: Any = literal_column("1").label("one")
    parts = (select(one).select_from(UserTask).where(*lane).limit(COUNTED).subquery() for lane in held)
    together = union_all(*(part.select() for part in parts)).limit(COUNTED)
    return select(func.count()).select_from(together.subquery()).scalar_subquery()


def _newest(held: Sequence[Lane]) -> ScalarSelect[int]:
    newest = (select(UserTask.id).where(*lane).order_by(UserTask.id.desc()).limit(1).subquery() for lane in held)
    together = union_all(*(part.select() for part in newest)).subquery()
    return select(func.max(together.c.id)).scalar_subquery()


def _urgency() -> tuple[Any, ...]:
    """By deadline, those without one last; then by priority; then by age."""
    return UserTask.due_at.is_(None), UserTask.due_at, UserTask.priority.desc(), UserTask.id


IN_CASE = or_(ProcessInstance.id == bindparam("case"), ProcessInstance.root_id == bindparam("root"))
OWN_TASKS = (
    select(UserTask.id)
    .outerjoin(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
    .where(IS_OPEN, UserTask.assignee_id == bindparam("person"))
)
TASK_IN_CASE = Prepared(OWN_TASKS.where(IN_CASE).order_by(*_urgency()).limit(1))
WAITS = or_(UserTask.follow_up_at.is_(None), UserTask.follow_up_at <= bindparam("now"))
NEXT_TASK = Prepared(OWN_TASKS.where(WAITS).order_by(case((IN_CASE, 0), else_=1), *_urgency()).limit(1))
"""Whoever completes a task asks for the next one."""
