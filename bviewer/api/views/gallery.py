"""The gallery itself."""

from typing import Annotated, Any

from pydantic import Field
from pyramid.request import Request

from bviewer.albums.gallery_settings import change_settings
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import left_out
from bviewer.api.named import sent_fields
from bviewer.api.refusals import MISSING
from bviewer.models import Layout, Positions, Visibility
from bviewer.presenters.documents.galleries import (
    GalleryDocument,
    gallery_settings,
)
from bviewer.security.permissions import Permission
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.api import GalleryNode
from bviewer.views.visitor.frame import own_gallery

Lines = Annotated[list[str], Field(max_length=1000)]


class GalleryChange(Sent):
    """What is to be changed of a gallery. Title and description are those of its home."""

    about_title: Annotated[str, Field(description="Empty is no about page.")] = left_out()
    about_text: str = left_out()
    footer: Annotated[str, Field(description="Below all pages.")] = left_out()
    accent: Annotated[str | None, Field(description="A colour; null is that of bviewer.")] = (
        left_out()
    )
    time_zone: Annotated[str, Field(description="Such as Europe/Berlin.")] = left_out()
    new_albums: Annotated[Visibility, Field(description="Of new folders.")] = left_out()
    positions: Positions = left_out()
    indexed: Annotated[bool, Field(description="Whether search engines may list it.")] = left_out()
    shows_videos: Annotated[bool, Field(description="Whether random shows do.")] = left_out()
    layout: Annotated[Layout, Field(description="Of photographs, on pages of albums.")] = left_out()
    previews: bool = left_out()
    mailed_links: bool = left_out()
    auto_sync: Annotated[bool, Field(description="Without being asked.")] = left_out()
    ignored: Annotated[Lines, Field(description="Names and patterns of files.")] = left_out()
    api_origins: Annotated[
        Lines, Field(description="Of other sites whose pages may use the API from browsers.")
    ] = left_out()
    images_budget: Annotated[int, Field(description="MB")] = left_out()
    archives_budget: Annotated[int, Field(description="MB")] = left_out()


@endpoint(GalleryNode, "GET", permission=None, answer=GalleryDocument)
def show_gallery(context: GalleryNode, request: Request) -> GalleryDocument:
    """Tell of the gallery of this host, to whoever may open its home; its owner reads the settings
    as well."""
    home, urls = request.root, request.urls
    if not request.has_permission(Permission.VIEW, home):
        raise MISSING
    document: GalleryDocument = {
        "host": request.gallery.host,
        "title": home.album.title,
        "home": home.album.id,
        "links": {
            "self": urls.api("gallery"),
            "html": urls.home,
            "home": urls.api("albums", home.album.id),
            "albums": urls.api("albums"),
            "items": urls.api("items"),
        },
    }
    if request.has_permission(Permission.MANAGE, context):
        document["settings"] = gallery_settings(own_gallery(request))
    return document


@endpoint(GalleryNode, "PATCH", permission=Permission.MANAGE, answer=GalleryDocument)
def update_gallery(context: GalleryNode, request: Request, body: GalleryChange) -> GalleryDocument:
    """Change the settings of the gallery. Title and description are those of its home, an album."""
    gallery = own_gallery(request)
    zone = gallery.time_zone
    change_settings(request.dbsession, gallery, **as_settings(body))
    request.dbsession.flush()
    if gallery.time_zone != zone:
        request.enqueue(sync_gallery_in_turn, gallery.id)
    return show_gallery(context, request)


def as_settings(body: GalleryChange) -> dict[str, Any]:
    """Return what is to be changed as services take it: lines of text, and nothing for ours."""
    return {
        name: "\n".join(value) if isinstance(value, list) else "" if value is None else value
        for name, value in sent_fields(body).items()
    }
