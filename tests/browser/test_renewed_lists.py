"""A list renewed under the hand: who presses the mouse on a line gets there, whatever comes before it is released."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, file_request

HEAD = "Соколова Ирина"
COMPANY = re.compile(r"Нажатие-\d")

LISTS: dict[str, tuple[str, str]] = {
    "tasks": ("/tasks?tab=groups&q=Нажатие", "#task-list .task-row"),
    "cases": ("/cases?q=Нажатие", "#case-list tbody tr"),
    "cards": ("/registries/lead?q=Нажатие", "#records tbody tr"),
    "everything": ("/search?q=Нажатие", "#found li:has(.hit)"),
    "suggestions": ("/cases", "#suggestions [role=option]"),
}
SEARCH = "main [name=q]"


@pytest.mark.parametrize(("address", "lines"), LISTS.values(), ids=LISTS)
def test_a_line_pressed_while_its_list_is_renewed_is_opened(person: Arrivals, address: str, lines: str) -> None:
    head = person(HEAD)
    for number in (1, 2):
        file_request(head, Request(f"ООО «Нажатие-{number}»"))
    page = head.visit(address)
    box = page.locator("#search" if "suggestions" in lines else SEARCH)
    box.fill("Нажатие")
    line = page.locator(lines).filter(has_text=COMPANY).first
    link = line.locator("xpath=descendant-or-self::a").first
    target = link.get_attribute("href")
    assert target
    words = COMPANY.findall(line.inner_text())[0]
    with pressed(page, link), renewed(page):
        box.fill(words)
    expect(page).to_have_url(re.compile(re.escape(target) + "$"))


@contextmanager
def pressed(page: Page, place: Locator) -> Iterator[None]:
    """The mouse is pressed on a place, and released after what happens within."""
    place.hover()
    page.mouse.down()
    yield
    page.mouse.up()


@contextmanager
def renewed(page: Page) -> Iterator[None]:
    """What happens within renews a part of the page; it is new afterwards."""
    page.evaluate("""() => {
        window.renewal = new Promise((done) => document.body.addEventListener("htmx:after:swap", done, { once: true }));
    }""")
    yield
    page.evaluate("() => window.renewal.then(() => true)")
