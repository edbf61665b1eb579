"""Comments as a page shows them: plain text, with links and mentions to see."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2.utils import urlize
from markupsafe import Markup, escape

from engine.commands.comments import LONGEST, MENDABLE
from engine.mentions import mention_of
from webapp import dates
from webapp.access.signed_in import signed_in


def init_app(app: Flask) -> None:
    app.add_template_filter(shown, "comment_text")
    app.add_template_global(may_mend, "may_mend_comment")
    app.add_template_global(lambda: str(uuid.uuid4()), "new_key")
    app.jinja_env.globals["longest_comment"] = LONGEST


def shown(text: str, mentioned: Mapping[int, str]) -> Markup:
    """Escaped, addresses as links, the names of the ``mentioned`` marked."""
    html = str(urlize(text, rel="noopener nofollow", target="_blank"))
    for name in mentioned.values():
        html = mention_of(str(escape(name))).sub(lambda found: f'<span class="mention">{found[0]}</span>', html)
    return Markup(html)  # noqa: S704 - urlize has escaped the text


def may_mend(comment: Any) -> bool:
    """Whether the person who looks wrote it a moment ago."""
    return comment.author_id == signed_in().id and comment.deleted_at is None and dates.now() < comment.at + MENDABLE
