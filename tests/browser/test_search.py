"""Search by keyboard only: from anywhere to what one looks for."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, send_request
from tests.browser.people import PHONE


def test_a_card_is_found_among_the_suggestions_and_opened_without_a_mouse(person: Arrivals) -> None:
    send_request(person(), Request("ООО «Ёлочный базар»"))
    page = person("Соколова Ирина").visit("/cases")
    page.keyboard.press("/")
    page.keyboard.type("елочный баз")
    suggestions = page.get_by_role("option").filter(has_text="Ёлочный базар")
    expect(suggestions).to_have_count(3)
    field = page.get_by_role("combobox", name="Найти задание, дело, карточку, документ")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(suggestions.first).to_be_hidden()
    while "Лид" not in (page.locator("[role=option][aria-selected=true]").all_text_contents() or [""])[0]:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/registries/lead/"))


def test_enter_alone_shows_everything_that_was_found(person: Arrivals) -> None:
    send_request(person(), Request("ООО «Берёзовый сок»"))
    page = person("Соколова Ирина").visit("/start")
    page.keyboard.press("/")
    page.keyboard.type("березовый")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    expect(page.get_by_role("main").get_by_role("link").filter(has_text="Берёзовый сок")).to_have_count(3)


def test_on_a_phone_the_page_of_search_finds_while_one_types(person: Arrivals) -> None:
    send_request(person(), Request("ООО «Кленовый лист»"))
    page = person("Соколова Ирина", width=PHONE).visit("/tasks")
    page.get_by_role("link", name="Поиск").click()
    page.get_by_role("searchbox", name="Что найти").fill("кленовый")
    expect(page.locator("#found").get_by_role("link").filter(has_text="Кленовый лист")).to_have_count(3)
