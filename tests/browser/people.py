"""Somebody at a browser of their own, who notices whatever goes wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, ConsoleMessage, Page, WebError, expect

WIDE = 1440
PHONE = 390
HEIGHTS = {WIDE: 900, PHONE: 844}
CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')
STAFF = re.compile(r'action="/demo/become/(\d+)".*?<span class="fw-medium">([^<]+)</span>', re.DOTALL)
PATIENCE = 15_000  # milliseconds; a bound for a slow machine, nobody waits that long when things go well


class Person:
    """One person's browser: a context with windows.  ``page`` is the first of them."""

    def __init__(self, browser: Browser, address: str, language: str = "ru", width: int = WIDE) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.colleagues: dict[str, int] = {}  # name → id, once signed in
        self.context: BrowserContext = browser.new_context(
            base_url=address,
            locale={"ru": "ru-RU", "en": "en-GB"}[language],
            viewport={"width": width, "height": HEIGHTS[width]},
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", self._stumble)
        self.page = self.another_window()

    def another_window(self) -> Page:
        """One more window of the same browser: the same session."""
        return self.context.new_page()

    def visit(self, path: str) -> Page:
        """Open a page and wait until its forms and diagrams are drawn."""
        self.page.goto(path)
        return settled(self.page)

    def become(self, name: str) -> Person:
        """Sign in as a person of the demo company, as their button on the sign-in page does."""
        self.colleagues = self._staff()
        self.post(f"/demo/become/{self.colleagues[name]}")
        return self

    def post(self, path: str, *, form: dict[str, Any] | None = None, json: Any = None) -> Any:
        """What a page's script or form would send, without a page; the answer's JSON, if it is that."""
        page = self.context.request.get("/sign-in")
        found = CSRF.search(page.text())
        assert found, f"Expected {page.url} to have a token, but: {page.status} {page.text()}"
        headers = {"X-CSRFToken": found[1]}
        answer = self.context.request.post(path, form=form, data=json, headers=headers, max_redirects=0)
        return _accepted(answer)

    def get(self, path: str) -> Any:
        """What the REST API answers."""
        return _accepted(self.context.request.get(path))

    def _staff(self) -> dict[str, int]:
        """The people of the demo company and their ids."""
        page = self.context.request.get("/sign-in").text()
        return {name: int(number) for number, name in STAFF.findall(page)}

    def turn(self, width: int) -> None:
        """Make the window as wide as a phone's or a desktop's."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """What happens within is refused with this status, about which the browser complains rightly."""
        words = f"the server responded with a status of {status} "
        with self.context.expect_console_message(lambda message: words in message.text, timeout=PATIENCE):
            yield
        self.complaints = [complaint for complaint in self.complaints if words not in complaint]

    def speak(self, language: str) -> Person:
        """Choose the language of one's profile, as the language switch does."""
        self.post("/language", form={"language": language, "next": "/"})
        return self

    def photograph(self, folder: Path, number: int) -> list[str]:
        """Pictures of all windows; the address of each and the file."""
        lines = []
        for window, page in enumerate(self.context.pages):
            picture = folder / f"person-{number}-window-{window}.png"
            page.screenshot(path=picture, full_page=True)
            lines.append(f"{page.url}: {picture}")
        return lines

    def leave(self) -> list[str]:
        """Close all windows; what the browser complained about."""
        for page in self.context.pages:
            page.title()  # whatever was said before this answer has been heard
        self.context.close()
        return self.complaints

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.page.url if message.page else '?'}: {message.text}")

    def _stumble(self, problem: WebError) -> None:
        self.complaints.append(f"{problem.page.url if problem.page else '?'}: {problem.error}")


def _accepted(answer: APIResponse) -> Any:
    assert answer.status < 400, f"Expected {answer.url} to answer, but: {answer.status} {answer.text()}"
    return answer.json() if "json" in answer.headers.get("content-type", "") else None


def settled(page: Page) -> Page:
    """The page, once its scripts work and its forms and diagrams are drawn."""
    page.wait_for_load_state()
    expect(page.locator("[data-diagram]:not([data-shown])")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("[data-form]:empty, [data-openapi]:empty")).to_have_count(0, timeout=PATIENCE)
    return page
