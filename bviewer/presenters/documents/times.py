"""Times as programs read them (RFC 3339)."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict


class Taken(TypedDict):
    """When something was taken, by the clock on the wall of that place."""

    local: Annotated[str, Field(description="Local time, such as 2024-05-01T18:30:00.")]
    offset: Annotated[
        str | None,
        Field(description="Its distance from UTC, such as +02:00, where it is known and shown."),
    ]
    source: Annotated[
        str | None,
        Field(
            description="Where it comes from, where it is shown: exif, clip, name, mtime, person."
        ),
    ]


def local_time(time: datetime) -> str:
    """Return a time without a zone."""
    return time.isoformat()


def moment(time: datetime) -> str:
    """Return a moment in UTC."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_if_any(time: datetime | None) -> str | None:
    """Return a moment in UTC; None if there was none."""
    return None if time is None else moment(time)


def offset_of(minutes: int | None) -> str | None:
    """Return the distance from UTC; None if it is not known."""
    if minutes is None:
        return None
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
