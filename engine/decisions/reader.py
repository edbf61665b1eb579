"""
A ``.dmn`` file → its decisions, or everything that is wrong with it.

Every edition's namespace is accepted: what is read here is the same in all of them (DMN 1.1, 20151101, to 1.5,
20230324). Knowledge models, contexts, relations, invocations and imports are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from engine.decisions.cells import compile_value
from engine.decisions.graph import Decision, Decisions, LiteralExpression
from engine.decisions.problems import DecisionsUnreadable, Problem
from engine.decisions.reading import Element, Reading
from engine.decisions.table import DecisionTable
from engine.decisions.table_reader import read_table
from engine.dialect.reader import label_of
from engine.dialect.safe_xml import DiagramUnreadable, parse

MAX_DECISIONS: Final = 200  # in one version


def read_decisions(files: Mapping[str, bytes]) -> Decisions:
    """The decisions of all files, by id. Raises DecisionsUnreadable with every problem."""
    examined = examine(files)
    if examined.problems:
        raise DecisionsUnreadable(examined.problems)
    return Decisions(examined.decisions)


def examine(files: Mapping[str, bytes]) -> Examined:
    """The same for whoever wants to know what is there and what is wrong with it."""
    examined = Examined()
    for name, content in sorted(files.items()):
        examined.read(name, content)
    examined.check_requirements()
    return examined


@dataclass
class Examined(Reading):
    """``places`` has every decision, ``decisions`` those that nothing is wrong with."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    places: dict[str, tuple[str, Element]] = field(default_factory=dict)

    def read(self, name: str, content: bytes) -> None:
        self.file = name
        try:
            root = parse(content, name)
        except DiagramUnreadable as error:
            self.problems.append(Problem(name, error.line, "", name, error.message, error.remedy))
            return
        tag = etree.QName(root)
        if tag.localname != "definitions" or "/DMN/" not in (tag.namespace or ""):
            self.add(root, "Expected a DMN file, but its root is another", "Export the table as DMN")
            return
        for element in root.iterfind("{*}decision"):
            self._read_decision(element)

    def check_requirements(self) -> None:
        """Every required decision exists, and none requires itself."""
        for decision in self.decisions.values():
            self.file, element = self.places[decision.id]
            for required in decision.requires:
                if required not in self.places:
                    message = f"Expected the decision “{required}” it requires, but there is none"
                    self.add(element, message, "Draw the requirement from a decision of these files")
        for decision_id in self._in_circles():
            self.file, element = self.places[decision_id]
            message = "Expected a decision that does not require itself, but its requirements lead back to it"
            self.add(element, message, "Remove one requirement of the circle")

    def _in_circles(self) -> Iterator[str]:
        """What is left when decisions that need nothing are taken away, again and again."""
        left = {key: {r for r in decision.requires if r in self.decisions} for key, decision in self.decisions.items()}
        while free := {key for key, requires in left.items() if not requires & left.keys()}:
            left = {key: requires for key, requires in left.items() if key not in free}
        yield from left

    def _read_decision(self, element: Element) -> None:
        decision_id = element.get("id", "")
        if not decision_id or decision_id in self.places:
            why = f"“{decision_id}” is there already" if decision_id else "it has none"
            self.add(element, f"Expected a decision with an id of its own, but {why}", "Give it another id")
            return
        self.places[decision_id] = (self.file, element)
        if len(self.places) > MAX_DECISIONS:
            self.add(element, f"Expected at most {MAX_DECISIONS} decisions, but there are more", "Split them up")
        elif (logic := self._read_logic(element, decision_id)) is not None:
            name = label_of(element) or decision_id
            required = element.iterfind("{*}informationRequirement/{*}requiredDecision")
            requires = tuple(one.get("href", "").removeprefix("#") for one in required)
            self.decisions[decision_id] = Decision(decision_id, name, _variable(element), logic, requires)

    def _read_logic(self, element: Element, decision_id: str) -> DecisionTable | LiteralExpression | None:
        table, literal = element.find("{*}decisionTable"), element.find("{*}literalExpression")
        if table is not None:
            return read_table(self, table, f"“{label_of(element) or decision_id}”")
        if literal is not None:
            expression = self.cell(literal, "the decision", compile_value)
            return None if expression is None else LiteralExpression(_variable(element), expression)
        message = "Expected a decision table or a literal expression, but it has neither"
        self.add(element, message, "Write the decision as a table")
        return None


def _variable(element: Element) -> str:
    """What others call the decision's result: its variable, if that is a name, else its id."""
    variable = element.find("{*}variable")
    name = "" if variable is None else variable.get("name", "")
    return name if name.isidentifier() else element.get("id", "")
