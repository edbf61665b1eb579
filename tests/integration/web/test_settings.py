"""«Настройка»: an administrator takes people on, invites them, lets them go; groups, departments, import, the log."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from engine import commands
from persistence.people import Person, PersonGroup
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import Browser, a_request, person_id
from webapp import workflow

NEW = {"name": "Петрова Мария", "email": "petrova@demo.example", "language": "ru", "groups": ["sales_managers"]}
PASSWORD = {"password": "верблюд-колодец", "again": "верблюд-колодец"}


def take_on(browser, **changes):
    """A new person; the address of their page."""
    answer = browser.post("/settings/people/new", NEW | changes)
    assert answer.status_code == 303, answer.text
    return answer.location


def invitation(browser, path):
    page = browser.post(f"{path}/invite").text
    return re.search(r"http://localhost(/invitation/[^<]+)<", page)[1]


def upload(browser, text):
    file = (io.BytesIO(text.encode("cp1251")), "people.csv")
    return browser.post("/settings/people/import", {"file": file}, content_type="multipart/form-data")


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_the_area_is_shown_to_administrators_only(browser):
    assert "/settings" not in browser.become("ivanova").get("/tasks").text
    assert 'href="/settings/people"' in browser.become("pavlov").get("/tasks").text


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/settings/audit", "Настройка"),
        ("/settings/webhooks", "Настройка"),
        ("/calendar", "Настройка"),
        ("/tasks/new", "Задания"),
    ],
)
def test_the_main_menu_shows_in_which_area_one_is(browser, path, area):
    menu = browser.become("pavlov").get(path).text.split('id="navigation"')[1].split("</nav>")[0]
    (current,) = re.findall(r'aria-current="page">\s*<svg.*?</svg>\s*(\w+)', menu, re.DOTALL)
    assert current == area


def test_somebody_is_taken_on_invited_and_signs_in_with_a_password_of_their_own(browser, app):
    path = take_on(browser.become("pavlov"))
    assert "Сотрудник ещё не может войти" in browser.get(path).text
    link = invitation(browser, path)
    newcomer = Browser(app.test_client())
    assert "petrova@demo.example" in newcomer.get(link).text
    refused = newcomer.post(link, {"password": "коротко", "again": "коротко"})
    assert refused.status_code == 422
    assert "Не короче 12 знаков" in refused.text
    assert newcomer.post(link, PASSWORD | {"again": "другое-слово-тут"}).status_code == 422
    assert newcomer.post(link, PASSWORD).location == "/sign-in"
    newcomer.token = ""  # whoever was signed in here is not any more
    assert newcomer.post(link, PASSWORD).status_code == 404  # a link is good once
    signed = newcomer.post("/sign-in", {"email": "petrova@demo.example", "password": PASSWORD["password"]})
    assert signed.status_code == 302
    assert "Петрова Мария" in newcomer.get("/tasks").text


def test_a_forged_invitation_opens_nothing(browser):
    assert browser.get("/invitation/forged").status_code == 404
    assert browser.post("/invitation/forged", PASSWORD).status_code == 404


def test_wrong_fields_are_told_beside_them_and_stay_typed_in(browser):
    answer = browser.become("pavlov").post(
        "/settings/people/new", NEW | {"email": "ivanova@demo.example", "phone": "1"}
    )
    assert answer.status_code == 422
    assert "Этот адрес уже у сотрудника Иванова Анна." in answer.text
    assert "Это не номер телефона." in answer.text
    assert 'value="Петрова Мария"' in answer.text
    assert 'value="sales_managers" checked' in answer.text


def test_who_has_left_is_signed_out_and_their_tasks_are_handed_over(browser, app, session):
    browser.post("/request", a_request())
    task = session.scalar(select(UserTask.id))
    session.rollback()
    with app.app_context():
        workflow.act(commands.assign, task, person_id(app, "ivanova"), person_id(app, "kiseleva"))
    leaving = Browser(app.test_client()).become("ivanova")
    path = f"/settings/people/{person_id(app, 'ivanova')}"
    answer = browser.become("pavlov").post(f"{path}/active", {"active": "no"})
    assert answer.location == f"/people/{person_id(app, 'ivanova')}#work"
    assert "Сотрудник больше не работает" in browser.get(answer.location).text
    assert "/sign-in" in leaving.get("/tasks").location
    browser.post(f"/people/{person_id(app, 'ivanova')}/hand-over", {"to_id": person_id(app, "petrov")})
    assert session.scalar(select(UserTask.assignee_id)) == person_id(app, "petrov")
    browser.post(f"{path}/active", {"active": "yes"})
    assert Browser(app.test_client()).become("ivanova").get("/tasks").status_code == 200


def test_nobody_lets_themselves_go(browser, app):
    path = f"/settings/people/{person_id(app, 'pavlov')}"
    browser.become("pavlov").post(f"{path}/active", {"active": "no"})
    assert "Сейчас это сделать нельзя" in browser.get(path).text


def test_the_list_is_searched_and_goes_on_where_a_page_ends(browser, session, app):
    with app.app_context():
        rows = "Имя;Почта\n" + "".join(f"Сотрудник {n:03};p{n}@demo.example\n" for n in range(60))
    browser.become("pavlov")
    page = upload(browser, rows).text
    data = {"content": hidden(page, "content"), "fingerprint": hidden(page, "fingerprint")}
    browser.post("/settings/people/import/apply", data)
    first = browser.get("/settings/people?q=Сотрудник").text
    further = re.search(r'href="(/settings/people\?[^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = browser.get(further).text
    assert "Сотрудник 049" in first
    assert "Сотрудник 050" not in first
    assert "Сотрудник 050" in second
    assert "Сотрудник 049" not in second


def test_a_file_is_looked_at_first_and_then_carried_out(browser, session):
    browser.become("pavlov")
    page = upload(browser, "Имя;Почта;Группы\nПетрова Мария;petrova@demo.example;sales_managers\n").text
    assert "Новых: 1, изменится: 0" in page
    assert session.scalar(select(Person.id).where(Person.email == "petrova@demo.example")) is None
    session.rollback()
    data = {"content": hidden(page, "content"), "fingerprint": hidden(page, "fingerprint")}
    assert browser.post("/settings/people/import/apply", data).status_code == 303
    added = session.scalar(select(Person.id).where(Person.email == "petrova@demo.example"))
    assert session.scalar(select(PersonGroup.group_key).where(PersonGroup.person_id == added)) == "sales_managers"
    again = browser.post("/settings/people/import/apply", data)
    assert again.status_code == 409
    assert "Список сотрудников изменился после проверки" in again.text


def test_a_file_with_errors_shows_them_and_offers_no_way_to_apply_it(browser):
    page = upload(browser.become("pavlov"), "Имя;Почта;Отдел\nОшибкин;bad;Нигде\n").text
    assert "Это не адрес электронной почты." in page
    assert "Отдела «Нигде» нет." in page
    assert "Применить" not in page
    assert upload(browser, "Возраст\n7\n").status_code == 422


def test_the_columns_of_a_file_are_told_in_the_language_of_the_page(browser):
    page = browser.become("pavlov").get("/settings/people/import").text
    assert '<b>отдел</b> <span class="text-secondary">(подразделение, department)</span>' in page
    browser.post("/language", {"language": "en"})
    page = browser.get("/settings/people/import").text
    assert '<b>department</b> <span class="text-secondary">(отдел, подразделение)</span>' in page


def test_a_group_shows_where_its_key_is_used_and_takes_members(browser, app):
    browser.become("pavlov")
    page = browser.get("/settings/groups").text
    assert "Обработка входящей заявки" in page
    answer = browser.post("/settings/groups", {"key": "night_shift", "name": "Ночная смена", "name_en": "Night shift"})
    assert answer.location == "/settings/groups/night_shift"
    browser.post("/settings/groups/night_shift/members", {"members": [str(person_id(app, "gusev"))]})
    page = browser.get("/settings/groups/night_shift").text
    assert f'value="{person_id(app, "gusev")}" checked' in page
    assert browser.get("/settings/groups/none").status_code == 404
    browser.post("/language", {"language": "en"})
    assert "Handling of an incoming request" in browser.get("/settings/groups/head_of_sales").text


def test_a_group_that_is_no_longer_needed_is_archived_once_nothing_is_in_the_way_and_can_be_restored(browser, app):
    browser.become("pavlov").post("/settings/groups", {"key": "night_shift", "name": "Ночная смена"})
    gusev = {"members": [str(person_id(app, "gusev"))]}
    browser.post("/settings/groups/night_shift/members", gusev)
    page = browser.post("/settings/groups/night_shift/archived", {"archived": "yes"})
    assert (page.status_code, "В группе есть сотрудники: Гусев Николай." in page.text) == (422, True)
    used = browser.post("/settings/groups/head_of_sales/archived", {"archived": "yes"}).text
    assert re.search("Её ключ используется: [^.]*Обработка входящей заявки", used)
    assert "Ночная смена" in browser.get("/tasks/new").text
    browser.post("/settings/groups/night_shift/members")
    listed = browser.get(browser.post("/settings/groups/night_shift/archived", {"archived": "yes"}).location).text
    assert "в архиве" in listed
    for picker in ("/tasks/new", "/settings/people/new"):
        assert "Ночная смена" not in browser.get(picker).text
    assert browser.post("/settings/groups/night_shift/members", gusev).status_code == 422
    browser.post("/settings/groups/night_shift/archived", {"archived": "no"})
    assert "Ночная смена" in browser.get("/tasks/new").text
    log = browser.get("/settings/audit").text
    assert "Группа отправлена в архив" in log
    assert "Группа возвращена из архива" in log


def test_a_department_is_added_changed_and_removed(browser):
    browser.become("pavlov")
    assert browser.post("/settings/departments/new", {"name": ""}).status_code == 422
    browser.post("/settings/departments/new", {"name": "Склад"})
    page = browser.get("/settings/departments").text
    path = re.search(r'href="(/settings/departments/\d+)">Склад<', page)[1]
    browser.post(path, {"name": "Главный склад"})
    assert "Главный склад" in browser.get("/settings/departments").text
    assert browser.post(f"{path}/delete").location == "/settings/departments"
    assert "Главный склад" not in browser.get("/people").text
    assert browser.post("/settings/departments/2/delete").status_code == 422  # people work there


def test_the_log_tells_who_changed_what(browser):
    path = take_on(browser.become("pavlov"))
    browser.post(path, NEW | {"name": "Сидорова Мария"})
    page = browser.get("/settings/audit").text
    assert "Сотрудник изменён: Сидорова Мария" in page
    assert "имя: Петрова Мария → Сидорова Мария" in page
    assert "Павлов Артём" in page
