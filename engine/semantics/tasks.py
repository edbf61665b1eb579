"""Tasks: what people, scripts and operations do (BPMN 2.0.2, 10.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from engine.semantics.activities import Activity
from engine.semantics.alarms import Alarm, alarms_of
from engine.semantics.event_gateway import begin_with, win
from engine.semantics.failures import CannotGoOn
from engine.semantics.messages import await_message, throw_message
from engine.semantics.outcome import UserTaskOpened
from engine.semantics.timing import deadline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.dialect.extensions import Value
    from engine.scripting import Script, Text
    from engine.semantics.process import ProcessSpec
    from engine.semantics.scope import Scope
    from engine.semantics.token import Token
    from engine.semantics.triggers import MessageTrigger


class NoneTask(Activity, spiff.NoneTask):
    """A task that says nothing of how it is done: passed at once."""

    element_type = "task"


class UserTask(Activity, spiff.UserTask):
    """A task a person does by filling in a form; ``title`` and ``title_en`` may hold ``${…}``."""

    element_type = "userTask"
    projection = "task"

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        self.title: Text = attributes.pop("title")
        self.title_en: Text | None = attributes.pop("title_en", None)
        super().__init__(wf_spec, bpmn_id, **attributes)

    def perform(self, token: Token) -> bool | None:
        """Ask for the person's work and wait for it."""
        outcome = token.scope.root.outcome
        outcome.open(self._opened(token))
        outcome.happened("entered", token)
        return None

    def _opened(self, token: Token) -> UserTaskOpened:
        task = self.extensions.user_task

        def value(text: Value | None) -> Any:
            return None if text is None else token.scope.root.evaluate(token, text)

        who = assignee(token, value(task.assignee))
        users = tuple(p for each in listed(value(task.candidate_users)) if (p := person(each)) is not None)
        groups = tuple(map(str, listed(value(task.candidate_groups))))
        now, due = token.scope.root.world.now(), deadline(token, value(task.due_date))
        return UserTaskOpened(
            token=token.id,
            element_id=self.name,
            name=str(value(self.title)),
            name_en=None if self.title_en is None else str(value(self.title_en)),
            description=self.documentation,
            form_key=task.form_key,
            assignee=who,
            candidate_users=users,
            candidate_groups=groups if who or users or groups else self._group_of_lane(token),
            due=due,
            follow_up=deadline(token, value(task.follow_up_date)),
            priority=priority(value(task.priority)),
            alarms=self.alarms(token, now, due, now),
        )

    def alarms(self, token: Token, created: datetime, due: datetime | None, now: datetime) -> tuple[Alarm, ...]:
        """Who is to be told of the task and when, while it is open."""
        return alarms_of(token, self.extensions.user_task.alarms, created, due, now)

    def _group_of_lane(self, token: Token) -> tuple[str, ...]:
        """Who does what names nobody.  Raises CannotGoOn: a task in nobody's list would be lost in silence."""
        group = token.scope.root.world.group_of_lane(self.lane) if self.lane else None
        task = self.extensions.user_task
        if group is None and any((task.assignee, task.candidate_users, task.candidate_groups)):
            raise CannotGoOn("Expected somebody to do the task, but the performers it names come out empty")
        return () if group is None else (group,)


class ManualTask(UserTask):
    """A task done outside of any system; somebody says when it is done."""

    element_type = "manualTask"


class ScriptTask(Activity, spiff.ScriptTask):
    """A script in the sandbox; what it assigns are variables."""

    element_type = "scriptTask"

    def __init__(self, wf_spec: Any, bpmn_id: str, *, script: Script, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, script=script, **attributes)

    def perform(self, token: Token) -> bool | None:
        """Run the script on the variables it sees; nothing is assigned if it fails."""
        script: Script = self.script
        for name, value in script.run(token.data, token.scope.root.world.functions()).items():
            token.write(name, value)
        return True


class ServiceTask(Activity, spiff.ServiceTask):
    """An operation of ours; its input parameters are the arguments, ``result`` is there for the output parameters."""

    element_type = "serviceTask"

    def __init__(self, wf_spec: Any, bpmn_id: str, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, operation_name=attributes["extensions"].topic, **attributes)

    def arguments(self, token: Token) -> dict[str, Any]:
        """The values of the input parameters."""
        names = [parameter.name for parameter in self.extensions.inputs]
        return {name: token.locals[name] for name in names if name in token.locals} if token.locals else {}

    def perform(self, token: Token) -> bool | None:
        """Run the operation within the step."""
        topic, arguments = self.extensions.topic or "", self.arguments(token)
        result = token.scope.root.world.perform(token.id, self.name, topic, arguments)
        token.locals = {**(token.locals or {}), "result": result}
        return True


class SendTask(ServiceTask):
    """Sends something out: an operation says how, or a message goes to whoever waits for it (10.3.3)."""

    element_type = "sendTask"

    def __init__(self, wf_spec: Any, bpmn_id: str, *, message: MessageTrigger | None, **attributes: Any) -> None:
        self.message = message
        super().__init__(wf_spec, bpmn_id, **attributes)

    def perform(self, token: Token) -> bool | None:
        """Send the message, with the input parameters as what it brings, if there is no operation."""
        if self.message is None:
            return super().perform(token)
        throw_message(token, self.message, self.arguments(token))
        return True


class ReceiveTask(Activity):
    """Waits for a message; what it brings are variables (10.3.3)."""

    element_type = "receiveTask"
    projection = "message"

    def __init__(
        self, wf_spec: ProcessSpec, bpmn_id: str, *, message: MessageTrigger, instantiates: bool, **attributes: Any
    ) -> None:
        self.message = message
        self.triggers = (message,)
        super().__init__(wf_spec, bpmn_id, **attributes)
        if instantiates:
            wf_spec.instantiating.append(self)

    def begin_instance(self, scope: Scope, name: str | None, brought: Mapping[str, Any]) -> None:
        """The message has come, and so the instance begins (13.3.3)."""
        begin_with(self, scope, brought)

    def perform(self, token: Token) -> bool | None:
        """Wait for the message."""
        await_message(token, self.message)
        token.scope.root.outcome.happened("entered", token)
        return None

    def skip(self, token: Token, flow: str | None = None) -> None:
        """Go on from here as if the message had come."""
        win(token)
        super().skip(token, flow)

    def fire(self, token: Token, payload: Mapping[str, Any] | None = None) -> None:
        """The message has come; what raced it behind an event-based gateway has lost."""
        win(token)
        token.scope.root.outcome.close(token)
        token.submit(payload or {})
        token.finish_later()


def person(value: Any) -> int | None:
    """A person as expressions give one: an id, a text with an id, or a card with an ``id``."""
    value = value.get("id") if isinstance(value, dict) else value
    if value in (None, ""):
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise CannotGoOn(f"Expected a person's id, but got {value!r}") from None


def assignee(token: Token, value: Any) -> int | None:
    """A person who is there to do the task."""
    found = person(value)
    if found is not None and not token.scope.root.world.is_person(found):
        raise CannotGoOn(f"Expected somebody who works here as assignee, but person {found} does not")
    return found


def priority(value: Any) -> int:
    """A whole number, 50 if none is given."""
    try:
        return 50 if value in (None, "") else int(value)
    except (TypeError, ValueError):
        raise CannotGoOn(f"Expected a whole number as priority, but got {value!r}") from None


def listed(value: Any) -> tuple[Any, ...]:
    """Candidates as BPMN tools write them: one, a list, or a text with commas."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(value) if isinstance(value, list) else (value,)
