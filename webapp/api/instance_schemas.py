"""What processes, their instances and what has happened in them look like to programs."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from webapp.api.schemas import ID, Strict


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
