"""
Configuration from the environment, nothing else.

=======================  ====================================================================================
DATABASE_URL             SQLite in the instance folder unless given; postgresql://… for PostgreSQL
PORT, MARSHRUT_HOST      where to listen; 127.0.0.1:8000 unless given
MARSHRUT_INSTANCE        folder for the database and the secret key; var/ unless given
MARSHRUT_SECRET_KEY      signs cookies; made at first run and kept in the instance folder unless given
MARSHRUT_DEMO            1: demo people with a switcher and known passwords; only on loopback
MARSHRUT_HTTPS           1: cookies only over https, HSTS
MARSHRUT_PROXIES         how many reverse proxies in front may be believed (X-Forwarded-*); 0 unless given
MARSHRUT_TIME_ZONE       Europe/Moscow unless given
MARSHRUT_SMTP_URL        smtp://user:password@host:port or smtps://…: mail is sent through it; no mail unless given
MARSHRUT_MAIL_FROM       who mails are from: "Маршрут <workflow@example.org>"
MARSHRUT_PUBLIC_URL      how people reach the pages: https://workflow.example.org; links in mails begin with it
MARSHRUT_THREADS         threads of the web server and of the worker; 8 unless given
MARSHRUT_MESSAGE_HOURS   how long a message that a process sends is kept for a receiver; 24 unless given
MARSHRUT_PROCESSES       folders with the process package: the one installed unless given
MARSHRUT_FILES           where uploaded files are kept: files/ in the instance folder unless given; s3://bucket/prefix
                         with s3fs installed, its keys as for any AWS program
MARSHRUT_MAX_UPLOAD      largest file, in megabytes; 25 unless given
MARSHRUT_UPLOAD_TYPES    extensions of the files that may be uploaded («pdf,docx»); all that are known unless given
MARSHRUT_INTERNAL_HOOKS  1: outgoing webhooks may go to private addresses (10.…, 192.168.…, this computer)
MARSHRUT_WEBHOOK_<NAME>  "<message>:<secret>": /hooks/<name> accepts this message, signed with this secret
=======================  ====================================================================================
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.media_types import KINDS
from webapp.mail.mail_server import MailServer

ROOT = Path(__file__).resolve().parent.parent  # holds bpmn/ and forms/, in a checkout and when installed
WEBHOOK = "MARSHRUT_WEBHOOK_"
SHORTEST_SECRET = 16  # characters
MEGABYTE = 2**20  # bytes


class SettingsError(ValueError):
    """The configuration cannot be used as it is."""


@dataclass(frozen=True)
class Webhook:
    """A source that may send one kind of message, signed with a shared secret."""

    message: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations."""

    database_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    https: bool = False
    proxies: int = 0
    time_zone: str = "Europe/Moscow"
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "Маршрут <marshrut@localhost>"
    internal_hooks: bool = False
    public_url: str = "http://127.0.0.1:8000"
    threads: int = 8
    message_hours: int = 24
    content_root: Path = ROOT
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    rate_limits: bool = True
    files: str = "memory://files"
    max_upload: int = 25 * MEGABYTE
    upload_types: frozenset[str] = frozenset(KINDS)

    def __post_init__(self) -> None:
        if self.demo and not is_loopback(self.host):
            raise SettingsError(
                f"Expected demo mode to listen on this computer only, but MARSHRUT_HOST is {self.host}: demo people "
                "have known passwords. Unset MARSHRUT_DEMO or MARSHRUT_HOST."
            )

    def for_flask(self) -> dict[str, Any]:
        """The same as Flask's configuration."""
        return {
            "SETTINGS": self,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SECRET_KEY": self.secret_key,
            "DEMO": self.demo,
            "HTTPS": self.https,
            "PREFERRED_URL_SCHEME": "https" if self.https else "http",
            "PROXIES": self.proxies,
            "TIME_ZONE": self.time_zone,
            "RATE_LIMITS": self.rate_limits,
        }

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; makes the instance folder and the secret key at first run."""
        instance = Path(environ.get("MARSHRUT_INSTANCE", "var")).resolve()
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{instance / 'marshrut.sqlite'}",
            secret_key=environ.get("MARSHRUT_SECRET_KEY") or _kept_secret(instance / "secret_key"),
            host=environ.get("MARSHRUT_HOST", cls.host),
            port=_number(environ, "PORT", cls.port),
            demo=_flag(environ, "MARSHRUT_DEMO"),
            https=_flag(environ, "MARSHRUT_HTTPS"),
            proxies=_number(environ, "MARSHRUT_PROXIES", cls.proxies),
            time_zone=environ.get("MARSHRUT_TIME_ZONE", cls.time_zone),
            internal_hooks=_flag(environ, "MARSHRUT_INTERNAL_HOOKS"),
            **_mail(environ),
            threads=_number(environ, "MARSHRUT_THREADS", cls.threads),
            message_hours=_number(environ, "MARSHRUT_MESSAGE_HOURS", cls.message_hours),
            content_root=Path(environ.get("MARSHRUT_PROCESSES", ROOT)).resolve(),
            webhooks=_webhooks(environ),
            files=environ.get("MARSHRUT_FILES") or str(instance / "files"),
            max_upload=_number(environ, "MARSHRUT_MAX_UPLOAD", cls.max_upload // MEGABYTE) * MEGABYTE,
            upload_types=_types(environ),
        )


def is_loopback(host: str) -> bool:
    """Whether an address is reachable from this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").lower()
    if value not in ("", "0", "1", "false", "true", "no", "yes"):
        raise SettingsError(f"Expected {name} to be 0 or 1, but it is {value!r}.")
    return value in ("1", "true", "yes")


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal():
        raise SettingsError(f"Expected {name} to be a whole number, but it is {value!r}.")
    return int(value)


def _types(environ: Mapping[str, str]) -> frozenset[str]:
    named = environ.get("MARSHRUT_UPLOAD_TYPES", "").lower().replace(".", "").split(",")
    wanted = {name.strip() for name in named if name.strip()}
    if unknown := wanted - KINDS.keys():
        known = ", ".join(KINDS)
        raise SettingsError(f"Expected MARSHRUT_UPLOAD_TYPES to be some of {known}, but it has {', '.join(unknown)}.")
    return frozenset(wanted or KINDS)


def _mail(environ: Mapping[str, str]) -> dict[str, Any]:
    """The mail server, whom mails are from and where their links lead; all three or none."""
    names = ("MARSHRUT_SMTP_URL", "MARSHRUT_MAIL_FROM", "MARSHRUT_PUBLIC_URL")
    given = {name: environ[name] for name in names if environ.get(name)}
    public_url = {"public_url": given[names[2]].rstrip("/")} if names[2] in given else {}
    if names[0] not in given:
        return public_url
    if missing := [name for name in names if name not in given]:
        raise SettingsError(f"Expected {' and '.join(missing)} with MARSHRUT_SMTP_URL, but there is none. Set it.")
    try:
        MailServer.of(given[names[0]])
    except ValueError as error:
        raise SettingsError(f"MARSHRUT_SMTP_URL: {error}") from error
    return {"smtp_url": given[names[0]], "mail_from": given[names[1]], **public_url}


def _webhooks(environ: Mapping[str, str]) -> dict[str, Webhook]:
    return {
        name.removeprefix(WEBHOOK).lower(): _webhook(name, value)
        for name, value in environ.items()
        if name.startswith(WEBHOOK)
    }


def _webhook(name: str, value: str) -> Webhook:
    message, separator, secret = value.partition(":")
    if not separator or len(secret) < SHORTEST_SECRET:
        shape = f"<message>:<secret>, the secret {SHORTEST_SECRET} characters long or longer"
        raise SettingsError(f"Expected {name} to be {shape}, but it is not.")
    return Webhook(message, secret)


def _kept_secret(path: Path) -> str:
    """The key in the file; made, readable by its owner only, when there is none.

    Linking a complete file into place keeps a second process that starts at the same moment from reading half a key.
    """
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
