"""What a line of the log looks like: one for each event, whatever names are in it, and no secrets.

In an ini file: `class = bviewer.logs.LineFormatter` in the section of a formatter.
"""

import logging
import re

from bviewer.library.names import printable

FORMAT = "%(levelname)s %(name)s: %(message)s"
HIDDEN = "..."

# What stands before the password in the URL of a database or queue, and the password.
PASSWORDS = (
    re.compile(r"(://[^\s:/@]*:)[^\s/]+(?=@)"),
    re.compile(r"([?&]password=)[^\s&'\"]+", re.IGNORECASE),
)
# The same for other secrets. Ours have 43 characters, but half of one is too much.
SECRETS = (
    re.compile(r"(/(?:s|welcome)/)[\w-]{8,}", re.ASCII),
    re.compile(r"(\b(?:__Host-)?bv(?:-form)?=)[^\s;,'\"&]+"),
    re.compile(r"(\bBearer\s+)[^\s'\",]+", re.IGNORECASE),
)


def without_secrets(text: str) -> str:
    """Text in which the secrets of links, cookies, headers and URLs are left out."""
    return hide(text, *SECRETS, *PASSWORDS)


def without_passwords(text: str) -> str:
    """Text for operators, in which only passwords are left out: a folder may be named like a link
    that is a secret.
    """
    return hide(text, *PASSWORDS)


def hide(text: str, *patterns: re.Pattern[str]) -> str:
    """Text without what follows the first group of each pattern."""
    for pattern in patterns:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return text


class LineFormatter(logging.Formatter):
    """Writes a record, its traceback included, as one line that any terminal can show."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. The record stays as it is, for other handlers."""
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        parts = [printable(self.formatMessage(record))]
        if record.exc_info:
            parts += lines(self.formatException(record.exc_info))
        if record.stack_info:
            parts += lines(self.formatStack(record.stack_info))
        return without_secrets(" | ".join(parts))


def lines(text: str) -> list[str]:
    """The lines of a traceback, each without its indentation."""
    return [printable(line.strip()) for line in text.split("\n") if line.strip()]


def log_to_terminal() -> None:
    """Send what is worth knowing to the standard error, for commands without a logging section."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter(FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.INFO)
