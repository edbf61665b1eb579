"""
The mail server, by SMTP (RFC 5321).

A message is given in two parts: everything but its end, then the end (a line with a single dot). Until the end has come
the server delivers nothing (section 4.1.1.4), so whoever stops before it may begin again.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

TIMEOUT = 20  # seconds, for each answer
PORTS = {"smtp": 25, "smtps": 465}


class Refused(Exception):
    """The mail server will never take this message, for instance because there is no such mailbox."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, from smtp://user:password@host:port or smtps://….

    ``smtp`` becomes encrypted (STARTTLS, RFC 3207) where the server can, and must before a password is sent; ``smtps``
    is from the first byte.
    """

    host: str
    port: int
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> MailServer:
        """Raises ValueError when the URL is no mail server's."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("Expected smtp://user:password@host:port or smtps://…, but it is not.")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname, port, parts.scheme == "smtps", user, password)

    def connect(self) -> smtplib.SMTP:
        """A connection that is ready for a message."""
        context = ssl.create_default_context()
        if self.encrypted:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            self._introduce(connection, context)
        except BaseException:
            connection.close()
            raise
        return connection

    def _introduce(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        connection.ehlo_or_helo_if_needed()
        if not self.encrypted and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif self.user and not self.encrypted:
            raise smtplib.SMTPNotSupportedError(
                f"Expected {self.host} to offer STARTTLS before a password is sent, but it does not. Use smtps://."
            )
        if self.user:
            connection.login(self.user, self.password)


class Conversation:
    """One message handed over: ``offer`` says all of it, ``finish`` ends it."""

    def __init__(self, server: MailServer) -> None:
        self._connection = server.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def offer(self, sender: str, recipient: str, message: bytes) -> None:
        """Everything but the end.  Raises Refused or SMTPException."""
        self._expect("MAIL", self._connection.mail(sender), final=False)
        self._expect("RCPT", self._connection.rcpt(recipient))
        self._expect("DATA", self._connection.docmd("DATA"))
        text = re.sub(rb"(?m)^\.", b"..", message)  # section 4.5.2
        self._connection.send(text if text.endswith(b"\r\n") else text + b"\r\n")

    def finish(self) -> str:
        """The end; what the server said when it took the message.  Raises Refused or SMTPResponseException."""
        self._connection.send(b".\r\n")
        return self._expect("the message", self._connection.getreply())

    @staticmethod
    def _expect(what: str, answer: tuple[int, bytes], final: bool = True) -> str:
        """A 5yz of the sender is our configuration's fault, which may be mended while the job is tried again."""
        code, text = answer[0], answer[1].decode(errors="replace")
        if 200 <= code < 400:
            return f"{code} {text}"
        if code >= 500 and final:
            raise Refused(f"Expected the mail server to take {what}, but it said: {code} {text}")
        raise smtplib.SMTPResponseException(code, text)
