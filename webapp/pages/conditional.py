"""Answers to a page that asks again and again whether anything has changed (RFC 9110, 13.1.2)."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response


def unless_known(content: Any) -> Response:
    """The content as JSON; an empty 304 when the browser has it already."""
    response = jsonify(content)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
