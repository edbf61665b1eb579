"""The page of a case, filtered where it stands, and the same case on paper; the filters of the list of cases."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_usable
from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, entrust, qualify
from tests.browser.people import PHONE, WIDE, settled

HEAD = "Соколова Ирина"
MANAGER = "Иванова Анна"


def test_a_case_tells_what_one_person_did_and_goes_on_paper_whole(person: Arrivals) -> None:
    request = Request("ООО «Дело целиком»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    qualify(manager, request)
    page = manager.visit("/cases?status=completed")
    page.locator("#case-list tr").filter(has_text=request.company).get_by_role("link").first.click()
    settled(page)
    history = page.get_by_role("region", name="История")
    expect(history).to_contain_text("Система: «Создать лид»")
    history.get_by_label("Чьё").select_option(HEAD)
    expect(history).not_to_contain_text("Система: «Создать лид»")
    expect(history).to_contain_text("Выполнено: «Передать обращение")
    history.get_by_label("Что показать").select_option("Комментарии")
    expect(history).to_contain_text("Ничего такого не было.")
    assert_usable(manager)

    page.get_by_role("link", name="Для печати").click()
    settled(page)
    expect(page.locator("svg.diagram-picture .is-passed").first).to_be_visible()
    expect(page.get_by_role("region", name="История")).to_contain_text("Процесс завершён")
    assert_usable(manager)
    assert page.pdf(format="A4").startswith(b"%PDF-")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_filters_of_cases_are_at_hand_and_on_a_phone_behind_one_button(person: Arrivals, width: int) -> None:
    page = person(HEAD, width=width).visit("/cases")
    status, button = page.get_by_label("Состояние"), page.get_by_role("button", name="Фильтры")
    if width == PHONE:
        expect(status).to_be_hidden()
        button.click()
    status.select_option("Завершён")
    expect(page).to_have_url(re.compile("status=completed"))
    page.reload()
    expect(status).to_be_visible()
