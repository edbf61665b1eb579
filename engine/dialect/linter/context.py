"""What exists around a diagram, told to the linter by whoever asks it: a deployment, the modeler, the command line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LintContext:
    """What references are checked against. None means not known here: such references are not checked.

    ``forms``: the keys of the process's own forms. ``groups``: the keys of people's groups; ``group_names``: what lanes
    of groups are called. ``operations``: the functions behind topics; the first parameter is the engine's, the others
    are arguments. ``processes``: the keys that can be called. ``decisions``: the ids of the process's own decisions.
    ``functions``: what expressions may call beyond what is built in.
    """

    forms: Collection[str] | None = None
    groups: Collection[str] | None = None
    group_names: Collection[str] | None = None
    operations: Mapping[str, Callable[..., Any]] | None = None
    processes: Collection[str] | None = None
    decisions: Collection[str] | None = None
    functions: Collection[str] | None = None
