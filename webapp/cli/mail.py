"""``marshrut mail``: whether mail goes out."""

from __future__ import annotations

from uuid import uuid4

import click
from flask_babel import gettext as _

from webapp import create_app, dates
from webapp.mail.letters import Letter, message_of, sender, settings
from webapp.mail.mail_server import Conversation, MailServer, Refused
from webapp.pages import addresses


@click.group("mail")
def mail_group() -> None:
    """Outgoing mail."""


@mail_group.command("test")
@click.argument("address")
def test_command(address: str) -> None:
    """Send a mail to ADDRESS at once and say what the mail server answered."""
    with create_app().app_context():
        url = settings().smtp_url
        if url is None:
            raise click.ClickException("Expected a mail server, but there is no MARSHRUT_SMTP_URL. Set it.")
        server, letter = MailServer.of(url), _trial(address)
        try:
            with Conversation(server) as conversation:
                conversation.offer(sender(), address, message_of(letter, dates.now()).as_bytes())
                reply = conversation.finish()
        except (OSError, Refused) as error:  # smtplib's exceptions are OSErrors
            raise click.ClickException(f"Expected {server.host} to take the mail, but: {error}") from error
    click.echo(f"{server.host}:{server.port} took the mail to {address}: {reply}")


def _trial(address: str) -> Letter:
    text = _("Почта «Маршрута» работает.")
    return Letter(f"trial-{uuid4()}", address, text, f"{text}\n{addresses.public('inbox.home')}\n", f"<p>{text}</p>")
