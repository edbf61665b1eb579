"""
Decision tables: DMN 1.1 to 1.5, executed in the sandbox (OMG Decision Model and Notation, chapters 6 to 8).

    reader.py    ``.dmn`` files → decisions, or everything that is wrong with them (reading.py, table_reader.py)
    cells.py     what stands in a cell (S-FEEL, DMN 1.3 chapter 9) → an expression of the sandbox
    table.py     inputs, rules, outputs; which rules hold
    policies.py  what several holding rules mean: the hit policies
    graph.py     decisions that need other decisions first

A decision is part of a process's version like its forms: immutable, compiled once, reaching no database.
"""

from engine.decisions.graph import NO_DECISIONS, Decided, Decision, Decisions
from engine.decisions.problems import DecisionFailed, DecisionsUnreadable, DecisionUnknown, Problem
from engine.decisions.reader import read_decisions

__all__ = [
    "NO_DECISIONS",
    "Decided",
    "Decision",
    "DecisionFailed",
    "DecisionUnknown",
    "Decisions",
    "DecisionsUnreadable",
    "Problem",
    "read_decisions",
]
