"""The REST API, /api/v1: everything the pages do, for programs.  flask-smorest writes its OpenAPI description."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template

from webapp.signed_in import public

docs = Blueprint("api_docs", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(docs)


@docs.get("/api/docs", endpoint="page")
@public
def docs_page() -> str:
    """The description of the API to read and to try."""
    return render_template("api/docs.html")
