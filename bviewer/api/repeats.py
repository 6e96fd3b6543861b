"""Requests that are sent again, as their first answer was lost: done once (the Internet-Draft
draft-ietf-httpapi-idempotency-key-header)."""

import re
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from pyramid.request import Request
from pyramid.response import Response

from bviewer.accounts.repeats import Kept, Key, find_kept, keep, key_of, take
from bviewer.api.refusals import Refusal

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
KEY = re.compile(r"[!-~]{1,255}")

NO_KEY = Refusal(
    HTTPStatus.BAD_REQUEST,
    "idempotency_key_invalid",
    f"{HEADER} has 1 to 255 visible ASCII characters.",
    [{"parameter": HEADER, "detail": "It is empty, too long, or has other characters."}],
)
NOBODY = Refusal(
    HTTPStatus.BAD_REQUEST,
    "idempotency_key_anonymous",
    f"{HEADER} is for programs with a token, and for who is signed in.",
    [{"parameter": HEADER, "detail": "Nobody could tell you from other strangers."}],
)
OTHER_REQUEST = Refusal(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency_key_used",
    "This key was sent with another request before.",
    [{"parameter": HEADER, "detail": "Make a new one for each request."}],
)
STILL_RUNNING = Refusal(
    HTTPStatus.CONFLICT,
    "idempotency_key_running",
    "A request with this key is being answered: try again shortly.",
    headers={"Retry-After": "1"},
)


def once(request: Request, body: bytes, answer: Callable[[], Response]) -> Response:
    """Return the answer to a request; if it was sent before with this key, the one that it had
    then, and nothing is done.

    What was refused is not kept: it changed nothing.
    """
    if request.method != "POST" or HEADER not in request.headers:
        return answer()
    key, session = asked_key(request), request.dbsession
    if not take(session, key):
        raise STILL_RUNNING
    asked, kept = digest_of(request, body), find_kept(session, key)
    if kept is None:
        return keep_answer(request, key, asked, answer())
    if kept.request_digest != asked:
        raise OTHER_REQUEST
    headers = {**kept.headers, **REPLAYED}
    return Response(kept.body.encode(), kept.status, headerlist=list(headers.items()))


def asked_key(request: Request) -> Key:
    """Return the key of whoever asks: a person's own, or one of their token."""
    sent, visitor = request.headers[HEADER], request.visitor
    if visitor.user_id is None:
        raise NOBODY
    if not KEY.fullmatch(sent):
        raise NO_KEY
    caller = (request.gallery.id, visitor.user_id, visitor.watcher_id, request.bearer_token)
    return key_of(request.runtime.settings.secret, *caller, sent)


def digest_of(request: Request, body: bytes) -> bytes:
    """Return what tells a request from others."""
    return sha256(f"{request.path_qs}\0".encode() + body).digest()


def keep_answer(request: Request, key: Key, asked: bytes, response: Response) -> Response:
    """Return an answer that is given again from now on."""
    kept = Kept(asked, response.status_int, dict(response.headers), response.body.decode())
    keep(request.dbsession, key, request.gallery.id, request.visitor.user_id, kept)
    return response
