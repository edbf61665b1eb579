"""A page of a list of tasks as the API answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import abort

from webapp.tasks import query as task_query
from webapp.tasks.listing import TaskPage
from webapp.tasks.query import TaskQuery

Answer = tuple[Sequence[Any], dict[str, str]]


def answer(query: TaskQuery, page: TaskPage, address: Callable[..., str]) -> Answer:
    """The tasks, and in the Link header (RFC 8288) where the pages beside this one are; 422 for a wrong filter."""
    if page.problems:
        abort(422, description=" ".join(page.problems))
    return _with_columns(page), {"Link": ", ".join(_links(query, page, address))}


def _with_columns(page: TaskPage) -> Sequence[Any]:
    heads, cells = page.columns.heads, page.columns.cells
    if not heads:
        return page.tasks
    asked = {task_id: dict(zip((head.key for head in heads), row, strict=True)) for task_id, row in cells.items()}
    return [{**row._mapping, "columns": {key: cell.value for key, cell in asked[row.id].items()}} for row in page.tasks]


def _links(query: TaskQuery, page: TaskPage, address: Callable[..., str]) -> Iterator[str]:
    for relation, cursor in (("prev", page.before), ("next", page.after)):
        if cursor is not None:
            arguments = query.but(at=task_query.encode(cursor)).address()
            arguments["search"] = arguments.pop("q", None)
            yield f'<{address(**arguments)}>; rel="{relation}"'
