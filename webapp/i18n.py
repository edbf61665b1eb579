"""
Languages: Russian is what the sources say, English is a complete catalogue.

The language comes from the person's profile, else from the cookie that the language switch sets, else from the browser.
Texts are written in Russian as message ids; ``translations/ru`` holds nothing but the plural forms that gettext cannot
guess.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as _

from webapp import dates

LANGUAGES = {"ru": "Русский", "en": "English"}
DEFAULT_LANGUAGE = "ru"
COOKIE = "language"
A_YEAR = 365 * 24 * 3600  # seconds

babel = Babel()


def init_app(app: Flask) -> None:
    app.config.update(BABEL_DEFAULT_LOCALE=DEFAULT_LANGUAGE, BABEL_DEFAULT_TIMEZONE=app.config["TIME_ZONE"])
    babel.init_app(app, locale_selector=choose_language)
    app.context_processor(_offered_to_templates)
    app.add_template_filter(localized)
    app.add_template_filter(dates.moment)
    app.add_template_filter(dates.typed)
    app.add_template_filter(dates.exact)
    app.add_template_filter(dates.day)
    app.add_template_filter(dates.day_of)
    app.add_template_filter(dates.time_of)
    app.add_template_filter(dates.due)
    app.add_template_filter(dates.is_late)
    app.add_template_filter(dates.number)
    app.add_template_filter(dates.money)


def choose_language() -> str:
    """Profile, cookie, browser, Russian: the first that names a language we have."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    profile = getattr(g, "profile_language", None)
    for wish in (profile, request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def language() -> str:
    """The language of the answer being made."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


def localized(subject: Any, attribute: str = "name") -> str:
    """The attribute in the reader's language: ``name_en`` for English where it is filled in, else ``name``."""
    english = getattr(subject, f"{attribute}_en", None) if language() == "en" else None
    words: str = english or getattr(subject, attribute)
    return words


def quoted(words: str) -> str:
    """In the quotation marks of the reader's language."""
    return _("«%(words)s»", words=words)


def _offered_to_templates() -> dict[str, Any]:
    return {"language": language(), "languages": LANGUAGES, "now": _now()}


def _now() -> datetime:
    return dates.now()
