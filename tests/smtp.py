"""A mail server for tests: it talks SMTP (RFC 5321) and keeps what it is given."""

import base64
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

PATIENCE = 10  # Seconds.

Certificate = tuple[Path, Path]
"""The files of a certificate and of its key."""

REPLIES = {
    "EHLO": "250-mail.test\r\n250 AUTH PLAIN",
    "AUTH": "235 welcome",
    "QUIT": "221 good bye",
}


class Mail(NamedTuple):
    """What one client has sent: sender and recipients of the envelope, and the message."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The body in plain text, as people read it."""
        return self.message.get_body(("plain",)).get_content().replace("\r\n", "\n")

    @property
    def html(self) -> str:
        """The body that says the same in HTML."""
        return self.message.get_body(("html",)).get_content().replace("\r\n", "\n")


class Server:
    """Answers one client after another. `login` holds the name and password of the last one."""

    def __init__(
        self,
        refuses: str = "",
        hangs_up: str = "",
        starttls: Certificate | None = None,
        encrypted: Certificate | None = None,
    ) -> None:
        """`refuses` is the command that is answered with an error, `hangs_up` with nothing.

        It encrypts on command with the certificate `starttls`, or at once with `encrypted`.
        """
        self.inbox: list[Mail] = []
        self.login: tuple[str, str] | None = None
        self.connections = 0
        self._refuses = refuses
        self._hangs_up = hangs_up
        self._starttls = starttls
        self._encrypted = encrypted
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(PATIENCE)
            with connection, suppress(ssl.SSLError):  # Who does not trust it hangs up.
                if self._encrypted:
                    connection = encrypt(connection, self._encrypted)
                self._converse(connection, self._starttls, greeting="220 mail.test")

    def _converse(
        self, connection: socket.socket, starttls: Certificate | None, greeting: str = ""
    ) -> None:
        """Answer commands: after STARTTLS, those of a second conversation."""
        with connection, connection.makefile("rwb") as stream:
            if greeting:
                say(stream, greeting)
            replies = {**REPLIES, "EHLO": "250-mail.test\r\n250 STARTTLS"} if starttls else REPLIES
            if self._answer(stream, replies) == "STARTTLS" and starttls:
                say(stream, "220 go on")
                self._converse(encrypt(connection, starttls), None)

    def _answer(self, stream: BinaryIO, replies: dict[str, str]) -> str:
        """Answer the commands that come, up to the one that ends the conversation."""
        sender, recipients = "", []
        for line in iter(stream.readline, b""):
            words = line.decode().split()
            command = words[0].upper()
            if command in {self._hangs_up, "STARTTLS"}:
                return command
            if command == "AUTH":
                _authority, name, password = base64.b64decode(words[2]).decode().split("\0")
                self.login = name, password
            elif command == "MAIL":
                sender = address(words[1])
            elif command == "RCPT":
                recipients.append(address(words[1]))
            elif command == "DATA":
                say(stream, "354 go on")
                self.inbox.append(Mail(sender, recipients, received(stream)))
            refused = command == self._refuses
            say(stream, "550 not here" if refused else replies.get(command, "250 very well"))
        return ""


def encrypt(connection: socket.socket, certificate: Certificate) -> ssl.SSLSocket:
    """Take a connection's place, encrypted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context.wrap_socket(connection, server_side=True)


def say(stream: BinaryIO, line: str) -> None:
    """Send a reply."""
    stream.write(f"{line}\r\n".encode())
    stream.flush()


def address(word: str) -> str:
    """The address in `FROM:<address>`."""
    return word.partition("<")[2].partition(">")[0]


def received(stream: BinaryIO) -> EmailMessage:
    """The message up to the line with a single dot."""
    lines = [line.removeprefix(b".") for line in iter(stream.readline, b".\r\n")]
    return email.message_from_bytes(b"".join(lines), policy=email.policy.default)


@contextmanager
def mail_server(**behaviour: Any) -> Iterator[Server]:
    """A server that ends with the context; see there how it may behave."""
    server = Server(**behaviour)
    try:
        yield server
    finally:
        server.close()


def mail_settings(server: Server) -> dict[str, str]:
    """What an ini file says to send mail there."""
    return {
        "mail.host": "127.0.0.1",
        "mail.port": str(server.port),
        "mail.default_sender": "bviewer <bviewer@pub.test>",
    }
