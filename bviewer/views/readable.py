"""The first look at a request: whether a view of ours could be meant by it, and whether it is text.

Nothing is parsed here, and no body is read; nothing after it has to ask again.
"""

import json
import logging
import re
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from bviewer.library.names import printable
from bviewer.presenters.documents.problems import MEDIA_TYPE, problem_document
from bviewer.security.redaction import without_secrets
from bviewer.security.tokens import API_TOKEN, API_TOKEN_PREFIX

log = logging.getLogger(__name__)

# Characters of header fields that we or libraries take apart. What is taken apart in a time that
# grows faster than the field does must be short.
LONGEST_FIELDS = {
    "HTTP_COOKIE": 8192,
    "HTTP_ACCEPT": 1024,
    "HTTP_ACCEPT_ENCODING": 1024,
    "HTTP_ACCEPT_LANGUAGE": 1024,
}

METHODS = ("GET", "HEAD", "POST")
# Nothing takes a PUT: where there is something, it is told what that takes.
METHODS_OF_PROGRAMS = (*METHODS, "PATCH", "DELETE", "OPTIONS", "PUT")
WITH_BODY = frozenset({"POST", "PATCH", "PUT"})

FORM = "application/x-www-form-urlencoded"
# A PATCH is a merge patch (RFC 7396), by either name.
DOCUMENTS = frozenset({"application/json", "application/merge-patch+json"})
# Bytes. The largest form of a stranger has a name, a password and an address in it; that of an
# owner has a description of 20,000 characters.
LONGEST_FORM = 16_384
LONGEST_OF_OWNERS = 262_144

# A name or an IPv4 address, or an IPv6 address in brackets. Two Host lines arrive as one, with a
# comma between them.
HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]*)?", re.ASCII | re.IGNORECASE)

# At the beginning of a value, or behind a character that is escaped.
TOKEN_IN_QUERY = re.compile(rf"((?<![\w-])|(?<=%[0-9A-Fa-f]{{2}})){API_TOKEN.pattern}", re.ASCII)

# A query of these characters holds no byte but its own. Thumbnails have no time for more.
PLAIN = re.compile(r"[A-Za-z0-9=&_.-]*")

# Addresses of files: resized copies, originals, what plays or moves, archives.
FILE = re.compile(r"/(?:[^/]+\.jpg|full|play|motion|archive/[^/]+)\Z")

REASONS = {
    HTTPStatus.BAD_REQUEST: "the address or the form cannot be read",
    HTTPStatus.METHOD_NOT_ALLOWED: "nothing here has such a method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "no form here is that long",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "only forms are read",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "a header field is too long",
}
REASONS_FOR_PROGRAMS = {
    **REASONS,
    HTTPStatus.BAD_REQUEST: "the address or the body cannot be read, or the address has a token,"
    " which belongs in the header Authorization",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "no document here is that long",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "only application/json is read",
}

CODES_FOR_PROGRAMS = {
    HTTPStatus.BAD_REQUEST: "unreadable",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_long",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "body_not_json",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "header_too_long",
}


def refusal_of(request: Request) -> Response | None:
    """Return the answer to what no view is to look at; None for all else."""
    status = refused_status(request)
    return None if status is None else refused(request, status)


def refused_status(request: Request) -> HTTPStatus | None:
    """Return what is wrong with a request, as far as can be told without reading its body."""
    environ = request.environ
    if any(len(environ.get(name, "")) > longest for name, longest in LONGEST_FIELDS.items()):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    is_taken = environ["REQUEST_METHOD"] in methods_at(environ)
    if not is_taken and not (is_asked_first(environ) and is_file(environ)):
        return HTTPStatus.METHOD_NOT_ALLOWED
    if has_token_in_address(environ.get("QUERY_STRING", "")):
        return HTTPStatus.BAD_REQUEST
    return refused_body(request) or (None if is_readable(request) else HTTPStatus.BAD_REQUEST)


def is_api(environ: Mapping[str, Any]) -> bool:
    """Tell whether an address is one for programs."""
    path: str = environ.get("PATH_INFO", "")
    return path.startswith("/api/")


def is_file(environ: Mapping[str, Any]) -> bool:
    """Tell whether an address is one of files, whether there is one or not."""
    return FILE.search(environ.get("PATH_INFO", "")) is not None and not is_api(environ)


def is_asked_first(environ: Mapping[str, Any]) -> bool:
    """Tell whether a browser asks first, on behalf of a page of another site, what that may
    ask."""
    is_asked = "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ and "HTTP_ORIGIN" in environ
    return is_asked and environ["REQUEST_METHOD"] == "OPTIONS"


def methods_at(environ: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the methods that views may take at an address."""
    return METHODS_OF_PROGRAMS if is_api(environ) else METHODS


def has_token_in_address(query: str) -> bool:
    """Return whether the token of a program stands where logs and histories keep it.

    What a list or `changes` tells to be sent back is long, and may look so somewhere within.
    """
    return API_TOKEN_PREFIX in query and TOKEN_IN_QUERY.search(query) is not None


def refused_body(request: Request) -> HTTPStatus | None:
    """Return what is wrong with the body that is announced, if one is.

    Where none belongs, a second request may be smuggled past a proxy.
    """
    environ = request.environ
    length = environ.get("CONTENT_LENGTH") or "0"
    if length == "0":
        return None
    if not (length.isascii() and length.isdecimal()) or environ["REQUEST_METHOD"] not in WITH_BODY:
        return HTTPStatus.BAD_REQUEST
    types = DOCUMENTS if is_api(environ) else {FORM}
    if not is_one_of(types, environ.get("CONTENT_TYPE", "")):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_long(request, length) else None


def is_too_long(request: Request, length: str) -> bool:
    """Return whether a form is longer than any of whoever sends it.

    Whether somebody is signed in is not asked yet: a cookie is enough, as no more is read than what
    is parsed in some milliseconds.
    """
    if len(length) > len(str(LONGEST_OF_OWNERS)) or int(length) > LONGEST_OF_OWNERS:
        return True
    is_stranger = request.session_token is None and request.bearer_token is None
    return int(length) > LONGEST_FORM and is_stranger


def is_one_of(types: Collection[str], content_type: str) -> bool:
    """Return whether a body is said to be of one of these types, in the one character set."""
    name, _semicolon, parameters = content_type.lower().partition(";")
    return name.strip() in types and parameters.strip() in {"", "charset=utf-8"}


def is_readable(request: Request) -> bool:
    """Return whether host, path and query can be read."""
    try:
        _ = request.path_info
        if HOST.fullmatch(request.host) is None:
            return False
        query = request.environ.get("QUERY_STRING", "")
        # Most requests have no query, or one that needs no look.
        return PLAIN.fullmatch(query) is not None or all(map(is_text, request.GET.values()))
    except ValueError:  # Not UTF-8.
        return False


def is_text(value: str) -> bool:
    """Return whether a value is text that every database stores.

    WebOb puts U+FFFD where a query is not UTF-8.
    """
    return "\0" not in value and "\ufffd" not in value


def refused(request: Request, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response:
    """Return the shortest answer: there is no page to show for it."""
    path = without_secrets(printable(request.environ.get("PATH_INFO", ""))[:200])
    reasons = REASONS_FOR_PROGRAMS if is_api(request.environ) else REASONS
    reason = reasons[status]
    log.warning("%s %s is answered %d: %s", printable(request.method)[:20], path, status, reason)
    response = told(request, status, reason)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.allow = methods_at(request.environ)
    return response


def told(request: Request, status: HTTPStatus, reason: str) -> Response:
    """Return a line of text for people, a document for programs."""
    if is_api(request.environ):
        code = CODES_FOR_PROGRAMS[status]
        document = problem_document(status, code, f"{reason[0].upper()}{reason[1:]}.")
        body = json.dumps(document).encode()
        return Response(
            body, status.value, content_type=MEDIA_TYPE, charset=None, cache_control="no-store"
        )
    text = f"{status:d} {status.phrase}: {reason}\n"
    return Response(text, status.value, content_type="text/plain", cache_control="no-store")
