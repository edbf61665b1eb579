"""Sessions in signed cookies, as Flask keeps them, at a fraction of its cost: every request opens one.

The signer is made once, JSON is plain (no tags for types that only JSON's own can hold), and what is short is not
compressed.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_babel.speaklater import LazyString
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer

SALT = "marshrut-session"
ONLY_JSON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
COMPRESSED_FROM = 1024  # bytes; browsers keep cookies up to 4096


class Json:
    """Texts, numbers, lists and dicts: all that a session may hold.  Raises TypeError for anything else."""

    def dumps(self, value: Any) -> str:
        """JSON; texts that wait for a language get that of the request."""
        return orjson.dumps(value, default=_said, option=ONLY_JSON).decode()

    def loads(self, payload: str) -> Any:
        """The value; tuples have become lists."""
        return orjson.loads(payload)


class Signer(URLSafeTimedSerializer):
    """Compresses only what is worth it, and reads both."""

    def dump_payload(self, obj: Any) -> bytes:
        """What is signed."""
        json = Serializer.dump_payload(self, obj)
        return base64_encode(json) if len(json) < COMPRESSED_FROM else super().dump_payload(obj)


class Sessions(SecureCookieSessionInterface):
    """Sessions of one application, whose secret keys stay what they were when it began."""

    def __init__(self, app: Flask) -> None:
        keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.config["SECRET_KEY"]]  # the current one comes last
        kind = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
        self._signer = Signer(keys, SALT, Json(), signer_kwargs=kind)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """The signer of the application."""
        return self._signer


def _said(value: Any) -> str:
    if isinstance(value, LazyString):
        return str(value)
    raise TypeError(f"Expected what JSON can hold, but got {value!r:.100}")


def init_app(app: Flask) -> None:
    app.session_interface = Sessions(app)
