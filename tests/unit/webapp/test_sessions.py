"""Sessions in cookies: what comes back, what is refused, what changes with the keys."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel.speaklater import LazyString
from itsdangerous import BadSignature

from webapp.access.sessions import COMPRESSED_FROM, Sessions


def sessions(key: str = "now", *before: str) -> Sessions:
    app = Flask(__name__)
    app.config.update(SECRET_KEY=key, SECRET_KEY_FALLBACKS=list(before))
    return Sessions(app)


def signer(key: str = "now", *before: str):
    return sessions(key, *before).get_signing_serializer(Flask(__name__))


def test_what_a_session_holds_comes_back():
    held = {"user": "a1", "fresh": True, "at": 1.5, "notices": [["success", "Готово «да»"]]}
    assert signer().loads(signer().dumps(held)) == held


def test_what_json_has_no_word_for_is_refused():
    with pytest.raises(TypeError, match="date"):
        signer().dumps({"day": date(2026, 3, 5)})


def test_a_text_that_waits_for_a_language_is_kept_as_it_is_said():
    assert signer().loads(signer().dumps({"notice": LazyString(str, "Готово")})) == {"notice": "Готово"}


def test_a_long_one_is_compressed_and_comes_back():
    held = {"notices": ["слово " * COMPRESSED_FROM]}
    cookie = signer().dumps(held)
    assert isinstance(cookie, str)
    assert (len(cookie) < COMPRESSED_FROM, signer().loads(cookie)) == (True, held)


def test_a_cookie_signed_with_another_key_is_refused():
    with pytest.raises(BadSignature):
        signer("other").loads(signer().dumps({"user": "a1"}))


def test_cookies_of_a_key_that_was_replaced_are_still_read():
    assert signer("new", "now").loads(signer("now").dumps({"user": "a1"})) == {"user": "a1"}
