"""Flask's signed cookies, with a signer that is made once: making it costs as much as signing."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """Sessions of one application, whose secret keys stay what they were when it began."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of the application."""
        return self._signer


def init_app(app: Flask) -> None:
    app.session_interface = Sessions(app)
