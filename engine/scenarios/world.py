"""The world a scenario is played in: an empty database in memory, its people, a clock that goes only when told to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.calendar import WorkingCalendar
from engine.commands import ALARMS, DELIVERIES, continue_step, deploy, fire_timer, start_by_timer
from engine.deployment import Package
from engine.dialect.extension_readers import listed
from engine.dialect.namespaces import camunda
from engine.engine import Engine
from engine.operations import OPERATIONS
from engine.registries import load_registries
from engine.scenarios.story import Scenario
from engine.semantics.alarms import MANAGER
from engine.testing import VirtualClock
from persistence import jobs
from persistence import models as models  # every table of ``Base.metadata``
from persistence.base import Base
from persistence.database import make_engine, make_session_factory
from persistence.instances import ProcessInstance
from persistence.people import Group, Person, PersonGroup

LEASE = timedelta(hours=1)
JOBS = {"timer": fire_timer, "continue": continue_step, "start_timer": start_by_timer, **DELIVERIES, **ALARMS}
"""How each kind of job is done; mail is not sent in a scenario."""


class World:
    """Everything there is while one scenario is played.  ``people`` holds ids by name."""

    def __init__(self, packages: Iterable[Package], scenario: Scenario) -> None:
        self.clock = VirtualClock(scenario.starts)
        self.engine = Engine(load_registries(), OPERATIONS, WorkingCalendar(), clock=self.clock)
        self._database = make_engine("sqlite://")
        self._sessions = make_session_factory(self._database, write=True)
        with self.transaction() as session:
            Base.metadata.create_all(session.connection())
        self.people: dict[str, int] = {}
        self.processes: list[str] = []
        self.seen_notification = self.seen_alarm = 0
        with self.transaction() as session:
            self._settle(session, list(packages), scenario)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are kept if nothing fails."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Forget everything."""
        self._database.dispose()

    def pass_time(self, until: datetime) -> None:
        """Let time pass and do every job when it falls due."""
        while (due := self._next_due()) is not None and due <= until:
            self.clock.instant = max(due, self.clock.instant)
            self._do_due_job()
        self.clock.instant = until

    def person(self, name: str) -> int:
        """A person's id.  Raises KeyError, naming those there are."""
        if name not in self.people:
            raise KeyError(f"Expected one of the people {', '.join(self.people)}, but got {name!r}")
        return self.people[name]

    def name_of(self, person_id: int | None) -> str | None:
        """What the scenario calls a person."""
        return next((name for name, known in self.people.items() if known == person_id), None)

    def main_instance(self, session: Session) -> ProcessInstance | None:
        """The instance the story is about: the newest that no other process called."""
        uncalled = select(ProcessInstance).where(ProcessInstance.parent_id.is_(None))
        return session.scalars(uncalled.order_by(ProcessInstance.id.desc()).limit(1)).first()

    def _settle(self, session: Session, packages: list[Package], scenario: Scenario) -> None:
        groups = {group for keys in scenario.people.values() for group in keys}
        groups |= {group for package in packages for group in _groups_named(package)}
        session.add_all(Group(key=group, name=group) for group in sorted(groups))
        session.flush()
        for name, keys in scenario.people.items():
            self.people[name] = self._add_person(session, name, keys)
        for led, manager in scenario.managers.items():
            session.get_one(Person, self.person(led)).manager_id = self.person(manager)
        for record in scenario.records:
            OPERATIONS["records.create"](self.engine.context(session), **self.with_people(record))
        for package in packages:
            self.processes.append(deploy(self.engine, session, package).key)

    def with_people(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A record's fields, the responsible person by id instead of by name."""
        result = dict(fields)
        if result.get("responsible") is not None:
            result["responsible"] = self.person(result["responsible"])
        return result

    def _add_person(self, session: Session, name: str, groups: Iterable[str]) -> int:
        person = Person(name=name, created_at=self.clock.instant)
        session.add(person)
        session.flush()
        session.add_all(PersonGroup(person_id=person.id, group_key=group) for group in groups)
        return person.id

    def _next_due(self) -> datetime | None:
        with self.transaction() as session:
            return jobs.next_due(session)

    def _do_due_job(self) -> None:
        with self.transaction() as session:
            claimed = jobs.claim_due(session, self.clock.instant, "scenario", 1, LEASE)
        for job in claimed:
            with self.transaction() as session:
                jobs.finish(session, job)
                JOBS[job.kind](self.engine, session, job)


def _groups_named(package: Package) -> Iterator[str]:
    """The groups a diagram gives work to; whether the company has them is checked when it is deployed there."""
    for element in package.document.root.iter():
        given = [element.get(camunda(name)) for name in ("candidateGroups", "candidateStarterGroups")]
        if element.get("name") == "escalateTo":
            given.append(element.get("value"))
        for group in (group for groups in given for group in listed(groups)):
            if "${" not in group and not group.isdecimal() and group != MANAGER:
                yield group
