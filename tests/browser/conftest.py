"""Real Chromium, a real server: ``person`` gives somebody a browser and sees that nothing went wrong in it."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.company import Company, open_company
from tests.browser.people import PATIENCE, WIDE, Person

FLAGS = (
    "--no-sandbox",  # refused to root, who runs the tests in a container
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Arrivals:
    """Who has come to the company in this test."""

    def __init__(self, browser: Browser, company: Company, folder: Path) -> None:
        self.browser, self.company, self.folder = browser, company, folder
        self.people: list[Person] = []

    def __call__(self, name: str | None = None, *, language: str = "ru", width: int = WIDE) -> Person:
        """Somebody new at a browser of their own; signed in when they have a name, whatever others did as them."""
        self.people.append(Person(self.browser, self.company.address, language, width))
        return self.people[-1].become(name).speak(language) if name else self.people[-1]

    def photograph(self) -> list[str]:
        """Pictures of all windows; their addresses and files."""
        return [line for number, one in enumerate(self.people) for line in one.photograph(self.folder, number)]

    def leave(self) -> list[str]:
        """Everybody leaves; what their browsers complained about."""
        return [complaint for one in self.people for complaint in one.leave()]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The demo company, open as long as this process has tests."""
    with open_company(tmp_path_factory.mktemp("company")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Expected Chromium, but there is none. Install it: apt-get install chromium"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def person(browser: Browser, company: Company, tmp_path: Path) -> Iterator[Arrivals]:
    """``person("Иванова Анна")`` is signed in, ``person()`` a stranger; each has a browser of their own."""
    arrivals = Arrivals(browser, company, tmp_path)
    yield arrivals
    assert arrivals.leave() == [], "Expected browsers without complaints."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """When a test fails, show where the pictures of its screens are and what the server said."""
    report = yield
    arrivals = getattr(item, "funcargs", {}).get("person")
    if report.when == "call" and report.failed and arrivals:
        report.sections.append(("screens", "\n".join(arrivals.photograph())))
        report.sections.append(("server", "".join(arrivals.company.said)))
    return report
