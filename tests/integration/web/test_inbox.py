"""«Задания»: what the address asks for is what is shown, with and without script."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select, update

from engine import commands
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, bearer, join, person_id
from webapp import workflow
from webapp.transaction import run_in_transaction

PART = {"HX-Request": "true"}


@pytest.fixture
def head(browser):
    """The head of sales, with three requests in her queue."""
    for number, company in enumerate(("ООО «Кровля»", "ООО «Окна»", "АО «Двери»")):
        browser.post("/request", a_request(key=f"key-{number}", company_name=company))
    return browser.become("sokolova")


def titles(page):
    """What the rows are about."""
    return re.findall(r'class="task-link"[^>]*>([^<]+)<', page)


def told(page):
    """What is said of tasks that something was done to together, by the sentence that says it."""
    alerts = re.findall(r'<p class="told-sentence">(.+?)</p>(.*?)</section>', page, re.S)
    return {sentence: re.findall(r"<li>(.+?)</li>", listed) for sentence, listed in alerts}


def link(task_id, company):
    """A task in the list of what was done."""
    name = f"Передать обращение Л-2026-0000{task_id} менеджеру: {company}"
    return f'<a class="alert-link" href="/tasks/{task_id}">{name}</a>'


def test_a_filter_narrows_the_list_and_can_be_taken_away(head):
    page = head.get("/tasks?tab=groups&process=lead_qualification&field=text.company_name&op=contains&value=окна").text
    (row,) = titles(page)
    assert "Окна" in row
    assert 'href="/tasks?tab=groups&amp;process=lead_qualification"' in page  # the chip of the field
    assert len(titles(head.get("/tasks?tab=groups&process=lead_qualification").text)) == 3


def test_what_the_form_sends_empty_is_left_out_of_the_address(head):
    answer = head.get("/tasks?tab=groups&q=&process=&due=&field=&op=eq&value=&name=Передать")
    assert answer.status_code == 302
    assert answer.location.startswith("/tasks?tab=groups&name=")
    pushed = head.get("/tasks?tab=groups&q=Окна&process=", headers=PART).headers["HX-Push-Url"]
    assert "process" not in pushed


def test_a_refresh_of_the_same_page_adds_nothing_to_the_browsers_history(head):
    shown = {**PART, "HX-Current-URL": "http://localhost/tasks?tab=groups"}
    assert "HX-Push-Url" not in head.get("/tasks?tab=groups", headers=shown).headers


def test_a_value_that_is_no_number_is_explained_and_lists_nothing(head):
    page = head.get("/tasks?tab=groups&field=number.amount&op=gt&value=много").text
    assert "ожидается число, а введено «много»" in page
    assert titles(page) == []


def test_a_field_of_a_registry_that_is_not_open_is_refused(browser):
    page = browser.become("egorova").get("/tasks?field=lead.phone&op=eq&value=1").text
    assert "не открыто" in page


def test_the_form_offers_the_fields_there_are(head):
    page = head.get("/tasks/filters?tab=groups&process=lead_qualification").text
    assert 'value="text.company_name"' in page
    assert 'value="lead.phone"' in page
    assert "Руководитель отдела продаж" in page
    assert "number.amount" not in page


def test_a_phone_is_found_however_it_is_written(head):
    page = head.get("/tasks?tab=groups&field=lead.phone&op=eq&value=8 (912) 345-67-89").text
    assert len(titles(page)) == 3


def test_pages_lead_on_and_back(head, monkeypatch):
    monkeypatch.setattr("persistence.task_list.PAGE", 2)
    first = head.get("/tasks?tab=groups").text
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = head.get(following).text
    assert len(titles(first)) == 2
    assert len(titles(second)) == 1
    back = re.search(r'href="([^"]+)" rel="prev"', second)[1].replace("&amp;", "&")
    assert titles(head.get(back).text) == titles(first)


@pytest.mark.parametrize("place", ["x", "W10", "WzAsMSwieCJd", "WzAsOTk5OTk5OTk5OTk5OTk5OTk5OTk5LG51bGxd", "bnVsbA"])
def test_a_place_that_we_have_not_made_is_a_bad_request(head, place):
    assert head.get(f"/tasks?tab=groups&at={place}").status_code == 400


ODD = (
    "process=none",
    "responsible=-1",
    "responsible=x",
    "due=never",
    "due=range&due_from=x",
    "due=range&due_to=9999-12-31",
    "sort=name",
    "group=none",
    "q=%25",
    "q=%00",
    "field=text.x&op=is&value=1",
    "field=x&op=eq&value=1",
    "field=number.x&op=gt&value=1e999",
)


@pytest.mark.parametrize("value", ODD)
def test_whatever_the_address_says_the_list_answers(head, value):
    assert head.get(f"/tasks?tab=groups&{value}").status_code == 200


def test_the_api_filters_and_pages_as_the_page_does(app, head, monkeypatch):
    monkeypatch.setattr("persistence.task_list.PAGE", 2)
    client, headers = app.test_client(), bearer(app, "sokolova")
    first = client.get("/api/v1/tasks?tab=groups&sort=created&search=ООО", headers=headers)
    assert len(first.json) == 2
    assert first.headers["Link"] == ""
    every = client.get("/api/v1/tasks?tab=groups&sort=created", headers=headers)
    following = re.search(r'<([^>]+)>; rel="next"', every.headers["Link"])[1]
    rest = client.get(following, headers=headers)
    assert len({task["id"] for task in [*every.json, *rest.json]}) == 3
    wrong = client.get("/api/v1/tasks?field=number.x&op=gt&value=many", headers=headers)
    assert wrong.status_code == 422


def test_a_deferred_task_leaves_the_list_for_its_own_tab(app, head):
    head.post("/tasks/1/claim")
    with app.app_context():
        later = update(UserTask).where(UserTask.id == 1).values(follow_up_at=UserTask.due_at)
        run_in_transaction(lambda session: session.execute(later))
    assert titles(head.get("/tasks?tab=mine").text) == []
    page = head.get("/tasks?tab=deferred").text
    assert len(titles(page)) == 1
    assert "отложено до" in page


def test_several_tasks_are_taken_at_once_and_the_list_stays_where_it_was(head):
    answer = head.post("/tasks/bulk", {"act": "claim", "task": ["1", "2"], "back": "tab=groups&sort=created"})
    assert answer.location == "/tasks?tab=groups&sort=created"
    page = head.get(answer.location).text
    assert told(page) == {"Взято в работу: 2.": [link(1, "ООО «Кровля»"), link(2, "ООО «Окна»")]}
    assert len(titles(page)) == 1


def test_what_is_refused_is_told_by_name_and_keeps_nothing_from_the_others(app, head):
    head.post("/tasks/3/claim")
    head.become("egorova")  # of no group that is asked
    refused = head.post("/tasks/bulk", {"act": "claim", "task": ["1", "99"]})
    assert told(head.get(refused.location).text) == {
        "У вас нет прав на это. С этими заданиями ничего не произошло:": ["№ 1"],
        "Такого задания нет. С этими заданиями ничего не произошло:": ["№ 99"],
    }
    join(app, "ivanova", "head_of_sales")
    done = head.become("ivanova").post("/tasks/bulk", {"act": "claim", "task": ["2", "99", "3"]})
    assert told(head.get(done.location).text) == {
        "Взято в работу: 1.": [link(2, "ООО «Окна»")],
        "Такого задания нет. С этими заданиями ничего не произошло:": ["№ 99"],
        "Задание уже взял другой сотрудник. С этими заданиями ничего не произошло:": [
            link(3, "АО «Двери»") + " — Соколова Ирина"
        ],
    }


def test_what_nobody_has_taken_is_said_to_be_taken_first(head):
    answer = head.post("/tasks/bulk", {"act": "postpone", "task": ["1"], "until": "2999-01-01"})
    assert told(head.get(answer.location).text) == {
        "Задание ещё никто не взял. С этими заданиями ничего не произошло:": [link(1, "ООО «Кровля»")]
    }
    assert head.post("/tasks/1/delegate", {"person": "1"}).status_code == 409
    assert head.become("egorova").post("/tasks/1/delegate", {"person": "1"}).status_code == 403


def test_what_became_of_many_tasks_is_folded_and_none_is_left_out(head):
    numbers = [str(number) for number in range(101, 301)]
    head.post("/language", {"language": "en"})
    answer = head.post("/tasks/bulk", {"act": "claim", "task": numbers})
    assert len(answer.headers["Set-Cookie"]) < 4096  # bytes, more than which browsers drop
    page = head.get(answer.location).text
    assert "and 195 more" in page
    (listed,) = told(page).values()
    assert listed == [f"No. {number}" for number in numbers]


def test_several_tasks_are_handed_to_a_colleague(app, head):
    head.post("/tasks/bulk", {"act": "claim", "task": ["1", "2"]})
    done = head.post("/tasks/bulk", {"act": "assign", "task": ["1", "2"], "person": str(person_id(app, "ivanova"))})
    assert "Переназначено: 2. Исполнитель: Иванова Анна." in told(head.get(done.location).text)
    assert head.get("/tasks/1").status_code == 200
    assert len(titles(head.become("ivanova").get("/tasks?tab=mine").text)) == 2


def test_several_tasks_are_put_aside_until_a_day(head):
    head.post("/tasks/bulk", {"act": "claim", "task": ["1", "2"]})
    head.post("/tasks/bulk", {"act": "postpone", "task": ["1", "2"], "until": "2999-01-01"})
    assert "Отложено: 2. Вернутся сами: 1 января 2999." in told(head.get("/tasks").text)
    assert len(titles(head.get("/tasks?tab=deferred").text)) == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"act": "claim"}, "Ничего не выбрано"),
        ({"act": "assign", "task": "1"}, "Выберите, кому переназначить"),
        ({"act": "postpone", "task": "1", "until": "2020-01-01"}, "Выберите день, который ещё не наступил"),
    ],
)
def test_a_bulk_act_that_lacks_something_says_what(head, sent, words):
    assert words in head.get(head.post("/tasks/bulk", sent).location).text


def test_an_act_that_no_button_sends_is_a_bad_request(head):
    assert head.post("/tasks/bulk", {"act": "delete", "task": "1"}).status_code == 400


def test_the_tasks_of_a_card_are_listed_done_ones_too_for_whoever_may_see_them(app, head):
    page = head.get("/registries/lead/1/tasks").text
    assert len(titles(page)) == 1
    answer = {"data": json.dumps({"decision": "assign", "manager": person_id(app, "ivanova")})}
    head.post("/tasks/1/complete", answer)
    both = titles(head.get("/registries/lead/1/tasks").text)
    assert len(both) == 2
    assert titles(head.get("/registries/lead/1/tasks?due=none").text) == []
    assert len(titles(head.get(f"/registries/lead/1/tasks?responsible={person_id(app, 'ivanova')}").text)) >= 1
    assert titles(head.become("petrov").get("/registries/lead/1/tasks").text) == []  # reads the card, not its case
    assert len(titles(head.become("kiseleva").get("/registries/lead/1/tasks").text)) == 2


@pytest.mark.parametrize("path", ["/tasks/filters", "/registries/lead/1/tasks"])
def test_who_is_chosen_stays_chosen_by_name_though_they_have_no_task_here(app, head, path):
    petrov = person_id(app, "petrov")
    page = head.get(f"{path}?responsible={petrov}").text
    assert re.search(rf'<option value="{petrov}" selected>Петров', page)


def test_a_leader_reassigns_what_their_people_have(app, browser, session):
    browser.post("/request", a_request())
    task_id = session.scalar(select(UserTask.id))
    session.rollback()
    anna, semyon = person_id(app, "ivanova"), person_id(app, "petrov")
    with app.app_context():
        workflow.act(commands.assign, task_id, anna, anna)
    page = browser.become("sokolova").get("/tasks?tab=team").text
    assert "Иванова Анна: открыто 1" in page
    assert f'href="/tasks/{task_id}"' in page
    browser.post("/tasks/bulk", {"act": "assign", "task": task_id, "person": semyon, "back": "tab=team"})
    assert "Петров Семён: открыто 1" in browser.get("/tasks?tab=team").text
    assert "Моя команда" not in browser.become("ivanova").get("/tasks").text
