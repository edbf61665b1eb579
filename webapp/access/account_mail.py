"""Flask-Security's mails (a reset of the password, an invitation) as jobs like every other mail."""

from __future__ import annotations

from typing import Any

from flask_security import MailUtil

from engine import notices
from webapp import dates
from webapp.transaction import run_in_transaction


class AccountMail(MailUtil):
    """Writes a job instead of talking to the mail server while somebody waits for a page."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        """Enqueue the mail that was rendered."""
        address = recipient[1] if isinstance(recipient, tuple) else recipient
        letter = {"recipient": str(address), "subject": str(subject), "text": body or "", "html": html or ""}
        run_in_transaction(lambda session: notices.enqueue_mail(session, {"letter": letter}, dates.now()))
