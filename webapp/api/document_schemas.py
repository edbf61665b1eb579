"""What files, documents and comments look like in the API, in and out."""

from __future__ import annotations

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from engine.commands.comments import LONGEST
from engine.commands.documents import LONGEST_NAME
from webapp.api.schemas import ID, Strict
from webapp.documents.places import KINDS

FILE_ID = validate.Length(max=32)


class PlaceQuery(Strict):
    """Of what: exactly one of these."""

    case = fields.Integer(load_default=None, validate=ID, metadata={"description": "A process instance"})
    task = fields.Integer(load_default=None, validate=ID)
    record = fields.Integer(load_default=None, validate=ID)

    @validates_schema
    def _exactly_one(self, data: dict[str, Any], **_options: Any) -> None:
        if len([kind for kind in KINDS if data.get(kind) is not None]) != 1:
            raise ValidationError("Expected exactly one of case, task and record.")


class UploadedFile(Strict):
    """One file, as multipart/form-data."""

    file = Upload(required=True)


class UploadQuery(Strict):
    """What the file is for."""

    task = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=ID,
        metadata={"description": "The task whose form will name it: the file stays as long as the task is open"},
    )


class FileVersion(Schema):
    """A file that was uploaded."""

    id = fields.String(metadata={"description": "What a form's field holds"})
    filename = fields.String()
    media_type = fields.String(metadata={"description": "By its content"})
    size = fields.Integer(metadata={"description": "In bytes"})
    at = fields.AwareDateTime()
    uploaded_by = fields.Integer(allow_none=True)


class Version(FileVersion):
    """A version of a document."""

    number = fields.Integer()
    note = fields.String(metadata={"description": "What has changed"})


class DocumentFacts(Schema):
    """What a document is and where it belongs."""

    id = fields.Integer()
    name = fields.String()
    instance_id = fields.Integer(allow_none=True)
    record_id = fields.Integer(allow_none=True)
    task_id = fields.Integer(allow_none=True)
    current = fields.Integer(metadata={"description": "The number of the newest version"})
    created_at = fields.AwareDateTime()
    archived_at = fields.AwareDateTime(allow_none=True, metadata={"description": "When it was removed"})


class Document(DocumentFacts):
    """A document with its newest version."""

    file = fields.String(metadata={"description": "The id of the newest version"})
    filename = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata={"description": "In bytes"})
    at = fields.AwareDateTime()


class DocumentDetails(DocumentFacts):
    """A document with all of its versions."""

    versions = fields.List(fields.Nested(Version))


class NewDocument(PlaceQuery):
    """An uploaded file that becomes a document."""

    file = fields.String(required=True, validate=FILE_ID, metadata={"description": "The id that the upload gave"})
    name = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST_NAME))


class NewVersion(Strict):
    """An uploaded file that replaces a document."""

    file = fields.String(required=True, validate=FILE_ID, metadata={"description": "The id that the upload gave"})
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_NAME))


class DocumentName(Strict):
    """What to call a document."""

    name = fields.String(required=True, validate=validate.Length(max=LONGEST_NAME))


class ThreadComment(Schema):
    """What somebody said."""

    id = fields.Integer()
    instance_id = fields.Integer(allow_none=True)
    record_id = fields.Integer(allow_none=True)
    task_id = fields.Integer(allow_none=True)
    author_id = fields.Integer()
    text = fields.String()
    at = fields.AwareDateTime()
    edited_at = fields.AwareDateTime(allow_none=True)
    deleted_at = fields.AwareDateTime(allow_none=True)


class CommentText(Strict):
    """What is said."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST))


class NewComment(PlaceQuery):
    """A comment, and on what."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST))
    idempotency_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
