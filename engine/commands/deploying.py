"""Deployment: a process's files become an immutable version, if they can run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from engine.commands.linting import refuse_errors
from engine.commands.timers import schedule_start
from engine.dialect.namespaces import camunda
from engine.engine import Engine
from engine.errors import Conflict, DeploymentRefused
from engine.scripting import ScriptError
from engine.semantics.failures import CannotGoOn
from engine.semantics.triggers import MessageTrigger, SignalTrigger, TimerTrigger, Trigger
from persistence import definitions as stored
from persistence import jobs

if TYPE_CHECKING:
    from engine.definitions import Definition
    from engine.deployment import Package


@dataclass(frozen=True, slots=True)
class Deployment:
    """What became of a package: the version it is now; ``changed`` is False when it was that already."""

    definition_id: int
    key: str
    version: int
    changed: bool


def deploy(
    engine: Engine, session: Session, package: Package, actor_id: int | None = None, source: str = "files"
) -> Deployment:
    """Make a package the newest version of its process, and of every other that runs in its diagram.

    Unchanged files make no new version. Raises DeploymentRefused with the linter's findings, or Conflict when the
    process was changed in the application and in the files.
    """
    newest = stored.newest(session, package.key)
    if newest is not None and _is_known(session, package, newest, source):
        return Deployment(newest.id, newest.key, newest.version, changed=False)
    refuse_errors(engine, session, package)
    deployed = _deploy_one(engine, session, package, newest, actor_id, source)
    for companion in package.companions:
        known = stored.newest(session, companion.key)
        if known is None or not _is_known(session, companion, known, source):
            _deploy_one(engine, session, companion, known, actor_id, source)
    return deployed


def _deploy_one(
    engine: Engine,
    session: Session,
    package: Package,
    newest: stored.ProcessDefinition | None,
    actor_id: int | None,
    source: str,
) -> Deployment:
    version = 1 if newest is None else newest.version + 1
    definition_id = _add(engine, session, package, version, actor_id, source)
    _subscribe(engine, session, engine.definitions.fresh(session, definition_id))
    return Deployment(definition_id, package.key, version, changed=True)


def _is_known(session: Session, package: Package, newest: stored.ProcessDefinition, source: str) -> bool:
    """Whether there is nothing to do: these files are the newest version, or were replaced by a published one."""
    if newest.sha256 == package.sha256:
        return True
    if source != "files" or newest.source == "files":
        return False
    if stored.known_hash(session, package.key, package.sha256):
        return True
    raise Conflict(
        f"Expected the files of {package.key!r} to be what version {newest.version} was made from, but it was "
        "published in the application meanwhile and the files have changed too: export that version over the files, "
        "or publish the files' diagram in the application"
    )


def _add(engine: Engine, session: Session, package: Package, version: int, actor_id: int | None, source: str) -> int:
    process = package.process
    definition = stored.ProcessDefinition(
        key=package.key,
        version=version,
        name=" ".join((process.get("name") or package.key).split()),
        name_en=package.labels_en.get("process", ""),
        version_tag=process.get(camunda("versionTag")),
        sha256=package.sha256,
        start_groups=_listed(process.get(camunda("candidateStarterGroups"))),
        deployed_at=engine.now(),
        deployed_by=actor_id,
        source=source,
    )
    return stored.add(session, definition, package.files)


def _subscribe(engine: Engine, session: Session, definition: Definition) -> None:
    """Let the start events of the new version, and of no older one, start the process."""
    subscriptions = [
        _subscription(definition, event.name, trigger)
        for event in definition.spec.beginnings()
        for trigger in event.triggers or (None,)
    ]
    stored.subscribe(session, definition.key, subscriptions)
    jobs.cancel_starts(session, definition.key)
    for subscription in subscriptions:
        if subscription.kind == "timer":
            _schedule(engine, session, subscription)


def _schedule(engine: Engine, session: Session, subscription: stored.StartSubscription) -> None:
    try:
        schedule_start(engine, session, subscription)
    except (CannotGoOn, ScriptError) as error:
        raise DeploymentRefused(
            (), f"«{subscription.element_id}» cannot start {subscription.key!r}: {error}"
        ) from error


def _subscription(definition: Definition, element_id: str, trigger: Trigger | None) -> stored.StartSubscription:
    kind, name, expression = "none", None, None
    match trigger:
        case MessageTrigger(message):
            kind, name = "message", message
        case SignalTrigger(signal):
            kind, name = "signal", signal.source
        case TimerTrigger(timer, text):
            kind, expression = "timer", f"{timer}:{text.source}"
    return stored.StartSubscription(
        definition_id=definition.id,
        key=definition.key,
        element_id=element_id,
        kind=kind,
        name=name,
        expression=expression,
    )


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
