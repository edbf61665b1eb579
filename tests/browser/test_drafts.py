"""Nothing that was typed is lost: not with the window, the session, the connection, nor to another window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import assert_usable
from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, entrust, open_task, the_task
from tests.browser.people import PHONE, WIDE, Person, settled
from webapp.running.demo import DOMAIN, PASSWORD

HEAD = "Соколова Ирина"
MANAGER = "Иванова Анна"
TYPED = "Кровельные саморезы, первая партия"
WIDTHS = pytest.mark.parametrize("width", [WIDE, PHONE])


def at_work(person: Arrivals, company: str, width: int = WIDE) -> tuple[Person, Page]:
    """A manager with a request to qualify open."""
    request = Request(company)
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER, width=width)
    return manager, open_task(manager, request, "mine")


def subject(page: Page) -> Locator:
    """The field in which they type."""
    return page.get_by_label("Предмет сделки")


def saved(page: Page) -> Locator:
    """What the form says once the server has the draft."""
    return page.get_by_text("Черновик сохранён")


def test_a_draft_is_saved_when_a_field_is_left_and_says_when(person: Arrivals) -> None:
    _manager, page = at_work(person, "ООО «Сразу»")
    subject(page).fill(TYPED)
    with page.expect_response(re.compile("/draft$"), timeout=1_500):  # sooner than the pause after typing
        subject(page).blur()
    expect(page.get_by_text(re.compile(r"Черновик сохранён: сегодня, \d\d:\d\d"))).to_be_visible()


def test_a_draft_outlives_the_window_that_was_closed_while_typing(person: Arrivals) -> None:
    manager, page = at_work(person, "ООО «Закрыл окно»")
    address = page.url
    subject(page).fill(TYPED)
    page.close(run_before_unload=True)
    again = manager.another_window()
    again.goto(address)
    settled(again)
    expect(subject(again)).to_have_value(TYPED)


@WIDTHS
def test_what_was_typed_after_the_session_ended_is_back_after_signing_in(person: Arrivals, width: int) -> None:
    manager, page = at_work(person, f"ООО «Вышел {width}»", width)
    manager.context.clear_cookies()
    with manager.refused(401):
        subject(page).fill(TYPED)
    bar = page.get_by_role("alert").filter(has_text="Вы вышли из системы")
    expect(bar).to_be_visible()
    bar.get_by_role("link", name="Войти и вернуться сюда").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    forget(manager, "a status of 401")
    page.get_by_label("Электронная почта").fill(f"ivanova@{DOMAIN}")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    settled(page)
    restored = page.get_by_role("status").filter(has_text="Возвращено то, что не успело сохраниться")
    expect(restored).to_be_visible()
    assert_usable(manager)
    expect(subject(page)).to_have_value(TYPED)
    expect(saved(page)).to_be_visible()
    page.reload()
    settled(page)
    expect(subject(page)).to_have_value(TYPED)
    expect(restored).to_have_count(0)


@WIDTHS
def test_what_was_typed_without_connection_is_offered_beside_a_newer_draft(person: Arrivals, width: int) -> None:
    manager, page = at_work(person, f"ООО «Дома и на работе {width}»", width)
    manager.context.set_offline(True)
    subject(page).fill(TYPED)
    expect(page.get_by_role("alert").filter(has_text="Нет связи")).to_be_visible()
    forget(manager)
    address = page.url
    path = f"{address.removeprefix(manager.address)}/draft"
    manager.post(path, json={"data": {"subject": "Из дома"}, "seen": None})
    manager.page = manager.another_window()
    page.close()
    manager.context.set_offline(False)
    page = manager.page
    page.goto(address)
    settled(page)
    offer = page.get_by_role("alert").filter(has_text="остался несохранённый текст")
    expect(offer.get_by_role("row").filter(has_text="Предмет сделки")).to_contain_text(TYPED)
    expect(offer).to_contain_text("Из дома")
    assert_usable(manager)
    offer.get_by_role("button", name="Вернуть введённое").click()
    expect(subject(page)).to_have_value(TYPED)
    expect(saved(page)).to_be_visible()


@WIDTHS
def test_a_lost_connection_is_told_and_the_draft_is_saved_when_it_is_back(person: Arrivals, width: int) -> None:
    manager, page = at_work(person, f"ООО «Обрыв {width}»", width)
    manager.context.set_offline(True)
    subject(page).fill(TYPED)
    expect(page.get_by_role("alert").filter(has_text="Нет связи")).to_be_visible()
    assert_usable(manager)
    forget(manager)
    manager.context.set_offline(False)
    expect(saved(page)).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Нет связи")).to_have_count(0)
    page.reload()
    settled(page)
    expect(subject(page)).to_have_value(TYPED)


@WIDTHS
@pytest.mark.parametrize("choice", ["Оставить то, что здесь", "Взять из другого окна"])
def test_of_two_windows_drafts_one_chooses(person: Arrivals, choice: str, width: int) -> None:
    manager, page = at_work(person, f"ООО «Две версии {width} {choice[:3]}»", width)
    other = manager.another_window()
    other.goto(page.url)
    settled(other)
    subject(other).fill("Из другого окна")
    expect(saved(other)).to_be_visible()
    with manager.refused(409):
        subject(page).fill("Из этого окна")
    conflict = page.get_by_role("alert").filter(has_text="Черновик изменён в другом окне")
    expect(conflict.get_by_role("row").filter(has_text="Предмет сделки")).to_contain_text("Из этого окна")
    expect(conflict).to_contain_text("Из другого окна")
    assert_usable(manager)
    conflict.get_by_role("button", name=choice).click()
    expect(conflict).to_have_count(0)
    kept = "Из этого окна" if choice.startswith("Оставить") else "Из другого окна"
    expect(subject(page)).to_have_value(kept)
    expect(saved(page)).to_be_visible()
    other.reload()
    settled(other)
    expect(subject(other)).to_have_value(kept)


def test_one_learns_that_somebody_else_has_done_the_task_and_keeps_what_was_typed(person: Arrivals) -> None:
    request = Request("ООО «Сделано за вас»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    page = open_task(manager, request, "mine")
    manager.post(f"/api/v1/tasks/{the_task(manager, request, 'mine')['id']}/complete", json={"values": REJECTION})
    with manager.refused(409):
        subject(page).fill(TYPED)
    notice = page.get_by_role("alert").filter(has_text="Задание уже выполнено: Иванова Анна")
    expect(notice).to_be_visible()
    expect(page.get_by_label("Вы ввели")).to_have_value(re.compile(f"Предмет сделки: {TYPED}"))
    expect(page.get_by_role("button", name="Создать сделку")).to_be_disabled()
    assert_usable(manager)


REJECTION = {"decision": "not_target", "reject_reason": "spam"}


def forget(somebody: Person, words: str = "ERR_INTERNET_DISCONNECTED") -> None:
    """A browser complains rightly about a connection that was cut, and again about what is tried again."""
    somebody.complaints = [said for said in somebody.complaints if words not in said]
