"""Sending mail, through the server that the settings `mail.*` name."""

import smtplib
import ssl
from contextlib import suppress
from email.utils import formatdate, make_msgid
from typing import Any

from pyramid_mailer.mailer import Mailer
from pyramid_mailer.message import Message
from repoze.sendmail.mailer import SMTPMailer

from bviewer.config.settings import Settings


class MailNotSent(Exception):  # noqa: N818 - it names what is wrong.
    """The mail server cannot be reached, or does not take it; the message says why."""


class Leaving(smtplib.SMTP):
    """A connection whose end does not matter: the mail is taken by then, or it never will be."""

    def quit(self) -> tuple[int, bytes]:
        """Say good bye, also to a server that hangs up without an answer."""
        with suppress(OSError):
            return super().quit()
        return 221, b""


class EncryptedConnection(Leaving, smtplib.SMTP_SSL):
    """A connection that is encrypted from its beginning."""


class Connection(Leaving):
    """A connection that a password is sent over only to who can prove to be the server."""

    def starttls(self, *_args: Any, **_options: Any) -> tuple[int, bytes]:
        """Encrypt from here on; raises OSError for another server's certificate."""
        return super().starttls(context=ssl.create_default_context())


class Postman(SMTPMailer):
    """Talks to the mail server, and waits ten seconds for each of its answers."""

    smtp = Connection
    connection: smtplib.SMTP | None = None

    def smtp_factory(self) -> smtplib.SMTP:
        """A new connection."""
        self.connection = super().smtp_factory()
        return self.connection

    def send(self, *args: Any) -> None:
        """Send a mail, and hang up also when the server does not take it."""
        try:
            super().send(*args)
        finally:
            if self.connection is not None:
                self.connection.close()

    @staticmethod
    def smtp_ssl(host: str, port: str, timeout: float) -> smtplib.SMTP_SSL:
        """A new encrypted connection."""
        context = ssl.create_default_context()
        return EncryptedConnection(host, int(port), timeout=timeout, context=context)


def make_mailer(settings: Settings) -> Mailer:
    """The way to the mail server."""
    postman = Postman(
        hostname=settings.mail_host,
        port=settings.mail_port,
        username=settings.mail_username or None,
        password=settings.mail_password or None,
        no_tls=not settings.mail_tls,
        force_tls=settings.mail_tls,
        ssl=settings.mail_ssl,
    )
    return Mailer(smtp_mailer=postman, default_sender=settings.mail_sender)


def send_mail(settings: Settings, recipient: str, subject: str, body: str) -> None:
    """Send a mail now; raises MailNotSent."""
    headers = {
        "Date": formatdate(),
        "Message-ID": make_msgid(domain="bviewer"),
        "Auto-Submitted": "auto-generated",
    }
    message = Message(subject, [recipient], body, extra_headers=headers)
    try:
        make_mailer(settings).send_immediately(message)
    # A server without encryption, or a line break in an address, is a RuntimeError.
    except (OSError, RuntimeError, UnicodeError) as error:
        raise MailNotSent(f"no mail to {recipient}: {error}") from error
