"""Documents: added to a case, a task or a card, looked at, replaced, renamed, removed; their versions downloaded."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from engine import commands, rights
from engine.commands import Upload
from engine.commands.documents import place_of
from engine.engine import Engine
from engine.errors import FileRefused, InvalidInput
from engine.places import Place
from persistence import documents
from webapp import workflow
from webapp.access.security import limiter
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.documents import downloads, places, uploads
from webapp.i18n import language, quoted
from webapp.pages import errors

blueprint = Blueprint("documents", __name__)

MOST_FILES = 20  # at once


@blueprint.post("/documents")
@limiter.limit(uploads.LIMIT, key_func=lambda: f"upload of {signed_in().id}")
@uploads.takes_files
def add() -> Response:
    """Add files to a case, a task or a card; each becomes a document."""
    place, _subject = places.named(*places.chosen(request.form))
    added = 0
    for file in _files():
        try:
            _add(place, uploads.receive(file))
            added += 1
        except FileRefused as refused:
            _say(refused, file)
    if added:
        flash(ngettext("Добавлен %(num)d документ.", "Добавлено документов: %(num)d.", added), "success")
    return redirect(f"{places.address(place)}#documents", 303)


@blueprint.get("/documents/<int:document_id>")
def show(document_id: int) -> str:
    """The document: a look at it, its versions, what may be done."""
    document, subject = places.document(document_id)
    versions = documents.versions(db.session(), document_id)
    return render_template(
        "documents/show.html",
        document=document,
        versions=versions,
        current=versions[0],
        text=downloads.beginning(versions[0]) if downloads.is_text(versions[0].media_type) else None,
        is_picture=downloads.is_picture(versions[0].media_type),
        is_shown=downloads.is_inline(versions[0].media_type),
        place=places.title(place_of(document)),
        back=places.address(place_of(document)),
        may_change=rights.may_change_document(actor(), document.created_by, subject),
    )


@blueprint.post("/documents/<int:document_id>/versions")
@limiter.limit(uploads.LIMIT, key_func=lambda: f"upload of {signed_in().id}")
@uploads.takes_files
def replace(document_id: int) -> Response:
    """A newer version; the older ones stay."""
    places.document(document_id)
    for file in _files()[:1]:
        try:
            upload, note = uploads.receive(file), request.form.get("note", "").strip()[: uploads.LONGEST_NAME]
            workflow.act(_replace, document_id, upload, note, signed_in().id)
            flash(_("Новая версия сохранена."), "success")
        except FileRefused as refused:
            _say(refused, file)
    return _back(document_id)


@blueprint.post("/documents/<int:document_id>/rename")
def rename(document_id: int) -> Response:
    """Call it otherwise."""
    _require_change(document_id)
    try:
        workflow.act(commands.rename_document, document_id, request.form.get("name", ""), signed_in().id)
        flash(_("Документ переименован."), "success")
    except InvalidInput as refused:
        flash(refused.errors[0].text(language()), "error")
    return _back(document_id)


@blueprint.post("/documents/<int:document_id>/remove")
def remove(document_id: int) -> Response:
    """Take it off the list; it stays in the history."""
    place = place_of(_require_change(document_id))
    workflow.act(commands.remove_document, document_id, signed_in().id)
    flash(_("Документ убран. Он остался в истории вместе со всеми версиями."), "success")
    return redirect(f"{places.address(place)}#documents", 303)


@blueprint.get("/files/<version_id>")
def file(version_id: str) -> Response:
    """A version: shown by the browser if that is safe, else downloaded; ``?download`` downloads in any case."""
    return downloads.send(places.version(version_id), as_attachment="download" in request.args)


def _add(place: Place, upload: Upload) -> None:
    workflow.act(_keep_and_add, place, upload, signed_in().id)


def _keep_and_add(engine: Engine, session: Session, place: Place, upload: Upload, person_id: int) -> None:
    upload_id = commands.keep_upload(engine, session, upload, person_id)
    commands.add_document(engine, session, place, upload_id, person_id)


def _replace(engine: Engine, session: Session, document_id: int, upload: Upload, note: str, person_id: int) -> None:
    upload_id = commands.keep_upload(engine, session, upload, person_id)
    commands.add_version(engine, session, document_id, upload_id, person_id, note)


def _require_change(document_id: int) -> documents.Document:
    document, subject = places.document(document_id)
    rights.require(rights.may_change_document(actor(), document.created_by, subject))
    return document


def _files() -> list[FileStorage]:
    """What was chosen; browsers send an empty part when nothing was."""
    return [file for file in request.files.getlist("file") if file.filename][:MOST_FILES]


def _say(refused: FileRefused, file: FileStorage) -> None:
    refusal = errors.refusal_of(refused)
    flash(f"{quoted(uploads.clean_name(file.filename or ''))}: {refusal.happened}. {refusal.safe}", "error")


def _back(document_id: int) -> Response:
    return redirect(url_for("documents.show", document_id=document_id), 303)
