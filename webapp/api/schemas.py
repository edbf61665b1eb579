"""What is the same all over the API: strict bodies, ids, problems, pages."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from webapp.pages.addresses import LARGEST_ID, LAST_PAGE

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
