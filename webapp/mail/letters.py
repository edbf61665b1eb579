"""A mail before it is sent: its words in text and HTML, and the headers by which mail programs sort it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from webapp.i18n import language
from webapp.pages import addresses
from webapp.settings import Settings

CRLF = compat32.clone(linesep="\r\n", max_line_length=76)  # RFC 2047, section 2


@dataclass(frozen=True, slots=True)
class Letter:
    """``name`` is the left part of its Message-ID: the same mail has the same one however often it is tried.

    ``thread`` names what it is about: mails about the same are shown together.
    """

    name: str
    recipient: str
    subject: str
    text: str
    html: str
    thread: str | None = None

    @property
    def message_id(self) -> str:
        """RFC 5322, section 3.6.4."""
        return f"<{self.name}@{_domain()}>"


def message_of(letter: Letter, at: datetime) -> MIMEMultipart:
    """The letter with its headers.

    By the older half of Python's email package: the newer one loses blanks of long subjects.
    """
    message = MIMEMultipart("alternative", policy=CRLF)
    message["From"] = formataddr(parseaddr(settings().mail_from))
    message["To"] = letter.recipient
    subject = Header(" ".join(letter.subject.split()), "utf-8", header_name="Subject")
    message["Subject"] = subject  # type: ignore[assignment]  # typeshed knows of text only; this half takes both
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    if letter.thread:
        root = f"<{letter.thread}@{_domain()}>"  # nobody has that mail: its name alone keeps the others together
        message["In-Reply-To"] = message["References"] = root
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence needs to be answered to us
    message["List-Unsubscribe"] = f"<{addresses.public('notification_choices.show')}>"
    message.attach(MIMEText(letter.text, "plain", "utf-8"))
    message.attach(MIMEText(letter.html, "html", "utf-8"))
    return message


def sender() -> str:
    """The address mails are from, without its name."""
    return parseaddr(settings().mail_from)[1]


def worded(template: str, **words: Any) -> tuple[str, str]:
    """The text and the HTML of a mail in the present language.

    Without what pages get from requests: there is none, nobody is signed in.
    """
    words["language"] = language()
    templates = (current_app.jinja_env.get_template(f"mail/{template}.{kind}") for kind in ("txt", "html"))
    text, html = (found.render(words) for found in templates)
    return text, html


def settings() -> Settings:
    """The settings of the current application."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def _domain() -> str:
    return urlsplit(settings().public_url).hostname or "localhost"
