"""Addresses: their numbers (what no database can hold is an address of nothing), and how they look from outside."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**63 - 1  # 64 bits, in SQLite as in PostgreSQL
LONGEST_ID = len(str(LARGEST_ID))  # digits
LAST_PAGE = 10_000


class IdConverter(IntegerConverter):
    """``<int:…>`` in a route: the id of a row."""

    def __init__(self, map: Map, *arguments: Any, **options: Any) -> None:
        super().__init__(map, *arguments, **{"max": LARGEST_ID} | options)


def init_app(app: Flask) -> None:
    """Before any route is added: a route keeps the converter it was made with."""
    app.url_map.converters["int"] = IdConverter


def public(endpoint: str, **values: Any) -> str:
    """A whole address for outside, such as a mail: below MARSHRUT_PUBLIC_URL."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def before_id() -> int | None:
    """The id before which a list ordered by ids goes on."""
    return request.args.get("before", type=row_id)


def row_id(typed: str) -> int:
    """The id of a row, as it came in; for ``type=`` of werkzeug's dictionaries.  Raises ValueError for what is none."""
    if not typed.isdecimal() or len(typed) > LONGEST_ID or int(typed) > LARGEST_ID:
        raise ValueError(f"Expected the id of a row, but {typed[:LONGEST_ID]!r}.")
    return int(typed)
