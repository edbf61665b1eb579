"""What programs say when they do something to a task."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from webapp.api.schemas import ID, Strict
from webapp.pages.posted import LONGEST_COMMENT


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
