"""What programs are told is wrong: refusals of our own, problems of services, what is missing."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config
from sqlalchemy.exc import OperationalError

from bviewer.api.endpoints import allowed_methods, is_short_of_scope
from bviewer.library.names import printable
from bviewer.presenters.documents.problems import (
    MEDIA_TYPE,
    Fault,
    pointer_to,
    problem_document,
)
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.queue.storage import StorageAway
from bviewer.security.redaction import without_secrets
from bviewer.views.forms import UnreadableForm
from bviewer.views.refusals import status_of

log = logging.getLogger(__name__)
RETRY_SECONDS = 5  # Where what we stand on is away.


class Refusal(Exception):  # noqa: N818 - it names the answer.
    """What the API itself does not take: a status, a stable code, and a sentence."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}


MISSING = Refusal(HTTPStatus.NOT_FOUND, "missing", "There is nothing here, or it is not for you.")


def answered(refusal: Refusal, params: Mapping[str, Any] | None = None) -> Response:
    """Return the answer that tells a refusal; nobody keeps it."""
    document = problem_document(
        refusal.status, refusal.code, refusal.detail, refusal.errors, params
    )
    response = Response(
        json.dumps(document), refusal.status.value, content_type=MEDIA_TYPE, charset="utf-8"
    )
    response.headers.update({"Cache-Control": "no-store", **refusal.headers})
    return response
