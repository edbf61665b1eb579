"""The web: pages, REST API, command line and worker on top of the engine.  ``create_app`` puts the parts together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from webapp import (
    account,
    addresses,
    api,
    assets,
    cards,
    comment_texts,
    completing,
    database,
    demo,
    errors,
    form_island,
    i18n,
    security,
    sessions,
    signed_in,
    uploads,
    workflow,
)
from webapp.settings import Settings
from webapp.views import (
    ad_hoc,
    calendar,
    cases,
    colleagues,
    comments,
    counters,
    deadlines,
    documents,
    hooks,
    inbox,
    incidents,
    notification_choices,
    notifications,
    passwords,
    people,
    record_starts,
    record_tasks,
    registries,
    request_form,
    saved_views,
    search,
    session,
    settings_audit,
    settings_departments,
    settings_groups,
    settings_import,
    settings_people,
    settings_webhooks,
    side_tasks,
    start,
    task_actions,
    task_bulk,
    tasks,
)

MODULES = (
    addresses, database, workflow, i18n, assets, form_island, cards, comment_texts, completing, sessions, signed_in,
    uploads, security, account, errors, demo, api,
)  # fmt: skip
"""Each has ``init_app``.  The order is that of their ``before_request``: who it is, then whether it is forged."""

BLUEPRINTS = (
    session.blueprint,
    inbox.blueprint,
    saved_views.blueprint,
    task_bulk.blueprint,
    tasks.blueprint,
    task_actions.blueprint,
    side_tasks.blueprint,
    start.blueprint,
    cases.blueprint,
    ad_hoc.blueprint,
    incidents.blueprint,
    documents.blueprint,
    comments.blueprint,
    registries.blueprint,
    record_starts.blueprint,
    record_tasks.blueprint,
    people.blueprint,
    notifications.blueprint,
    colleagues.blueprint,
    calendar.blueprint,
    notification_choices.blueprint,
    settings_webhooks.blueprint,
    passwords.blueprint,
    settings_people.blueprint,
    settings_import.blueprint,
    settings_departments.blueprint,
    settings_groups.blueprint,
    settings_audit.blueprint,
    counters.blueprint,
    search.blueprint,
    deadlines.blueprint,
    request_form.blueprint,
    hooks.blueprint,
)


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
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
