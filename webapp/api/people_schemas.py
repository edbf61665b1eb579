"""What people, groups, departments and absences look like, in and out."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from webapp.api.schemas import ID, Strict


class Person(Schema):
    """Somebody who works here, or did."""

    id = fields.Integer()
    name = fields.String()
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    active = fields.Boolean()
    language = fields.String()
    department_id = fields.Integer(allow_none=True)
    manager_id = fields.Integer(allow_none=True)


class PersonQuery(Strict):
    """Which people to list, at most 50 by name; go on behind a name and id."""

    search = fields.String(load_default="")
    state = fields.String(load_default="active", validate=validate.OneOf(("active", "inactive", "all")))
    after_name = fields.String(load_default=None, allow_none=True)
    after_id = fields.Integer(load_default=None, allow_none=True, validate=ID)


class Details(Strict):
    """What is known of a person; all of it is replaced."""

    name = fields.String(required=True)
    email = fields.String(load_default=None, allow_none=True)
    phone = fields.String(load_default=None, allow_none=True)
    language = fields.String(load_default="ru")
    department_id = fields.Integer(load_default=None, allow_none=True, validate=ID)
    manager_id = fields.Integer(load_default=None, allow_none=True, validate=ID)
    groups = fields.List(fields.String(), load_default=list)


class Group(Schema):
    """A role that diagrams and rights speak of."""

    key = fields.String()
    name = fields.String()
    name_en = fields.String()
    people = fields.Integer(metadata={"description": "How many belong to it"})
    archived_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "Since when it has ended: nothing can be offered to it"}
    )


class Department(Schema):
    """A part of the company."""

    id = fields.Integer()
    key = fields.String()
    name = fields.String()
    name_en = fields.String()
    parent_id = fields.Integer(allow_none=True)
    head_id = fields.Integer(allow_none=True)
    people = fields.Integer()


class Absence(Schema):
    """Somebody is away, both days included, and a substitute does their work."""

    id = fields.Integer()
    person_id = fields.Integer()
    substitute_id = fields.Integer()
    starts_on = fields.Date()
    ends_on = fields.Date()
    note = fields.String()


class NewAbsence(Strict):
    """An absence to set."""

    substitute_id = fields.Integer(required=True, validate=ID)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    note = fields.String(load_default="")


class Active(Strict):
    """Whether a person works here."""

    active = fields.Boolean(required=True)


class Invitation(Schema):
    """The link to send to a person, and for how many days it is good."""

    url = fields.Url()
    days = fields.Integer()


class To(Strict):
    """To whom."""

    person_id = fields.Integer(required=True, validate=ID)


class NewUnit(Strict):
    """A department to be; all of it is replaced."""

    name = fields.String(required=True)
    name_en = fields.String(load_default="")
    parent_id = fields.Integer(load_default=None, allow_none=True, validate=ID)
    head_id = fields.Integer(load_default=None, allow_none=True, validate=ID)


class Archived(Strict):
    """Whether a group has ended."""

    archived = fields.Boolean(required=True)


class GroupNames(Strict):
    """What a group is called."""

    name = fields.String(required=True)
    name_en = fields.String(load_default="")


class NewGroup(GroupNames):
    """A group to be."""

    key = fields.String(required=True, metadata={"example": "head_of_sales"})


class Members(Strict):
    """The ids of the people who were put into a group."""

    members = fields.List(fields.Integer(validate=ID), required=True, validate=validate.Length(max=10_000))
