"""Files in forms, documents and comments, as people use them: with the mouse, by keyboard, with a bad connection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.axe import assert_usable
from tests.browser.company import ROOT, Company
from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, entrust, open_task
from tests.browser.people import PHONE, WIDE, Person

MANAGER, DIRECTOR, HEAD = "Иванова Анна", "Козлов Сергей", "Соколова Ирина"
EXAMPLE = ROOT / "examples" / "discount_request"
PDF: FilePayload = {"name": "Расчёт № 5.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
BETTER: FilePayload = {"name": "Расчёт № 6.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 better\n%%EOF"}
LETTER: FilePayload = {"name": "Письмо.txt", "mimeType": "text/plain", "buffer": "Дайте скидку".encode()}
PROGRAM: FilePayload = {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
LIE: FilePayload = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"MZ\0\0"}


@pytest.fixture(scope="module")
def discounts(company: Company) -> None:
    """The company asks for discounts, as the example shows: its forms take files."""
    company.deploy(EXAMPLE)


def asking(person: Arrivals, client: str, width: int = WIDE) -> tuple[Person, Page]:
    """A manager who asks for a discount."""
    manager = person(MANAGER, width=width)
    page = manager.visit("/start/discount_request")
    page.get_by_label("Клиент", exact=True).fill(client)
    page.get_by_label("Сумма заказа, ₽").fill("100000")
    page.get_by_label("Скидка, %").fill("12")
    return manager, page


def ask(page: Page) -> None:
    page.get_by_role("button", name="Запросить скидку").click()
    expect(page.get_by_text("начат.")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_files_of_a_form_become_documents_and_reach_the_next_person(
    person: Arrivals, discounts: None, width: int
) -> None:
    manager, page = asking(person, f"ООО «Файлы {width}»", width)
    page.get_by_label("Расчёт").set_input_files(PDF)
    page.get_by_label("Письма клиента").set_input_files([LETTER, BETTER])
    for name in ("Расчёт № 5.pdf", "Письмо.txt", "Расчёт № 6.pdf"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    page.get_by_role("button", name="Убрать «Расчёт № 6.pdf»").click()
    expect(page.get_by_role("link", name="Расчёт № 6.pdf")).to_have_count(0)
    assert_usable(manager)
    manager.turn(width)
    ask(page)
    documents = page.locator("#documents")
    expect(documents.get_by_role("link", name="Расчёт № 5.pdf", exact=True)).to_be_visible()
    expect(documents.get_by_role("link", name="Письмо.txt", exact=True)).to_be_visible()
    expect(documents.get_by_text("Расчёт № 6.pdf")).to_have_count(0)
    director = person(DIRECTOR, width=width)
    task = director.visit("/tasks?tab=groups")
    task.locator(".task-row").filter(has_text=f"Файлы {width}").get_by_role("link").first.click()
    expect(task.locator("[data-form]").get_by_role("link", name="Расчёт № 5.pdf")).to_be_visible()


def test_a_file_is_chosen_and_removed_by_keyboard_and_replaced_by_choosing_another(
    person: Arrivals, discounts: None
) -> None:
    _manager, page = asking(person, "ООО «Клавиатура»")
    field = page.get_by_label("Расчёт", exact=True)
    page.on("filechooser", lambda _chooser: None)  # asks the browser for choosers: it has to know before the key is hit
    field.focus()
    expect(field).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(PDF)
    expect(page.get_by_role("link", name="Расчёт № 5.pdf")).to_be_visible()
    field.set_input_files(BETTER)
    expect(page.get_by_role("link", name="Расчёт № 6.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="Расчёт № 5.pdf")).to_have_count(0)
    page.get_by_role("button", name="Убрать «Расчёт № 6.pdf»").press("Enter")
    expect(page.get_by_role("link", name="Расчёт № 6.pdf")).to_have_count(0)
    expect(field).to_be_focused()


def test_a_dropped_file_is_uploaded(person: Arrivals, discounts: None) -> None:
    _manager, page = asking(person, "ООО «Мышь»")
    dropped = page.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['%PDF-1.7'], 'dropped.pdf')); return all }"
    )
    page.get_by_label("Расчёт").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.get_by_role("link", name="dropped.pdf")).to_be_visible()


def test_what_cannot_be_uploaded_is_explained_beside_it(person: Arrivals, discounts: None) -> None:
    manager, page = asking(person, "ООО «Ошибки»")
    page.get_by_label("Расчёт").set_input_files(PROGRAM)
    expect(page.get_by_text("Такие файлы не принимаются")).to_be_visible()
    with manager.refused(415):
        page.get_by_label("Расчёт").set_input_files(LIE)
        expect(page.get_by_text("его содержимое не соответствует имени")).to_be_visible()
    page.get_by_role("button", name="Убрать «scan.pdf»").click()
    expect(page.get_by_text("его содержимое не соответствует имени")).to_have_count(0)
    ask(page)


def test_a_form_waits_for_a_file_that_is_on_its_way(person: Arrivals, discounts: None) -> None:
    _manager, page = asking(person, "ООО «Спешка»")
    held: list[Route] = []
    page.route("**/api/v1/files*", lambda route: held.append(route))
    page.get_by_label("Расчёт").set_input_files(PDF)
    expect(page.get_by_role("progressbar", name="Загружаем «Расчёт № 5.pdf»")).to_be_visible()
    page.get_by_role("button", name="Запросить скидку").click()
    expect(page.get_by_text("Дождитесь, пока файлы загрузятся")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("link", name="Расчёт № 5.pdf")).to_be_visible()
    expect(page.get_by_text("Дождитесь, пока файлы загрузятся")).to_have_count(0)
    ask(page)
    expect(page.locator("#documents").get_by_role("link", name="Расчёт № 5.pdf", exact=True)).to_be_visible()


def test_a_lost_connection_is_said_and_the_upload_repeated(person: Arrivals, discounts: None) -> None:
    manager, page = asking(person, "ООО «Связь»")
    page.route("**/api/v1/files*", lambda route: route.abort("connectionreset"))
    page.get_by_label("Расчёт").set_input_files(PDF)
    expect(page.get_by_text("Связь прервалась, файл не загружен")).to_be_visible()
    page.unroute("**/api/v1/files*")
    page.get_by_role("button", name="Повторить").click()
    expect(page.get_by_role("link", name="Расчёт № 5.pdf")).to_be_visible()
    manager.complaints = [one for one in manager.complaints if "ERR_CONNECTION_RESET" not in one]


def test_documents_are_added_replaced_and_removed_on_a_page(person: Arrivals, tmp_path: Path) -> None:
    request = Request("ООО «Документы»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    page = open_task(manager, request, "mine")
    page.get_by_label("Добавить документы").set_input_files([PDF, LETTER])
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.get_by_text("Добавлено 2 документа.")).to_be_visible()
    page.get_by_role("link", name="Письмо.txt", exact=True).click()
    expect(page.get_by_text("Дайте скидку")).to_be_visible()
    page.get_by_label("Загрузить новую версию").set_input_files({**LETTER, "buffer": "Спасибо".encode()})
    page.get_by_label("Что изменилось").fill("Ответ клиента")
    page.get_by_role("button", name="Загрузить", exact=True).click()
    expect(page.get_by_text("Спасибо")).to_be_visible()
    expect(page.get_by_text("Ответ клиента")).to_be_visible()
    assert_usable(manager)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Версия 1")).click()
    assert download.value.suggested_filename == "Письмо.txt"
    assert Path(download.value.path()).read_text() == "Дайте скидку"
    page.get_by_role("button", name="Убрать из списка").click()
    expect(page.locator("#documents").get_by_text("Письмо.txt")).to_have_count(0)


def test_a_colleague_is_mentioned_by_keyboard_and_told(person: Arrivals) -> None:
    request = Request("ООО «Упоминание»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    page = open_task(manager, request, "mine")
    field = page.get_by_label("Новый комментарий")
    field.press_sequentially("Позвоню завтра, @Соко")
    expect(page.get_by_role("option", name=HEAD)).to_be_visible()
    assert_usable(manager)
    field.press("Enter")
    expect(field).to_have_value("Позвоню завтра, @Соколова Ирина ")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".comment-text .mention")).to_have_text("@Соколова Ирина")
    assert_usable(manager)
    head = person(HEAD)
    expect(head.visit("/notifications").get_by_text("Иванова Анна упоминает вас").first).to_be_visible()


def test_a_comment_being_typed_outlives_its_window_and_is_gone_once_sent(person: Arrivals) -> None:
    request = Request("ООО «Черновик комментария»")
    entrust(person(HEAD), request, MANAGER)
    manager = person(MANAGER)
    page = open_task(manager, request, "mine")
    page.get_by_label("Новый комментарий").fill("Не потерять")
    page.reload()
    field = page.get_by_label("Новый комментарий")
    expect(field).to_have_value("Не потерять")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".comment-text").last).to_have_text("Не потерять")
    expect(field).to_have_value("")
