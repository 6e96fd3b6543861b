"""`…/feed`: what is new in an album and below it, for whoever asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import Row

from bviewer.albums.newest import ADDED, albums_on, newest_below
from bviewer.models import ImageState, ItemKind
from bviewer.presenters.atom import Enclosure, Entry, Feed, write_feed
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.taken import is_dated, title_for_all
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import AlbumUrl, item_url, play_url
from bviewer.views.visitor.frame import frame_of, pictures_of

NEWEST = 50  # Items.

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@view_config(
    context=AlbumResource, name="feed", request_method="GET", permission=Permission.VIEW, page=True
)
def send_feed(context: AlbumResource, request: Request) -> Response:
    """Send the newest items that this visitor finds in the listings, as Atom: by when they were
    taken or, if that is asked for, by when they came."""
    body = write_feed(feed_of(context, request))
    return Response(body, content_type="application/atom+xml", charset="utf-8")


def feed_of(context: AlbumResource, request: Request) -> Feed:
    """Return an album as this visitor may know it."""
    by_addition = request.GET.get("by") == ADDED
    images = newest_below(
        request.dbsession, request.visitor, context.ancestry_ids, NEWEST, by_addition=by_addition
    )
    paths = {image.album_path for image in images}
    albums, place = albums_on(request.dbsession, paths), request.urls.album(context)
    urls = {path: url_on(place, path, albums) for path in paths}
    pictures = pictures_of(request)
    entries = [entry_of(pictures, urls[image.album_path], image) for image in images]
    if by_addition:
        entries = [
            replace(entry, published=image.added_at, updated=image.added_at)
            for entry, image in zip(entries, images, strict=True)
        ]
    return Feed(
        id=tag("album", context.album.id) + (f"/{ADDED}" if by_addition else ""),
        url=place.url,
        own_url=request.urls.of(context, "feed", by=ADDED if by_addition else None),
        title=context.album.title,
        subtitle=context.album.description,
        author=frame_of(context, request).title(),
        updated=max((entry.updated for entry in entries), default=EPOCH),
        entries=entries,
    )


def url_on(place: AlbumUrl, path: str, albums: Mapping[str, Row[Any]]) -> str:
    """Return the address of the album at the end of a path down from the album at a place."""
    for album_id in filter(None, path.split("/")):
        album = albums[album_id]
        place = place.child(album.id, album.title, album.visibility)
    return place.url


def entry_of(pictures: Pictures, album_url: str, image: Row[Any]) -> Entry:
    """Return an item in the album at this address as an entry."""
    url, has_picture = item_url(album_url, image.id), image.state != ImageState.BARE
    taken = image.time.replace(tzinfo=zone(image.offset_minutes))
    return Entry(
        id=tag("image", image.id),
        url=url,
        title=title_for_all(image),
        published=taken if is_dated(image) else None,
        updated=instant(image.mtime_ns) if image.mtime_ns else taken,
        thumbnail=pictures.picture(url, image, "small2x") if has_picture else None,
        picture=pictures.picture(url, image, "big") if has_picture else None,
        enclosure=enclosure_of(url, image),
    )


def enclosure_of(url: str, image: Row[Any]) -> Enclosure | None:
    """Return the file of a clip at this address, for whoever reads the feed to play it; none of a
    photograph."""
    if image.kind != ItemKind.CLIP or image.media_type is None:
        return None
    media_type, _, _codecs = image.media_type.partition(";")
    return Enclosure(play_url(url), media_type, image.size)


def tag(kind: str, node_id: str) -> str:
    """Return the name of a node for ever: by its random id, and not by a host that may change.

    A tag as in RFC 4151.
    """
    return f"tag:bviewer,2026:{kind}/{node_id}"


def zone(offset_minutes: int | None) -> timezone:
    """Return the zone of a local time; UTC where the file does not tell it."""
    return timezone(timedelta(minutes=offset_minutes or 0))


def instant(nanoseconds: int) -> datetime:
    """Return when a file was changed, to the second; 64 bits of them end in the year 2262."""
    return EPOCH + timedelta(seconds=nanoseconds // 10**9)
