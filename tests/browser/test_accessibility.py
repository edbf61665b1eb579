"""Every page can be used by everybody: with a screen reader, by keyboard only, on a phone, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import assert_usable
from tests.browser.company import Company
from tests.browser.conftest import Arrivals
from tests.browser.lead import Request, done, entrust, qualify, the_task
from tests.browser.people import Person
from webapp.running.demo import DOMAIN, PASSWORD

MANAGERS = {"ru": "Иванова Анна", "en": "Петров Семён"}  # a language is of a person, not of a window

PAGES: dict[str, str] = {
    "tasks that are mine": "/tasks?tab=mine",
    "tasks of my groups": "/tasks?tab=groups",
    "what is overdue": "/tasks?tab=overdue",
    "what is deferred": "/tasks?tab=deferred",
    "what is done": "/tasks?tab=done",
    "tasks filtered": "/tasks?tab=mine&process=lead_qualification&field=lead.phone&op=eq&value=1",
    "what tasks can be filtered by": "/tasks/filters?tab=mine&process=lead_qualification",
    "tasks with columns": "/tasks?tab=mine&process=lead_qualification&column=text.company_name&column=lead.data.phone",
    "what columns there are": "/tasks/filters?tab=mine&process=lead_qualification&column=lead.data.phone",
    "saved views": "/tasks/views?tab=mine&q=1",
    "a lead's tasks": "/registries/lead/{done[record_id]}/tasks",
    "an open task": "/tasks/{open[id]}",
    "a task that is done": "/tasks/{done[id]}",
    "a side task to ask for": "/tasks/new",
    "what can be started": "/start",
    "a form to start with": "/start/lead_qualification",
    "cases": "/cases",
    "a case that goes on": "/cases/{open[instance_id]}",
    "a case that has ended": "/cases/{done[instance_id]}",
    "registries": "/registries",
    "the leads": "/registries/lead",
    "a registry without cards": "/registries/product",
    "a lead's card": "/registries/lead/{done[record_id]}",
    "a deal's card": "/registries/deal/{deal}",
    "what was found": "/search?q=образец",
    "nothing found": "/search?q=гиацинт",
    "oneself": "/me",
    "notifications": "/notifications",
    "how one is told things": "/me/notifications",
    "the calendar": "/calendar?year=2026",
    "a year without a decree": "/calendar?year=2028",
    "who works here": "/people",
    "who was looked for": "/people?q=Иванова",
    "a colleague": "/people/3",
    "oneself as a colleague": "/people/4",
}
SETTINGS = (
    "/settings/people",
    "/settings/people/new",
    "/settings/people/4",
    "/settings/people/import",
    "/settings/departments",
    "/settings/departments/1",
    "/settings/groups",
    "/settings/groups/sales_managers",
    "/settings/webhooks",
    "/settings/audit",
    "/calendar",
)
PUBLIC = ("/sign-in", "/request", "/request/received")
REFUSED = {"/tasks/999999": 404, "/registries/nothing": 404}

VISIBLE_FOCUS = """() => {
    const shown = document.activeElement.closest('.choice') ?? document.activeElement
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(shown)
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
        || document.activeElement.closest('.diagram-frame') !== null  // whose frame is outlined
}"""


class Visitor:
    """A manager at work in one language, with the addresses of everything there is to see."""

    def __init__(self, browser: Browser, company: Company, language: str) -> None:
        self.person = Person(browser, company.address, language).become(MANAGERS[language]).speak(language)
        self.ids = prepare(browser, company, self.person, MANAGERS[language])


@pytest.fixture(scope="module")
def visitors(browser: Browser, company: Company) -> Iterator[Callable[[str], Visitor]]:
    """The visitor for a language, prepared when first asked for."""
    known: dict[str, Visitor] = {}

    def visitor(language: str) -> Visitor:
        if language not in known:
            known[language] = Visitor(browser, company, language)
        return known[language]

    yield visitor
    for one in known.values():
        one.person.speak("ru").leave()


@pytest.mark.parametrize("language", MANAGERS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_used_by_everybody(visitors: Callable[[str], Visitor], page: str, language: str) -> None:
    visitor = visitors(language)
    visitor.person.visit(PAGES[page].format(**visitor.ids))
    assert_usable(visitor.person)
    assert visitor.person.complaints == []


@pytest.mark.parametrize("language", MANAGERS)
def test_the_settings_can_be_used_by_everybody(person: Arrivals, language: str) -> None:
    administrator = person("Павлов Артём").speak(language)
    for path in SETTINGS:
        administrator.visit(path)
        assert_usable(administrator)
    administrator.speak("ru")


@pytest.mark.parametrize("language", MANAGERS)
def test_what_strangers_see_can_be_used_by_everybody(person: Arrivals, language: str) -> None:
    stranger = person(language=language)
    for path in PUBLIC:
        stranger.visit(path)
        assert_usable(stranger)


@pytest.mark.parametrize("language", MANAGERS)
def test_an_invitation_can_be_used_by_everybody(person: Arrivals, language: str) -> None:
    administrator, invited = person("Павлов Артём"), person(language=language)
    administrator.visit("/settings/people/2").locator("form[action$=invite] button").click()
    invited.visit(administrator.page.locator(".alert code").inner_text())
    assert_usable(administrator)
    assert_usable(invited)


@pytest.mark.parametrize("language", MANAGERS)
def test_refusals_can_be_read_by_everybody(person: Arrivals, language: str) -> None:
    somebody = person("Волкова Елена").speak(language)
    for path, status in REFUSED.items():
        with somebody.refused(status):
            somebody.visit(path)
        assert_usable(somebody)


def test_a_refused_form_tells_a_screen_reader_where_it_is_wrong(person: Arrivals) -> None:
    request = Request("ООО «Пустая форма»")
    entrust(person("Соколова Ирина"), request, "Иванова Анна")
    manager = person("Иванова Анна")
    page = manager.visit(f"/tasks/{the_task(manager, request, 'mine')['id']}")
    page.get_by_role("button", name="Создать сделку").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_usable(manager)
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    expect(page.get_by_label("Предмет сделки")).to_be_focused()


def test_a_task_is_done_without_a_mouse(person: Arrivals) -> None:
    request = Request("ООО «Без мыши»")
    entrust(person("Соколова Ирина"), request, "Иванова Анна")
    page = person().visit("/sign-in")
    expect(page.get_by_label("Электронная почта")).to_be_focused()
    page.keyboard.type(f"ivanova@{DOMAIN}")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Задания")).to_be_visible()

    page.keyboard.press("Tab")
    skip_link = page.get_by_role("link", name="К содержанию")
    expect(skip_link).to_be_focused()
    expect(skip_link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, page.locator(".task-link").filter(has_text=request.company))
    page.keyboard.press("Enter")

    target = page.get_by_role("radio", name="Заявка целевая")
    expect(target).to_be_visible()
    tab_to(page, target)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Заявка нецелевая")).to_be_checked()
    tab_to(page, page.get_by_label("Почему нецелевой"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Почему нецелевой").locator("option:checked")).to_have_text("Не наш товар")
    tab_to(page, page.get_by_role("button", name="Закрыть как нецелевую"))
    page.keyboard.press("Enter")
    expect(done(page)).to_be_visible()


def prepare(browser: Browser, company: Company, manager: Person, name: str) -> dict[str, object]:
    """A request that waits for the manager and one that became a deal."""
    waiting, won = (Request(f"ООО «Образец {number}, {name}»") for number in (1, 2))
    head = Person(browser, company.address).become("Соколова Ирина")
    for request in (waiting, won):
        entrust(head, request, name)
    head.leave()
    finished = the_task(manager, won, "mine")
    qualify(manager, won)
    (deal,) = manager.get(f"/api/v1/registries/deal/records?search={quote(won.company)}")
    return {"open": the_task(manager, waiting, "mine"), "done": finished, "deal": deal["id"]}


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which can be seen all the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(VISIBLE_FOCUS), "Expected to see the focus on " + page.evaluate(
            "document.activeElement.outerHTML"
        )
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"Expected Tab to lead to {target}, but it did not.")
