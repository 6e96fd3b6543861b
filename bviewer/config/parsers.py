"""Parsers of the values in an ini file: text in, a typed value out.

Each raises ValueError that says what is wrong with the text, without its key. It never quotes what
may hold a password: most of all a URL, whose mistakes are those that hide one badly.
"""

import ipaddress
import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bviewer.config.hosts import normalize_host
from bviewer.library.formats import FORMATS
from bviewer.renditions.sizes import Size, parse_sizes

MINIMUM_SECRET_LENGTH = 32
MINIMUM_BEARER_LENGTH = 16
LAST_PORT = 65535
HOUR = 3600
MINUTES = 60
LAST_HOUR = 23
# Of the cookie, and of the row behind it, however much they are used.
SESSION_LIFETIME = timedelta(days=30)
SQLITE_FILE = "sqlite:///"
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
DATABASE_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}


def parse_host(text: str) -> str | None:
    """Return the name of a gallery, as it is stored."""
    if text and not normalize_host(text):
        raise ValueError(f"{text!r} is not the name of a host")
    return normalize_host(text) or None


def parse_path(text: str) -> Path:
    """Return an absolute path; relative ones would depend on where the server was started."""
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise ValueError(f"{text!r} is not an absolute path (%(here)s names the folder of the ini)")
    return path


def parse_secret(text: str) -> str:
    """Return a secret long enough to sign with."""
    if len(text) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"needs at least {MINIMUM_SECRET_LENGTH} characters")
    if text.startswith("CHANGE-ME"):
        raise ValueError("is still the one that everybody can read in the example")
    return text


def parse_boolean(text: str) -> bool:
    """`true` or `false`."""
    if text not in {"true", "false"}:
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def parse_count(text: str) -> int:
    """Return a whole number above zero."""
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{text!r} is not a whole number above zero")
    return int(text)


def parse_optional_count(text: str) -> int | None:
    """Return a whole number above zero, or None for a rule of our own."""
    return parse_count(text) if text else None


def parse_seconds(text: str) -> int:
    """Return seconds, up to an hour: whatever takes longer hangs."""
    seconds = parse_count(text)
    if seconds > HOUR:
        raise ValueError(f"{text} seconds are more than an hour")
    return seconds


def parse_look_minutes(text: str) -> int | None:
    """Return minutes that fit evenly into an hour, or hours of them into a day; None for `off`."""
    if text == "off":
        return None
    minutes = parse_count(text)
    whole = MINUTES if minutes <= MINUTES else 24 * MINUTES
    if whole % minutes or (minutes > MINUTES and minutes % MINUTES):
        raise ValueError(
            f"{text} minutes do not fit evenly into an hour, nor whole hours into a day"
        )
    return minutes


def parse_hour(text: str) -> int | None:
    """Return an hour of the day, or None for `off`."""
    if text == "off":
        return None
    if not text.isdecimal() or int(text) > LAST_HOUR:
        raise ValueError(f"{text!r} is neither an hour from 0 to {LAST_HOUR} nor off")
    return int(text)


def parse_idle_hours(text: str) -> timedelta:
    """Return how long a session may be out of use, from hours."""
    hours, most = parse_count(text), SESSION_LIFETIME // timedelta(hours=1)
    if hours > most:
        raise ValueError(f"sessions end after {most} hours, whether they are used or not")
    return timedelta(hours=hours)


def parse_database_url(text: str) -> str:
    """Return a SQLite or PostgreSQL URL as SQLAlchemy writes it, for a driver that is installed."""
    kind = text.partition("://")[0]
    if kind not in DATABASE_DRIVERS:
        raise ValueError("is neither sqlite:///FILE nor postgresql://USER@HOST/NAME")
    url = parse_url(text)
    try:
        url.get_dialect().import_dbapi()
    except ImportError as error:
        raise ValueError(f"needs {error.name}, which is not installed") from error
    if url.get_backend_name() == "sqlite":
        parse_path((url.database or "").removeprefix("file:"))
    return text.replace("sqlite+pysqlite:", "sqlite:", 1)


def parse_url(text: str) -> URL:
    """Return the parts of a URL of a database."""
    try:
        url = make_url(text)
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError) as error:
        # What SQLAlchemy says may quote a password where the host or the port should be.
        raise ValueError("is not a URL that SQLAlchemy understands") from error
    if "@" in (url.host or ""):
        raise ValueError("has an @ too many; in a password it is written %%40")
    return url


def parse_queue(text: str) -> str:
    """Return where tasks wait."""
    known = (SQLITE_FILE, "redis://", "rediss://", "unix://")
    if text != "immediate" and not text.startswith(known):
        raise ValueError("is not sqlite:///FILE, redis://HOST, unix:///SOCKET or immediate")
    if text.startswith(SQLITE_FILE):
        parse_path(text.removeprefix(SQLITE_FILE))
    return text


def parse_networks(text: str) -> Networks:
    """Return networks, from addresses and networks with spaces between them."""
    networks = []
    for word in text.split():
        try:
            networks.append(ipaddress.ip_network(word))
        except ValueError as error:
            raise ValueError(f"{word!r} is neither an address nor a network ({error})") from error
    return tuple(networks)


def parse_port(text: str) -> int:
    """Return the number of a TCP port."""
    port = parse_count(text)
    if port > LAST_PORT:
        raise ValueError(f"{text} is not the number of a port")
    return port


def parse_bearer(text: str) -> str:
    """Return a secret that can be in a header; empty for none."""
    if text and not re.fullmatch(rf"[!-~]{{{MINIMUM_BEARER_LENGTH},}}", text):
        raise ValueError(
            f"needs at least {MINIMUM_BEARER_LENGTH} letters, digits or signs, and no spaces"
        )
    return text


def parse_line(text: str) -> str:
    """Return text without line breaks, which ini files allow."""
    if not text.isprintable():
        raise ValueError("must be on one line")
    return text


def parse_server(text: str) -> str:
    """Return the host of a mail server; empty for none."""
    if not re.fullmatch(r"[\w.:\[\]-]*", text):
        raise ValueError("is not the name of a host")
    return text


def parse_sender(text: str) -> str:
    """Return a mail address, with a name before it or not; empty for none."""
    if text and not re.fullmatch(r"([^<>\r\n]*<)?[^\s@<>,;]+@[^\s@<>,;]+>?", text):
        raise ValueError(f"{text!r} is not a mail address")
    return text


def parse_delivery(text: str) -> str:
    """Return who sends the bytes of images."""
    if text not in {"direct", "nginx"}:
        raise ValueError(f"{text!r} is neither direct nor nginx")
    return text


def parse_formats(text: str) -> frozenset[str]:
    """File name extensions, without dots; only those that can be decoded at all."""
    formats = frozenset(text.lower().split())
    if unsupported := formats - FORMATS:
        raise ValueError(f"cannot show {', '.join(sorted(unsupported))}")
    return formats


def parse_offered_sizes(text: str) -> dict[str, Size]:
    """Return the sizes of resized images, with those that pages are made of among them."""
    sizes = parse_sizes(text)
    if missing := [name for name in ("small", "small2x", "big") if name not in sizes]:
        raise ValueError(f"pages need {', '.join(missing)} too: add lines to the four, keep these")
    if late := [name for name in ("small", "small2x", "big") if sizes[name].on_demand]:
        raise ValueError(f"pages need {', '.join(late)} at once: write it without 'on demand'")
    if sizes["big"].crop:
        raise ValueError("'big' shows all of a photograph: write it without 'crop'")
    return sizes
