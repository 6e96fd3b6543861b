"""Changing a setting in an ini file, and nothing else of it: people have comments in theirs."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

SECTION = "[app:main]"


def replace_value(ini: Path, draft: Path, key: str, value: str) -> None:
    """Write to `draft` what an ini file says, with another value of a key that it has in the
    section of the application; rights stay what they are.

    The value may have several lines. Raises KeyError if the key is not there.
    """
    with ini.open(encoding="utf-8", newline="") as file:
        lines = list(file)
    text = "".join(with_value(lines, key, value.replace("%", "%%")))
    status = ini.stat()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        os.fchmod(file.fileno(), status.st_mode)
        file.flush()
        os.fsync(file.fileno())


def with_value(lines: list[str], key: str, value: str) -> Iterator[str]:
    """Yield the lines with another value of a key; raises KeyError if it is not there."""
    named = re.compile(rf"({re.escape(key)}[ \t]*[=:])[^\r\n]*(\r?\n?)")
    section, is_value, is_done = "", False, False
    for line in lines:
        is_value = is_value and line[:1].isspace() and bool(line.strip())
        if line.startswith("["):
            section = line.partition("]")[0] + "]"
        found = named.fullmatch(line) if section == SECTION else None
        if found:
            is_value = is_done = True
            yield f"{found[1]} {value}{found[2]}"
        elif not is_value:
            yield line
    if not is_done:
        raise KeyError(key)
