"""axe-core: what of a page people with a screen reader, a keyboard or weak eyes could not use."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.company import ROOT

SOURCE = ROOT / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

OF_OTHERS: dict[tuple[str, str], str] = {}
"""(rule, selector) → why we leave it: markup of a library that we only fill."""

RUN = "() => axe.run({resultTypes: ['violations']}).then((results) => results.violations)"


def violations(page: Page) -> list[str]:
    """Rule, place and remedy of everything axe finds in our markup."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    return [
        f"{rule['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in page.evaluate(RUN)
        for node in rule["nodes"]
        if not _is_of_others(page, rule["id"], node)
    ]


@cache
def _source() -> str:
    assert SOURCE.is_file(), f"Expected axe-core at {SOURCE}, but it is not there: run `make setup`."
    return SOURCE.read_text()


def _is_of_others(page: Page, rule: str, node: dict[str, Any]) -> bool:
    return any(
        rule == known and page.locator(node["target"][0]).and_(page.locator(selector)).count()
        for known, selector in OF_OTHERS
    )
