"""Serving a file from the application itself, where there is no nginx."""

import os
import time
from contextlib import ExitStack
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from bviewer.delivery.blocks import FileBlocks
from bviewer.delivery.conditions import Validators
from bviewer.delivery.files import has_content
from bviewer.delivery.negotiation import negotiate
from bviewer.delivery.ranges import ByteRange

Headers = list[tuple[str, str]]

# Whatever a browser takes these bytes for, it neither runs them nor lends them to another site,
# unless a view says that they are for everybody's pages.
SECURITY_HEADERS: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
]

REFUSALS = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE}


def serve_file(
    request: Request,
    file: BinaryIO,
    *,
    etag: str,
    content_type: str,
    cache_control: str,
    disposition: str | None = None,
    whole: ByteRange | None = None,
) -> Response:
    """Answer a GET or HEAD with an open file: status 200, 206, 304, 412 or 416.

    With a `whole`, these of its bytes are sent as if there were no others. `etag` is the text of
    the strong entity tag, without quotes. HEAD gets the headers of the GET, those of a range
    included, as from nginx. The file is closed with the response, or here where the answer has no
    body.

    Raises:
        HTTPNotFound: `file` is not a regular file, or has not these bytes.
    """
    with ExitStack() as until_answered:
        until_answered.callback(file.close)
        stat = os.fstat(file.fileno())
        if not has_content(stat):
            raise HTTPNotFound
        whole = whole or ByteRange(0, stat.st_size)
        if whole.stop > stat.st_size:
            raise HTTPNotFound
        current = Validators(f'"{etag}"', _last_modified(stat))
        status, part = negotiate(request.headers, current, len(whole))
        headers = SECURITY_HEADERS + _content_range(status, part, len(whole))
        if status in REFUSALS:
            headers += [("Cache-Control", "no-store"), ("Content-Length", "0")]
        else:
            headers += [*_state_headers(current), ("Cache-Control", cache_control)]
        if part is None:
            return Response(status=status, headerlist=headers, app_iter=())
        headers += _body_headers(part, content_type, disposition)
        until_answered.pop_all()
        return Response(
            status=status, headerlist=headers, app_iter=FileBlocks(file, part.within(whole))
        )


def _last_modified(stat: os.stat_result) -> int:
    """Return the file's mtime in whole seconds, between the epoch and now (RFC 9110, section
    8.8.2.1)."""
    return max(0, min(stat.st_mtime_ns // 10**9, int(time.time())))


def _content_range(status: HTTPStatus, part: ByteRange | None, size: int) -> Headers:
    if status is HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return [("Content-Range", f"bytes */{size}")]
    if status is HTTPStatus.PARTIAL_CONTENT and part is not None:
        return [("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")]
    return []


def _state_headers(current: Validators) -> Headers:
    return [
        ("ETag", current.etag),
        ("Last-Modified", formatdate(current.modified, usegmt=True)),
        ("Accept-Ranges", "bytes"),
    ]


def _body_headers(part: ByteRange, content_type: str, disposition: str | None) -> Headers:
    headers = [("Content-Type", content_type), ("Content-Length", str(len(part)))]
    if disposition is not None:
        headers.append(("Content-Disposition", disposition))
    return headers
