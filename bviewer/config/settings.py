"""The typed settings of the application, parsed once from the `[app:main]` section of an ini file.

After start-up nobody reads a string key: rooms get the values they need from `Settings`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bviewer.config.parsers import (
    SQLITE_FILE,
    Networks,
    parse_bearer,
    parse_boolean,
    parse_count,
    parse_database_url,
    parse_delivery,
    parse_formats,
    parse_host,
    parse_hour,
    parse_idle_hours,
    parse_line,
    parse_look_minutes,
    parse_networks,
    parse_offered_sizes,
    parse_optional_count,
    parse_path,
    parse_port,
    parse_queue,
    parse_seconds,
    parse_secret,
    parse_sender,
    parse_server,
)
from bviewer.library.formats import FORMATS
from bviewer.renditions.sizes import DEFAULT_SIZES, Size

if TYPE_CHECKING:
    from pyramid.config import Configurator


class SettingsError(ValueError):
    """One message that names every setting that is missing or wrong."""

    headline = "wrong settings"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{self.headline}: {'; '.join(problems)}")
        self.problems = problems


class CannotStart(SettingsError):  # noqa: N818 - it names what follows.
    """What settings name does not work at the moment; the settings themselves may well be right."""

    headline = "cannot start"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. Paths are absolute; sizes are in bytes, times in seconds."""

    database_url: str
    library: Path
    cache: Path
    secret: str
    default_gallery: str | None
    queue: str
    delivery: str
    public_max_age: int
    formats: frozenset[str]
    sizes: dict[str, Size]
    max_pixels: int
    cache_reserve_mb: int | None
    job_timeout: float
    job_memory_mb: int
    precache: bool
    work_per_address: int
    api_per_minute: int
    video_pictures: bool
    look_minutes: int | None
    sync_hour: int | None
    watch: bool
    secure_cookies: bool
    session_idle: timedelta
    trusted_proxy: Networks
    metrics: str
    mail_host: str
    mail_port: int
    mail_username: str
    mail_password: str
    mail_tls: bool
    mail_ssl: bool
    mail_sender: str

    @classmethod
    def from_ini(cls, ini: Mapping[str, str]) -> "Settings":
        """Parse all keys; raises SettingsError that reports all faults together."""
        values, problems = {}, unknown_keys(ini)
        for name, (key, parse, default) in KEYS.items():
            try:
                values[name] = parse_key(ini, key, parse, default)
            except ValueError as error:
                problems.append(f"{key}: {error}")
        problems += among_photographs(values) + about_mail(values)
        if problems:
            raise SettingsError(problems)
        return cls(**values)


def among_photographs(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with places: bviewer writes nothing into the folder of photographs, nor
    around it."""
    library, places = values.get("library"), {"bviewer.cache": values.get("cache")}
    for key, name in (("sqlalchemy.url", "database_url"), ("bviewer.queue", "queue")):
        url = values.get(name) or ""
        if url.startswith(SQLITE_FILE):
            places[key] = Path(url.removeprefix(SQLITE_FILE))
    problems = [
        f"{key}: {place} is inside the photographs"
        for key, place in places.items()
        if library is not None and place and place.resolve().is_relative_to(library.resolve())
    ]
    cache = values.get("cache")
    if library and cache and cache.resolve() in library.resolve().parents:
        # Files in the cache are removed.
        problems.append(f"bviewer.library: {library} is inside the cache")
    return problems


def about_mail(values: Mapping[str, Any]) -> list[str]:
    """Return what does not fit together in how mail is sent, if it is sent at all."""
    if not values.get("mail_host"):
        return []
    problems = []
    if values.get("mail_sender") == "":
        problems.append("mail.default_sender: is missing, and mail.host is not")
    if values.get("mail_tls") and values.get("mail_ssl"):
        problems.append("mail.tls: mail.ssl encrypts already")
    if bool(values.get("mail_username")) != bool(values.get("mail_password")):
        problems.append("mail.password: is of no use without mail.username, nor that without it")
    return problems


def parse_key(
    ini: Mapping[str, str], key: str, parse: Callable[[str], Any], default: str | None
) -> Any:
    """Return the parsed value of a key, or of its default; raises ValueError if it has neither."""
    text = ini.get(key, default)
    if text is None:
        raise ValueError("is missing")
    return parse(text.strip())


def unknown_keys(ini: Mapping[str, str]) -> list[str]:
    """Return what is misspelt: such a key must not pass for a default silently."""
    known = {key for key, _parse, _default in KEYS.values()}
    return [
        f"{key}: is not a setting of bviewer"
        for key in ini
        if key.startswith(("bviewer.", "mail.")) and key not in known
    ]


REQUIRED = None

# Attribute: (key in the ini file, parser, default as it would be written there).
KEYS: dict[str, tuple[str, Callable[[str], Any], str | None]] = {
    "database_url": ("sqlalchemy.url", parse_database_url, REQUIRED),
    "library": ("bviewer.library", parse_path, REQUIRED),
    "cache": ("bviewer.cache", parse_path, REQUIRED),
    "secret": ("bviewer.secret", parse_secret, REQUIRED),
    "default_gallery": ("bviewer.default_gallery", parse_host, ""),
    "queue": ("bviewer.queue", parse_queue, REQUIRED),
    "delivery": ("bviewer.delivery", parse_delivery, "direct"),
    "public_max_age": ("bviewer.public_max_age", parse_seconds, "300"),
    "formats": ("bviewer.formats", parse_formats, " ".join(sorted(FORMATS))),
    "sizes": ("bviewer.sizes", parse_offered_sizes, DEFAULT_SIZES),
    "max_pixels": ("bviewer.max_pixels", parse_count, "500000000"),
    "cache_reserve_mb": ("bviewer.cache_reserve_mb", parse_optional_count, ""),
    "job_timeout": ("bviewer.job_timeout", parse_seconds, "60"),
    "job_memory_mb": ("bviewer.job_memory_mb", parse_count, "1024"),
    "precache": ("bviewer.precache", parse_boolean, "true"),
    "work_per_address": ("bviewer.work_per_address", parse_count, "1000"),
    "api_per_minute": ("bviewer.api_per_minute", parse_count, "300"),
    "video_pictures": ("bviewer.video_pictures", parse_boolean, "true"),
    "look_minutes": ("bviewer.look_minutes", parse_look_minutes, "15"),
    "sync_hour": ("bviewer.sync_hour", parse_hour, "2"),
    "watch": ("bviewer.watch", parse_boolean, "true"),
    "secure_cookies": ("bviewer.secure_cookies", parse_boolean, "false"),
    "session_idle": ("bviewer.session_idle_hours", parse_idle_hours, "240"),
    "trusted_proxy": ("bviewer.trusted_proxy", parse_networks, ""),
    "metrics": ("bviewer.metrics", parse_bearer, ""),
    "mail_host": ("mail.host", parse_server, ""),
    "mail_port": ("mail.port", parse_port, "25"),
    "mail_username": ("mail.username", parse_line, ""),
    "mail_password": ("mail.password", parse_line, ""),
    "mail_tls": ("mail.tls", parse_boolean, "false"),
    "mail_ssl": ("mail.ssl", parse_boolean, "false"),
    "mail_sender": ("mail.default_sender", parse_sender, ""),
}

assert set(KEYS) == {field.name for field in fields(Settings)}


def settings_of(config: "Configurator") -> Settings:
    """Return the settings of the application that is being put together."""
    settings: Settings = config.registry["bviewer.settings"]
    return settings
