"""What surrounds every page: signing in and out, languages, the people of the demo company, numbers that stay true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_usable
from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, entrust, task_row
from tests.browser.people import PHONE, Person
from webapp.running.demo import DOMAIN, PASSWORD

AREAS = {"ru": ["Задания", "Начать", "Реестры", "Дела"], "en": ["Tasks", "Start", "Registries", "Cases"]}
PAGES = ("/tasks?tab=groups", "/start/lead_qualification", "/registries/lead?q=x", "/cases", "/me", "/notifications")


def test_a_wrong_password_is_refused_and_the_right_one_leads_where_one_wanted_to_go(person: Arrivals) -> None:
    page = person().visit("/registries/lead")
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(page, "petrov", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("такой пары нет")
    sign_in(page, "petrov", PASSWORD)
    expect(page).to_have_url(re.compile("/registries/lead$"))
    expect(page.get_by_role("button", name="Петров Семён")).to_be_visible()


def test_whoever_signs_out_is_a_stranger_again(person: Arrivals) -> None:
    somebody = person("Белова Мария")
    page = somebody.visit("/tasks")
    open_menu(page, "Белова Мария").get_by_role("button", name="Выйти").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    somebody.visit("/tasks")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_one_becomes_somebody_else_on_the_sign_in_page_and_in_the_menu(person: Arrivals) -> None:
    page = person().visit("/sign-in")
    page.get_by_role("button", name="Зайцев Павел").click()
    expect(page).to_have_url(re.compile("/tasks"))
    open_menu(page, "Зайцев Павел").get_by_role("button", name="Егорова Татьяна").click()
    expect(page.get_by_role("button", name="Егорова Татьяна", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, PHONE])
def test_the_head_of_a_page_is_one_line_on_every_phone(person: Arrivals, width: int) -> None:
    away, head = person("Гусев Николай", width=PHONE), person("Орлов Дмитрий")
    head.post("/api/v1/tasks", json={"title": "Проверить план", "assignee_id": head.colleagues["Гусев Николай"]})
    with absence(away, "Гусев Николай", "Попова Светлана"):
        page = away.visit("/people")
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_role("button", name="Уведомления")).to_contain_text(re.compile(r"\d"))
        expect(page.get_by_role("button", name="Гусев Николай")).to_contain_text("отсутствую")
        tops = {tool.bounding_box()["y"] for tool in page.locator(".frame-tools > *").all()}
        brand = page.get_by_role("banner").get_by_role("link", name="Маршрут").bounding_box()
        assert max(tops) < brand["y"] + brand["height"], "Expected the tools beside the brand."


@pytest.mark.parametrize("width", [768, 992, 1200])
def test_the_head_of_a_page_has_room_for_all_areas_and_many_notices_at_every_width(
    person: Arrivals, width: int
) -> None:
    head, administrator = person("Орлов Дмитрий"), person("Павлов Артём")
    for number in range(10):
        task = {"title": f"Проверить план {number}", "assignee_id": head.colleagues["Павлов Артём"]}
        head.post("/api/v1/tasks", json=task)
    page = administrator.visit("/people")
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.get_by_role("button", name="Уведомления")).to_contain_text(re.compile(r"\d\d"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    word = page.locator(".navbar-brand span").first.bounding_box()
    assert (
        word["x"] + word["width"]
        < page.locator(f"{'.frame-tools' if width < 992 else '#navigation'} .icon").first.bounding_box()["x"]
    )


def test_the_language_changes_on_every_page_and_stays(person: Arrivals) -> None:
    somebody = person("Смирнова Ольга")
    for path in PAGES:
        page = somebody.visit(path)
        assert_speaks(page, "ru")
        open_menu(page, "Смирнова Ольга").get_by_role("button", name="English").click()
        assert_speaks(page, "en")
        assert page.url == somebody.address + path
        page.reload()
        assert_speaks(page, "en")
        open_menu(page, "Смирнова Ольга").get_by_role("button", name="Русский").click()
        assert_speaks(page, "ru")


@pytest.mark.parametrize(("language", "heading"), [("ru", "Оставить заявку"), ("en", "Send a request")])
def test_strangers_are_addressed_in_the_language_of_their_browser(
    person: Arrivals, language: str, heading: str
) -> None:
    page = person(language=language).visit("/request")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("button", name={"ru": "English", "en": "Русский"}[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", {"ru": "en", "en": "ru"}[language])
    expect(page).to_have_url(re.compile("/request$"))


def test_a_list_that_somebody_looks_at_follows_what_others_do(person: Arrivals) -> None:
    request = Request("ООО «Живой список»")
    page = person("Петров Семён").visit("/tasks?tab=mine")
    expect(task_row(page, request)).to_have_count(0)
    entrust(person("Соколова Ирина"), request, "Петров Семён")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as if they came back to the window
    expect(task_row(page, request)).to_be_visible()
    expect(page.locator("[data-count=unread]").first).to_be_visible()


def test_the_description_of_the_api_works_under_the_content_security_policy(person: Arrivals) -> None:
    programmer = person()
    page = programmer.visit("/api/docs")
    expect(page.get_by_role("heading", name="Marshrut")).to_be_visible()
    operation = page.locator("[id*=api_tasks-post]").filter(has_text="claim").first
    operation.get_by_role("button").first.click()
    expect(operation.get_by_text("204")).to_be_visible()
    assert_usable(programmer)


def test_the_tab_one_is_on_is_in_sight_on_a_phone_and_stays_there(person: Arrivals) -> None:
    page = person("Соколова Ирина", width=PHONE).visit("/tasks?tab=done")
    tab = page.get_by_role("navigation", name="Какие задания показать").get_by_role("link", name="Выполненные")
    expect(tab).to_be_in_viewport(ratio=0.9)
    page.get_by_role("combobox", name="Сортировка").select_option(index=1)
    expect(page).to_have_url(re.compile("sort="))
    expect(tab).to_be_in_viewport(ratio=0.9)


@contextmanager
def absence(somebody: Person, name: str, substitute: str) -> Iterator[None]:
    """They are away, whatever day the company has, and back afterwards."""
    ids, today = somebody.colleagues, datetime.now(UTC).date()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=1)).isoformat()}
    me = f"/people/{ids[name]}/absences"
    number = somebody.post(f"/api/v1{me}", json={"substitute_id": ids[substitute], **days})["id"]
    try:
        yield
    finally:
        somebody.post(f"{me}/{number}/revoke")


def sign_in(page: Page, login: str, password: str) -> None:
    """By address and password."""
    page.get_by_label("Электронная почта").fill(f"{login}@{DOMAIN}")
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти", exact=True).click()


def open_menu(page: Page, name: str) -> Page:
    """Open the menu of the person who is signed in."""
    page.get_by_role("banner").get_by_role("button", name=name, exact=True).click()
    return page


def assert_speaks(page: Page, language: str) -> None:
    """The page says that it is in this language, and its navigation is."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("navigation").get_by_role("listitem").locator(".nav-link:has(svg)")).to_have_text(
        [re.compile(area) for area in AREAS[language]]
    )
