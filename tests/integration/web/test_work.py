"""From the public form to the next task: what people do in their browsers."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine import commands
from persistence.instances import ProcessInstance
from persistence.records import Record
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, away, join, person_id
from webapp import workflow

REJECTION = json.dumps({"decision": "reject", "reject_reason": "spam"})


def send_request(browser, **changes):
    return browser.post("/request", a_request(**changes))


def task_id(session):
    session.rollback()
    return session.scalar(select(UserTask.id).where(UserTask.status.in_(("created", "assigned"))))


def test_a_request_from_the_public_form_waits_in_the_queue_of_the_head_of_sales(browser, session):
    """S0-1, S0-6"""
    assert send_request(browser).status_code == 303
    page = browser.become("sokolova").get("/tasks?tab=groups").text
    assert "ООО «Кровля-Сервис»" in page
    assert "Взять в работу" in page
    assert session.scalar(select(Record.data)).get("channel") == "web_form"


def test_the_same_key_twice_starts_one_process(browser, session):
    first, second = send_request(browser), send_request(browser)
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 1


def test_whoever_has_the_link_sees_how_far_the_request_is(browser):
    address = send_request(browser).location
    assert "Л-" in browser.get(address).text
    assert browser.get("/request/forged").status_code == 404


def test_a_robot_that_fills_the_hidden_field_starts_nothing(browser, session):
    assert send_request(browser, website="http://spam.example").status_code == 303
    assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 0


def test_an_incomplete_request_is_shown_again_with_what_was_typed(browser):
    answer = send_request(browser, consent="", phone="")
    assert answer.status_code == 422
    assert "Без согласия мы не можем с вами связаться" in answer.text
    assert "Укажите телефон или эл. почту" in answer.text
    assert "Илья Громов" in answer.text


def test_a_task_claimed_in_the_list_changes_in_place(browser, session):
    send_request(browser)
    answer = browser.become("sokolova").post(
        f"/tasks/{task_id(session)}/claim?tab=groups", headers={"HX-Request": "true"}
    )
    assert "Открыть" in answer.text
    assert "<html" not in answer.text
    assert 'hx-swap-oob="true"' in answer.text


def test_a_task_of_another_group_cannot_be_claimed(browser, session):
    send_request(browser)
    assert browser.become("egorova").post(f"/tasks/{task_id(session)}/claim").status_code == 403


def test_a_task_that_somebody_else_took_is_a_conflict(browser, session, app):
    send_request(browser)
    join(app, "kozlov", "head_of_sales")
    browser.become("sokolova").post(f"/tasks/{task_id(session)}/claim")
    answer = browser.become("kozlov").post(f"/tasks/{task_id(session)}/claim", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text


def test_a_second_click_on_claim_finds_the_task_ones_own(browser, session):
    send_request(browser)
    browser.become("sokolova").post(f"/tasks/{task_id(session)}/claim")
    assert browser.post(f"/tasks/{task_id(session)}/claim").status_code == 303


def test_a_released_task_is_in_the_queue_again(browser, session):
    send_request(browser)
    browser.become("sokolova").post(f"/tasks/{task_id(session)}/claim")
    answer = browser.post(f"/tasks/{task_id(session)}/release")
    assert answer.location == "/tasks?tab=groups"
    assert "возвращено в очередь" in browser.get(answer.location).text


def test_what_the_form_refuses_is_shown_again_with_the_same_words_and_nothing_lost(browser, session):
    send_request(browser)
    typed = json.dumps({"decision": "assign", "instruction": "перезвонить до обеда"})
    answer = browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": typed})
    assert answer.status_code == 422
    assert "перезвонить до обеда" in json.loads(island(answer))["data"]["instruction"]
    assert json.loads(island(answer))["errors"][0]["path"] == ["manager"]


def test_completing_leads_to_the_next_task_and_says_what_happened(browser, session, app):
    send_request(browser)
    send_request(browser, key="another")
    browser.become("sokolova")
    browser.post(f"/tasks/{task_id(session) + 1}/claim")
    answer = browser.post(f"/tasks/{task_id(session)}/complete", {"data": REJECTION})
    assert answer.status_code == 303
    assert answer.location == f"/tasks/{task_id(session)}"
    assert "выполнено" in browser.get(answer.location).text


def test_completing_does_not_lead_to_a_task_that_was_put_aside(browser, session):
    send_request(browser)
    send_request(browser, key="another")
    first = task_id(session)
    browser.become("sokolova").post(f"/tasks/{first + 1}/claim")
    browser.post(f"/tasks/{first + 1}/postpone", {"until": "2999-01-01T10:00"})
    assert browser.post(f"/tasks/{first}/complete", {"data": REJECTION}).location == "/tasks"


def test_what_happened_is_said_in_the_language_of_the_page_that_says_it(browser, session):
    send_request(browser)
    browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": REJECTION})
    browser.post("/language", {"language": "en"})
    assert re.search("Task “Hand request .+” completed.", browser.get("/tasks").text)


def test_who_has_the_case_now_is_said_with_the_quotation_marks_of_the_language(browser, session, app):
    send_request(browser, company_name="Roof Service")
    browser.become("sokolova").post("/language", {"language": "en"})
    values = json.dumps({"decision": "assign", "manager": person_id(app, "ivanova")})
    said = browser.get(browser.post(f"/tasks/{task_id(session)}/complete", {"data": values}).location).text
    assert re.search(r"Next: “Qualify request [^«»<]*” — Иванова Анна\.", said)


def test_the_manager_who_was_named_gets_the_next_task(browser, session, app):
    """S0-7"""
    send_request(browser)
    values = json.dumps({"decision": "assign", "manager": person_id(app, "ivanova")})
    answer = browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": values})
    assert answer.location == "/tasks"
    assert "ООО «Кровля-Сервис»" in browser.become("ivanova").get("/tasks").text


def test_a_second_submission_is_a_conflict_that_shows_what_was_typed(browser, session):
    send_request(browser)
    done = task_id(session)
    browser.become("sokolova").post(f"/tasks/{done}/complete", {"data": REJECTION})
    typed = json.dumps({"decision": "reject", "reject_comment": "это была реклама"})
    answer = browser.post(f"/tasks/{done}/complete", {"data": typed})
    assert answer.status_code == 409
    assert "Задание уже завершено" in answer.text
    assert "это была реклама" in answer.text


def test_a_draft_comes_back_with_the_page(browser, session):
    send_request(browser)
    browser.become("sokolova")
    path = f"/tasks/{task_id(session)}"
    saved = browser.post(f"{path}/draft", json={"data": {"instruction": "позвонить"}, "seen": None})
    assert saved.status_code == 200
    assert json.loads(island(browser.get(path)))["data"] == {"instruction": "позвонить"}
    assert json.loads(island(browser.get(path)))["context"]["seen"] == saved.json["seen"]


def test_two_open_pages_do_not_overwrite_each_others_draft(browser, session):
    send_request(browser)
    browser.become("sokolova")
    path = f"/tasks/{task_id(session)}/draft"
    browser.post(path, json={"data": {"instruction": "одно"}, "seen": None})
    answer = browser.post(path, json={"data": {"instruction": "другое"}, "seen": None})
    assert answer.status_code == 409
    assert answer.json["data"] == {"instruction": "одно"}
    chosen = browser.post(path, json={"data": {"instruction": "другое"}, "seen": answer.json["seen"]})
    assert chosen.status_code == 200


def test_an_open_page_learns_that_the_task_was_done_and_by_whom(browser, session):
    send_request(browser)
    done = task_id(session)
    first = browser.become("sokolova").get(f"/tasks/{done}/standing")
    assert first.json["mayWork"]
    assert browser.get(f"/tasks/{done}/standing", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    browser.post(f"/tasks/{done}/complete", {"data": REJECTION})
    told = browser.get(f"/tasks/{done}/standing").json
    assert told["known"] != first.json["known"]
    assert not told["mayWork"]
    assert "Соколова Ирина" in told["words"]


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "{}", '{"data": []}', '{"data": {"instruction": "\\u0000"}}'])
def test_a_draft_that_cannot_be_kept_is_refused(browser, session, body):
    send_request(browser)
    task = task_id(session)
    answer = browser.become("sokolova").post(f"/tasks/{task}/draft", body, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_what_no_process_can_hold_is_refused_and_stays_typed_in(browser, session):
    send_request(browser)
    values = {"decision": "reject", "reject_reason": "spam", "reject_comment": "typed with care\0"}
    answer = browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": json.dumps(values)})
    assert answer.status_code == 422
    assert "typed with care" in answer.text


@pytest.mark.parametrize("where", ["/tasks/{}", "/cases/{}", "/registries/lead/{}", "/api/v1/instances/{}"])
def test_a_number_that_no_database_can_hold_is_the_address_of_nothing(browser, where):
    assert browser.become("sokolova").get(where.format(9**30)).status_code == 404


@pytest.mark.parametrize("where", ["/tasks?page={}", "/cases?page={}", "/registries/lead?before={}"])
def test_a_list_asked_for_a_page_beyond_all_pages_is_empty_or_the_last(browser, where):
    assert browser.become("sokolova").get(where.format(9**30)).status_code == 200


def test_a_process_started_by_hand_leads_to_its_case_or_task(browser, session):
    """S0-1: by hand"""
    values = {"channel": "phone", "client_name": "Ольга", "phone": "+7 495 123-45-67"}
    answer = browser.become("ivanova").post("/start/lead_qualification", {"data": json.dumps(values)})
    assert answer.status_code == 303
    assert browser.get(answer.location).status_code == 200


def test_the_start_form_is_checked_by_the_server(browser):
    answer = browser.become("ivanova").post("/start/lead_qualification", {"data": '{"channel": "phone"}'})
    assert answer.status_code == 422


def test_a_variable_that_the_process_filled_in_has_the_words_of_the_card(browser):
    send_request(browser)
    page = browser.become("sokolova").get("/cases/1").text
    assert "<code>channel</code></dt><dd>Форма на сайте</dd>" in page


def test_the_timeline_of_a_case_is_filtered_in_place(browser, session):
    send_request(browser)
    browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": REJECTION})
    whole = browser.get("/cases/1").text
    assert "Система: «Закрыть лид как нецелевой»" in whole
    part = browser.get("/cases/1?kind=tasks", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Выполнено: «Передать обращение" in part
    assert "Процесс завершён" not in part


def test_the_paper_of_a_case_has_everything_with_exact_times(browser, session):
    send_request(browser)
    browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": REJECTION})
    paper = browser.get("/cases/1/print").text
    for words in ("data-whole", "Спам", "Процесс завершён"):
        assert words in paper
    assert "сегодня" not in paper


def test_cases_are_found_by_process_responsible_and_period(browser, app):
    send_request(browser)
    browser.become("kiseleva")
    found = "ООО «Кровля-Сервис»"
    with app.app_context():
        today = workflow.engine().today()  # the company's day: after 21:00 UTC another one has begun in Moscow
    assert found in browser.get(f"/cases?process=lead_qualification&since={today}&until={today}").text
    assert found not in browser.get(f"/cases?until={today - timedelta(days=2)}").text
    assert found not in browser.get("/cases?process=counterparty_onboarding").text
    assert found not in browser.get(f"/cases?responsible={person_id(app, 'ivanova')}").text
    assert found not in browser.get("/cases?before=1").text


def test_completing_says_who_has_the_case_now(browser, session, app):
    send_request(browser)
    values = json.dumps({"decision": "assign", "manager": person_id(app, "ivanova")})
    answer = browser.become("sokolova").post(f"/tasks/{task_id(session)}/complete", {"data": values})
    said = browser.get(answer.location).text
    assert re.search(r"Дальше: «Квалифицировать заявку [^<]*» — Иванова Анна\.", said)
    assert 'href="/cases/1"' in said


def island(answer):
    """The JSON a page gives to its form."""
    return answer.text.split('id="form-data">')[1].split("</script>")[0]


def test_the_substitute_of_an_absent_person_does_their_work_and_the_history_has_both_names(browser, session, app):
    away(app, "sokolova", "egorova")
    send_request(browser)
    page = browser.become("egorova").get("/tasks?tab=groups").text
    assert "ООО «Кровля-Сервис»" in page
    browser.post(f"/tasks/{task_id(session)}/claim")
    assert "ООО «Кровля-Сервис»" in browser.get("/tasks?tab=mine").text
    browser.post(f"/tasks/{task_id(session)}/draft", json={"data": {"decision": "reject"}, "seen": None})
    done = task_id(session)
    assert browser.post(f"/tasks/{done}/complete", {"data": REJECTION}).status_code == 303
    page = browser.become("pavlov").get(f"/tasks/{done}").text
    assert page.count("Егорова Татьяна (замещает: Соколова Ирина)") == 4  # the answer; taken, done, ended the process


def test_a_substitute_of_the_day_before_sees_nothing_any_more(browser, session, app):
    send_request(browser)
    assert browser.become("egorova").get(f"/tasks/{task_id(session)}").status_code == 403
    away(app, "sokolova", "egorova", days=-1)
    assert browser.get(f"/tasks/{task_id(session)}").status_code == 403


def test_the_page_says_what_comes_next_on_each_answer_and_who_gets_it(browser, session):
    send_request(browser)
    page = browser.become("sokolova").get(f"/tasks/{task_id(session)}").text
    ahead = page.split('id="ahead-title"')[1].split("</section>")[0]
    assert re.search(r"Передать в работу\? — Да\s*</div>\s*<div>Квалифицировать заявку .*Менеджер", ahead)
    assert "Передать в работу? — Нет" in ahead
    assert re.search(r">или</div>\s*<div[^>]*>Передать в работу\? — Нет", ahead)
    assert re.search(r"если выйдет срок: 4 рабочих часа</div>\s*<div>Система сделает: Напомнить руководителю", ahead)
    assert "перед этим система сделает: Передать лид менеджеру" in ahead


def test_a_completed_task_shows_what_was_answered_by_whom_in_the_words_of_the_form(browser, session, app):
    send_request(browser)
    done = task_id(session)
    values = {"decision": "assign", "manager": person_id(app, "ivanova"), "instruction": "до обеда"}
    browser.become("sokolova").post(f"/tasks/{done}/complete", {"data": json.dumps(values)})
    answer = browser.get(f"/tasks/{done}").text.split('id="answer-title"')[1].split("</section>")[0]
    for words in ("Соколова Ирина", "Передать менеджеру", "Иванова Анна", "до обеда"):
        assert words in answer


def test_a_leader_lists_the_cases_of_their_people(app, browser, session):
    for number, company in enumerate(("ООО «Окна»", "ООО «Двери»")):
        browser.post("/request", a_request(key=f"key-{number}", company_name=company))
    first = session.scalars(select(UserTask.id).order_by(UserTask.id)).first()
    session.rollback()
    anna = person_id(app, "ivanova")
    with app.app_context():
        workflow.act(commands.assign, first, anna, anna)
    everything = browser.become("sokolova").get("/cases").text
    assert "/cases/1" in everything
    assert "/cases/2" in everything
    of_team = browser.get("/cases?team=1").text
    assert "/cases/1" in of_team
    assert "/cases/2" not in of_team
    assert 'name="team"' not in browser.become("ivanova").get("/cases").text
