"""What a line of the log looks like: one for each event, whatever names are in it, and no secrets.

In an ini file: `class = bviewer.process.logs.LineFormatter` in the section of a formatter.
"""

import logging

from bviewer.library.names import printable
from bviewer.security.redaction import without_secrets

FORMAT = "%(levelname)s %(name)s: %(message)s"


class LineFormatter(logging.Formatter):
    """Writes a record, its traceback included, as one line that any terminal can show."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. The record stays as it is, for other handlers."""
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
    """Return the lines of a traceback, each without its indentation."""
    return [printable(line.strip()) for line in text.split("\n") if line.strip()]


def log_to_terminal() -> None:
    """Send what is worth knowing to the standard error, for commands without a logging section."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter(FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.INFO)
