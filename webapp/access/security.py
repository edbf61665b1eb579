"""
What keeps strangers out of the pages: headers, forged requests, floods, sizes, hosts.

* Content-Security-Policy: scripts from this site only.  Styles may be inline, because bpmn-js and React set them on
  elements.
* CSRF: every state-changing request of a browser session carries Flask-WTF's token.  A request with a bearer token does
  not need one: no browser adds that header by itself.  Nor does a webhook: its signature proves its origin.
* Rate limits on sign-in and on public forms.
"""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix


class Limits(Limiter):
    """Limits of single views.  These count their requests themselves, so the others need not be looked at."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


csrf = CSRFProtect()
limiter = Limits(get_remote_address, headers_enabled=True, strategy="moving-window")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
LARGEST_REQUEST = 16 * 2**20  # bytes
LARGEST_FIELD = 2 * 2**20  # bytes, of a multipart field that is no file


def init_app(app: Flask) -> None:
    https = app.config["HTTPS"]
    app.config.update(
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=https,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FIELD,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over lunch must not lose what was typed
        WTF_CSRF_SSL_STRICT=https,
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_ENABLED=app.config["RATE_LIMITS"],
    )
    if app.config["DEMO"]:
        app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", "[::1]"]  # no foreign name may be rebound to us
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_refuse_forged)
    app.after_request(_add_headers)


def _refuse_forged() -> None:
    """Check the CSRF token of whatever acts on the strength of a cookie."""
    person = g.get("signed_in")
    if not (person and person.by_token) and request.blueprint != "hooks":
        csrf.protect()


def _add_headers(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        if name not in headers:
            headers.add(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    if g.get("signed_in"):
        response.headers.setdefault(
            "Cache-Control", "private, no-store" if request.method != "GET" else "private, no-cache"
        )
    return response
