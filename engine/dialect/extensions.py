"""
What a diagram says beyond BPMN: the extension attributes and elements of both dialects we read, as one set of values.

``camunda:`` is the dialect of Camunda 7 and of the bpmn.io properties panel (its reference: "BPMN 2.0 Implementation
Reference, Extension Elements and Attributes"); ``spiffworkflow:`` is SpiffArena's. Both end in `Extensions`, so nothing
behind the parser knows which one a diagram was drawn in. ``engine.dialect.extension_readers`` fills them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, Protocol

from engine.durations import Duration


class Value(Protocol):
    """Something to evaluate on the variables of a token: an expression, a text with ``${…}``, a list or map of them."""

    @property
    def names(self) -> frozenset[str]:
        """The variables it uses."""

    @property
    def source(self) -> str:
        """As written in the diagram."""

    def evaluate(self, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] | None = None) -> Any:
        """Its value as JSON; raises ScriptError."""


@dataclass(frozen=True, slots=True)
class MapValue:
    """A map of values (``camunda:map``)."""

    entries: tuple[tuple[str, Value], ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables its values use."""
        return frozenset().union(*(value.names for _, value in self.entries))

    @property
    def source(self) -> str:
        """The values as written, by key."""
        return ", ".join(f"{key}: {value.source}" for key, value in self.entries)

    def evaluate(self, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] | None = None) -> Any:
        """A dict."""
        return {key: value.evaluate(variables, functions) for key, value in self.entries}


@dataclass(frozen=True, slots=True)
class ListValue:
    """A list of values (``camunda:list``)."""

    items: tuple[Value, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables its items use."""
        return frozenset().union(*(item.names for item in self.items))

    @property
    def source(self) -> str:
        """The items as written."""
        return ", ".join(item.source for item in self.items)

    def evaluate(self, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] | None = None) -> Any:
        """A list."""
        return [item.evaluate(variables, functions) for item in self.items]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name and the value it gets; an optional one gets none as long as what it is computed from is not there."""

    name: str
    value: Value
    optional: bool = False


@dataclass(frozen=True, slots=True)
class AlarmExtension:
    """Who is told of an open task and when (properties of it, see ``engine.semantics.alarms``)."""

    remind_after: tuple[Value, ...] = ()
    remind_before: tuple[Value, ...] = ()
    remind_from: Value | None = None
    overdue_after: Value | None = None
    escalate_to: Value | None = None
    escalate_after: Value | None = None


@dataclass(frozen=True, slots=True)
class UserTaskExtension:
    """Who does a user task, with which form, and by when (``camunda:assignee`` and its neighbours)."""

    form_key: str | None = None
    assignee: Value | None = None
    candidate_users: Value | None = None
    candidate_groups: Value | None = None
    due_date: Value | None = None
    follow_up_date: Value | None = None
    priority: Value | None = None
    alarms: AlarmExtension = AlarmExtension()


@dataclass(frozen=True, slots=True)
class Call:
    """Which process a call activity runs and what passes in and out (``camunda:in``, ``camunda:out``)."""

    process: str
    binding: Literal["latest", "deployment", "version", "versionTag"] = "latest"
    version: str | None = None
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    data_outputs: tuple[str, ...] = ()  # taken by their names if they are there
    all_in: bool = False
    all_out: bool = False
    business_key: Value | None = None


@dataclass(frozen=True, slots=True)
class JobPolicy:
    """When a step is done in a job of its own, and how long to wait before each further attempt at what failed."""

    async_before: bool = False
    async_after: bool = False
    retry_delays: tuple[Duration, ...] = ()


@dataclass(frozen=True, slots=True)
class Extensions:
    """Everything a flow node's extensions say."""

    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    user_task: UserTaskExtension = UserTaskExtension()
    topic: str | None = None
    call: Call = Call("")
    jobs: JobPolicy = JobPolicy()
    loop_jobs: JobPolicy = JobPolicy()  # of each iteration of a multi-instance activity
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


NO_EXTENSIONS = Extensions()
