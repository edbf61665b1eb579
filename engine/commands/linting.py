"""Checks a package against everything that is there to refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from engine.decisions.findings import findings_in
from engine.dialect.linter import LintContext, lint
from engine.dialect.linter.findings import Finding
from engine.engine import Engine
from engine.errors import DeploymentRefused
from engine.surroundings import NAMES
from persistence import definitions, people

if TYPE_CHECKING:
    from engine.deployment import Package


def findings_of(engine: Engine, session: Session, package: Package) -> list[Finding]:
    """What the linter finds in a package, with everything that is deployed around it."""
    decisions, broken = findings_in(package.decision_files)
    context = LintContext(
        forms=package.form_keys,
        groups=set(people.group_keys(session)),
        group_names=people.group_names(session),
        functions=NAMES,
        operations=engine.operations,
        processes=set(definitions.keys(session)) | {package.key},
        decisions=decisions,
    )
    return [*lint([package.document], context), *broken]


def refuse_errors(engine: Engine, session: Session, package: Package) -> None:
    """Raises DeploymentRefused when there are errors; warnings let a package through."""
    findings = findings_of(engine, session, package)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        where = f"the first at {first.element_id!r}, line {first.line}: {first.message}"
        raise DeploymentRefused(findings, f"{package.key!r} cannot be deployed: {len(errors)} errors, {where}")
