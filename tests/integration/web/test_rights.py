"""Every route times every role: a route that is not in this table fails the test, so none is forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine import commands
from persistence import saved_views
from persistence.documents import DocumentVersion
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, bearer, multipart, person_id
from webapp import dates, workflow
from webapp.transaction import run_in_transaction

STRANGER = "a stranger"
VERSION = "v" * 32
ROLES = {
    "head": "sokolova",  # the task waits in her queue
    "substitute": "belova",  # of another department; does the head's work while she is away
    "manager": "ivanova",
    "accountant": "egorova",
    "operator": "kiseleva",
    "analyst": "lebedev",
    "administrator": "pavlov",
}
EVERYBODY = set(ROLES)
SALES = {"head", "manager"}
OVERSEERS = {"operator", "analyst", "administrator"}
OPERATORS = {"operator", "administrator"}
ADMINISTRATORS = {"administrator"}
WORKS_ON_IT = {"head", "substitute"}
SEES_THE_CASE = {*WORKS_ON_IT, *OVERSEERS}
READS_LEADS = {*SALES, "substitute", *OPERATORS}
WRITES_LEADS = {*SALES, "administrator"}
STARTS_ONBOARDING = {*SALES, "accountant"}
SETS_ABSENCES = {*SALES, "administrator"}  # of the manager
HANDS_OVER = {"head", *OPERATORS}

PUBLIC = {
    "static": "/static/favicon.svg",
    "assets.built": "/static/dist/assets/none",
    "security.static": "/fs-static/none",
    "security.login": "/sign-in",
    "api_docs.page": "/api/docs",
    "api-docs.openapi_json": "/api/openapi.json",
    "request_form.show": "/request",
    "request_form.send": "POST /request",
    "request_form.status": "/request/received",
    "hooks.receive": "POST /hooks/none",
    "deadlines.feed": "/deadlines/none.ics",  # its secret is the key
    "session.language": "POST /language",
    "passwords.choose": "/invitation/none",
    "passwords.save": "POST /invitation/none",
    "demo.become": "POST /demo/become/0",
}
"""Open to strangers; what they answer is for other tests."""

PAGES = {
    "security.logout": ("POST /sign-out", EVERYBODY),
    "security.verify": ("/verify", EVERYBODY),
    "inbox.home": ("/", EVERYBODY),
    "inbox.show": ("/tasks", EVERYBODY),
    "inbox.filters": ("/tasks/filters", EVERYBODY),
    "saved_views.index": ("/tasks/views", EVERYBODY),
    "saved_views.create": ("POST /tasks/views", EVERYBODY),
    "saved_views.change": ("POST /tasks/views/1", {"head"}),  # hers, shared with nobody
    "saved_views.toggle_default": ("POST /tasks/views/1/default", {"head"}),
    "saved_views.remove": ("POST /tasks/views/1/delete", {"head"}),
    "task_bulk.act": ("POST /tasks/bulk", EVERYBODY),  # each task is asked about by itself
    "tasks.show": ("/tasks/1", SEES_THE_CASE),
    "tasks.claim": ("POST /tasks/1/claim", WORKS_ON_IT),
    "tasks.release": ("POST /tasks/1/release", WORKS_ON_IT),  # who are told that nobody has taken it
    "tasks.standing": ("/tasks/1/standing", SEES_THE_CASE),
    "tasks.draft": ("POST /tasks/1/draft", WORKS_ON_IT),
    "tasks.complete": ("POST /tasks/1/complete", WORKS_ON_IT),
    "task_actions.assign": ("POST /tasks/1/assign", WORKS_ON_IT | OPERATORS),  # the former: 409, claim it first
    "task_actions.delegate": ("POST /tasks/1/delegate", WORKS_ON_IT),
    "task_actions.give_back": ("POST /tasks/1/give-back", set()),
    "task_actions.postpone": ("POST /tasks/1/postpone", WORKS_ON_IT),
    "task_actions.fetch_back": ("POST /tasks/1/fetch-back", WORKS_ON_IT),
    "task_actions.recall": ("POST /tasks/1/recall", set()),  # nobody has completed it
    "task_actions.plan": ("POST /tasks/1/plan", OPERATORS),
    "side_tasks.ask": ("/tasks/new", EVERYBODY),
    "side_tasks.create": ("POST /tasks/new", EVERYBODY),
    "side_tasks.finish": ("POST /tasks/1/finish", WORKS_ON_IT),
    "side_tasks.withdraw": ("POST /tasks/1/withdraw", set()),  # a step of a process
    "start.catalogue": ("/start", EVERYBODY),
    "start.show": ("/start/lead_qualification", SALES),
    "start.begin": ("POST /start/lead_qualification", SALES),
    "cases.index": ("/cases", EVERYBODY),
    "cases.on_paper": ("/cases/1/print", SEES_THE_CASE),
    "cases.show": ("/cases/1", SEES_THE_CASE),
    "ad_hoc.start": ("POST /cases/1/parts/0/steps/none", {*WORKS_ON_IT, *OPERATORS}),
    "ad_hoc.end": ("POST /cases/1/parts/0/end", {*WORKS_ON_IT, *OPERATORS}),
    "incidents.retry": ("POST /cases/1/incidents/0/retry", OPERATORS),
    "incidents.skip": ("POST /cases/1/incidents/0/skip", OPERATORS),
    "cases.cancel": ("POST /cases/1/cancel", OPERATORS),
    "cases.diagram": ("/processes/1/diagram", EVERYBODY),
    "comments.add": ("POST /comments", READS_LEADS | SEES_THE_CASE),
    "comments.edit": ("POST /comments/1/edit", {"head"}),
    "comments.delete": ("POST /comments/1/delete", {"head"}),
    "comments.people": ("/comments/people?place=case&id=1", READS_LEADS | SEES_THE_CASE),
    "documents.add": ("POST /documents", READS_LEADS | SEES_THE_CASE),
    "documents.show": ("/documents/1", READS_LEADS | SEES_THE_CASE),
    "documents.replace": ("POST /documents/1/versions", READS_LEADS | SEES_THE_CASE),
    "documents.rename": ("POST /documents/1/rename", {*SALES, "substitute", *OPERATORS}),
    "documents.remove": ("POST /documents/1/remove", {*SALES, "substitute", *OPERATORS}),
    "documents.file": (f"/files/{VERSION}", READS_LEADS | SEES_THE_CASE),
    "registries.index": ("/registries", EVERYBODY),
    "registries.table": ("/registries/lead", READS_LEADS),
    "registries.card": ("/registries/lead/1", READS_LEADS),
    "record_starts.begin": ("POST /registries/company/2/starts/verify", STARTS_ONBOARDING),
    "record_tasks.show": ("/registries/lead/1/tasks", READS_LEADS),  # each task is asked about by itself
    "people.me": ("/me", EVERYBODY),
    "notifications.index": ("/notifications", EVERYBODY),
    "notifications.latest": ("/notifications/latest", EVERYBODY),
    "notifications.open_one": ("/notifications/0", EVERYBODY),  # leads on; where it leads to asks for rights
    "notifications.read": ("POST /notifications/0/read", EVERYBODY),  # one's own only
    "notifications.read_all": ("POST /notifications/read", EVERYBODY),
    "colleagues.index": ("/people", EVERYBODY),
    "colleagues.show": ("/people/4", EVERYBODY),
    "colleagues.set_absence": ("POST /people/4/absences", SETS_ABSENCES),
    "colleagues.revoke_absence": ("POST /people/4/absences/0/revoke", SETS_ABSENCES),
    "settings_people.home": ("/settings", ADMINISTRATORS),
    "settings_people.index": ("/settings/people", ADMINISTRATORS),
    "settings_people.new": ("/settings/people/new", ADMINISTRATORS),
    "settings_people.add": ("POST /settings/people/new", ADMINISTRATORS),
    "settings_people.show": ("/settings/people/4", ADMINISTRATORS),
    "settings_people.change": ("POST /settings/people/4", ADMINISTRATORS),
    "settings_people.set_active": ("POST /settings/people/4/active", ADMINISTRATORS),
    "settings_people.invite": ("POST /settings/people/4/invite", ADMINISTRATORS),
    "settings_import.show": ("/settings/people/import", ADMINISTRATORS),
    "settings_import.example": ("/settings/people/import/example.csv", ADMINISTRATORS),
    "settings_import.preview": ("POST /settings/people/import", ADMINISTRATORS),
    "settings_import.apply": ("POST /settings/people/import/apply", ADMINISTRATORS),
    "settings_departments.index": ("/settings/departments", ADMINISTRATORS),
    "settings_departments.new": ("/settings/departments/new", ADMINISTRATORS),
    "settings_departments.add": ("POST /settings/departments/new", ADMINISTRATORS),
    "settings_departments.show": ("/settings/departments/1", ADMINISTRATORS),
    "settings_departments.change": ("POST /settings/departments/1", ADMINISTRATORS),
    "settings_departments.delete": ("POST /settings/departments/1/delete", ADMINISTRATORS),
    "settings_groups.index": ("/settings/groups", ADMINISTRATORS),
    "settings_groups.add": ("POST /settings/groups", ADMINISTRATORS),
    "settings_groups.show": ("/settings/groups/purchasing", ADMINISTRATORS),
    "settings_groups.rename": ("POST /settings/groups/purchasing", ADMINISTRATORS),
    "settings_groups.set_members": ("POST /settings/groups/purchasing/members", ADMINISTRATORS),
    "settings_groups.set_archived": ("POST /settings/groups/purchasing/archived", ADMINISTRATORS),
    "settings_audit.index": ("/settings/audit", ADMINISTRATORS),
    "calendar.show": ("/calendar", EVERYBODY),
    "calendar.set_hours": ("POST /calendar/hours", {"administrator"}),
    "calendar.set_days": ("POST /calendar/days", {"administrator"}),
    "colleagues.hand_over": ("POST /people/4/hand-over", HANDS_OVER),
    "people.create_token": ("POST /me/tokens", EVERYBODY),
    "people.revoke_token": ("POST /me/tokens/0/revoke", EVERYBODY),
    "deadlines.create": ("POST /me/deadlines", EVERYBODY),
    "deadlines.revoke": ("POST /me/deadlines/revoke", EVERYBODY),
    "search.show": ("/search?q=Громов", EVERYBODY),  # finds what each may see
    "search.suggestions": ("/search/suggestions?q=Громов", EVERYBODY),
    "notification_choices.show": ("/me/notifications", EVERYBODY),
    "notification_choices.save": ("POST /me/notifications", EVERYBODY),
    "notification_choices.only_mine_to_do": ("POST /me/notifications/only-what-needs-me", EVERYBODY),
    "settings_webhooks.index": ("/settings/webhooks", {"administrator"}),
    "settings_webhooks.create": ("POST /settings/webhooks", {"administrator"}),
    "settings_webhooks.show": ("/settings/webhooks/0", {"administrator"}),
    "settings_webhooks.ping": ("POST /settings/webhooks/0/ping", {"administrator"}),
    "settings_webhooks.switch": ("POST /settings/webhooks/0/switch", {"administrator"}),
    "settings_webhooks.redeliver": ("POST /settings/webhooks/0/redeliver", {"administrator"}),
    "settings_webhooks.delete": ("POST /settings/webhooks/0/delete", {"administrator"}),
    "counters.show": ("/counters", EVERYBODY),
}
API = {
    "api_people.index": ("/api/v1/people", EVERYBODY),
    "api_people.add": ("POST /api/v1/people", ADMINISTRATORS),
    "api_people.show": ("/api/v1/people/4", EVERYBODY),
    "api_people.change": ("PUT /api/v1/people/4", ADMINISTRATORS),
    "api_people.absences": ("/api/v1/people/4/absences", EVERYBODY),
    "api_people.set_absence": ("POST /api/v1/people/4/absences", {"head", "manager", "administrator"}),
    "api_people.revoke_absence": ("DELETE /api/v1/people/4/absences/0", {"head", "manager", "administrator"}),
    "api_people.all_absences": ("/api/v1/absences", EVERYBODY),
    "api_people.set_active": ("PUT /api/v1/people/4/active", ADMINISTRATORS),
    "api_people.invite": ("POST /api/v1/people/4/invitation", ADMINISTRATORS),
    "api_people.hand_over": ("POST /api/v1/people/4/hand-over", HANDS_OVER),
    "api_structure.departments": ("/api/v1/departments", EVERYBODY),
    "api_structure.add_department": ("POST /api/v1/departments", ADMINISTRATORS),
    "api_structure.change_department": ("PUT /api/v1/departments/1", ADMINISTRATORS),
    "api_structure.delete_department": ("DELETE /api/v1/departments/1", ADMINISTRATORS),
    "api_structure.groups": ("/api/v1/groups", EVERYBODY),
    "api_structure.add_group": ("POST /api/v1/groups", ADMINISTRATORS),
    "api_structure.rename_group": ("PUT /api/v1/groups/purchasing", ADMINISTRATORS),
    "api_structure.set_archived": ("PUT /api/v1/groups/purchasing/archived", ADMINISTRATORS),
    "api_structure.members": ("/api/v1/groups/purchasing/members", EVERYBODY),
    "api_structure.set_members": ("PUT /api/v1/groups/purchasing/members", ADMINISTRATORS),
    "api_calendar.days": ("/api/v1/calendar?first=2026-01-01&last=2026-01-31", EVERYBODY),
    "api_calendar.hours": ("/api/v1/calendar/hours", EVERYBODY),
    "api_notification_choices.show": ("/api/v1/me/notification-choices", EVERYBODY),
    "api_notification_choices.change": ("PATCH /api/v1/me/notification-choices", EVERYBODY),
    "api_task_bulk.claim": ("POST /api/v1/tasks/bulk/claim", EVERYBODY),  # each task is asked about by itself
    "api_task_bulk.assign": ("POST /api/v1/tasks/bulk/assign", EVERYBODY),
    "api_task_bulk.follow_up": ("POST /api/v1/tasks/bulk/follow-up", EVERYBODY),
    "api_tasks.next_task": ("/api/v1/tasks/next", EVERYBODY),
    "api_records.tasks": ("/api/v1/registries/lead/records/1/tasks", READS_LEADS),
    "api_webhooks.switch": ("PATCH /api/v1/webhooks/0", {"administrator"}),
    "api_webhooks.ping": ("POST /api/v1/webhooks/0/ping", {"administrator"}),
    "api_task_views.set_default": ("PUT /api/v1/task-views/1/default", {"head"}),
    "api_processes.index": ("/api/v1/processes", EVERYBODY),
    "api_processes.start": ("POST /api/v1/processes/lead_qualification/start", SALES),
    "api_notifications.index": ("/api/v1/notifications", EVERYBODY),
    "api_notifications.read": ("POST /api/v1/notifications/read", EVERYBODY),
    "api_webhooks.index": ("/api/v1/webhooks", {"administrator"}),
    "api_webhooks.create": ("POST /api/v1/webhooks", {"administrator"}),
    "api_webhooks.delete": ("DELETE /api/v1/webhooks/0", {"administrator"}),
    "api_webhooks.deliveries": ("/api/v1/webhooks/0/deliveries", {"administrator"}),
    "api_webhooks.redeliver": ("POST /api/v1/webhooks/0/redeliver", {"administrator"}),
    "api_tasks.index": ("/api/v1/tasks", EVERYBODY),
    "api_task_views.index": ("/api/v1/task-views", EVERYBODY),
    "api_task_views.create": ("POST /api/v1/task-views", EVERYBODY),
    "api_task_views.change": ("PUT /api/v1/task-views/1", {"head"}),
    "api_task_views.remove": ("DELETE /api/v1/task-views/1", {"head"}),
    "api_tasks.show": ("/api/v1/tasks/1", SEES_THE_CASE),
    "api_tasks.claim": ("POST /api/v1/tasks/1/claim", WORKS_ON_IT),
    "api_tasks.release": ("POST /api/v1/tasks/1/release", WORKS_ON_IT),
    "api_tasks.complete": ("POST /api/v1/tasks/1/complete", WORKS_ON_IT),
    "api_task_actions.create": ("POST /api/v1/tasks", EVERYBODY),
    "api_task_actions.assign": ("POST /api/v1/tasks/1/assign", WORKS_ON_IT | OPERATORS),
    "api_task_actions.delegate": ("POST /api/v1/tasks/1/delegate", WORKS_ON_IT),
    "api_task_actions.resolve": ("POST /api/v1/tasks/1/resolve", set()),
    "api_task_actions.follow_up": ("POST /api/v1/tasks/1/follow-up", WORKS_ON_IT),
    "api_task_actions.recall": ("POST /api/v1/tasks/1/recall", set()),
    "api_task_actions.plan": ("POST /api/v1/tasks/1/plan", OPERATORS),
    "api_task_actions.cancel": ("POST /api/v1/tasks/1/cancel", set()),
    "api_files.download": (f"/api/v1/files/{VERSION}", READS_LEADS | SEES_THE_CASE),
    "api_documents.index": ("/api/v1/documents?case=1", READS_LEADS | SEES_THE_CASE),
    "api_documents.add": ("POST /api/v1/documents", READS_LEADS | SEES_THE_CASE),
    "api_documents.show": ("/api/v1/documents/1", READS_LEADS | SEES_THE_CASE),
    "api_documents.rename": ("PATCH /api/v1/documents/1", {*SALES, "substitute", *OPERATORS}),
    "api_documents.remove": ("DELETE /api/v1/documents/1", {*SALES, "substitute", *OPERATORS}),
    "api_documents.replace": ("POST /api/v1/documents/1/versions", READS_LEADS | SEES_THE_CASE),
    "api_comments.index": ("/api/v1/comments?case=1", READS_LEADS | SEES_THE_CASE),
    "api_comments.add": ("POST /api/v1/comments", READS_LEADS | SEES_THE_CASE),
    "api_comments.edit": ("PATCH /api/v1/comments/1", {"head"}),
    "api_comments.delete": ("DELETE /api/v1/comments/1", {"head"}),
    "api_files.upload": ("POST /api/v1/files?task=1", WORKS_ON_IT),
    "api_processes.start_form": ("/api/v1/processes/lead_qualification/start-form", SALES),
    "api_instances.cancel": ("POST /api/v1/instances/1/cancel", OPERATORS),
    "api_records.create": ("POST /api/v1/registries/lead/records", WRITES_LEADS),
    "api_records.change": ("PATCH /api/v1/registries/lead/records/1", WRITES_LEADS),
    "api_records.move": ("POST /api/v1/registries/lead/records/1/stage", WRITES_LEADS),
    "api_records.starts": ("/api/v1/registries/company/records/2/starts", EVERYBODY),  # offers what each may start
    "api_records.start": ("POST /api/v1/registries/company/records/2/starts/verify", STARTS_ONBOARDING),
    "api_search.index": ("/api/v1/search?q=Громов", EVERYBODY),
    "api_me.show": ("/api/v1/me", EVERYBODY),
    "api_me.change": ("PATCH /api/v1/me", EVERYBODY),
    "api_me.list_tokens": ("/api/v1/me/tokens", EVERYBODY),
    "api_me.create_token": ("POST /api/v1/me/tokens", EVERYBODY),
    "api_me.revoke_token": ("DELETE /api/v1/me/tokens/0", EVERYBODY),
    "api_me.create_calendar": ("POST /api/v1/me/calendar", EVERYBODY),
    "api_me.revoke_calendar": ("DELETE /api/v1/me/calendar", EVERYBODY),
    "api_calendar.set_days": ("PUT /api/v1/calendar/days", ADMINISTRATORS),
    "api_calendar.set_hours": ("PUT /api/v1/calendar/hours", {"administrator"}),
    "api_messages.send": ("POST /api/v1/messages", OPERATORS),
    "api_messages.broadcast": ("POST /api/v1/signals", OPERATORS),
    "api_instances.index": ("/api/v1/instances", EVERYBODY),
    "api_instances.show": ("/api/v1/instances/1", SEES_THE_CASE),
    "api_instances.timeline_part": ("/api/v1/instances/1/timeline", SEES_THE_CASE),
    "api_instances.tasks": ("/api/v1/instances/1/tasks", SEES_THE_CASE),
    "api_tasks.draft": ("/api/v1/tasks/1/draft", WORKS_ON_IT),
    "api_tasks.save_draft": ("POST /api/v1/tasks/1/draft", WORKS_ON_IT),
    "api_ad_hoc.index": ("/api/v1/instances/1/parts", SEES_THE_CASE),
    "api_ad_hoc.start": ("POST /api/v1/instances/1/parts/0/steps", {*WORKS_ON_IT, *OPERATORS}),
    "api_ad_hoc.end": ("POST /api/v1/instances/1/parts/0/end", {*WORKS_ON_IT, *OPERATORS}),
    "api_incidents.index": ("/api/v1/instances/1/incidents", SEES_THE_CASE),
    "api_incidents.retry": ("POST /api/v1/instances/1/incidents/0/retry", OPERATORS),
    "api_incidents.skip": ("POST /api/v1/instances/1/incidents/0/skip", OPERATORS),
    "api_instances.history": ("/api/v1/instances/1/history", SEES_THE_CASE),
    "api_records.index": ("/api/v1/registries/lead/records", READS_LEADS),
    "api_records.show": ("/api/v1/registries/lead/records/1", READS_LEADS),
}
"""Endpoint → what to ask, who may."""

BODIES = {
    "api_people.set_active": {"json": {"active": True}},
    "api_people.hand_over": {"json": {"person_id": 5}},
    "api_structure.add_department": {"json": {"name": "Закупки"}},
    "api_structure.change_department": {"json": {"name": "Закупки"}},
    "api_structure.add_group": {"json": {"key": "couriers", "name": "Курьеры"}},
    "api_structure.rename_group": {"json": {"name": "Закупки"}},
    "api_structure.set_archived": {"json": {"archived": True}},
    "api_structure.set_members": {"json": {"members": []}},
    "api_notification_choices.change": {"json": {}},
    "api_task_bulk.claim": {"json": {"ids": [1]}},
    "api_task_bulk.assign": {"json": {"ids": [1], "person_id": 1}},
    "api_task_bulk.follow_up": {"json": {"ids": [1], "follow_up_at": "2099-01-01T00:00:00Z"}},
    "api_webhooks.switch": {"json": {"active": True}},
    "api_task_views.set_default": {"json": {"is_default": True}},
    "api_people.add": {"json": {"name": "Петрова Мария"}},
    "api_people.change": {"json": {"name": "Иванова Анна"}},
    "api_people.set_absence": {"json": {"substitute_id": 5, "starts_on": "2099-01-01", "ends_on": "2099-01-02"}},
    "api_webhooks.create": {"json": {"name": "1C", "url": "https://example.org", "events": ["case.ended"]}},
    "api_webhooks.redeliver": {"json": {}},
    "api_notifications.read": {"json": {"up_to": 0}},
    "comments.add": {"data": {"place": "task", "id": "1", "text": "Позвоню завтра"}},
    "comments.edit": {"data": {"text": "Позвоню сегодня"}},
    "documents.add": multipart(b"%PDF-1.7", place="case", id="1"),
    "documents.replace": multipart(b"%PDF-1.7 better"),
    "documents.rename": {"data": {"name": "Договор"}},
    "saved_views.create": {"data": {"view_name": "Срочные", "tab": "overdue"}},
    "saved_views.change": {"data": {"view_name": "Срочные"}},
    "api_task_views.create": {"json": {"name": "Срочные", "query": {"tab": "overdue"}}},
    "api_task_views.change": {"json": {"name": "Срочные"}},
    "tasks.draft": {"json": {"data": {}, "seen": None}},
    "tasks.complete": {"data": {"data": json.dumps({"decision": "reject", "reject_reason": "spam"})}},
    "start.begin": {"data": {"data": "{}"}},
    "api_processes.start": {"json": {}},
    "api_tasks.save_draft": {"json": {"values": {}}},
    "api_tasks.complete": {"json": {}},
    "api_task_actions.create": {"json": {"title": "Позвонить", "assignee_id": 1}},
    "api_task_actions.assign": {"json": {"person_id": 1}},
    "api_task_actions.delegate": {"json": {"person_id": 1}},
    "api_task_actions.resolve": {"json": {}},
    "api_task_actions.follow_up": {"json": {"follow_up_at": None}},
    "api_task_actions.plan": {"json": {"priority": 80}},
    "api_task_actions.cancel": {"json": {}},
    "api_documents.add": {"json": {"case": 1, "file": VERSION}},
    "api_documents.rename": {"json": {"name": "Договор"}},
    "api_documents.replace": {"json": {"file": VERSION}},
    "api_comments.add": {"json": {"case": 1, "text": "Позвоню завтра"}},
    "api_comments.edit": {"json": {"text": "Позвоню сегодня"}},
    "api_files.upload": multipart(b"%PDF-1.7"),
    "api_ad_hoc.start": {"json": {"element_id": "none"}},
    "api_incidents.retry": {"json": {}},
    "api_incidents.skip": {"json": {"reason": "done by hand"}},
    "api_instances.cancel": {"json": {"reason": "ошибка"}},
    "api_records.create": {"json": {"data": {"client_name": "Илья", "channel": "phone"}}},
    "api_records.change": {"json": {"title": "Илья"}, "headers": {"If-Match": '"0"'}},
    "api_records.move": {"json": {"stage": "not_target"}, "headers": {"If-Match": '"0"'}},
    "api_calendar.set_days": {"json": {"first": "2026-12-31", "kind": None}},
    "api_calendar.set_hours": {
        "json": {"opens": "09:00", "closes": "18:00", "weekend": [5, 6], "zone": "Europe/Moscow"}
    },
    "api_me.change": {"json": {"language": "ru"}},
    "api_me.create_token": {"json": {"name": "test"}},
    "api_me.create_calendar": {"json": {}},
    "api_messages.send": {"json": {"name": "nobody.waits"}},
    "api_messages.broadcast": {"json": {"name": "nobody.waits"}},
}


@pytest.fixture
def case(app, browser, session):
    """A request that waits for the head of sales, who has added a document, a comment, a company and a view, and is
    away since.
    """
    head = person_id(app, "sokolova")
    with app.app_context():
        run_in_transaction(lambda writer: saved_views.add(writer, head, "Мои", {"tab": "mine"}, (), dates.now()))
    browser.post("/request", a_request())
    assert session.scalar(select(UserTask.id)) == 1
    session.rollback()
    browser.become("sokolova").post("/documents", **multipart(b"%PDF-1.7", place="case", id="1"))
    browser.post("/comments", {"place": "case", "id": "1", "text": "Кто возьмёт?"})
    browser.post("/sign-out")
    browser.token = ""
    with app.app_context():
        run_in_transaction(lambda session: session.execute(update(DocumentVersion).values(id=VERSION)))
        head, today = person_id(app, "sokolova"), workflow.engine().today()
        absence = commands.Absence(person_id(app, "belova"), today, today + timedelta(days=1))
        workflow.act(commands.set_absence, head, absence, head)
        workflow.act(commands.create_record, "company", head, data={"name": "Вега"}, stage="unverified")


def test_every_route_is_in_the_table(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == set(PUBLIC) | set(PAGES) | set(API)


@pytest.mark.parametrize("endpoint", PAGES)
def test_pages(endpoint, browser, case, app):
    target, allowed = PAGES[endpoint]
    assert is_closed(ask(browser, target, endpoint))
    for role, login in ROLES.items():
        if role not in allowed:
            answer = ask(browser.become(login), target, endpoint)
            assert answer.status_code == 403, f"{role} got {answer.status_code}"
    for role in sorted(allowed)[:1] if " " in target else sorted(allowed):
        answer = ask(browser.become(ROLES[role]), target, endpoint)
        assert answer.status_code not in (401, 403, 500), f"{role} got {answer.status_code}"


@pytest.mark.parametrize("endpoint", API)
def test_api(endpoint, app, case):
    target, allowed = API[endpoint]
    client = app.test_client()
    assert send(client, target, endpoint, {}).status_code in (400, 401)
    for role, login in ROLES.items():
        if role not in allowed:
            assert send(client, target, endpoint, bearer(app, login)).status_code == 403, role
    for role in sorted(allowed)[:1] if " " in target else sorted(allowed):
        assert send(client, target, endpoint, bearer(app, ROLES[role])).status_code not in (401, 403, 500), role


@pytest.mark.parametrize("endpoint", PUBLIC)
def test_public_routes_send_nobody_to_the_sign_in_page(endpoint, browser):
    answer = ask(browser, PUBLIC[endpoint], endpoint)
    assert answer.status_code != 401
    assert "/sign-in?" not in answer.headers.get("Location", "")


def ask(browser, target, endpoint):
    body = BODIES.get(endpoint, {})
    return browser.post(target.removeprefix("POST "), **body) if target.startswith("POST ") else browser.get(target)


def send(client, target, endpoint, headers):
    method, _, path = target.rpartition(" ")
    body = dict(BODIES.get(endpoint, {}))
    return client.open(path, method=method or "GET", headers=headers | body.pop("headers", {}), **body)


def is_closed(answer):
    """To the sign-in page, or refused."""
    return answer.status_code == 401 or "/sign-in" in answer.headers.get("Location", "")
