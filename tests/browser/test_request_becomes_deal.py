"""A client's request on its way through three people, from the public form to a deal or to «нецелевой»."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrivals
from tests.browser.lead import (
    Request,
    done,
    entrust,
    fill_in_line,
    fill_in_qualification,
    fill_in_request,
    hand_over,
    open_task,
    send_request,
    task_row,
)
from tests.browser.people import Person, settled

HEAD = "Соколова Ирина"
MANAGER = "Иванова Анна"


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(person: Arrivals) -> None:
    client = person()
    page = client.visit("/request")
    fill_in_request(page, Request("ООО «Опечатка»"))
    page.get_by_label("Эл. почта").fill("громов@")
    with client.refused(422):
        page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("alert")).to_contain_text("Проверьте заявку")
    wrong = page.get_by_label("Эл. почта")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(re.compile("Неверный адрес эл. почты"))
    expect(wrong).to_have_value("громов@")
    expect(page.get_by_label("Компания")).to_have_value("ООО «Опечатка»")
    expect(page.get_by_role("checkbox", name="Я согласен")).to_be_checked()
    wrong.fill("gromov@example.com")
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("heading", name="Спасибо, заявка принята")).to_be_visible()


def test_a_request_becomes_a_deal_a_contact_and_a_company(person: Arrivals) -> None:
    request = Request("ООО «Кровля-Сервис»", client="Кирилл Кровельщиков")
    send_request(person(), request)
    head = person(HEAD)
    claim(head, request)
    hand_over(head, request, MANAGER, tab="mine")

    manager = person(MANAGER)
    page = open_task(manager, request, "mine")
    fill_in_qualification(page, request)
    page.get_by_role("button", name="Создать сделку").click()
    expect(done(page)).to_be_visible()

    lead = open_card(manager, "lead", request.company)
    expect(lead.locator(".page-meta")).to_contain_text("Успешный")
    expect(linked_cards(lead)).to_contain_text("Крепёж для кровли")
    deal = open_card(manager, "deal", "Крепёж для кровли")
    for linked in (request.company, request.client):
        expect(linked_cards(deal)).to_contain_text(linked)
    expect(deal.get_by_role("region", name="Товарные позиции")).to_contain_text("Саморезы кровельные")
    open_card(manager, "company", request.company)
    open_card(manager, "contact", request.client)
    assert_case_is_told(manager, request)


def test_the_head_closes_a_request_as_non_target_with_a_reason(person: Arrivals) -> None:
    request = Request("ИП Розничный")
    send_request(person(), request)
    head = person(HEAD)
    close_as_non_target(head, request, "groups", "Закрыть как нецелевое")
    lead = open_card(head, "lead", request.company)
    expect(lead.locator(".page-meta")).to_contain_text("Нецелевой")
    expect(lead.get_by_role("region", name="Данные")).to_contain_text("Розничный запрос")


def test_the_manager_finds_a_request_non_target_and_says_why(person: Arrivals) -> None:
    request = Request("ООО «Не тот товар»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    close_as_non_target(manager, request, "mine", "Закрыть как нецелевую")
    expect(open_card(manager, "lead", request.company).locator(".page-meta")).to_contain_text("Нецелевой")


def test_positions_are_entered_and_removed_by_keyboard(person: Arrivals) -> None:
    request = Request("ООО «Клавиатура»")
    entrust(person(HEAD), request, MANAGER)
    page = open_task(person(MANAGER), request, "mine")
    fill_in_line(page, 1, "Болты М8", "100")
    page.get_by_role("button", name="Добавить строку").press("Enter")
    expect(page.get_by_label("Товар, строка 2")).to_be_focused()
    page.keyboard.type("Гайки М8")
    page.keyboard.press("Tab")
    page.keyboard.type("1 500,5")
    page.get_by_role("button", name="Добавить строку").press("Space")
    expect(page.get_by_label("Товар, строка 3")).to_be_focused()
    page.get_by_role("button", name="Удалить строку 3").press("Enter")
    expect(page.get_by_label("Товар, строка 3")).to_have_count(0)
    expect(page.get_by_role("button", name="Добавить строку")).to_be_focused()
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="Удалить строку 1").press("Enter")
    expect(page.get_by_label("Товар, строка 1")).to_have_value("Гайки М8")
    expect(page.get_by_label("Количество, строка 1")).to_have_value(re.compile(r"1\s500,5"))


def test_a_draft_is_there_after_a_reload(person: Arrivals) -> None:
    request = Request("ООО «Черновик»")
    entrust(person(HEAD), request, MANAGER)
    page = open_task(person(MANAGER), request, "mine")
    page.get_by_label("Предмет сделки").fill("Кровельные саморезы, первая партия")
    fill_in_line(page, 1, "Саморезы", "250")
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_label("Предмет сделки")).to_have_value("Кровельные саморезы, первая партия")
    expect(page.get_by_label("Товар, строка 1")).to_have_value("Саморезы")
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()


def test_the_second_window_learns_what_happened_and_keeps_what_was_typed(person: Arrivals) -> None:
    request = Request("ООО «Два окна»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    first = open_task(manager, request, "mine")
    second = manager.another_window()
    second.goto(first.url)
    settled(second)
    fill_in_qualification(second, request)
    second.get_by_label("Особые условия").fill("Позвонить до отгрузки")
    close_open_task(first, "Закрыть как нецелевую")
    expect(done(first)).to_be_visible()
    with manager.refused(409):
        second.get_by_role("button", name="Создать сделку").click()
    expect(second.get_by_role("alert")).to_contain_text("Задание уже завершено")
    typed = second.get_by_role("region", name="Вы ввели")
    expect(typed).to_contain_text("Позвонить до отгрузки")
    expect(typed).to_contain_text("Саморезы кровельные")
    manager.complaints = [said for said in manager.complaints if "409" not in said]  # of the draft, before the task


def claim(worker: Person, request: Request) -> None:
    """Take the task out of the queue, in the list."""
    page = worker.visit("/tasks?tab=groups")
    row = task_row(page, request)
    row.get_by_role("button", name="Взять в работу").click()
    expect(row.get_by_role("link", name="Открыть")).to_be_visible()
    expect(row).to_contain_text(HEAD)


def close_as_non_target(worker: Person, request: Request, tab: str, words: str) -> None:
    """Open the task, try to close the request without a reason, then give one."""
    page = open_task(worker, request, tab)
    page.get_by_role("radio", name=re.compile("нецелев")).check()
    page.get_by_role("button", name=words).click()
    expect(page.get_by_role("alert")).to_contain_text("Почему нецелевой")
    close_open_task(page, words)
    expect(done(page)).to_be_visible()


def close_open_task(page: Page, words: str) -> None:
    """Close the request on the page of its task."""
    page.get_by_role("radio", name=re.compile("нецелев")).check()
    page.get_by_label("Почему нецелевой").select_option("Розничный запрос")
    page.get_by_role("button", name=words).click()


def open_card(worker: Person, registry: str, title: str) -> Page:
    """Find a card in the table of its registry and open it."""
    page = worker.visit(f"/registries/{registry}")
    page.get_by_role("searchbox").fill(title)
    rows = page.locator("#records tbody tr")
    expect(rows).to_have_count(1)
    rows.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page


def linked_cards(card: Page) -> Locator:
    """The cards a card names as its relatives."""
    return card.get_by_role("region", name="Связанные карточки")


def assert_case_is_told(worker: Person, request: Request) -> None:
    """The page of the case has the diagram with what was passed, the history and who did it."""
    page = worker.visit("/cases?status=completed")
    page.locator("#case-list tr").filter(has_text=request.company).get_by_role("link").first.click()
    settled(page)
    expect(page.get_by_role("figure", name="Схема процесса").locator(".djs-shape.is-passed")).not_to_have_count(0)
    expect(page.locator("[data-element-id=lead_won].is-passed")).to_be_visible()
    history = page.get_by_role("region", name="История")
    for words in ("Процесс завершён", "Поступила заявка клиента", HEAD, f"Ответственный менеджер {MANAGER}"):
        expect(history).to_contain_text(re.compile(words.replace(" ", r"\s*")))
