"""The web: pages, REST API, command line and worker on top of the engine.  ``create_app`` puts the parts together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from webapp import api, database, i18n, views, workflow
from webapp.access import account, security, sessions, signed_in
from webapp.cases import incident_words
from webapp.documents import comment_texts, uploads
from webapp.forms import island as form_island
from webapp.pages import addresses, assets, errors
from webapp.records import cards
from webapp.running import demo
from webapp.settings import Settings
from webapp.tasks import bulk_notice, completing

MODULES = (
    addresses, database, workflow, i18n, assets, form_island, cards, comment_texts, completing, bulk_notice,
    incident_words, sessions, signed_in, uploads, security, account, errors, demo, api, views,
)  # fmt: skip
"""Each has ``init_app``.  The order is that of their ``before_request``: who it is, then whether it is forged."""


class Application(Flask):
    """Flask without the question, asked of every function of every request, whether it is asynchronous."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """None of ours is."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """The composition root: an application with the given settings, those of the environment by default."""
    app = Application(__name__)
    app.config.from_mapping((settings or Settings.from_environment()).for_flask())
    for module in MODULES:
        module.init_app(app)
    return app
