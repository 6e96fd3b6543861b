"""A mail server for tests: it talks SMTP (RFC 5321) and keeps what it is given."""

import base64
import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import BinaryIO, NamedTuple

PATIENCE = 10  # Seconds.
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
        """The body, as people read it."""
        return self.message.get_content()


class Server:
    """Answers one client after another. `login` holds the name and password of the last one."""

    def __init__(self, refuses: str = "", hangs_up: str = "") -> None:
        """`refuses` is the command that is answered with an error, `hangs_up` with nothing."""
        self.inbox: list[Mail] = []
        self.login: tuple[str, str] | None = None
        self.connections = 0
        self._refuses = refuses
        self._hangs_up = hangs_up
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
            with connection, connection.makefile("rwb") as stream:
                self._converse(stream)

    def _converse(self, stream: BinaryIO) -> None:
        sender, recipients = "", []
        say(stream, "220 mail.test")
        for line in iter(stream.readline, b""):
            words = line.decode().split()
            command = words[0].upper()
            if command == self._hangs_up:
                return
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
            say(stream, "550 not here" if refused else REPLIES.get(command, "250 very well"))


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
def mail_server(refuses: str = "", hangs_up: str = "") -> Iterator[Server]:
    """A server that ends with the context."""
    server = Server(refuses, hangs_up)
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
