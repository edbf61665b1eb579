"""Files, documents and comments over the REST API."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import a_request, bearer, multipart
from tests.unit.test_media_types import PDF, PNG

DOCUMENTS, COMMENTS = "/api/v1/documents", "/api/v1/comments"


@pytest.fixture
def client(app, browser):
    """A program that acts for the head of sales, in whose queue a request waits."""
    browser.post("/request", a_request())
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = bearer(app, "sokolova")["Authorization"]
    return program


def upload(client, content=PDF, name="contract.pdf"):
    return client.post("/api/v1/files", **multipart(content, name)).json["id"]


def test_a_document_goes_through_its_life(client):
    first, second = upload(client), upload(client, PNG, "signed.png")
    added = client.post(DOCUMENTS, json={"task": 1, "file": first, "name": "Договор"})
    assert added.status_code == 201
    document = f"{DOCUMENTS}/{added.json['id']}"
    assert client.post(f"{document}/versions", json={"file": second, "note": "Подписан"}).status_code == 204
    (listed,) = client.get(f"{DOCUMENTS}?case=1").json
    assert (listed["name"], listed["current"], listed["file"], listed["size"]) == ("Договор", 2, second, len(PNG))
    versions = client.get(document).json["versions"]
    assert [(one["number"], one["id"], one["note"]) for one in versions] == [(2, second, "Подписан"), (1, first, "")]
    assert client.get(f"/api/v1/files/{first}").data == PDF
    assert client.patch(document, json={"name": "Акт"}).status_code == 204
    assert client.delete(document).status_code == 204
    assert client.get(f"{DOCUMENTS}?case=1").json == []
    assert client.get(document).json["archived_at"] is not None


def test_an_upload_becomes_one_document(client):
    file = upload(client)
    assert client.post(DOCUMENTS, json={"case": 1, "file": file}).status_code == 201
    again = client.post(DOCUMENTS, json={"case": 1, "file": file})
    assert again.status_code == 409
    assert client.post(DOCUMENTS, json={"case": 1, "file": "0" * 32}).status_code == 404


@pytest.mark.parametrize("place", [{}, {"case": 1, "task": 1}])
def test_a_place_is_named_exactly_once(client, place):
    assert client.get(DOCUMENTS, query_string=place).status_code == 422
    assert client.post(COMMENTS, json={"text": "x", **place}).status_code == 422


def test_a_comment_goes_through_its_life(client):
    said = {"case": 1, "text": "первый", "idempotency_key": "k"}
    added = client.post(COMMENTS, json=said)
    assert (added.status_code, client.post(COMMENTS, json=said).json) == (201, added.json)
    comment = f"{COMMENTS}/{added.json['id']}"
    assert client.patch(comment, json={"text": "исправленный"}).status_code == 204
    assert [one["text"] for one in client.get(f"{COMMENTS}?case=1").json] == ["исправленный"]
    assert client.patch(comment, json={"text": " "}).status_code == 422
    assert client.delete(comment).status_code == 204
    assert [one["text"] for one in client.get(f"{COMMENTS}?case=1").json] == [""]
    assert client.patch(comment, json={"text": "поздно"}).status_code == 409


def test_the_description_tells_programs_how_to_upload(client):
    paths = client.get("/api/openapi.json").json["paths"]
    body = paths["/api/v1/files"]["post"]["requestBody"]["content"]
    assert body["multipart/form-data"]["schema"]["$ref"].endswith("UploadedFile")
    assert {"get", "post"} <= paths["/api/v1/documents"].keys()
