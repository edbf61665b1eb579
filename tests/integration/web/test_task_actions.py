"""What people do to tasks in their browsers and programs by the API: handing over, putting aside, side tasks."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from engine import commands
from engine.errors import Conflict
from persistence.history import HistoryEntry
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, away, bearer, person_id

LATER = "2999-01-01T10:00"


@pytest.fixture
def task(browser, session):
    """A request that the head of sales has taken; the browser is hers."""
    browser.post("/request", a_request())
    found = session.scalar(select(UserTask.id))
    session.rollback()
    browser.become("sokolova").post(f"/tasks/{found}/claim")
    return found


def row(session, task_id):
    session.rollback()
    return session.get_one(UserTask, task_id)


def test_a_task_is_handed_over_with_the_dialog_of_its_page(browser, session, task, app):
    page = browser.get(f"/tasks/{task}").text
    assert f'action="/tasks/{task}/assign"' in page
    assert "Иванова Анна</option>" in page
    answer = browser.post(f"/tasks/{task}/assign", {"person": person_id(app, "ivanova"), "comment": "Ваш клиент"})
    assert answer.location == "/tasks"
    page = browser.become("ivanova").get(f"/tasks/{task}").text
    assert "Передано сотруднику Иванова Анна" in page
    assert "Ваш клиент" in page


def test_the_dialog_has_the_words_of_the_button_that_opens_it(browser, task):
    page = browser.get(f"/tasks/{task}").text
    assert 'id="assign-dialog-title">Переназначить задание</h2>' in page
    assert page.split('id="assign-comment"')[1].split("</button>")[0].endswith(">Переназначить")


def test_deferring_speaks_english_of_the_tab_where_the_task_waits(browser, task):
    browser.post("/language", {"language": "en"})
    page = browser.get(f"/tasks/{task}").text
    dialog = page.split('id="postpone-dialog-title"')[1].split("</form>")[0]
    (tab,) = re.findall(r"it waits under “(.+?)”", dialog)
    assert re.search(rf'href="/tasks\?tab=deferred"[^>]*>{tab} ', browser.get("/tasks").text)
    browser.post(f"/tasks/{task}/postpone", {"until": LATER})
    assert "aside" not in browser.get(f"/tasks/{task}").text


def test_a_delegated_task_says_who_completes_it(browser, task, app):
    browser.post(f"/tasks/{task}/delegate", {"person": person_id(app, "ivanova")})
    assert "Задание делегировано: его делает Иванова Анна" in browser.get(f"/tasks/{task}").text
    page = browser.become("ivanova").get(f"/tasks/{task}").text
    assert "Вернуть владельцу" in page
    assert "завершит его владелец" in page
    assert '"draftOnly": true' in page
    values = {"data": '{"decision": "reject", "reject_reason": "spam"}'}
    answer = browser.post(f"/tasks/{task}/complete", values)
    assert (answer.status_code, "Задание делегировано" in answer.text) == (409, True)
    browser.post(f"/tasks/{task}/give-back", {"comment": "Проверено"})
    page = browser.become("sokolova").get(f"/tasks/{task}").text
    assert "Проверено" in page
    assert browser.post(f"/tasks/{task}/complete", values).status_code == 303


@pytest.mark.parametrize("until", ["", "2001-01-01T10:00", "morgen"])
def test_a_task_is_put_aside_only_until_a_day_to_come(browser, session, task, until):
    answer = browser.post(f"/tasks/{task}/postpone", {"until": until})
    assert "Выберите день и час" in browser.get(answer.location).text
    assert row(session, task).follow_up_at is None


def test_a_task_put_aside_can_be_fetched_back_from_its_page(browser, session, task):
    browser.post(f"/tasks/{task}/postpone", {"until": LATER})
    assert f'action="/tasks/{task}/fetch-back"' in browser.get(f"/tasks/{task}").text
    browser.post(f"/tasks/{task}/fetch-back")
    assert row(session, task).follow_up_at is None


def test_who_leads_the_assignee_moves_the_due_date_and_the_assignee_does_not(browser, session, task, app):
    assert browser.post(f"/tasks/{task}/plan", {"due": LATER}).status_code == 403
    answer = browser.become("kiseleva").post(f"/tasks/{task}/plan", {"due": LATER, "priority": "80"})
    assert answer.status_code == 303
    assert row(session, task).due_at.isoformat() == "2999-01-01T07:00:00+00:00"
    assert row(session, task).priority == 80


def test_a_side_task_is_asked_for_on_a_case_done_and_told_in_its_timeline(browser, session, task, app):
    case = row(session, task).instance_id
    assert f"/tasks/new?case={case}" in browser.get(f"/cases/{case}").text
    asked = {
        "case": case,
        "title": "Позвонить клиенту",
        "to": person_id(app, "ivanova"),
        "due": LATER,
        "priority": "80",
    }
    address = browser.post("/tasks/new", asked).location
    assert "Позвонить клиенту" in browser.become("ivanova").get("/tasks").text
    assert "Выполнение" in browser.get(address).text
    browser.post(f"{address}/finish", {"result": "Дозвонилась"})
    page = browser.become("sokolova").get(address).text
    assert "Дозвонилась" in page
    assert "Выполнена задача «Позвонить клиенту»" in browser.get(f"/cases/{case}").text


def test_a_side_task_of_a_group_is_taken_from_its_queue(browser, app):
    browser.become("sokolova").post("/tasks/new", {"title": "Разобрать полку", "to": "group:accountants"})
    assert "Разобрать полку" in browser.become("egorova").get("/tasks?tab=groups").text


def test_a_side_task_is_withdrawn_by_who_asked_for_it(browser, session, app):
    asked = {"title": "Полить цветы", "to": person_id(app, "ivanova")}
    address = browser.become("sokolova").post("/tasks/new", asked).location
    assert browser.become("egorova").get(address).status_code == 403
    assert browser.become("ivanova").post(f"{address}/withdraw").status_code == 403
    browser.become("sokolova").post(f"{address}/withdraw", {"comment": "Уже полили"})
    assert "Задача снята" in browser.become("ivanova").get(address).text


def test_what_is_missing_of_a_side_task_is_said_and_what_was_typed_stays(browser):
    answer = browser.become("sokolova").post("/tasks/new", {"description": "подробно и долго", "due": "когда-нибудь"})
    assert answer.status_code == 422
    for words in ("Напишите, что нужно сделать", "Выберите, кому поставить", "Укажите день и час", "подробно и долго"):
        assert words in answer.text


def test_a_side_task_cannot_be_hung_on_a_case_one_does_not_see(browser, session, task):
    case = row(session, task).instance_id
    assert browser.become("egorova").get(f"/tasks/new?case={case}").status_code == 403
    assert browser.post("/tasks/new", {"case": case, "title": "Подсмотреть", "to": "1"}).status_code == 403


def test_programs_do_all_of_it_too(app, session):
    client, mine, hers = app.test_client(), bearer(app, "sokolova"), bearer(app, "ivanova")
    asked = {"title": "Проверить счёт", "assignee_id": person_id(app, "sokolova"), "due_at": "2999-01-01T00:00:00Z"}
    task = client.post("/api/v1/tasks", json=asked, headers=hers).json["id"]
    path = f"/api/v1/tasks/{task}"

    def post(deed, headers=mine, **body):
        return client.post(f"{path}/{deed}", json=body, headers=headers).status_code

    assert post("delegate", person_id=person_id(app, "egorova")) == 204
    assert client.get(path, headers=mine).json["owner_id"] == person_id(app, "sokolova")
    assert post("complete", bearer(app, "egorova"), values={}) == 409
    assert post("resolve", comment="fetched back") == 204
    assert post("follow-up", follow_up_at="2998-01-01T00:00:00Z") == 204
    assert post("follow-up", follow_up_at="2001-01-01T00:00:00Z") == 409
    assert post("plan", hers, priority=90, due_at=None) == 204
    assert post("plan", priority=90) == 403
    assert post("complete", values={"result": "ok"}) == 200
    assert client.get(path, headers=hers).json["result"] == "ok"
    assert post("assign", person_id=1) == 409


def test_a_decision_is_taken_back_from_the_page_of_the_completed_task(browser, session, app):
    task = decided(browser, session, app)
    assert f'action="/tasks/{task}/recall"' in browser.get(f"/tasks/{task}").text
    posted = browser.post(f"/tasks/{task}/recall", follow_redirects=True).text
    assert "Введённое ждёт в форме" in posted
    assert "Решение отозвано" in posted
    assert row(session, task).draft["manager"] == person_id(app, "ivanova")


def test_the_page_says_why_a_decision_can_no_longer_be_taken_back(browser, session, app):
    task = decided(browser, session, app)
    browser.become("ivanova").post(f"/tasks/{task + 1}/draft", json={"data": {"note": "начато"}, "seen": None})
    assert "начали заполнять" in browser.become("sokolova").get(f"/tasks/{task}").text
    assert "начали заполнять" in browser.post(f"/tasks/{task}/recall", follow_redirects=True).text
    assert row(session, task).status == "completed"


def decided(browser, session, app):
    """The head of sales has given a request to the manager; the browser is hers."""
    browser.post("/request", a_request())
    task = session.scalar(select(UserTask.id))
    session.rollback()
    values = {"data": f'{{"decision": "assign", "manager": {person_id(app, "ivanova")}}}'}
    answer = browser.become("sokolova").post(f"/tasks/{task}/complete", values)
    assert f"/tasks/{task}#recall-title" in browser.get(answer.location).text
    return task


def test_by_the_api_a_due_date_and_a_priority_change_together_or_not_at_all(app, session, task, monkeypatch):
    def refuse(*arguments: object) -> None:
        raise Conflict("Expected something else.")

    before = row(session, task).due_at
    monkeypatch.setattr(commands, "change_priority", refuse)
    wanted = {"due_at": "2999-01-01T10:00:00+03:00", "priority": 80}
    answer = app.test_client().post(f"/api/v1/tasks/{task}/plan", json=wanted, headers=bearer(app, "kiseleva"))
    assert (answer.status_code, row(session, task).due_at) == (409, before)


@pytest.fixture
def substitute(browser, task, app):
    """Somebody of another department does the head's work while she is away; the browser is theirs."""
    away(app, "sokolova", "belova")
    return browser.become("belova")


DEEDS = ("release", "postpone", "delegate", "assign")


def did_for_her(session, app):
    """The kinds of what Belova did on behalf of Sokolova, in order."""
    session.rollback()
    lines = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id)).all()
    mine = [line for line in lines if line.actor_id == person_id(app, "belova")]
    assert {line.data.get("on_behalf_of") for line in mine} == {person_id(app, "sokolova")}
    return [line.kind for line in mine]


def test_a_substitute_does_with_a_task_what_the_absent_person_could(substitute, session, task, app):
    ivanova = person_id(app, "ivanova")
    page = substitute.get(f"/tasks/{task}").text
    assert all(f'action="/tasks/{task}/{deed}"' in page for deed in DEEDS)
    substitute.post(f"/tasks/{task}/postpone", {"until": LATER})
    substitute.post(f"/tasks/{task}/fetch-back")
    substitute.post(f"/tasks/{task}/delegate", {"person": ivanova})
    assert "Забрать обратно" in substitute.get(f"/tasks/{task}").text
    assert substitute.post(f"/tasks/{task}/give-back").location == f"/tasks/{task}"
    substitute.post(f"/tasks/{task}/assign", {"person": ivanova})
    assert row(session, task).assignee_id == ivanova
    kinds = ["task_postponed", "task_fetched_back", "task_delegated", "task_returned", "task_assigned"]
    assert did_for_her(session, app) == kinds
    assert "Белова Мария (замещает: Соколова Ирина)" in substitute.become("ivanova").get(f"/tasks/{task}").text


def test_an_absent_person_is_told_what_became_of_their_task(substitute, task, app):
    substitute.post(f"/tasks/{task}/delegate", {"person": person_id(app, "ivanova")})
    assert "делегирует ваше задание" in substitute.become("sokolova").get("/notifications").text
    substitute.become("belova").post(f"/tasks/{task}/give-back")
    substitute.post(f"/tasks/{task}/assign", {"person": person_id(app, "ivanova")})
    assert "передаёт ваше задание" in substitute.become("sokolova").get("/notifications").text


def test_a_substitute_passes_on_several_tasks_at_once(substitute, session, task, app):
    substitute.post("/tasks/bulk", {"act": "postpone", "task": [task], "until": "2999-01-01"})
    substitute.post("/tasks/bulk", {"act": "assign", "task": [task], "person": person_id(app, "ivanova")})
    assert row(session, task).assignee_id == person_id(app, "ivanova")
    assert did_for_her(session, app) == ["task_postponed", "task_assigned"]


def test_a_program_of_a_substitute_does_it_too(substitute, session, task, app):
    client, headers = app.test_client(), bearer(app, "belova")
    to = {"person_id": person_id(app, "ivanova")}
    sent = {"follow-up": {"follow_up_at": "2998-01-01T00:00:00Z"}, "delegate": to, "resolve": {}, "assign": to}
    for deed, body in sent.items():
        assert client.post(f"/api/v1/tasks/{task}/{deed}", json=body, headers=headers).status_code == 204
    assert did_for_her(session, app) == ["task_postponed", "task_delegated", "task_returned", "task_assigned"]


def test_a_line_manager_who_stands_in_for_somebody_still_directs_their_tasks(browser, session, task, app):
    away(app, "sokolova", "kozlov")
    assert browser.become("kozlov").post(f"/tasks/{task}/plan", {"priority": "80"}).status_code == 303
