"""Items as programs read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.albums.films import film_at
from bviewer.albums.originals import image_title, steps_aside
from bviewer.library.formats import picture_type
from bviewer.library.names import printable
from bviewer.library.paths import file_name
from bviewer.models import ImageState, ItemKind, Provider
from bviewer.presenters.documents.places import Places
from bviewer.presenters.documents.times import Taken, offset_of
from bviewer.presenters.pictures import fingerprint_of
from bviewer.presenters.taken import precision_of, said_title
from bviewer.renditions.geometry import cut
from bviewer.renditions.sizes import Size
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import item_url, motion_url, original_url, play_url, raw_url, rendition_url
from bviewer.videos.addresses import page_of


class Shape(TypedDict):
    """What a resized copy is like."""

    name: str
    width: int | None
    height: int | None
    type: Literal["image/jpeg"]
    crop: Annotated[bool, Field(description="Whether it shows the middle of the picture only.")]


class RenditionDocument(Shape):
    """A resized copy: it is there, or made soon after it is asked for (202, Retry-After)."""

    version: Annotated[str, Field(description="Changes when the file or how it is shown does.")]
    href: str


class ItemLinks(TypedDict):
    """Addresses."""

    self: str
    html: str
    parent: Annotated[str, Field(description="The album.")]
    original: Annotated[str | None, Field(description="The file, for whoever may have it.")]
    raw: Annotated[
        str | None, Field(description="The RAW file beside it, for whoever may have it.")
    ]
    play: Annotated[str | None, Field(description="The film of a clip.")]
    motion: Annotated[str | None, Field(description="The film that a photograph moves by.")]


class VideoDocument(TypedDict):
    """A film at its provider."""

    provider: Provider
    id: Annotated[str, Field(description="What its provider calls it.")]
    address: Annotated[str, Field(description="Its page there.")]


class ItemDocument(TypedDict):
    """A photograph, a clip or a film of a provider."""

    id: str
    kind: Literal["image", "clip", "video"]
    album: Annotated[str, Field(description="The id of the album.")]
    title: str
    caption: str
    taken: Taken
    width: int | None
    height: int | None
    duration_ms: int | None
    media_type: Annotated[
        str | None,
        Field(description="Of a clip, with its codecs; of a photograph, as its name says."),
    ]
    video: Annotated[VideoDocument | None, Field(description="Of a film of a provider.")]
    state: Annotated[
        Literal["ready", "broken", "missing", "bare"],
        Field(
            description="Broken: it cannot be shown. Missing: its file is gone. Bare: a film of a"
            " provider of which there is no picture, or none yet."
        ),
    ]
    reason: NotRequired[Annotated[str | None, Field(description="Why it is broken.")]]
    path: NotRequired[
        Annotated[str | None, Field(description="The file, relative to the gallery's home.")]
    ]
    file_name: Annotated[str | None, Field(description="For whoever may have the file.")]
    bytes: Annotated[int | None, Field(description="Of the file, for whoever may have it.")]
    updated_at: Annotated[datetime, Field(description="When something of it changed last.")]
    renditions: list[RenditionDocument]
    links: ItemLinks


class Position(TypedDict):
    """Where something was taken, in degrees (WGS 84)."""

    latitude: float
    longitude: float


class ItemInFull(ItemDocument):
    """An item with what its camera says, as far as the caller is shown that."""

    camera: Annotated[dict[str, Any] | None, Field(description="Null where it is not shown.")]
    position: Position | None
    keywords: Annotated[list[str] | None, Field(description="Null where they are not shown.")]
    rating: Annotated[int | None, Field(description="From -1 (rejected) to 5.")]


# What is shown of what a camera says, besides where it was.
WITHOUT_COPIES = frozenset({ImageState.BROKEN, ImageState.BARE})
CAMERA = ("make", "model", "lens", "focal_length", "aperture", "exposure", "iso")


@dataclass(frozen=True, slots=True)
class ItemDocuments:
    """Makes documents of items at their places."""

    places: Places
    shapes: dict[tuple[int | None, int | None], list[Shape]] = field(default_factory=dict)

    def document(self, row: Any, album: AlbumResource) -> ItemDocument:
        """Return what a caller is told of an item in an album that they may open."""
        place = self.places.of(album)
        url = item_url(place.html, row.id)
        is_image = row.kind == ItemKind.IMAGE
        has_file = row.kind != ItemKind.VIDEO and row.state != ImageState.MISSING and row.size > 0
        has_original = has_file and place.may_download
        has_motion = has_file and row.motion is not None and row.motion in place.motions
        document: ItemDocument = {
            "id": row.id,
            "kind": row.kind,
            "album": album.album.id,
            "title": said_title(row) or image_title(row.path),
            "caption": row.caption or row.file_caption,
            "taken": taken(row, has_details=place.shows_details),
            "width": row.width,
            "height": row.height,
            "duration_ms": row.duration_ms,
            "media_type": picture_type(row.path) if is_image else row.media_type,
            "video": video(row.path) if row.kind == ItemKind.VIDEO else None,
            "state": row.state,
            "file_name": printable(file_name(row.path)) if has_original else None,
            "bytes": row.size if has_original else None,
            "updated_at": row.updated_at,
            "renditions": self._renditions(row, url),
            "links": {
                "self": place.item_api(row.id),
                "html": url,
                "parent": place.api,
                "original": original_url(url) if has_original else None,
                "raw": raw_url(url) if has_original and row.raw_id else None,
                "play": play_url(url) if has_file and row.kind == ItemKind.CLIP else None,
                "motion": motion_url(url) if has_motion else None,
            },
        }
        if place.may_edit:
            document["reason"] = row.reason
            document["path"] = None if steps_aside(row.path) else printable(row.path)
        return document

    def in_full(self, row: Any, album: AlbumResource, camera: Mapping[str, Any]) -> ItemInFull:
        """Return an item with what its camera says."""
        place = self.places.of(album)
        shown = {name: camera[name] for name in CAMERA if name in camera}
        position: Position | None = None
        if place.shows_positions and "latitude" in camera:
            position = {"latitude": camera["latitude"], "longitude": camera["longitude"]}
        return {
            **self.document(row, album),
            "camera": shown if place.shows_details else None,
            "position": position if place.shows_details else None,
            "keywords": row.keywords if place.shows_details else None,
            "rating": row.rating if place.shows_details else None,
        }

    def _renditions(self, row: Any, url: str) -> list[RenditionDocument]:
        if row.state in WITHOUT_COPIES:
            return []
        version = fingerprint_of(self.places.pictures.pipeline_version, row)
        return [
            {**shape, "version": version, "href": rendition_url(url, shape["name"], version)}
            for shape in self._shapes(row.width, row.height)
        ]

    def _shapes(self, width: int | None, height: int | None) -> list[Shape]:
        """Return what copies of a picture of so many pixels are like: many have as many."""
        known = self.shapes.get((width, height))
        if known is None:
            sizes = self.places.pictures.sizes.values()
            known = self.shapes[width, height] = [shape_of(size, width, height) for size in sizes]
        return known


def video(path: str) -> VideoDocument:
    """Return which film of a provider stands for a path."""
    film = film_at(path)
    return {"provider": film.provider, "id": film.number, "address": page_of(film)}


def taken(row: Any, *, has_details: bool) -> Taken:
    """Return when an item was taken; how that is known is one of its details, and so is where the
    clock went as it did."""
    source = "person" if row.file_time is not None else row.time_source
    return {
        "local": row.time,
        "offset": offset_of(row.offset_minutes) if has_details else None,
        "precision": precision_of(row),
        "source": (source or None) if has_details else None,
    }


def shape_of(size: Size, width: int | None, height: int | None) -> Shape:
    """Return what a copy in a size is like, of a picture of so many pixels, if they are known."""
    shown = cut(size, width, height) if width and height else None
    return {
        "name": size.name,
        "width": shown.width if shown else None,
        "height": shown.height if shown else None,
        "type": "image/jpeg",
        "crop": size.crop,
    }
