"""The first look at a request: whether it is text at all. Nothing after it has to ask again."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from bviewer.library.names import printable
from bviewer.security.redaction import without_secrets

# Bytes, as many as our servers let in: a form needs no temporary file, which may find no room.
BODY_IN_MEMORY = 1_048_576

log = logging.getLogger(__name__)

# A name or an IPv4 address, or an IPv6 address in brackets. Two Host lines arrive as one, with a
# comma between them.
HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]*)?", re.ASCII | re.IGNORECASE)

# A query of these characters holds no byte but its own. Thumbnails have no time for more.
PLAIN = re.compile(r"[A-Za-z0-9=&_.-]*")


def is_readable(request: Request) -> bool:
    """Return whether host, path, query and form can be read."""
    try:
        _ = request.path_info
        if HOST.fullmatch(request.host) is None or has_hidden_body(request):
            return False
        return all(map(is_text, sent_values(request)))
    # Not UTF-8; a form without a boundary; an unknown character set; another one than UTF-8, which
    # WebOb raises as a warning.
    except (ValueError, LookupError, DeprecationWarning):
        return False


def has_hidden_body(request: Request) -> bool:
    """Return whether there is a body where none belongs: so a second request is smuggled past a
    proxy."""
    return request.method in {"GET", "HEAD"} and bool(request.content_length)


def sent_values(request: Request) -> Iterator[Any]:
    """Return the values in query and form that need a look; most requests have none."""
    if not PLAIN.fullmatch(request.environ.get("QUERY_STRING", "")):
        yield from request.GET.values()
    if request.method == "POST":
        request.request_body_tempfile_limit = BODY_IN_MEMORY
        yield from request.POST.values()


def is_text(value: Any) -> bool:
    """Return whether a value is no file, and text that every database stores.

    WebOb puts U+FFFD where a form is not UTF-8.
    """
    return isinstance(value, str) and "\0" not in value and "\ufffd" not in value


def bad_request(request: Request) -> Response:
    """Return the shortest answer: there is no page to show for it."""
    path = without_secrets(printable(request.environ.get("PATH_INFO", ""))[:200])
    log.warning("%s %s cannot be read and is answered 400", printable(request.method), path)
    text = "400 Bad Request: the address or the form cannot be read\n"
    return Response(text, 400, content_type="text/plain", cache_control="no-store")
