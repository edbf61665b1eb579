"""
Who may do what: the one place that answers it.

Every page, every API route and every command that acts for a person asks here, with the person as an ``Actor`` (their
id and the keys of their groups) and the subject as plain values.  Nothing here reads the database, so a right can be
tested as a table.

==============  =========================================================================================
start           members of the process's starter groups; a process that names none is never started by hand
see a task      whoever may work on it, asked for it, delegated it, completed it, directs it; sees its case, models
work on a task  its assignee; while nobody has taken it, its candidates; the substitute of an absent one of them
see a case      whoever started it, took part or is asked to, is responsible for its record, leads one who took part;
                operators, analysts
steer a case    whoever started it, took part or is asked to, is responsible for its record; operators: start steps of
                its ad hoc subprocesses, say when all is done there
direct a task   operators, the line manager of who has it, whom it was escalated to, who asked for a side task: say
                who does it, by when, how urgently
assign a task   who directs it; its assignee, unless it was delegated to them: then they give it back
put it off      its assignee
delegate        the assignee; the task comes back to them before it is completed
operate         ``operators`` and ``administrators``: retry, cancel, reassign
model           ``analysts`` and ``administrators``: publish processes
administer      ``administrators``: people, groups, tokens of others
recall          who completed it, while nobody has acted on it
a person's work the person, their line manager, operators: see it; the latter two hand it to somebody else
absences        the person, their line manager, administrators: set and call off
see a document  whoever sees the case, the task or the record it belongs to; the same for comments
change one      who put it there, writers of its record, ``operators``; everybody who sees it may add a version
saved views     used by their author and the groups they are shared with; changed by their author
registries      the groups that the registry's file names under ``rights``; writers read, operators read everything
==============  =========================================================================================

Who substitutes an absent person does with that person's tasks all that the assignee could, and reads the cases and
registries that person reads.  Nobody starts, operates, models, administers or writes a registry as a substitute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from engine.errors import Forbidden
from engine.registries import Rights

EVERYONE = "everyone"
OPERATORS = "operators"
ANALYSTS = "analysts"
ADMINISTRATORS = "administrators"

Candidate = tuple[str, str]  # (kind "group" or "person", group key or person id as text)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, with the groups that give them rights.  ``everyone`` belongs to every actor.

    ``acts_for`` holds the absent people whose work they do, with the groups of each.
    """

    person_id: int
    groups: frozenset[str] = frozenset()
    acts_for: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", frozenset(self.groups) | {EVERYONE})

    def is_any_of(self, groups: Iterable[str]) -> bool:
        """Whether the actor belongs to at least one of these groups."""
        return not self.groups.isdisjoint(groups)

    def people(self) -> frozenset[int]:
        """The ids of the actor and of those whose work they do."""
        return frozenset(self.acts_for) | {self.person_id}

    def candidacies(self) -> frozenset[Candidate]:
        """Every candidate entry that means this actor or somebody whose work they do."""
        own = _candidacies(self.person_id, self.groups)
        return own.union(*(_candidacies(*absent) for absent in self.acts_for.items()))

    def reads_as_any_of(self, groups: Set[str]) -> bool:
        """Whether the actor, or somebody whose work they do, belongs to at least one of these groups."""
        return self.is_any_of(groups) or any(not absent.isdisjoint(groups) for absent in self.acts_for.values())


@dataclass(frozen=True, slots=True)
class TaskSubject:
    """What rights need to know of a user task."""

    assignee_id: int | None = None
    requested_by: int | None = None
    completed_by: int | None = None
    is_open: bool = True
    candidates: Set[Candidate] = field(default_factory=frozenset)
    line_manager: int | None = None  # of the assignee
    owner_id: int | None = None  # who delegated it
    overseers: Set[Candidate] = field(default_factory=frozenset)  # whom it was escalated to
    is_side: bool = False  # asked for by a person, not by a process


@dataclass(frozen=True, slots=True)
class PersonSubject:
    """What rights need to know of a person."""

    person_id: int
    line_manager: int | None = None


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """What rights need to know of a process instance: who started it, took part, is asked to; whose its record is.

    ``line_managers`` lead those who took part.
    """

    started_by: int | None = None
    participants: Set[int] = field(default_factory=frozenset)
    candidates: Set[Candidate] = field(default_factory=frozenset)
    responsible_id: int | None = None
    line_managers: Set[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class PlaceSubject:
    """What rights need to know of where a document or a comment belongs."""

    case: CaseSubject | None = None
    task: TaskSubject | None = None
    registry: Rights | None = None


def may_operate(actor: Actor) -> bool:
    """Retry, cancel and reassign what is running."""
    return actor.is_any_of((OPERATORS, ADMINISTRATORS))


def may_model(actor: Actor) -> bool:
    """Change and publish processes."""
    return actor.is_any_of((ANALYSTS, ADMINISTRATORS))


def may_administer(actor: Actor) -> bool:
    """Manage people, groups and everybody's access."""
    return actor.is_any_of((ADMINISTRATORS,))


def may_start(actor: Actor, start_groups: Iterable[str]) -> bool:
    """Start a process by hand (camunda:candidateStarterGroups)."""
    return actor.is_any_of(start_groups)


def may_claim(actor: Actor, task: TaskSubject) -> bool:
    """Take a task of the group's queue for oneself."""
    return task.is_open and task.assignee_id is None and not actor.candidacies().isdisjoint(task.candidates)


def may_work(actor: Actor, task: TaskSubject) -> bool:
    """Fill in and complete a task; an untaken one is taken by the same act."""
    return task.is_open and (task.assignee_id in actor.people() or may_claim(actor, task))


def on_behalf_of(actor: Actor, task: TaskSubject, right: Callable[[Actor, TaskSubject], bool]) -> int | None:
    """The absent person by whose place the actor has this right; None when it is as much their own."""
    if right(replace(actor, acts_for={}), task):
        return None
    meant = (
        person for person, groups in actor.acts_for.items() if right(replace(actor, acts_for={person: groups}), task)
    )
    return min(meant, default=None)


def may_release(actor: Actor, task: TaskSubject) -> bool:
    """Give a taken task back to the group's queue; without candidates there would be no queue to return to."""
    return task.is_open and task.assignee_id in actor.people() and task.owner_id is None and bool(task.candidates)


def may_direct(actor: Actor, task: TaskSubject) -> bool:
    """Say who does a task, by when and how urgently."""
    asked_for_it = task.is_side and task.requested_by == actor.person_id
    leads = task.line_manager == actor.person_id or not actor.candidacies().isdisjoint(task.overseers)
    return task.is_open and (may_operate(actor) or asked_for_it or leads)


def may_assign(actor: Actor, task: TaskSubject) -> bool:
    """Give a task to somebody else for good."""
    return may_direct(actor, task) or may_delegate(actor, task)


def may_delegate(actor: Actor, task: TaskSubject) -> bool:
    """Give one's task to somebody who gives it back; a delegated one is not passed on."""
    return task.is_open and task.owner_id is None and task.assignee_id in actor.people()


def may_give_back(actor: Actor, task: TaskSubject) -> bool:
    """Return a delegated task to its owner, who may also fetch it."""
    return (
        task.is_open and task.owner_id is not None and not actor.people().isdisjoint({task.owner_id, task.assignee_id})
    )


def may_postpone(actor: Actor, task: TaskSubject) -> bool:
    """Put one's task aside until a date."""
    return task.is_open and task.assignee_id in actor.people()


def may_withdraw(actor: Actor, task: TaskSubject) -> bool:
    """Cancel a side task; the steps of a process are the process's own."""
    return task.is_open and task.is_side and (may_operate(actor) or task.requested_by == actor.person_id)


def may_see_work_of(actor: Actor, person: PersonSubject) -> bool:
    """Read the list of a person's open tasks."""
    return actor.person_id == person.person_id or may_hand_over_work_of(actor, person)


def may_hand_over_work_of(actor: Actor, person: PersonSubject) -> bool:
    """Give all of a person's open tasks to somebody else."""
    return may_operate(actor) or actor.person_id == person.line_manager


def may_set_absence_of(actor: Actor, person: PersonSubject) -> bool:
    """Say that a person is away and who substitutes them, and call it off."""
    return may_administer(actor) or actor.person_id in (person.person_id, person.line_manager)


def may_recall(actor: Actor, task: TaskSubject) -> bool:
    """Take back what one has submitted oneself, at a step of a process."""
    return task.completed_by == actor.person_id and not task.is_open and not task.is_side


def may_see_task(actor: Actor, task: TaskSubject, case: CaseSubject | None = None) -> bool:
    """Read a task: what is asked, of whom, and what was answered."""
    people = {task.assignee_id, task.owner_id, task.requested_by, task.completed_by}
    involved = not actor.people().isdisjoint(people) or actor.person_id == task.line_manager
    candidate = task.is_open and not actor.candidacies().isdisjoint(task.candidates)
    escalated = not actor.candidacies().isdisjoint(task.overseers)
    return involved or candidate or escalated or oversees(actor) or (case is not None and may_see_case(actor, case))


def may_see_case(actor: Actor, case: CaseSubject) -> bool:
    """Read a process instance: diagram, history, variables, tasks."""
    involved = not actor.people().isdisjoint({case.started_by, case.responsible_id} | case.participants)
    leads = actor.person_id in case.line_managers
    return involved or leads or oversees(actor) or not actor.candidacies().isdisjoint(case.candidates)


def may_steer(actor: Actor, case: CaseSubject) -> bool:
    """Start steps where a case leaves that to people, and say when all is done there."""
    involved = not actor.people().isdisjoint({case.started_by, case.responsible_id} | case.participants)
    return involved or may_operate(actor) or not actor.candidacies().isdisjoint(case.candidates)


def may_see_place(actor: Actor, place: PlaceSubject) -> bool:
    """Read the documents and comments of a case, a task or a record, and add to them."""
    return (
        (place.case is not None and may_see_case(actor, place.case))
        or (place.task is not None and may_see_task(actor, place.task))
        or (place.registry is not None and may_read_registry(actor, place.registry))
    )


def may_change_document(actor: Actor, created_by: int | None, place: PlaceSubject) -> bool:
    """Rename and remove a document; its versions stay in the history either way."""
    is_own = created_by is not None and created_by in actor.people()
    may_write = place.registry is not None and may_write_registry(actor, place.registry)
    return is_own or may_write or may_operate(actor)


def may_send_message(actor: Actor) -> bool:
    """Send a message to whatever process waits for it or starts with it."""
    return may_operate(actor)


def may_read_registry(actor: Actor, rights: Rights) -> bool:
    """Read the cards of a registry; whoever may write them may read them."""
    return may_operate(actor) or actor.reads_as_any_of(rights.read | rights.write)


def may_write_registry(actor: Actor, rights: Rights) -> bool:
    """Change the cards of a registry."""
    return may_administer(actor) or actor.is_any_of(rights.write)


def may_use_view(actor: Actor, owner_id: int, groups: Iterable[str]) -> bool:
    """Open a saved view of the list of tasks: one's own, or one shared with a group of one's own."""
    return actor.person_id == owner_id or actor.is_any_of(groups)


def may_change_view(actor: Actor, owner_id: int) -> bool:
    """Rename, share and delete a saved view."""
    return actor.person_id == owner_id


def require(allowed: bool, message: str | None = None) -> None:
    """Refuse with ``Forbidden`` unless allowed."""
    if not allowed:
        raise Forbidden(message)


def oversees(actor: Actor) -> bool:
    return may_operate(actor) or may_model(actor)


def _candidacies(person_id: int, groups: Iterable[str]) -> frozenset[Candidate]:
    return frozenset(("group", group) for group in groups) | {("person", str(person_id))}
