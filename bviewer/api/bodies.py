"""Reading what programs send: JSON of one spelling only, checked against a model.

Two values under one name, numbers that are none, and text that is no Unicode are refused before the
model sees them: what one program reads in them another does not.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bviewer.api.refusals import Refusal, reason_of
from bviewer.presenters.documents.problems import Fault, pointer_to

DEEPEST = 20  # Levels; no document of ours has as many.


class Sent(BaseModel):
    """What is sent to an endpoint: nothing but its fields, each of its very type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=BaseModel)


class NotAccepted(ValueError):  # noqa: N818 - it names what is wrong.
    """A text that other programs may read as something else."""


def read_body(body: bytes, model: type[Model]) -> Model:
    """Return the body that was sent, as a model; refuse anything else."""
    if not body:
        raise malformed("There is no body: send a JSON object, with Content-Length.")
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=object_of, parse_constant=no_number
        )
        require_plain(value)
    except RecursionError:
        raise malformed(f"It is deeper than {DEEPEST} levels.") from None
    except NotAccepted as error:
        raise malformed(str(error)) from None
    except ValueError:  # No JSON, no UTF-8, or a number with thousands of digits.
        raise malformed("It is not JSON in UTF-8.") from None
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error) from None


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; refuse one that has a name twice."""
    names = dict(pairs)
    if len(names) < len(pairs):
        raise NotAccepted("A name is there twice in an object.")
    return names


def no_number(name: str) -> NoReturn:
    """Refuse what JSON does not know."""
    raise NotAccepted(f"{name} is not JSON.")


def require_plain(value: Any) -> None:
    """Refuse what is too deep, and text that no database stores."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [below for each in level for below in parts_of(each)]
        if not level:
            return
    raise NotAccepted(f"It is deeper than {DEEPEST} levels.")


def parts_of(value: Any) -> Iterator[Any]:
    """Yield what is in a value, and see that text is text."""
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value
    elif isinstance(value, str) and not is_stored(value):
        raise NotAccepted("A text has a character that cannot be stored: NUL, or half a pair.")


def is_stored(text: str) -> bool:
    """Return whether every database stores a text."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def malformed(detail: str) -> Refusal:
    """Return the refusal of a body that cannot be read."""
    return Refusal(HTTPStatus.BAD_REQUEST, "body_unreadable", detail)


def invalid(error: ValidationError) -> Refusal:
    """Return the refusal of a body that is no such document, with each place that is wrong."""
    faults: list[Fault] = [
        {"pointer": pointer_to(*each["loc"]), "detail": reason_of(each)}
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "body_invalid",
        "The document does not have what it must have; see errors.",
        faults[:MOST_FAULTS],
    )


MOST_FAULTS = 50
