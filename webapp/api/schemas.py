"""What the API's resources look like, in and out."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from persistence.inbox import TABS
from persistence.task_list import SORTS
from webapp.pages.addresses import LARGEST_ID, LAST_PAGE
from webapp.tasks.query import DUES, OPERATORS

ID = validate.Range(min=0, max=LARGEST_ID)


class Strict(Schema):
    """What comes in: an unknown field is a mistake, not a wish to be ignored."""

    class Meta:
        """Refuse unknown fields."""

        unknown = RAISE


class Problem(Schema):
    """RFC 9457."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    errors = fields.Raw(metadata={"description": "Wrong fields: path, keyword, message"})


class Page(Strict):
    """Which part of a list; lists have at most 50 entries."""

    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=LAST_PAGE))


class Process(Schema):
    """A process that can be started."""

    key = fields.String()
    version = fields.Integer()
    name = fields.String()
    name_en = fields.String()
    version_tag = fields.String(allow_none=True)
    deployed_at = fields.AwareDateTime()


class Start(Strict):
    """What a process begins with: what its start form asks, or any variables where it has none."""

    variables = fields.Dict(keys=fields.String(), load_default=dict)
    business_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class StartForm(Schema):
    """What a start asks."""

    version = fields.Integer()
    form = fields.Dict(allow_none=True, metadata={"description": "JSON Schema of the variables"})


class IdempotencyKey(Schema):
    """Names an attempt: what is sent again with the same key is not done again."""

    class Meta:
        """There are other headers too."""

        unknown = EXCLUDE

    idempotency_key = fields.String(data_key="Idempotency-Key", validate=validate.Length(min=1, max=200))


class Id(Schema):
    """What was made, by its id."""

    id = fields.Integer()


class Number(Schema):
    """How many there were."""

    number = fields.Integer()


class InstanceId(Schema):
    """An instance by its id."""

    id = fields.Integer(attribute="instance_id")


class Instance(Schema):
    """A running or finished process."""

    id = fields.Integer()
    key = fields.String(metadata={"description": "Of the process"})
    process_name = fields.String()
    process_version = fields.Integer()
    business_key = fields.String(allow_none=True)
    title = fields.String()
    status = fields.String(
        validate=validate.OneOf(("active", "suspended", "incident", "completed", "cancelled")),
    )
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)
    started_by = fields.Integer(allow_none=True)
    parent_id = fields.Integer(allow_none=True)
    record_id = fields.Integer(allow_none=True)


class InstanceDetails(Instance):
    """An instance with its variables and open tasks."""

    variables = fields.Dict(keys=fields.String())
    open_task_ids = fields.List(fields.Integer())


class InstanceQuery(Strict):
    """Which instances to list; an answer has at most 50 entries."""

    status = fields.String(
        load_default="", validate=validate.OneOf(("", "active", "suspended", "incident", "completed", "cancelled"))
    )
    search = fields.String(load_default="")
    process = fields.String(load_default="", metadata={"description": "The key of a process"})
    responsible = fields.Integer(
        load_default=None, allow_none=True, validate=ID, metadata={"description": "Of the record, or who started it"}
    )
    since = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "Started then or later"})
    until = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "Started before"})
    before = fields.Integer(
        load_default=None, allow_none=True, validate=ID, metadata={"description": "Go on after this id"}
    )


class Event(Schema):
    """One line of a timeline, in the words of the reader's language."""

    at = fields.AwareDateTime()
    kind = fields.String()
    text = fields.String()
    who = fields.String(allow_none=True)
    details = fields.List(fields.List(fields.String()), metadata={"description": "Pairs of label and value"})
    task_id = fields.Integer(allow_none=True)


class Timeline(Schema):
    """A part of a timeline, newest first."""

    events = fields.List(fields.Nested(Event))
    earlier = fields.String(allow_none=True, metadata={"description": "What to ask as `before` for what was earlier"})


class TimelineQuery(Strict):
    """Which part of a timeline."""

    category = fields.String(
        load_default="",
        validate=validate.OneOf(
            ("", "tasks", "course", "events", "reminders", "comments", "documents", "interventions", "incidents")
        ),
    )
    person = fields.Integer(load_default=None, allow_none=True, validate=ID)
    before = fields.String(load_default=None, allow_none=True)


class HistoryEntry(Schema):
    """One thing that happened."""

    id = fields.Integer()
    at = fields.AwareDateTime()
    kind = fields.String()
    element_id = fields.String(allow_none=True)
    element_type = fields.String(allow_none=True)
    actor_id = fields.Integer(allow_none=True)
    data = fields.Dict()


class HistoryQuery(Strict):
    """From where on; the answer has at most 200 entries."""

    after = fields.Integer(
        load_default=0,
        validate=ID,
        metadata={"description": "The id of the last entry one has"},
    )


class Task(Schema):
    """A step that waits for a person, or a side task somebody asked for."""

    id = fields.Integer()
    instance_id = fields.Integer(allow_none=True, metadata={"description": "None: a side task outside of any case"})
    name = fields.String()
    name_en = fields.String()
    status = fields.String(validate=validate.OneOf(("created", "assigned", "completed", "cancelled")))
    assignee_id = fields.Integer(allow_none=True)
    created_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(allow_none=True)
    priority = fields.Integer()
    business_key = fields.String(allow_none=True)
    record_id = fields.Integer(allow_none=True)


class NextQuery(Strict):
    """In which case to look first."""

    case = fields.Integer(load_default=None, validate=ID, metadata={"description": "The id of an instance"})


class NextTask(Schema):
    """A task by its id; null when nothing waits."""

    id = fields.Integer(allow_none=True)


class Draft(Schema):
    """What somebody has filled in without completing the task."""

    values = fields.Dict(keys=fields.String(), allow_none=True)
    seen = fields.AwareDateTime(allow_none=True, metadata={"description": "When it was saved; null without a draft"})


class DraftToSave(Strict):
    """What is filled in so far, and the draft it follows: 409 when another one has been saved since."""

    values = fields.Dict(keys=fields.String(), required=True)
    seen = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "As the server told it"})


class CaseTask(Task):
    """A task of an instance with what it was completed with."""

    element_id = fields.String(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)
    completed_by = fields.Integer(allow_none=True)
    completed_for = fields.Integer(allow_none=True, metadata={"description": "Who was absent"})
    outcome = fields.String(allow_none=True)
    answer = fields.Dict(keys=fields.String(), allow_none=True)


class TaskDetails(Task):
    """A task with the form that completing it has to fit."""

    element_id = fields.String(allow_none=True, metadata={"description": "None: a side task"})
    description = fields.String()
    process_key = fields.String(allow_none=True)
    owner_id = fields.Integer(allow_none=True, metadata={"description": "Who delegated it and gets it back"})
    requested_by = fields.Integer(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)
    completed_by = fields.Integer(allow_none=True)
    completed_for = fields.Integer(allow_none=True, metadata={"description": "On whose behalf it was completed"})
    outcome = fields.String(allow_none=True)
    result = fields.String(allow_none=True, metadata={"description": "What came of a side task"})
    form = fields.Dict(allow_none=True, metadata={"description": "JSON Schema of the values"})
    answer = fields.Dict(keys=fields.String(), allow_none=True, metadata={"description": "What it was completed with"})


class TaskQuery(Strict):
    """Which tasks to list: as the page does.  Fields are compared in parallel lists, ``field``, ``op``, ``value``."""

    tab = fields.String(load_default="mine", validate=validate.OneOf(TABS))
    search = fields.String(load_default="")
    process = fields.String(load_default="", metadata={"description": "The key of a process"})
    responsible = fields.Integer(
        load_default=None, validate=ID, metadata={"description": "Who has the task or is responsible for its record"}
    )
    group = fields.String(load_default="")
    due = fields.String(load_default="", validate=validate.OneOf(("", *DUES)))
    due_from = fields.Date(load_default=None, metadata={"description": "With due=range"})
    due_to = fields.Date(load_default=None, metadata={"description": "With due=range; this day included"})
    name = fields.String(load_default="")
    field = fields.List(
        fields.String(),
        load_default=list,
        metadata={"description": "text.<variable>, number.<variable>, boolean.<variable> or <registry>.<field>"},
    )
    op = fields.List(fields.String(validate=validate.OneOf(tuple(OPERATORS))), load_default=list)
    value = fields.List(fields.String(), load_default=list)
    upto = fields.List(fields.String(), load_default=list, metadata={"description": "The other end, with op=between"})
    sort = fields.String(
        load_default="",
        validate=validate.OneOf(("", *SORTS, *(f"-{sort}" for sort in SORTS))),
        metadata={"description": "With a minus the other way round"},
    )
    at = fields.String(load_default="", metadata={"description": "The place that the Link header of a page names"})


class TaskViewChange(Strict):
    """A saved view's name and the groups it is shared with (one's own, or everyone)."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=100))
    groups = fields.List(fields.String(), load_default=list)


class TaskViewNew(TaskViewChange):
    """A view to keep."""

    query = fields.Nested(TaskQuery, required=True)


class TaskViewDefault(Strict):
    """Whether one's list opens with the view."""

    is_default = fields.Boolean(required=True)


class TaskView(Schema):
    """A saved view of the list of tasks."""

    id = fields.Integer()
    name = fields.String()
    query = fields.Dict(metadata={"description": "The arguments of the list's address"})
    owner_id = fields.Integer()
    groups = fields.List(fields.String())
    is_default = fields.Boolean()


class Values(Strict):
    """What is filled in."""

    values = fields.Dict(keys=fields.String(), load_default=dict)


class Completed(Schema):
    """What came of completing a task."""

    instance_id = fields.Integer()
    status = fields.String(metadata={"description": "Of the instance"})
    opened = fields.List(fields.Integer(), metadata={"description": "Ids of the tasks it opened"})
    next_task_id = fields.Integer(allow_none=True, metadata={"description": "What to go on with"})


class Message(Strict):
    """Something that happened outside."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    payload = fields.Dict(keys=fields.String(), load_default=dict)
    correlation_key = fields.String(load_default=None, allow_none=True)
    idempotency_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))

    ttl = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=50),
        metadata={"description": "How long it is kept if nobody waits for it: an ISO 8601 duration such as PT4H"},
    )


class MessageResult(Schema):
    """What became of a message; a buffered one is kept until somebody waits for it or its time is over."""

    outcome = fields.String(validate=validate.OneOf(("started", "delivered", "duplicate", "buffered", "unmatched")))
    instance_id = fields.Integer(allow_none=True)


class Signal(Strict):
    """Something everybody who waits for it should know."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    payload = fields.Dict(keys=fields.String(), load_default=dict)


class SignalResult(Schema):
    """Whom a signal has reached."""

    delivered = fields.Integer(metadata={"description": "How many waiting steps have got it"})
    started = fields.List(fields.Integer(), metadata={"description": "Ids of the instances it has started"})
    scheduled = fields.Integer(metadata={"description": "How many more get it within moments, if there are very many"})


class Record(Schema):
    """A business record."""

    id = fields.Integer()
    registry = fields.String(attribute="registry_key")
    number = fields.String(allow_none=True)
    title = fields.String()
    pipeline = fields.String(allow_none=True)
    stage = fields.String(allow_none=True)
    responsible_id = fields.Integer(allow_none=True)
    amount = fields.Decimal(as_string=True, allow_none=True)
    currency = fields.String(allow_none=True)
    data = fields.Dict()
    version = fields.Integer()
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()


class RecordQuery(Strict):
    """Which records to list, newest first."""

    stage = fields.String(load_default="")
    search = fields.String(load_default="")
    before = fields.Integer(
        load_default=None, allow_none=True, validate=ID, metadata={"description": "Go on after this id"}
    )
