"""«Задания» in the browser: walked by keyboard, several tasks at once, a view shared, nothing lost when renewed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrivals
from tests.browser.people import PHONE, WIDE, Person, settled

HEAD, COLLEAGUE = "Соколова Ирина", "Иванова Анна"


def arrive(head: Person, marker: str, number: int) -> None:
    """So many requests whose company has the marker in its name wait in the queue of the head of sales."""
    for place in range(number):
        variables = {
            "channel": "mail",
            "client_name": "Илья Громов",
            "company_name": f"ООО «{marker} {place}»",
            "email": f"{place}@{abs(hash(marker))}.example",
        }
        head.post("/api/v1/processes/lead_qualification/start", json={"variables": variables})


def queue(head: Person, marker: str) -> Page:
    return head.visit(f"/tasks?tab=groups&q={marker}")


def renew(page: Page) -> None:
    """Somebody comes back to the window, which asks at once whether anything has happened."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def undisturbed(page: Page) -> None:
    """No news renews the list, which would take a claimed task to another tab, as happens within ten seconds."""
    page.route("**/counters", lambda asked: asked.fulfill(status=204))


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_list_is_walked_selected_and_claimed_by_keyboard(person: Arrivals, width: int) -> None:
    head = person(HEAD, width=width)
    marker = f"Клавиатура{width}"
    arrive(head, marker, 4)
    undisturbed(head.page)
    page = queue(head, marker)
    rows = page.locator(".task-row")
    expect(rows).to_have_count(4)
    for key in ("j", "x", "j", "x", "j", "k"):
        page.keyboard.press(key)
    expect(rows.nth(1).get_by_role("link").first).to_be_focused()
    bar = page.get_by_role("form", name="Действия с выбранными заданиями")
    expect(bar.get_by_role("status")).to_have_text("Выбрано 2")
    bar.get_by_role("button", name="Взять в работу").press("Enter")
    expect(page.get_by_text("Взято в работу: 2.")).to_be_visible()
    settled(page)
    expect(rows).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(rows.first.get_by_role("link", name="Открыть")).to_be_visible()
    expect(rows.first.locator(".task-link")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(marker)


def test_no_key_is_taken_from_whoever_types(person: Arrivals) -> None:
    page = person(HEAD).visit("/tasks?tab=groups")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Найти задание")
    expect(box).to_be_focused()
    page.keyboard.type("jкx?")
    expect(box).to_have_value("jкx?")
    box.blur()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Клавиши в списке заданий")
    expect(help_).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()


def test_what_is_selected_and_focused_stays_when_the_list_is_renewed(person: Arrivals) -> None:
    head = person(HEAD)
    arrive(head, "Обновление", 2)
    page = queue(head, "Обновление")
    with page.expect_response("**/counters"):
        renew(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    first = page.locator(".task-row").first
    arrive(head, "Обновление", 1)
    renew(page)
    expect(page.locator(".task-row")).to_have_count(3)
    expect(first.get_by_role("checkbox")).to_be_checked()
    expect(first.get_by_role("link").first).to_be_focused()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_fields_are_shown_as_they_are_ticked_and_a_claimed_task_keeps_them(person: Arrivals, width: int) -> None:
    head = person(HEAD, width=width)
    arrive(head, f"Поля{width}", 1)
    undisturbed(head.page)
    page = head.visit(f"/tasks?tab=groups&process=lead_qualification&q=Поля{width}")
    page.get_by_role("link", name="Фильтры").click()
    page.get_by_text("Показывать в списке").click()
    row = page.locator(".task-row")
    page.get_by_role("group", name="Лид").get_by_label("Канал").check()
    expect(row.get_by_role("term")).to_have_text(["Канал"])
    page.get_by_role("group", name="Дело").get_by_label("Контактное лицо").check()
    expect(row.get_by_role("definition")).to_have_text(["Илья Громов", "Электронная почта"])
    row.get_by_role("button", name="Взять в работу").click()
    expect(row.get_by_role("link", name="Открыть")).to_be_visible()
    expect(row.get_by_role("definition")).to_have_text(["Илья Громов", "Электронная почта"])
    page.reload()
    expect(page.get_by_role("link", name="Показано: Контактное лицо, Канал")).to_be_visible()


def test_filters_narrow_the_list_as_they_are_chosen_and_a_view_of_them_is_shared(person: Arrivals) -> None:
    head, colleague = person(HEAD), person(COLLEAGUE, width=PHONE)
    arrive(head, "Общее", 2)
    page = head.visit("/tasks?tab=groups")
    page.get_by_role("link", name="Фильтры").click()
    page.get_by_label("Процесс").select_option("lead_qualification")
    page.get_by_label("Поле", exact=True).select_option("text.company_name")
    page.get_by_label("Сравнение").select_option("contains")
    page.get_by_label("Значение", exact=True).fill("общее 1")
    expect(page.locator(".task-row")).to_have_count(1)
    page.get_by_role("link", name="Сохранить как представление").click()
    page.get_by_label("Название").fill("Только первое")
    page.get_by_role("checkbox", name="Всем").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Представление сохранено.")).to_be_visible()
    expect(page.locator(".task-row")).to_have_count(1)

    theirs = colleague.visit("/tasks?tab=mine")
    theirs.get_by_role("button", name="Представления").click()
    theirs.get_by_role("link", name="Только первое").click()
    expect(theirs.get_by_role("link", name="убрать фильтр")).to_have_count(2)


def test_the_first_screen_of_a_phone_shows_two_tasks(person: Arrivals) -> None:
    head = person(HEAD, width=PHONE)
    marker = "Телефон"
    arrive(head, marker, 2)
    expect(queue(head, marker).locator(".task-row").nth(1)).to_be_in_viewport(ratio=1)
