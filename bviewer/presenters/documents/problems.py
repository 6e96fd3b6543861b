"""What programs are told is wrong, as problem documents (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

MEDIA_TYPE = "application/problem+json"


class Fault(TypedDict):
    """One thing that is wrong with what was sent."""

    pointer: NotRequired[Annotated[str, Field(description="Of a body (RFC 6901), as a fragment.")]]
    parameter: NotRequired[Annotated[str, Field(description="Of a query or a header.")]]
    detail: str


class ProblemDocument(TypedDict):
    """Why something was refused."""

    type: Annotated[str, Field(description="The name of the problem, as a reference.")]
    title: str
    status: int
    code: Annotated[str, Field(description="The same name, for programs.")]
    detail: str
    errors: NotRequired[list[Fault]]
    params: NotRequired[Annotated[dict[str, Any], Field(description="Values told in the detail.")]]


def problem_document(
    status: HTTPStatus,
    code: str,
    detail: str,
    errors: Sequence[Fault] = (),
    params: Mapping[str, Any] | None = None,
) -> ProblemDocument:
    """Return the document of a problem."""
    document: ProblemDocument = {
        "type": f"urn:bviewer:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
    }
    if errors:
        document["errors"] = list(errors)
    if params:
        document["params"] = dict(params)
    return document


def pointer_to(*steps: str | int) -> str:
    """Return where a value is in a body, as the fragment of an address (RFC 6901)."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "#" + "".join(f"/{step}" for step in escaped)
