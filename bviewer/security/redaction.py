"""Leaving secrets out of what is logged or printed."""

import re

from bviewer.library.names import printable

HIDDEN = "..."


# What stands before the password in the URL of a database or queue, and the password.
PASSWORDS = (
    re.compile(r"(://[^\s:/@]*:)[^\s/]+(?=@)"),
    re.compile(r"([?&]password=)[^\s&'\"]+", re.IGNORECASE),
)


# The same for other secrets. Ours have 43 characters, but half of one is too much.
SECRETS = (
    re.compile(r"(/(?:s|welcome|invitation|confirm|password|slideshows)/)[\w-]{8,}", re.ASCII),
    re.compile(r"(\b(?:__Host-)?bv(?:-[a-z]+)?=)[^\s;,'\"&]+"),
    re.compile(r"(\bBearer\s+)[^\s'\",]+", re.IGNORECASE),
    re.compile(r"(\bbv_)[\w-]{8,}", re.ASCII),
)


def without_secrets(text: str) -> str:
    """Return text in which the secrets of links, cookies, headers and URLs are left out."""
    return hide(text, *SECRETS, *PASSWORDS)


def without_passwords(text: str) -> str:
    """Return text for operators, in which only passwords are left out: a folder may be named like a
    link that is a secret."""
    return hide(text, *PASSWORDS)


def one_line(error: object) -> str:
    """Return a message without line breaks, passwords, and what moves the cursor."""
    return without_passwords(printable(" ".join(str(error).split())))


def hide(text: str, *patterns: re.Pattern[str]) -> str:
    """Return text without what follows the first group of each pattern."""
    for pattern in patterns:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return text
