"""Flask's signed cookies, with a signer that is made once: making it costs as much as signing."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer

COMPRESSED_FROM = 1024  # bytes; browsers keep cookies up to 4096


class Signer(URLSafeTimedSerializer):
    """Signs what any other of its kind can read, but compresses only what is worth it."""

    def dump_payload(self, obj: Any) -> bytes:
        """JSON for a cookie."""
        json = Serializer.dump_payload(self, obj)
        return base64_encode(json) if len(json) < COMPRESSED_FROM else super().dump_payload(obj)


class Sessions(SecureCookieSessionInterface):
    """Sessions of one application, whose secret keys stay what they were when it began."""

    def __init__(self, app: Flask) -> None:
        keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.config["SECRET_KEY"]]  # the current one comes last
        kind = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
        self._signer = Signer(keys, self.salt, self.serializer, signer_kwargs=kind)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """The signer of the application."""
        return self._signer


def init_app(app: Flask) -> None:
    app.session_interface = Sessions(app)
