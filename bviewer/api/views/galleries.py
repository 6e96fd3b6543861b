"""The galleries of the site, for whoever runs it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pyramid.request import Request
from sqlalchemy import Row
from typing_extensions import TypedDict

from bviewer.accounts.directory import find_user_named
from bviewer.accounts.links import is_new
from bviewer.albums.all_galleries import all_galleries
from bviewer.albums.gallery_hosts import aliases_of, change_hosts, gallery_of
from bviewer.albums.gallery_removal import remove_gallery
from bviewer.albums.overview import overview_of
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Id, left_out
from bviewer.api.named import calling
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.queries import Query
from bviewer.api.refusals import MISSING, Refusal
from bviewer.models import Gallery, User, Visibility
from bviewer.presenters.documents.galleries import (
    SiteGallery,
    SiteGalleryInFull,
    site_gallery,
    site_gallery_in_full,
)
from bviewer.problems import Problem
from bviewer.security.permissions import Permission
from bviewer.sync.service import sync_gallery_in_turn, sync_lock
from bviewer.tree.api import GalleryCollection, GalleryMember
from bviewer.views.site.galleries import first_link, make

NOT_NEW = Refusal(
    HTTPStatus.CONFLICT, "owner_not_new", "Its owner was here already, and signs in alone."
)
Aliases = Annotated[list[str], Field(max_length=100)]


class SiteGalleryQuery(PageQuery):
    """Which galleries."""

    document: ClassVar[Any] = SiteGallery


class GalleryToMake(Sent):
    """What a gallery begins with."""

    host: str
    owner: Annotated[Id, Field(description="The id of an account.")]
    folder: Annotated[str, Field(description="Relative to the library; empty is all of it.")]
    title: str = ""
    visibility: Visibility = Visibility.PRIVATE
    shared: Annotated[
        bool, Field(description="Whether another gallery of yours may show the same files.")
    ] = False


class HostChange(Sent):
    """Under which names a gallery is reached. The former host leads to the new one."""

    host: str = left_out()
    aliases: Annotated[Aliases, Field(description="All other hosts that lead to it.")] = left_out()


class Removal(Query):
    """That somebody means this gallery."""

    typed: Annotated[str, Field(max_length=253, description="Its host, once more.")]


class FirstLink(TypedDict):
    """The way in for an owner who was never here; it is good once."""

    link: str


@endpoint(GalleryCollection, "GET", permission=Permission.OPERATE, answer=Page[SiteGallery])
def list_site_galleries(
    _context: GalleryCollection, request: Request, query: SiteGalleryQuery
) -> Answer:
    """List the galleries of the site, by their hosts."""
    place = place_in(request, query) or [""]
    found = all_galleries(request.dbsession, place[0], query.limit + 1)

    def documents(rows: Sequence[Row[Any]]) -> list[SiteGallery]:
        return [site_gallery(request.urls, row) for row in rows]

    return page(request, found, query, lambda row: [row.host], documents)


@endpoint(GalleryMember, "GET", permission=Permission.OPERATE, answer=SiteGalleryInFull)
def show_site_gallery(context: GalleryMember, request: Request) -> SiteGalleryInFull:
    """Tell of a gallery in numbers, and at which hosts it is."""
    return told_gallery(request, gallery_at(context, request))


@endpoint(
    GalleryCollection,
    "POST",
    permission=Permission.OPERATE,
    answer=SiteGalleryInFull,
    status=HTTPStatus.CREATED,
)
def create_site_gallery(
    _context: GalleryCollection, request: Request, body: GalleryToMake
) -> Answer:
    """Make a gallery of a folder of the library, which is synced then."""
    owner = find_user_named(request.dbsession, body.owner)
    if owner is None:
        raise Problem("user_unknown", "owner", name=body.owner)
    with calling({"home": "folder"}):
        gallery = make(
            request,
            body.folder,
            owner.name,
            shared=body.shared,
            host=body.host,
            title=body.title,
            visibility=body.visibility,
        )
    request.enqueue(sync_gallery_in_turn, gallery.id)
    document = told_gallery(request, gallery)
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(GalleryMember, "PATCH", permission=Permission.OPERATE, answer=SiteGalleryInFull)
def update_site_gallery(
    context: GalleryMember, request: Request, body: HostChange
) -> SiteGalleryInFull:
    """Give a gallery another host, or other aliases."""
    session, gallery = request.dbsession, gallery_at(context, request)
    host = gallery.host if body.host is None else body.host
    aliases = aliases_of(session, gallery) if body.aliases is None else body.aliases
    with calling({"alias": "aliases"}):
        change_hosts(session, gallery, host, aliases)
    session.flush()
    return told_gallery(request, gallery)


@endpoint(GalleryMember, "POST", name="first-link", permission=Permission.OPERATE, answer=FirstLink)
def create_first_link(context: GalleryMember, request: Request) -> FirstLink:
    """Make the link by which an owner comes in who was never here."""
    link = first_link(request, gallery_at(context, request))
    if link is None:
        raise NOT_NEW
    return {"link": link}


@endpoint(
    GalleryMember,
    "DELETE",
    permission=Permission.OPERATE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_site_gallery(context: GalleryMember, request: Request, query: Removal) -> None:
    """Remove a gallery with all that was made in it, for good; no file is touched.

    Not the gallery through which it is asked.
    """
    gallery = gallery_at(context, request)
    if gallery.id == request.gallery.id:
        raise MISSING
    with sync_lock(request.runtime, gallery.id):
        remove_gallery(request.dbsession, gallery, query.typed)


def gallery_at(context: GalleryMember, request: Request) -> Gallery:
    """Return the gallery whose own host an address names."""
    gallery = gallery_of(request.dbsession, context.__name__)
    if gallery is None or gallery.host != context.__name__:
        raise MISSING
    return gallery


def told_gallery(request: Request, gallery: Gallery) -> SiteGalleryInFull:
    """Return what whoever runs the site is told of a gallery."""
    session = request.dbsession
    (row,) = all_galleries(session, only=gallery.id)
    owner = session.get_one(User, gallery.owner_id)
    return site_gallery_in_full(
        request.urls,
        row,
        aliases_of(session, gallery),
        overview_of(session, gallery.id),
        owner_is_new=is_new(session, owner),
    )
