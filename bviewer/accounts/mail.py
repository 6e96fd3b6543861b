"""Sending mail, through the server that the settings `mail.*` name."""

import re
import smtplib
import ssl
from contextlib import closing, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from bviewer.config.settings import Settings

# Seconds, for each answer of the server.
PATIENCE = 10

# Not all servers take bytes above 127.
POLICY = SMTP.clone(cte_type="7bit")

# A line break, unless the next line goes on with a space.
NEXT_HEADER = re.compile(r"\r\n[^ \t]|\r[^ \n\t]|\n[^ \t]")


class MailNotSent(Exception):  # noqa: N818 - it names what is wrong.
    """The mail server cannot be reached, or does not take it; the message says why."""


def send_mail(
    settings: Settings, recipient: str, subject: str, body: str, html: str | None = None
) -> None:
    """Send a mail now, of plain text or also of HTML that says the same; raises MailNotSent."""
    try:
        sender, to = parse_address(settings.mail_sender), parse_address(recipient)
        message = make_message(sender, to, subject, body, html)
        with closing(connect(settings)) as connection:
            introduce(connection, settings)
            connection.send_message(message, sender.addr_spec, [to.addr_spec])
            # The mail is taken by then: a server may hang up without an answer.
            with suppress(OSError):
                connection.quit()
    # What is wrong with an address or a line is a ValueError, or an error of the parser.
    except (OSError, ValueError, MessageError) as error:
        raise MailNotSent(f"no mail to {recipient}: {error}") from error


def greet_server(settings: Settings) -> None:
    """Sign in at the server, and send nothing; raises MailNotSent."""
    try:
        with closing(connect(settings)) as connection:
            introduce(connection, settings)
            connection.noop()
    except (OSError, ValueError) as error:
        raise MailNotSent(f"{settings.mail_host} takes no mail: {error}") from error


def make_message(
    sender: Address, to: Address, subject: str, body: str, html: str | None = None
) -> EmailMessage:
    """Return a message of plain text, and of HTML if there is some.

    Raises ValueError for a subject of two lines.
    """
    message = EmailMessage(POLICY)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = one_line(subject)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="bviewer")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    if any(has_another_header(POLICY.fold(*header)) for header in message.items()):
        raise ValueError("a line break in a header")
    return message


def has_another_header(folded: str) -> bool:
    """Return whether a header, as it is sent, would be read as more than one."""
    return NEXT_HEADER.search(folded) is not None


def parse_address(text: str) -> Address:
    """Return the one address in `text`, with a name before it or not; raises ValueError."""
    name, _bracket, address = one_line(text).rpartition("<")
    try:
        return Address(name.strip(' "'), addr_spec=address.removesuffix(">"))
    except IndexError as error:  # The parser's answer to a text that ends where more must follow.
        raise ValueError("the mail address ends too early") from error


def one_line(text: str) -> str:
    """Return `text` if it cannot become more than one header; raises ValueError."""
    if re.search(r"[\r\n]", text):
        raise ValueError("a line break in a header")
    return text


def connect(settings: Settings) -> smtplib.SMTP:
    """Return a connection to the server, encrypted from its beginning where settings say so."""
    host, port = settings.mail_host, settings.mail_port
    if settings.mail_ssl:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, port, timeout=PATIENCE)


def introduce(connection: smtplib.SMTP, settings: Settings) -> None:
    """Sign in; where settings ask for TLS, only after the server has proven who it is."""
    if settings.mail_tls:
        connection.starttls(context=ssl.create_default_context())
    if settings.mail_username:
        connection.login(settings.mail_username, settings.mail_password)
