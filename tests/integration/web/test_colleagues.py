"""Colleagues: the org chart, absences set by oneself and by the manager, work handed over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine import commands
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import a_request, person_id
from webapp import workflow


def absence(app, substitute, days=5):
    with app.app_context():
        today = workflow.engine().today()
    ends = today + timedelta(days=days)
    return {
        "substitute_id": person_id(app, substitute),
        "starts_on": str(today),
        "ends_on": str(ends),
        "note": "отпуск",
    }


def give_to(browser, app, session, login):
    """A task of the head of sales is given to a manager; its id."""
    browser.post("/request", a_request())
    task = session.scalar(select(UserTask.id))
    session.rollback()
    with app.app_context():
        workflow.act(commands.assign, task, person_id(app, login), person_id(app, "kiseleva"))
    return task


def test_the_chart_shows_departments_with_their_heads_and_people(browser):
    page = browser.become("ivanova").get("/people").text
    assert page.index("Дирекция") < page.index("Отдел продаж")
    assert "Соколова Ирина" in page
    found = browser.get("/people?q=продаж").text
    assert "Иванова Анна" in found
    assert "Никого не нашлось" in browser.get("/people?q=нетакого").text


def test_ones_own_absence_shows_in_the_menu_and_on_the_chart(browser, app):
    browser.become("ivanova")
    answer = browser.post(f"/people/{person_id(app, 'ivanova')}/absences", absence(app, "petrov"))
    assert answer.location == "/me"
    assert "отсутствую" in browser.get("/tasks").text
    assert "отсутствует" in browser.get("/people").text
    page = browser.become("petrov").get("/tasks").text
    assert "Замещаю: Иванова Анна" in page


def test_a_wrong_absence_is_refused_beside_its_fields_and_stays_typed_in(browser, app):
    browser.become("ivanova")
    path = f"/people/{person_id(app, 'ivanova')}/absences"
    answer = browser.post(path, absence(app, "petrov", days=-1))
    assert answer.status_code == 422
    assert "Последний день не может быть раньше первого." in answer.text
    assert 'value="отпуск"' in answer.text
    assert f'<option value="{person_id(app, "petrov")}" selected>' in answer.text


def test_a_manager_sets_the_absence_of_their_people_and_a_colleague_does_not(browser, app):
    path = f"/people/{person_id(app, 'ivanova')}/absences"
    assert browser.become("petrov").post(path, absence(app, "petrov")).status_code == 403
    answer = browser.become("sokolova").post(path, absence(app, "petrov"))
    assert answer.location == f"/people/{person_id(app, 'ivanova')}"
    page = browser.get(answer.location).text
    assert "сейчас отсутствует" in page
    assert "Замещает: Петров Семён" in page


def test_a_line_manager_sees_the_tasks_of_their_people_and_hands_them_over(browser, app, session):
    task = give_to(browser, app, session, "ivanova")
    card = f"/people/{person_id(app, 'ivanova')}"
    assert "Открытые задания" not in browser.become("petrov").get(card).text
    assert browser.get(f"/tasks/{task}").status_code == 403
    assert "ООО «Кровля-Сервис»" in browser.become("sokolova").get(f"/tasks/{task}").text
    assert f"/tasks/{task}" in browser.get(card).text
    refused = browser.post(f"{card}/hand-over", {"to_id": ""})
    assert refused.status_code == 422
    assert "Выберите, кому передать." in refused.text
    assert browser.post(f"{card}/hand-over", {"to_id": person_id(app, "petrov")}).status_code == 303
    assert session.scalar(select(UserTask.assignee_id).where(UserTask.id == task)) == person_id(app, "petrov")
    assert "Передано 1 задание" in browser.get(card).text


def test_a_line_manager_sees_the_case_of_their_people(browser, app, session):
    task = give_to(browser, app, session, "egorova")
    assert browser.become("fedorov").get("/cases/1").status_code == 403
    assert browser.become("morozova").get("/cases/1").status_code == 200
    assert browser.get(f"/tasks/{task}").status_code == 200
