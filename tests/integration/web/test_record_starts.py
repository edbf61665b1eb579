"""What a registry offers to start: from its table, and for a card at the right stage, one case at a time."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select, update

from engine import commands
from persistence.database import writing
from persistence.instances import ProcessInstance
from persistence.user_tasks import UserTask
from persistence.variables import Variable
from tests.integration.web.conftest import bearer, person_id
from webapp import workflow

CARD = "/registries/company/1"
START = f"{CARD}/starts/verify"
BUTTON = "Проверить контрагента"


@pytest.fixture
def company(app):
    """A company of Ivanova's that nobody has verified yet."""
    with app.app_context():
        anna = person_id(app, "ivanova")
        card = {"data": {"name": "Вега"}, "stage": "unverified", "responsible": anna}
        workflow.act(commands.create_record, "company", anna, **card)


def test_an_unverified_company_is_verified_from_its_card_once_at_a_time(browser, company, session):
    page = browser.become("ivanova").get(CARD)
    assert BUTTON in page.text
    answer = browser.post(START)
    task, case = session.execute(select(UserTask, ProcessInstance).join(ProcessInstance)).one()
    assert (case.key, case.record_id, task.element_id) == ("counterparty_onboarding", 1, "complete_card")
    assert answer.headers["Location"] == f"/tasks/{task.id}"
    page = browser.get(CARD).text
    assert BUTTON not in page
    assert f'href="/cases/{case.id}"' in page.partition("Уже идёт, открыть дело")[0][-400:]
    assert browser.post(START).status_code == 409


def test_a_case_that_has_the_number_of_its_card_is_listed_with_that_number_once(browser, company, session):
    browser.become("ivanova").post(START)
    writing(session)
    session.execute(update(ProcessInstance).values(business_key="К-00001"))
    session.commit()
    row = browser.get("/tasks").text.split('class="task-link"')[1].split("task-row-action")[0]
    assert row.count("К-00001") == 1


def test_a_variable_that_several_forms_ask_for_has_the_words_of_the_one_filled_in_last(browser, company):
    task = browser.become("ivanova").post(START).headers["Location"]
    stop = {"decision": "stop", "comment": "Уже не нужен"}
    assert browser.post(f"{task}/complete", {"data": json.dumps(stop)}).status_code == 303
    variables = browser.get("/cases/1").text.split('id="variables-title"')[1].split("</section>")[0]
    assert re.search("Что делаем дальше<br><code>decision</code></dt><dd>Остановить: контрагент не нужен", variables)


def test_a_variable_that_says_who_does_a_step_is_a_person_with_a_link(app, browser, company, session):
    browser.become("ivanova").post(START)
    director = person_id(app, "morozova")
    writing(session)
    for name, number in {"finance_director": director, "reviewer": 10**6, "attempts": director}.items():
        session.add(Variable(instance_id=1, name=name, type="number", number=number))
    session.commit()
    page = browser.get("/cases/1").text
    told = f'<code>{{}}</code></dt><dd><a href="/people/{director}">Морозова Наталья</a></dd>'
    assert told.format("finance_director") in page
    assert "<code>reviewer</code></dt><dd>1000000</dd>" in page.replace("\xa0", "")
    assert told.format("attempts") not in page


def test_a_case_begun_on_the_start_page_counts_as_well(browser, company):
    browser.become("smirnova").post("/start/counterparty_onboarding", {"data": '{"subject": "existing", "company": 1}'})
    assert "Уже идёт, открыть дело" in browser.get(CARD).text
    assert browser.post(START).status_code == 409


def test_who_may_not_start_the_process_is_not_offered_it(browser, company):
    assert BUTTON not in browser.become("belova").get(CARD).text
    assert browser.post(START).status_code == 403
    assert "Добавить контрагента" not in browser.get("/registries/company").text


def test_a_company_at_another_stage_is_not_offered_it(app, browser, company):
    with app.app_context():
        workflow.act(commands.move_record, 1, 1, person_id(app, "ivanova"), stage="verified")
    assert BUTTON not in browser.become("ivanova").get(CARD).text
    assert browser.post(START).status_code == 409


def test_the_history_of_a_card_does_not_pass_a_reason_off_as_the_stage(app, browser, company):
    with app.app_context():
        moved = {"stage": "verified", "reason": "Проверена вручную"}
        workflow.act(commands.move_record, 1, 1, person_id(app, "ivanova"), **moved)
    assert "Новая стадия, причина: Проверена вручную" in browser.become("ivanova").get(CARD).text


def test_a_new_counterparty_is_begun_from_the_table_of_companies(browser, company):
    page = browser.become("ivanova").get("/registries/company").text
    assert 'href="/start/counterparty_onboarding"' in page
    assert "Добавить контрагента" in page


def test_programs_see_what_is_offered_and_start_it(app, company):
    client, headers = app.test_client(), bearer(app, "ivanova")
    address = "/api/v1/registries/company/records/1/starts"
    offer = {"key": "verify", "process": "counterparty_onboarding", "title": BUTTON, "running_instance_id": None}
    assert client.get(address, headers=headers).json == [offer]
    started = client.post(f"{address}/verify", headers=headers)
    assert started.status_code == 201
    assert client.get(address, headers=headers).json == [offer | {"running_instance_id": started.json["id"]}]
    assert client.post(f"{address}/verify", headers=headers).status_code == 409
    assert client.post(f"{address}/none", headers=headers).status_code == 404
