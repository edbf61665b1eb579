"""What people do with a counterparty's card, each step as they do it on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.people import Person, settled

CHARTER: FilePayload = {"name": "Устав.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}


@dataclass(frozen=True)
class Counterparty:
    """A Russian company: its numbers pass their check digits."""

    name: str
    inn: str
    kpp: str
    ogrn: str

    @property
    def wrong_inn(self) -> str:
        """Its INN with a slip in the last digit."""
        return self.inn[:-1] + str((int(self.inn[-1]) + 1) % 10)


def fill_in_card(page: Page, company: Counterparty) -> None:
    """Everything a card of an OOO must have, with a slip in the INN."""
    card = page.locator("[data-form]")
    for label, choice in (("Тип контрагента", "Поставщик"), ("Правовая форма", "ООО"), ("Страна", "Россия")):
        card.get_by_label(label).select_option(choice)
    words = {
        "Название": company.name,
        "Регион": "Москва",
        "Населённый пункт": "Москва",
        "Краткое наименование": f"ООО «{company.name}»",
        "Полное наименование": f"Общество с ограниченной ответственностью «{company.name}»",
        "ИНН": company.wrong_inn,
        "КПП": company.kpp,
        "ОГРН": company.ogrn,
        "Юридический адрес": "117312, Москва, ул. Вавилова, 19",
        "Банк": "ПАО Сбербанк",
        "БИК": "044525225",
        "Расчётный счёт": "40702810900000000001",
    }
    for label, text in words.items():
        card.get_by_role("textbox", name=re.compile(rf"^{label}\*?$")).fill(text)
    card.get_by_label("Имя и фамилия, строка 1").fill("Пётр Лебедев")


def open_task(worker: Person, company: Counterparty, tab: str = "mine") -> Page:
    """Find the task about the card under a tab and open it."""
    page = worker.visit(f"/tasks?tab={tab}")
    page.locator(".task-row").filter(has_text=company.name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(company.name)
    return settled(page)


def decide(page: Page, choice: str, button: str, comment: str = "") -> None:
    """Choose, maybe say why, and press what the form says then."""
    form = page.locator("[data-form]")
    form.get_by_role("radio", name=choice, exact=True).check()
    if comment:
        form.get_by_role("textbox", name=re.compile("Комментарий|Что не так")).fill(comment)
    form.get_by_role("button", name=button, exact=True).click()
    expect(done(page)).to_be_visible()


def done(page: Page) -> Locator:
    """What the page says after a task was completed."""
    return page.get_by_role("status").filter(has_text=re.compile("Задание .* выполнено"))


def open_card(worker: Person, company: Counterparty) -> Page:
    """Find the company in its registry."""
    page = worker.visit(f"/registries/company?q={company.inn}")
    page.get_by_role("link", name=company.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(company.name)
    return page
