"""Files: uploading first, referring to them afterwards."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from engine import commands, rights
from persistence import documents
from webapp import workflow
from webapp.access import readable
from webapp.access.security import limiter
from webapp.access.signed_in import signed_in
from webapp.api.document_schemas import FileVersion, UploadedFile, UploadQuery
from webapp.database import db
from webapp.documents import downloads, places, uploads

blueprint = Blueprint("api_files", __name__, description="Uploaded files, which forms refer to by their id")


@blueprint.post("/files")
@blueprint.arguments(UploadedFile, location="files")
@blueprint.arguments(UploadQuery, location="query")
@blueprint.response(201, FileVersion)
@limiter.limit(uploads.LIMIT, key_func=lambda: f"upload of {signed_in().id}")
@uploads.takes_files
def upload(body: dict[str, Any], query: dict[str, Any]) -> Any:
    """Upload a file; its id goes into a form's field. One that nothing refers to within a day is removed."""
    task_id = query["task"]
    if task_id is not None:
        readable.require_task(task_id, rights.may_work)
    received = uploads.receive(body["file"])
    version_id = workflow.act(commands.keep_upload, received, signed_in().id, task_id=task_id)
    return documents.version(db.session(), version_id)


@blueprint.get("/files/<file_id>")
@blueprint.response(200, content_type="application/octet-stream")
@blueprint.alt_response(206, description="The part that the header Range asks for")
def download(file_id: str) -> Any:
    """The contents of a version of a document, or of one's own upload."""
    return downloads.send(places.version(file_id), as_attachment=True)
