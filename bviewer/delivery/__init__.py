"""Delivery: how the bytes of an image reach the client.

A view that has decided that somebody may have a file asks `Delivery` for the answer. Behind nginx
that is an empty response with `X-Accel-Redirect`, and nginx sends the file, with its ranges,
conditional requests, Cache-Control and security headers (two internal locations for each
`Audience`, of the cache and of the library). An original that has changed within the last minutes
is sent by the application there as well, because nginx would open it anew. Without nginx the
application does all of that itself, from a file that is opened once and read through its
descriptor. Both ways give the same answers; only this room knows that there are two. It never
decides who may see a file, and never takes a path from a URL.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from bviewer.config.settings import settings_of
from bviewer.delivery.accel import accel_redirect
from bviewer.delivery.audience import (
    LIBRARY_PREFIX,
    PRIVATE_CACHING,
    RENDITION_PREFIX,
    Audience,
    cache_control,
)
from bviewer.delivery.direct import serve_file
from bviewer.delivery.disk import Disk
from bviewer.delivery.disposition import content_disposition
from bviewer.delivery.files import has_content, is_cached, open_cached
from bviewer.delivery.media_types import extension_for, served_type
from bviewer.delivery.ranges import ByteRange
from bviewer.delivery.settled import is_settled

__all__ = ["Audience", "ByteRange", "Delivery", "Original"]

RENDITION_TYPE = "image/jpeg"
ARCHIVE_TYPE = "application/zip"


class Original(NamedTuple):
    """An original that is to be sent.

    `file` was opened by the caller, at a `path` relative to the library's root. `fingerprint` names
    the content that its row knows. `last_change` looks when the file or a folder on the way to it
    was changed last, in nanoseconds.
    """

    file: BinaryIO
    path: str
    fingerprint: str
    last_change: Callable[[], int]


class Delivery:
    """Answers with files, in the way that the setting `bviewer.delivery` names."""

    def __init__(self, mode: str, cache_root: Path, public_max_age: int = 300) -> None:
        """`public_max_age`: seconds for which everybody may keep a rendition that everybody may
        see, where nginx does not say it."""
        self._caching = cache_control(public_max_age)
        self._behind_nginx = mode == "nginx"
        self._cache_root = os.fspath(cache_root)

    def rendition(
        self, request: Request, relative_path: str, fingerprint: str, audience: Audience
    ) -> Response | None:
        """Send a JPEG of the cache, or return None when it is not there (yet).

        `relative_path` is where the cache keeps it; `fingerprint` names the content it was made
        from, and becomes a part of the entity tag.
        """
        path = f"{self._cache_root}/{relative_path}"
        if self._behind_nginx:
            if not is_cached(path):
                return None
            prefix = RENDITION_PREFIX[audience]
            return accel_redirect(prefix, relative_path, content_type=RENDITION_TYPE)
        file = open_cached(path)
        if file is None:
            return None
        return serve_file(
            request,
            file,
            etag=f"{fingerprint}-{os.fstat(file.fileno()).st_size:x}",
            content_type=RENDITION_TYPE,
            cache_control=self._caching[audience],
        )

    def archive(self, request: Request, relative_path: str, name: str) -> Response | None:
        """Send an archive of the cache as a download called `name`; None when it is not there.

        The file at a path never changes: another one has another path.
        """
        path, disposition = f"{self._cache_root}/{relative_path}", content_disposition(name, ".zip")
        if self._behind_nginx:
            if not is_cached(path):
                return None
            prefix = RENDITION_PREFIX[Audience.TRUSTED]
            return accel_redirect(
                prefix, relative_path, content_type=ARCHIVE_TYPE, disposition=disposition
            )
        file = open_cached(path)
        if file is None:
            return None
        status = os.fstat(file.fileno())
        return serve_file(
            request,
            file,
            etag=f"{status.st_size:x}-{status.st_mtime_ns:x}",
            content_type=ARCHIVE_TYPE,
            cache_control=PRIVATE_CACHING,
            disposition=disposition,
        )

    def original(
        self,
        request: Request,
        original: Original,
        *,
        content_type: str,
        name: str | None = None,
        audience: Audience = Audience.TRUSTED,
    ) -> Response:
        """Send an original, as a download if it is called by a `name`.

        Its file is closed here or with the response. `content_type` is the detected type; what is
        neither a raster image nor a clip is sent as opaque bytes.

        Raises:
            HTTPNotFound: it is not a regular file, or is empty.
        """
        content_type = served_type(content_type)
        disposition = name and content_disposition(name, extension_for(content_type, name))
        if not (self._behind_nginx and has_settled(original.last_change)):
            return serve_file(
                request,
                original.file,
                etag=entity_tag(original),
                content_type=content_type,
                cache_control=self._caching[audience],
                disposition=disposition,
            )
        status = os.fstat(original.file.fileno())
        original.file.close()
        if not has_content(status):
            raise HTTPNotFound
        return accel_redirect(
            LIBRARY_PREFIX[audience],
            original.path,
            content_type=content_type,
            disposition=disposition,
        )

    def part(
        self,
        request: Request,
        original: Original,
        part: ByteRange,
        *,
        content_type: str,
        audience: Audience,
    ) -> Response:
        """Send a part of an original as a file of its own; its file is closed with the response.

        The application does so in any case: nginx sends all of a file, or what a client asks for.

        Raises:
            HTTPNotFound: it is not a regular file, or has no such part.
        """
        return serve_file(
            request,
            original.file,
            etag=f"{entity_tag(original)}-{part.start:x}-{len(part):x}",
            content_type=served_type(content_type),
            cache_control=self._caching[audience],
            whole=part,
        )


def entity_tag(original: Original) -> str:
    """Return what tells a state of an original from others: its owner may change a file before the
    next sync learns of it."""
    status = os.fstat(original.file.fileno())
    return f"{original.fingerprint}-{status.st_size:x}-{status.st_mtime_ns:x}"


def has_settled(last_change: Callable[[], int]) -> bool:
    """Return whether nginx will find at a path what was found there, as far as anybody can tell."""
    try:
        return is_settled(last_change())
    except OSError:  # It is being moved right now.
        return False


def includeme(config: Configurator) -> None:
    """Give requests the one `Delivery` of the application, and the `Disk` that originals are on."""
    settings = settings_of(config)
    delivery = Delivery(settings.delivery, settings.cache, settings.public_max_age)
    config.add_request_method(lambda _request: delivery, "delivery", property=True)
    disk = Disk()
    config.add_request_method(lambda _request: disk, "disk", property=True)
