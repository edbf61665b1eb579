"""The description of the API: whatever a page does a program can do, and every operation answers as it is described."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.web.conftest import a_request, bearer

COUNTERPARTS = {
    "calendar.set_days": "api_calendar.set_days",
    "calendar.set_hours": "api_calendar.set_hours",
    "cases.cancel": "api_instances.cancel",
    "colleagues.hand_over": "api_people.hand_over",
    "colleagues.revoke_absence": "api_people.revoke_absence",
    "colleagues.set_absence": "api_people.set_absence",
    "comments.add": "api_comments.add",
    "comments.delete": "api_comments.delete",
    "comments.edit": "api_comments.edit",
    "deadlines.create": "api_me.create_calendar",
    "deadlines.revoke": "api_me.revoke_calendar",
    "documents.add": "api_documents.add",
    "documents.remove": "api_documents.remove",
    "documents.rename": "api_documents.rename",
    "documents.replace": "api_documents.replace",
    "ad_hoc.start": "api_ad_hoc.start",
    "ad_hoc.end": "api_ad_hoc.end",
    "incidents.retry": "api_incidents.retry",
    "incidents.skip": "api_incidents.skip",
    "notification_choices.only_mine_to_do": "api_notification_choices.change",
    "notification_choices.save": "api_notification_choices.change",
    "notifications.read": "api_notifications.read",
    "notifications.read_all": "api_notifications.read",
    "people.create_token": "api_me.create_token",
    "people.revoke_token": "api_me.revoke_token",
    "record_starts.begin": "api_records.start",
    "saved_views.change": "api_task_views.change",
    "saved_views.create": "api_task_views.create",
    "saved_views.remove": "api_task_views.remove",
    "saved_views.toggle_default": "api_task_views.set_default",
    "session.language": "api_me.change",
    "settings_departments.add": "api_structure.add_department",
    "settings_departments.change": "api_structure.change_department",
    "settings_departments.delete": "api_structure.delete_department",
    "settings_groups.add": "api_structure.add_group",
    "settings_groups.rename": "api_structure.rename_group",
    "settings_groups.set_archived": "api_structure.set_archived",
    "settings_groups.set_members": "api_structure.set_members",
    "settings_people.add": "api_people.add",
    "settings_people.change": "api_people.change",
    "settings_people.invite": "api_people.invite",
    "settings_people.set_active": "api_people.set_active",
    "settings_webhooks.create": "api_webhooks.create",
    "settings_webhooks.delete": "api_webhooks.delete",
    "settings_webhooks.ping": "api_webhooks.ping",
    "settings_webhooks.redeliver": "api_webhooks.redeliver",
    "settings_webhooks.switch": "api_webhooks.switch",
    "side_tasks.create": "api_task_actions.create",
    "side_tasks.finish": "api_tasks.complete",
    "side_tasks.withdraw": "api_task_actions.cancel",
    "start.begin": "api_processes.start",
    "task_actions.assign": "api_task_actions.assign",
    "task_actions.delegate": "api_task_actions.delegate",
    "task_actions.fetch_back": "api_task_actions.follow_up",
    "task_actions.give_back": "api_task_actions.resolve",
    "task_actions.plan": "api_task_actions.plan",
    "task_actions.postpone": "api_task_actions.follow_up",
    "task_actions.recall": "api_task_actions.recall",
    "task_bulk.act": "api_task_bulk.assign",
    "tasks.claim": "api_tasks.claim",
    "tasks.complete": "api_tasks.complete",
    "tasks.draft": "api_tasks.save_draft",
    "tasks.release": "api_tasks.release",
}
"""What pages do → the operation with which a program does it."""

PAGES_ONLY = {
    "settings_import.apply": "a program adds people one by one",
    "settings_import.preview": "a program adds people one by one",
    "demo.become": "programs have tokens",
    "hooks.receive": "is for programs already",
    "request_form.send": "strangers have no token; the webhook is for their programs",
    "passwords.save": "programs have tokens",
    "security.login": "programs have tokens",
    "security.logout": "programs have tokens",
    "security.verify": "programs have tokens",
}


@pytest.fixture
def description(app):
    return app.test_client().get("/api/openapi.json").json


def operations(description):
    return [
        (method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def changing(app, of_api):
    rules = [rule for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}]
    return {rule.endpoint for rule in rules if rule.rule.startswith("/api/") == of_api}


def test_whatever_a_page_changes_a_program_can_change(app):
    assert changing(app, of_api=False) == set(COUNTERPARTS) | set(PAGES_ONLY)
    assert set(COUNTERPARTS.values()) <= changing(app, of_api=True)


def test_every_operation_says_what_it_does_and_what_it_answers(description):
    for method, path, operation in operations(description):
        assert operation.get("summary"), f"{method} {path}"
        assert {"default"} < set(operation["responses"]), f"{method} {path}"


def test_every_operation_is_closed_to_strangers(app, description):
    client = app.test_client()
    for method, path, _ in operations(description):
        answer = client.open(re.sub(r"{\w+}", "1", path), method=method.upper(), json={})
        assert answer.status_code in (400, 401), f"{method} {path}"
        assert answer.content_type == "application/problem+json"


@pytest.fixture
def administrator(app, browser):
    """A program with every right, in a company that has a case."""
    browser.post("/request", a_request())
    return app.test_client(), bearer(app, "pavlov")


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20), st.just([]), st.just({})
)
BODIES = st.one_of(ODD, st.dictionaries(st.text(max_size=10), ODD, max_size=3))
IDS = st.sampled_from(("0", "1", "-1", str(2**63 - 1), str(2**63), "x", "%00", "%F0%9F%92%A9", "'"))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_odd_ids_bodies_and_parameters_are_refused_and_break_nothing(administrator, description, data):
    client, header = administrator
    method, path, operation = data.draw(st.sampled_from(operations(description)))
    address = re.sub(r"{\w+}", lambda _: data.draw(IDS), path)
    asked = {one["name"] for one in operation.get("parameters", ()) if one.get("in") == "query"}
    named = _properties(description, operation)
    body = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(named, ODD)) if named else BODIES)
    answer = client.open(
        address,
        method=method.upper(),
        headers=header | {"If-Match": '"1"'},
        query_string=data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(asked), st.text(max_size=20)))),
        json=None if method == "get" else body,
    )
    assert answer.status_code < 500, f"{method} {answer.request.url} {body!r}: {answer.text}"


def _properties(description, operation):
    """The fields that a body may have."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return sorted(description["components"]["schemas"].get(name, {}).get("properties", {}))
