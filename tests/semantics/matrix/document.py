"""
What is executed and which test shows it: docs/semantics.md.

The groups of rows are in the modules beside, by subject; of events every trigger at every place is looked at: what the
linter accepts needs a test in ``EVENTS``. ``python -m tests.semantics.matrix`` writes the file.
"""

from __future__ import annotations

from pathlib import Path

from engine.dialect.linter import Severity, lint_files
from tests.semantics.matrix import activities, calls, collaboration, data, flows
from tests.semantics.matrix.event_diagrams import PLACES, TRIGGERS, drawn
from tests.semantics.matrix.events import EVENTS, NO_SUCH
from tests.semantics.matrix.row import Row

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "semantics.md"
GROUPS = activities.GROUPS | calls.GROUPS | flows.GROUPS | data.GROUPS | collaboration.GROUPS

TRIGGERS_IN_RUSSIAN = dict(
    zip(
        TRIGGERS,
        ("без триггера", "сообщение", "таймер", "ошибка", "эскалация", "отмена", "компенсация", "условие", "ссылка",
         "сигнал", "завершение", "несколько: любое", "несколько: все"),
        strict=True,
    )
)  # fmt: skip
HEADINGS = (
    "старт процесса · start", "старт событийного подпроцесса · event subprocess",
    "не прерывая · non-interrupting", "ожидание · catch", "на границе · boundary",
    "не прерывая · non-interrupting", "бросок · throw", "конец · end",
)  # fmt: skip

BEGIN, END = "<!-- made by python -m tests.semantics.matrix -->\n", "<!-- end of what is made -->\n"


def cell(trigger: str, place: str) -> str:
    """What the linter says of an event at a place: its rules, or the test that shows how it is executed."""
    shown = EVENTS[trigger].get(place)
    if (trigger, place) == ("parallel multiple", "start"):
        return linked(shown or "")  # needs messages with one key, as the test draws them
    if (trigger, place) in NO_SUCH:
        return "—"
    rules = refusals(drawn(trigger, place))
    if bool(rules) == bool(shown):
        found = f"the linter refuses it by {rules}" if rules else "the linter accepts it"
        raise ValueError(f"Expected a test or a refusal of {trigger} at {place}, but {found}, and the test is {shown}")
    return f"✗ {', '.join(rules)}" if rules else linked(shown or "")


def refusals(diagram: bytes, severity: Severity = "error") -> list[str]:
    """The rules that refuse a diagram, or warn of it."""
    findings = lint_files({"cell.bpmn": diagram})
    return sorted({finding.rule for finding in findings if finding.severity == severity})


def location(shown: str) -> tuple[Path, str]:
    """The file and the name of a test."""
    module, name = shown.split("::")
    folder = ROOT / "tests" if "/" in module else ROOT / "tests" / "semantics"
    return folder / f"{module}.py", name


def linked(shown: str, mark: str = "✓") -> str:
    """A rule by its key, a test by a link."""
    if "::" not in shown:
        return f"{mark} {shown}"
    path, name = location(shown)
    return f'[{mark}](../{path.relative_to(ROOT)} "{name}")'


def mark(row: Row) -> str:
    """Whether something is executed, refused or has no effect."""
    if row.is_drawing:
        return "○"
    return "✓" if "::" in row.shown else "✗"


def document() -> str:
    """The whole of docs/semantics.md: its own words around the tables."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


def tables() -> str:
    """A table for each group, and one for events."""
    parts = []
    for title, rows in GROUPS.items():
        lines = [f"## {title}", "", "| по-русски | in English | |", "|---|---|---|"]
        lines += [f"| {row.russian} | {row.english} | {linked(row.shown, mark(row))} |" for row in rows]
        parts.append("\n".join(lines) + "\n")
    lines = ["## События · Events", "", f"| | {' | '.join(HEADINGS)} |", "|---" * (len(PLACES) + 1) + "|"]
    for trigger, russian in TRIGGERS_IN_RUSSIAN.items():
        cells = " | ".join(cell(trigger, place) for place in PLACES)
        lines.append(f"| {russian} · {trigger} | {cells} |")
    return "\n".join([*parts, "\n".join(lines) + "\n"])
