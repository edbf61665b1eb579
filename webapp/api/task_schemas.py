"""What tasks look like to programs, and what these say when they do something to one."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from persistence.inbox import TABS
from persistence.task_list import SORTS
from webapp.api.schemas import ID, Strict
from webapp.pages.posted import LONGEST_COMMENT
from webapp.tasks.query import DUES, MOST_COLUMNS, OPERATORS


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


class ListedTask(Task):
    """A task of a list, with the columns that were asked for: by key, null where it has nothing."""

    columns = fields.Dict(keys=fields.String())


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
    column = fields.List(
        fields.String(),
        load_default=list,
        validate=validate.Length(max=MOST_COLUMNS),
        metadata={"description": "What to give of each task: variables as in field, <registry>.<column> of its card"},
    )
    sort = fields.String(
        load_default="",
        validate=validate.OneOf(("", *SORTS, *(f"-{sort}" for sort in SORTS))),
        metadata={"description": "With a minus the other way round"},
    )
    at = fields.String(load_default="", metadata={"description": "The place that the Link header of a page names"})


class Values(Strict):
    """What is filled in."""

    values = fields.Dict(keys=fields.String(), load_default=dict)


class Completed(Schema):
    """What came of completing a task."""

    instance_id = fields.Integer()
    status = fields.String(metadata={"description": "Of the instance"})
    opened = fields.List(fields.Integer(), metadata={"description": "Ids of the tasks it opened"})
    next_task_id = fields.Integer(allow_none=True, metadata={"description": "What to go on with"})


class Comment(Strict):
    """Why; kept in the history."""

    comment = fields.String(load_default="", validate=validate.Length(max=LONGEST_COMMENT))


class GiveTo(Comment):
    """To whom."""

    person_id = fields.Integer(required=True, validate=ID)


class FollowUp(Comment):
    """Until when a task is put aside."""

    follow_up_at = fields.AwareDateTime(required=True, allow_none=True)


class Plan(Comment):
    """By when and how urgently a task is to be done."""

    due_at = fields.AwareDateTime(allow_none=True)
    priority = fields.Integer(validate=validate.Range(min=0, max=100))


class NewSideTask(Strict):
    """What is asked, of whom, by when, about what."""

    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    description = fields.String(load_default="", validate=validate.Length(max=10_000))
    assignee_id = fields.Integer(load_default=None, allow_none=True, validate=ID)
    group = fields.String(load_default=None, allow_none=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    priority = fields.Integer(load_default=50, validate=validate.Range(min=0, max=100))
    instance_id = fields.Integer(load_default=None, allow_none=True, validate=ID)
    record_id = fields.Integer(load_default=None, allow_none=True, validate=ID)

    @validates_schema
    def _for_one(self, data: dict[str, Any], **_: Any) -> None:
        if (data.get("assignee_id") is None) == (data.get("group") is None):
            raise ValidationError("Expected either a person or a group to do it.", "assignee_id")
        if data.get("instance_id") is not None and data.get("record_id") is not None:
            raise ValidationError("Expected a case or a record, but both are given.", "record_id")
