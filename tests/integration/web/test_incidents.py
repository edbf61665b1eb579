"""What operators do with an incident on its case's page and by the API."""

from __future__ import annotations

import html
from typing import get_args

import orjson
import pytest
from sqlalchemy import select

from engine import commands
from engine.deployment import Package
from engine.semantics.outcome import IncidentKind
from persistence.history import HistoryEntry
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from persistence.user_tasks import UserTask
from tests.diagrams import end, flow, gateway, process, script, start, task
from tests.integration.web.conftest import bearer
from webapp import workflow
from webapp.cases import incident_words

WORK = {"camunda__formKey": "anything", "camunda__candidateGroups": "operators", "camunda__dueDate": "P1D"}
DIAGRAM = process(
    start(), script("share", "share = amount / parts"), gateway("exclusive", "large"),
    task("check", tag="userTask", name="Проверить", **WORK), task("send", tag="userTask", name="Отправить", **WORK),
    end(), flow("large", "check", "${share &gt; 100}", name="Да"),
    flow("large", "send", "${share &lt; 10}", name="Нет"),
    flows="start share large; check end; send end",
)  # fmt: skip


@pytest.fixture
def begin(app):
    """Start the process with these variables; the case's id."""
    form = orjson.dumps({"title": "Что угодно", "schema": {"type": "object"}})
    with app.app_context():
        workflow.act(commands.deploy, Package("p", {"p.bpmn": DIAGRAM, "forms/anything.json": form}))

    def started(**variables):
        with app.app_context():
            return workflow.act(commands.start_process, "p", variables)

    return started


def open_incident(session):
    session.rollback()
    return session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).one()


def address(incident, deed):
    return f"/cases/{incident.instance_id}/incidents/{incident.id}/{deed}"


def corrected(**values):
    """What the form sends for number variables: name, what it was, what it is now."""
    return {
        "variable-name": list(values),
        "variable-kind": ["number"] * len(values),
        "variable-was": [was for was, _ in values.values()],
        "variable-value": [value for _, value in values.values()],
    }


def tasks(session):
    session.rollback()
    return [task.name for task in session.scalars(select(UserTask))]


def test_the_page_offers_the_values_that_the_failed_expression_saw(begin, browser):
    case = begin(amount=1000, parts=0, note="unused")
    page = html.unescape(browser.become("kiseleva").get(f"/cases/{case}").text)
    assert "Шаг «share» не удался" in page
    assert 'name="variable-name" value="amount"' in page
    assert 'name="variable-name" value="parts"' in page
    assert 'name="variable-name" value="note"' not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "с этими данными не получается то, что требует схема."),
        ("en", "what the diagram asks for does not work with these values"),
    ],
)
def test_what_went_wrong_is_said_in_the_readers_language_before_the_engines_words(begin, browser, language, words):
    case = begin(amount=1000, parts=0)
    browser.become("kiseleva").post("/language", {"language": language, "next": "/"})
    page = html.unescape(browser.get(f"/cases/{case}").text)
    assert page.index(words) < page.index('<p class="mb-0" lang="en">Expected ')


def test_every_kind_of_incident_has_words():
    assert set(incident_words.WORDS) == set(get_args(IncidentKind))


def test_a_corrected_value_lets_the_step_succeed_and_is_told(begin, browser, session):
    begin(amount=1000, parts=0)
    incident = open_incident(session)
    data = corrected(amount=("1000", "1000"), parts=("0", "2,5")) | {"comment": "Частей две с половиной"}
    assert browser.become("kiseleva").post(address(incident, "retry"), data).status_code == 303
    assert tasks(session) == ["Проверить"]
    told = session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "incident_retried")).one()
    assert (told.data["variables"], told.data["reason"]) == ({"parts": 2.5}, "Частей две с половиной")


def test_what_is_no_number_changes_nothing(begin, browser, session):
    begin(amount=1000, parts=0)
    incident = open_incident(session)
    wrong = corrected(parts=("0", "две"))
    page = browser.become("kiseleva").post(address(incident, "retry"), wrong, follow_redirects=True)
    assert "«parts» — число" in html.unescape(page.text)
    assert open_incident(session).id == incident.id


def test_a_variable_that_was_missing_may_be_added(begin, browser, session):
    begin(amount=1000)
    incident = open_incident(session)
    browser.become("kiseleva").post(address(incident, "retry"), corrected(parts=("", "500")))
    assert tasks(session) == ["Отправить"]


def test_a_step_is_skipped_by_a_way_somebody_chooses(begin, browser, session):
    case = begin(amount=100, parts=2)  # between the two conditions
    incident = open_incident(session)
    page = html.unescape(browser.become("kiseleva").get(f"/cases/{case}").text)
    assert '<option value="large_send">Нет → Отправить</option>' in page
    browser.post(address(incident, "skip"), {"comment": "По договорённости", "flow": "large_send"})
    assert tasks(session) == ["Отправить"]
    assert "По договорённости" in html.unescape(browser.get(f"/cases/{case}").text)


@pytest.mark.parametrize("sent", [{"comment": ""}, {"comment": "Причина", "flow": "start_share"}])
def test_without_a_reason_or_by_no_way_nothing_is_skipped(begin, browser, session, sent):
    begin(amount=100, parts=2)
    incident = open_incident(session)
    page = browser.become("kiseleva").post(address(incident, "skip"), sent, follow_redirects=True)
    assert "напишите причину" in page.text
    assert open_incident(session).id == incident.id


def test_an_incident_of_another_case_is_not_found(begin, browser, session):
    begin(amount=1, parts=0)
    incident = open_incident(session)
    assert browser.become("kiseleva").post(f"/cases/99/incidents/{incident.id}/retry").status_code == 404


def test_programs_list_retry_and_skip_too(app, begin, session):
    case = begin(amount=100, parts=0)
    client, headers = app.test_client(), bearer(app, "kiseleva")
    root = f"/api/v1/instances/{case}/incidents"
    (failed,) = client.get(root, headers=headers).json
    assert (failed["element_id"], failed["kind"], failed["resolution"]) == ("share", "expression", None)
    sent = client.post(f"{root}/{failed['id']}/retry", json={"variables": {"parts": 2}}, headers=headers)
    assert sent.status_code == 204
    stuck, mended = client.get(root, headers=headers).json
    assert (stuck["element_id"], mended["resolution"]) == ("large", "retried")
    refused = client.post(f"{root}/{stuck['id']}/skip", json={"reason": "x", "flow": "away"}, headers=headers)
    assert refused.status_code == 422
    skipped = client.post(f"{root}/{stuck['id']}/skip", json={"reason": "x", "flow": "large_check"}, headers=headers)
    assert (skipped.status_code, tasks(session)) == (204, ["Проверить"])
    assert session.get(ProcessInstance, case).status == "active"
