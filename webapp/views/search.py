"""Search over everything one may see: a page, and the few suggestions below the field in every page's header."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from persistence.search import MOST_COUNTED
from persistence.search_index import KINDS
from webapp import found
from webapp.pages import addresses

blueprint = Blueprint("search", __name__)

SUGGESTED = 8
LONGEST_QUESTION = 200  # characters


@blueprint.get("/search")
def show() -> str:
    """What was found, newest first, by kind."""
    question, kind = _question(), request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    asked = found.search(question)
    page = asked.page(kind, addresses.before_id())
    return render_template(
        "search/_found.html" if "HX-Request" in request.headers else "search/show.html",
        question=question,
        kind=kind,
        kinds=found.kind_names(),
        counts=asked.counts(),
        most_counted=MOST_COUNTED,
        hits=found.hits(page, asked.words),
        asked=bool(asked.words),
        next_before=page[-1].id if page.has_more else None,
    )


@blueprint.get("/search/suggestions")
def suggestions() -> str:
    """The newest of what was found, to choose from while typing."""
    question = _question()
    asked = found.search(question)
    page = asked.page(limit=SUGGESTED)
    return render_template(
        "search/_suggestions.html",
        question=question,
        hits=found.hits(page, asked.words),
        asked=bool(asked.words),
        has_more=page.has_more,
    )


def _question() -> str:
    return request.args.get("q", "").strip()[:LONGEST_QUESTION]
