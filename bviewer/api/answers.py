"""Answers: documents as JSON, with a tag by which programs find out that they have it already."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter
from pyramid.request import Request
from pyramid.response import Response

from bviewer.config.methods import SAFE_METHODS

TAG_BYTES = 15


@dataclass(frozen=True)
class Answer:
    """A document and what goes with it: another status than the endpoint's, headers, and which
    parts of it are told, as pydantic's `include` has them."""

    document: Any
    status: HTTPStatus | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    include: Any = None


def write_answer(
    request: Request, answer: Answer, status: HTTPStatus, writer: TypeAdapter[Any]
) -> Response:
    """Return an answer; what was not changed since it was asked for last is not sent again."""
    if answer.document is None:
        return Response(status=status.value, headerlist=list(answer.headers.items()))
    body = writer.dump_json(answer.document, include=answer.include)
    headers = {"Cache-Control": "private, no-cache", "ETag": tag_of(body), **answer.headers}
    if request.method in SAFE_METHODS and is_known(request, headers["ETag"]):
        return Response(status=HTTPStatus.NOT_MODIFIED.value, headerlist=list(headers.items()))
    response = Response(body, status.value, content_type="application/json", charset=None)
    response.headers.update(headers)
    return response


def is_known(request: Request, tag: str) -> bool:
    """Return whether whoever asks has the document of this tag (RFC 9110, section 13.1.2)."""
    known: str = request.environ.get("HTTP_IF_NONE_MATCH", "")
    return tag in known or known.strip() == "*"


def tag_of(body: bytes) -> str:
    """Return the tag of a document: it has another one as soon as anything in it is another."""
    digest = sha256(body).digest()[:TAG_BYTES]  # Processors compute it.
    return f'"{urlsafe_b64encode(digest).decode("ascii")}"'
