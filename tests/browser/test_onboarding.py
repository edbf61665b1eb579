"""A counterparty from its card to a verified company: four people, one stands in for the manager who is away."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_usable
from tests.browser.conftest import Arrivals
from tests.browser.counterparty import CHARTER, Counterparty, decide, done, fill_in_card, open_card, open_task
from tests.browser.people import PHONE, WIDE, Person, settled
from webapp.settings import Settings

COMPANY_ZONE = ZoneInfo(Settings.time_zone)

EMPLOYEE, MANAGER, SUBSTITUTE = "Волкова Елена", "Зайцев Павел", "Новиков Андрей"
DIRECTOR = "Морозова Наталья"
COMPANIES = {
    WIDE: Counterparty("Вега Трейд", "7707083893", "770701001", "1027700132195"),
    PHONE: Counterparty("Сириус Опт", "7736050003", "773601001", "1027700070518"),
}
ADDRESS = "Уточните юридический адрес"
TERMS = "Приложите карточку с реквизитами"


def look(somebody: Person, width: int) -> None:
    """The page is usable at both widths; go on at one's own."""
    assert_usable(somebody)
    somebody.turn(width)


def go_away(manager: Person) -> None:
    """The manager is away today, somebody substitutes them."""
    page = manager.visit("/me")
    today = datetime.now(COMPANY_ZONE).date().isoformat()
    absence = page.locator("#absences")
    absence.get_by_label("Первый день").fill(today)
    absence.get_by_label("Последний день").fill(today)
    absence.get_by_label("Заместитель").select_option(SUBSTITUTE)
    absence.get_by_role("button", name="Указать отсутствие").click()
    expect(absence.get_by_text("сейчас отсутствует")).to_be_visible()


def come_back(manager: Person) -> None:
    """The manager is at work again."""
    absence = manager.visit("/me").locator("#absences")
    absence.get_by_role("button", name="Завершить сейчас").click()
    expect(absence.get_by_text("сейчас отсутствует")).to_have_count(0)


def begin(employee: Person, company: Counterparty, width: int) -> None:
    """The employee starts from the registry of companies, slips in the INN, and attaches the charter."""
    page = employee.visit("/registries/company")
    page.get_by_role("link", name="Добавить контрагента").click()
    settled(page)
    fill_in_card(page, company)
    page.get_by_label("Документы", exact=True).set_input_files(CHARTER)
    expect(page.get_by_role("link", name="Устав.pdf")).to_be_visible()
    page.get_by_role("button", name="Отправить на проверку").click()
    expect(page.get_by_text("Неверный ИНН").first).to_be_visible()
    look(employee, width)
    page.get_by_role("textbox", name=re.compile(r"^ИНН\*?$")).fill(company.inn)
    page.get_by_role("button", name="Отправить на проверку").click()
    expect(page.get_by_text("начат.")).to_be_visible()
    expect(page.locator("#documents").get_by_role("link", name="Устав.pdf", exact=True)).to_be_visible()
    look(employee, width)


def ask_about_it(page: Page) -> None:
    """The substitute asks the employee something in a comment."""
    field = page.get_by_label("Новый комментарий")
    field.press_sequentially("Есть ли договор? @Волк")
    expect(page.get_by_role("option", name=EMPLOYEE)).to_be_visible()
    field.press("Enter")
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.locator(".comment-text .mention")).to_have_text(f"@{EMPLOYEE}")


def follow_the_bell(employee: Person) -> Page:
    """The bell tells of the returned card and leads to its task."""
    page = employee.visit("/")
    page.get_by_role("button", name="Уведомления").click()
    notices = page.locator("#latest-notices")
    expect(notices.get_by_text(f"{SUBSTITUTE} упоминает вас").first).to_be_visible()
    notices.get_by_role("link", name=re.compile("Доработать карточку контрагента")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Доработать карточку контрагента")
    return settled(page)


def rework(employee: Person, answer: str, width: int) -> None:
    """Answer the comments and send the card again; what was typed outlives a reload."""
    page = employee.page
    remarks = page.get_by_role("table", name="Замечания и решения")
    expect(remarks).to_contain_text("Дата")
    expect(remarks.locator(".required")).to_have_count(0)
    reply = page.get_by_role("textbox", name="Ответ проверяющим")
    reply.fill(answer)
    reply.blur()
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()
    page.reload()
    settled(page)
    expect(reply).to_have_value(answer)
    look(employee, width)
    page.get_by_role("button", name="Отправить на проверку", exact=True).click()
    expect(done(page)).to_be_visible()


def refuse_after_a_slip(director: Person, company: Counterparty) -> Page:
    """The financial director refuses, takes it back, and refuses again; the next task is open."""
    page = open_task(director, company, "groups")
    expect(page.locator("[data-form]").get_by_text(ADDRESS)).to_be_visible()
    decide(page, "Не согласовать", "Не согласовать и указать причину")
    page.get_by_role("link", name="Отозвать решение").click()
    page.get_by_role("button", name="Отозвать решение").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Согласовать карточку")
    decide(settled(page), "Не согласовать", "Не согласовать и указать причину")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Указать причину отказа")
    return settled(page)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_card_is_checked_returned_sent_again_and_the_company_verified(person: Arrivals, width: int) -> None:
    company = COMPANIES[width]
    manager = person(MANAGER, width=width)
    go_away(manager)
    employee = person(EMPLOYEE, width=width)
    begin(employee, company, width)

    substitute = person(SUBSTITUTE, width=width)
    page = open_task(substitute, company)
    expect(page.get_by_text(f"за сотрудника {MANAGER}")).to_be_visible()
    expect(page.locator("[data-form]").get_by_role("link", name="Устав.pdf")).to_be_visible()
    ask_about_it(page)
    look(substitute, width)
    decide(page, "Отклонить: вернуть на доработку", "Вернуть на доработку", ADDRESS)

    page = follow_the_bell(employee)
    expect(page.locator("[data-form]").get_by_text(ADDRESS)).to_be_visible()
    rework(employee, "Адрес по выписке", width)

    decide(open_task(substitute, company), "Согласовать", "Согласовать")
    director = person(DIRECTOR, width=width)
    page = refuse_after_a_slip(director, company)
    look(director, width)
    decide(page, "Нужны изменения", "Вернуть на доработку", TERMS)

    page = open_task(employee, company)
    expect(page.locator("[data-form]").get_by_text(TERMS)).to_be_visible()
    rework(employee, "Карточка приложена", width)
    come_back(manager)
    decide(open_task(manager, company), "Согласовать", "Согласовать")
    decide(open_task(director, company, "groups"), "Согласовать", "Согласовать", "Отсрочка 30 дней")

    page = open_card(employee, company)
    expect(page.locator(".page-meta").get_by_text("Проверена")).to_be_visible()
    for said in (ADDRESS, TERMS, "Отсрочка 30 дней"):
        expect(page.get_by_role("cell", name=said)).to_be_visible()
    expect(page.locator("#documents").get_by_role("link", name="Устав.pdf", exact=True)).to_be_visible()
    look(employee, width)
    page.get_by_role("link", name="Добавление контрагента").first.click()
    settled(page)
    expect(page.get_by_text(re.compile(f"{SUBSTITUTE}.*{MANAGER}")).first).to_be_visible()
    look(employee, width)


def test_a_company_is_verified_from_its_card_in_english_and_the_employee_stops(person: Arrivals) -> None:
    employee = person("Смирнова Ольга", language="en").speak("en")
    company = employee.post(
        "/api/v1/registries/company/records", json={"data": {"name": "Orion"}, "stage": "unverified"}
    )
    card = f"/registries/company/{company['id']}"
    page = employee.visit(card)
    page.get_by_role("button", name="Verify the counterparty").click()
    settled(page)
    assert_usable(employee)
    expect(employee.visit(card).get_by_role("link", name="Running already, open the case")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Complete the counterparty card")).click()
    settled(page)
    form = page.locator("[data-form]")
    form.get_by_role("radio", name="Stop: the counterparty is not needed").check()
    form.get_by_role("textbox", name=re.compile("^Comment")).fill("Another supplier was chosen")
    form.get_by_role("button", name="Stop the process").click()
    expect(page.get_by_role("status").filter(has_text="completed")).to_be_visible()
    page = employee.visit(card)
    expect(page.locator(".page-meta").get_by_text("Unverified")).to_be_visible()
    expect(page.get_by_role("cell", name="Another supplier was chosen")).to_be_visible()
    expect(page.get_by_role("button", name="Verify the counterparty")).to_be_visible()
    assert_usable(employee)
    employee.speak("ru")
