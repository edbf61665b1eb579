"""What people do with a client's request, each step as they do it on the screen."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person, settled


@dataclass(frozen=True)
class Request:
    """What a client asks for.  Each test has a client of its own: what is known by phone or mail is matched."""

    company: str
    client: str = "Илья Громов"

    @property
    def mail(self) -> str:
        """Another for another company."""
        return f"client-{hashlib.sha256(self.company.encode()).hexdigest()[:8]}@example.com"


def fill_in_request(page: Page, request: Request) -> None:
    """What the public form must have."""
    page.get_by_label("Как к вам обращаться").fill(request.client)
    page.get_by_label("Компания").fill(request.company)
    page.get_by_label("Эл. почта").fill(request.mail)
    page.get_by_role("checkbox", name="Я согласен").check()


def send_request(client: Person, request: Request) -> None:
    """The client files the request on the public form."""
    page = client.visit("/request")
    fill_in_request(page, request)
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("heading", name="Спасибо, заявка принята")).to_be_visible()


def task_row(page: Page, request: Request) -> Locator:
    """The line of the request in the list of tasks."""
    return page.locator(".task-row").filter(has_text=request.company)


def open_task(worker: Person, request: Request, tab: str) -> Page:
    """Find the task about the request under a tab and open it."""
    page = worker.visit(f"/tasks?tab={tab}")
    task_row(page, request).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(request.company)
    return settled(page)


def hand_over(head: Person, request: Request, manager: str, tab: str = "groups") -> None:
    """The head of sales gives the request to a manager."""
    page = open_task(head, request, tab)
    page.get_by_label("Ответственный менеджер").select_option(manager)
    page.get_by_role("button", name="Передать менеджеру").click()
    expect(done(page)).to_be_visible()


def file_request(head: Person, request: Request) -> None:
    """The head of sales enters a request that came by mail, behind the scenes."""
    variables = {
        "channel": "mail",
        "client_name": request.client,
        "company_name": request.company,
        "email": request.mail,
    }
    head.post("/api/v1/processes/lead_qualification/start", json={"variables": variables})


def entrust(head: Person, request: Request, manager: str) -> None:
    """The head of sales enters a request and hands it over, behind the scenes: other tests watch that."""
    file_request(head, request)
    values = {"decision": "assign", "manager": head.colleagues[manager]}
    head.post(f"/api/v1/tasks/{the_task(head, request, 'groups')['id']}/complete", json={"values": values})


def qualify(manager: Person, request: Request) -> None:
    """The manager makes a deal of a request, behind the scenes."""
    values = {
        "decision": "qualified",
        "subject": f"Поставка для {request.company}",
        "company_name": request.company,
        "client_name": request.client,
        "email": request.mail,
        "positions": [{"product": "Саморезы", "quantity": 1500.5, "unit": "pcs"}],
    }
    manager.post(f"/api/v1/tasks/{the_task(manager, request, 'mine')['id']}/complete", json={"values": values})


def the_task(worker: Person, request: Request, tab: str) -> dict[str, Any]:
    """The task about a request, as the REST API tells it."""
    (task,) = worker.get(f"/api/v1/tasks?tab={tab}&search={quote(request.company)}")
    return dict(task)


def fill_in_qualification(page: Page, request: Request) -> None:
    """What a deal must have; the client's own words are there already."""
    page.get_by_label("Предмет сделки").fill("Крепёж для кровли")
    page.get_by_label("Компания клиента").fill(request.company)
    page.get_by_label("Контактное лицо").fill(request.client)
    page.get_by_label("Эл. почта").fill(request.mail)
    fill_in_line(page, 1, "Саморезы кровельные", "5000")


def fill_in_line(page: Page, number: int, product: str, quantity: str) -> None:
    """One line of the table of positions."""
    page.get_by_label(f"Товар, строка {number}").fill(product)
    page.get_by_label(f"Количество, строка {number}").fill(quantity)


def done(page: Page) -> Locator:
    """What the page says after a task was completed."""
    return page.get_by_role("status").filter(has_text=re.compile("Задание .* выполнено"))
