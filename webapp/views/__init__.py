"""Pages.  A view parses the request, calls a command or a query, and renders; rights are asked of ``engine.rights``."""

from __future__ import annotations

from flask import Flask

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

PAGES = (
    session, inbox, saved_views, task_bulk, tasks, task_actions, side_tasks, start, cases, ad_hoc, incidents,
    documents, comments, registries, record_starts, record_tasks, people, notifications, colleagues, calendar,
    notification_choices, settings_webhooks, passwords, settings_people, settings_import, settings_departments,
    settings_groups, settings_audit, counters, search, deadlines, request_form, hooks,
)  # fmt: skip


def init_app(app: Flask) -> None:
    for page in PAGES:
        app.register_blueprint(page.blueprint)
