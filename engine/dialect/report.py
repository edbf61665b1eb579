"""Findings as people and programs read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson

from engine.dialect.linter import Finding


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each finding, in the form editors and terminals make links of, and a line with their numbers."""
    return "\n".join([*map(_line, findings), _summary(findings)])


def as_json(findings: Sequence[Finding]) -> str:
    """A JSON list of objects with the fields of `Finding`."""
    return orjson.dumps([asdict(finding) for finding in findings], option=orjson.OPT_INDENT_2).decode()


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether a deployment would be refused."""
    return any(finding.severity == "error" for finding in findings)


def _line(finding: Finding) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    element = f"{finding.element_id} «{finding.label}»" if finding.label else finding.element_id
    rule = f"{element} {finding.rule}".strip()
    return f"{place}: {finding.severity}: {rule}: {finding.message}. {finding.remedy}"


def _summary(findings: Sequence[Finding]) -> str:
    if not findings:
        return "Nothing found"
    errors = sum(finding.severity == "error" for finding in findings)
    return f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
