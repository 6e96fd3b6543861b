"""What the API does not take, and how it says so (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pyramid.response import Response

from bviewer.presenters.documents.problems import MEDIA_TYPE, Fault, problem_document


class Refusal(Exception):  # noqa: N818 - it names the answer.
    """What is refused: a status, a stable code, a sentence, and each thing that is wrong."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        errors: Sequence[Fault] = (),
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.params = params
        self.headers = headers or {}


MISSING = Refusal(HTTPStatus.NOT_FOUND, "missing", "There is nothing here, or it is not for you.")

TOKEN_NOT_GOOD = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "token_invalid",
    "The token is not good here: it was revoked, is over, or is one of another gallery.",
    headers={"WWW-Authenticate": 'Bearer realm="bviewer", error="invalid_token"'},
)
MORE_SCOPE = Refusal(
    HTTPStatus.FORBIDDEN,
    "scope_insufficient",
    "The token is not good for this: it needs a scope that has more.",
    headers={"WWW-Authenticate": 'Bearer realm="bviewer", error="insufficient_scope"'},
)


def reason_of(error: Mapping[str, Any]) -> str:
    """Return what is wrong with a value, given what pydantic says of it."""
    if error["type"] == "extra_forbidden":
        return "There is no such name here."
    message: str = error["msg"]
    return message.removeprefix("Value error, ")


def answered(refusal: Refusal) -> Response:
    """Return the answer that tells a refusal; nobody keeps it."""
    document = problem_document(
        refusal.status, refusal.code, refusal.detail, refusal.errors, refusal.params
    )
    response = Response(
        json.dumps(document).encode(), refusal.status.value, content_type=MEDIA_TYPE, charset=None
    )
    response.headers.update({"Cache-Control": "no-store", **refusal.headers})
    return response
