"""Whether everybody can use a page: axe-core finds nothing, and it fits into the window."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page

from tests.browser.company import ROOT
from tests.browser.people import PHONE, WIDE, Person

SOURCE = ROOT / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

SWAGGER = "markup of Swagger UI, which we only fill"
OF_OTHERS = {
    ("color-contrast", ".swagger-ui *"): SWAGGER,
    ("heading-order", ".swagger-ui *"): SWAGGER,
    ("nested-interactive", ".swagger-ui *"): SWAGGER,
    ("landmark-main-is-top-level", ".swagger-ui *"): SWAGGER,
    ("landmark-no-duplicate-main", "#main:has(.swagger-ui)"): "Swagger UI has a <main> of its own",
    ("landmark-unique", "#main:has(.swagger-ui)"): "Swagger UI has a <main> of its own",
}
"""(rule, selector) → why we leave it."""

RUN = "() => axe.run({resultTypes: ['violations']}).then((results) => results.violations)"


def assert_usable(somebody: Person) -> None:
    """Axe finds nothing, and nothing is wider than the window, on a desktop and on a phone."""
    for width in (WIDE, PHONE):
        somebody.turn(width)
        page = somebody.page
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"Expected {page.url} to fit into {width} px, but {too_wide} px are outside."
        assert violations(page) == [], f"{page.url}, {width} px wide"


def violations(page: Page) -> list[str]:
    """Rule, place and remedy of everything axe finds in our markup."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}"
        for rule in page.evaluate(RUN)
        for node in rule["nodes"]
        if not _is_of_others(page, rule["id"], node["target"][0])
    ]


@cache
def _source() -> str:
    assert SOURCE.is_file(), f"Expected axe-core at {SOURCE}, but it is not there: run `make setup`."
    return SOURCE.read_text()


def _is_of_others(page: Page, rule: str, place: str) -> bool:
    selectors = [selector for known, selector in OF_OTHERS if known == rule]
    return bool(selectors) and page.locator(place).evaluate("(found, all) => found.matches(all)", ", ".join(selectors))
