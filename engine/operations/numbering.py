"""numbering.*: numbers without gaps."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import OperationError
from engine.operations.context import OperationContext
from engine.registries import NumberPattern, NumberPatternInvalid, Registry
from persistence.numbering import next_value

PLAIN = "{seq}"


def next_number(context: OperationContext, sequence: str, pattern: str = PLAIN) -> str:
    """Take the next number of a counter, written as the pattern says: ``Д-{year}-{seq:05}``.

    Committed numbers have no gaps: what a step that failed had taken is given back.
    """
    try:
        parsed = NumberPattern.parse(pattern)
    except NumberPatternInvalid as error:
        raise OperationError(str(error)) from error
    return _take(context, sequence, parsed, {})


def number_for(context: OperationContext, registry: Registry, linked: Mapping[str, str | None]) -> str | None:
    """The number of a new record; ``linked`` are the numbers of the records it is linked to, by the kind of link."""
    numbering = registry.numbering
    if numbering is None:
        return None
    return _take(
        context, numbering.sequence, numbering.pattern, {kind: number for kind, number in linked.items() if number}
    )


def _take(context: OperationContext, sequence: str, pattern: NumberPattern, linked: Mapping[str, str]) -> str:
    missing = [name for name in pattern.links if name not in linked]
    if missing:
        raise OperationError(
            f"Expected a numbered record as {', '.join(missing)} for the pattern «{pattern.source}», but there is none."
        )
    value = next_value(context.session, pattern.counter(sequence, context.today, linked))
    return pattern.number(value, context.today, linked)
