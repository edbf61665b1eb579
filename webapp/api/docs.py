"""The description of the API, for people (Swagger UI on a page of our own: its stock page has an inline script)."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.access.signed_in import public

blueprint = Blueprint("api_docs", __name__)


@blueprint.get("/api/docs", endpoint="page")
@public
def page() -> str:
    """Read the API, and try it."""
    return render_template("api/docs.html")
