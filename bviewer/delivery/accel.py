"""Telling nginx which file to send."""

import os
from urllib.parse import quote_from_bytes

from pyramid.response import Response


def accel_redirect(
    prefix: str, path: str, *, content_type: str, disposition: str | None = None
) -> Response:
    """Return an empty answer that makes nginx send the file `path` of the internal location
    `prefix`.

    The path is percent-encoded exactly once and from its bytes, because nginx decodes it once: a
    bare "?" or "%41" in it would send another file. nginx makes a 200 of any status and a GET of
    any method; so only a view that admits GET alone and has decided to send the file may call this.

    The type is always said, or nginx would guess it from the extension. Cache-Control never is:
    nginx would put it on its own 404 too, and sets it itself for each prefix.
    """
    # Headers given as a list and the body as an empty tuple take WebOb's shortest path, and only
    # this very class takes Pyramid's: thousands of these are made in a second.
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", "0"),
        ("X-Accel-Redirect", prefix + quote_from_bytes(os.fsencode(path), safe="/")),
    ]
    if disposition is not None:
        headers.append(("Content-Disposition", disposition))
    return Response(headerlist=headers, app_iter=())
