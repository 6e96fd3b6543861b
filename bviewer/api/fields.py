"""Fields that several bodies have."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    NaiveDatetime,
    WithJsonSchema,
)
from typing_extensions import TypedDict

from bviewer.api.bodies import Sent

MOST_IDS = 500

Id = Annotated[str, Field(max_length=100)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=MOST_IDS)]


LOCAL_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?$"


def as_local_time(value: Any) -> Any:
    """Return a local time as it is written; refuse other ways to write one, and what is none."""
    if not isinstance(value, str) or re.fullmatch(LOCAL_TIME, value, re.ASCII) is None:
        raise ValueError("It has to be like 2024-05-01T18:30:00.")
    return value


# A date-time of JSON Schema would have an offset.
LocalTime = Annotated[
    NaiveDatetime,
    Field(strict=False),
    BeforeValidator(as_local_time, json_schema_input_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": LOCAL_TIME,
            "description": "Local, such as 2024-05-01T18:30:00.",
        }
    ),
]


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; databases take none that is too long ago or too far ahead."""
    if not 1970 <= moment.year < 9999:
        raise ValueError("not a year from 1970 to 9998")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]


def left_out(description: str | None = None) -> Any:
    """Return a field that may be left out: nothing is changed of it then. It is null only where its
    type says so."""
    return Field(default_factory=lambda: None, description=description)


# Of fields about who may see something (see `named.OF_AUDIENCE`).
FOR_MANAGERS = "Needs the scope `manage`."


class Selection(Sent):
    """Items of one album, some or all; with a photograph goes the clip that it moves by."""

    album: Id
    ids: Annotated[Ids | Literal["all"], Field(description="Of items in it, or all of them.")]


class Number(TypedDict):
    """How many there were."""

    number: int
