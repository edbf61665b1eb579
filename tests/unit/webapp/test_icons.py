"""The sprite has every icon that a page names, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3] / "webapp"
SPRITE = ROOT / "frontend" / "bundling" / "icons.js"
SOURCES = [
    path
    for pattern in ("*.py", "*/*.py", "templates/**/*.html", "frontend/src/**/*.js", "frontend/src/**/*.jsx")
    for path in ROOT.glob(pattern)
]


def icons_of_the_sprite() -> set[str]:
    return set(re.findall(r'^  "([a-z0-9-]+)",$', SPRITE.read_text(encoding="utf-8"), re.MULTILINE))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_icon_named_outright_is_in_the_sprite() -> None:
    named = {name for path in SOURCES for name in re.findall(r"\bicon\('([a-z0-9-]+)'", text_of(path))}
    named |= {name for path in SOURCES for name in re.findall(r'<Icon name="([a-z0-9-]+)"', text_of(path))}
    assert named <= icons_of_the_sprite()


def test_no_icon_is_carried_for_nothing() -> None:
    everything = "\n".join(map(text_of, SOURCES))
    unused = {name for name in icons_of_the_sprite() if not re.search(rf"['\"]{name}['\"]", everything)}
    assert not unused
