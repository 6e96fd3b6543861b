"""Times as programs read them (RFC 3339)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

from bviewer.library.precision import Precision

# A date-time of JSON Schema would have an offset.
LocalTime = Annotated[
    datetime,
    WithJsonSchema({"type": "string", "description": "Local, such as 2024-05-01T18:30:00."}),
]


class Taken(TypedDict):
    """When something was taken, by the clock on the wall of that place."""

    local: LocalTime
    offset: Annotated[
        str | None,
        Field(description="Its distance from UTC, such as +02:00, where it is known and shown."),
    ]
    precision: Annotated[
        Precision,
        Field(
            description="How much of it is known. 'file': nothing, it is the time of the file,"
            " by which it is sorted."
        ),
    ]
    source: Annotated[
        str | None,
        Field(
            description="Where it comes from, where it is shown: exif, iptc, xmp, png,"
            " clip, takeout, name, mtime, person."
        ),
    ]


def offset_of(minutes: int | None) -> str | None:
    """Return the distance from UTC; None if it is not known."""
    if minutes is None:
        return None
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
