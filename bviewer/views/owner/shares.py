"""Links to an album: made on its page of links, and taken back there or among all of a gallery."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import DataRequired, Length, Optional

from bviewer.access.shares import LONGEST_LABEL, ListedShare, list_shares, make_share, revoke_share
from bviewer.albums.editing import find_album
from bviewer.albums.items import find_item, items_from, position
from bviewer.albums.selections import MOST_SELECTED, select_items
from bviewer.models import Gallery
from bviewer.presenters.languages import mark
from bviewer.presenters.shares import ShareLine, share_lines
from bviewer.presenters.tiles import item_tile
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.security.visitor import ShareOption
from bviewer.tree.branches import AdminBranch
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.owner.frame import admin_page, album_admin_page
from bviewer.views.visitor.frame import pictures_of

PAGE = "bviewer:templates/owner/share_album.html"
ITEM = "item"  # The name of the field of each photograph that may be ticked.
SHARE_ID = re.compile(r"[0-9]{1,9}", re.ASCII)  # Larger numbers are none that databases take.


class ShareForm(OwnerForm):
    """What a new link is for."""

    label = StringField(mark("What is it for?"), [DataRequired(), Length(max=LONGEST_LABEL)])
    last_day = DateField(mark("Good until"), [Optional()])
    password = StringField(mark("Password"))
    download = BooleanField(mark("Originals can be downloaded"), default=True)
    details = BooleanField(mark("Camera details are shown"), default=True)
    position = BooleanField(mark("It is shown where photographs were taken"))

    def given(self) -> dict[str, Any]:
        """Return what a link is made of."""
        return {
            "label": self.label.data or "",
            "password": self.password.data or "",
            "last_day": self.last_day.data,
            "options": {option: self[option].data for option in ShareOption},
        }


@view_config(
    context=AlbumResource,
    name="share",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=PAGE,
)
def show_album_links(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show the links of an album, and a form for another one."""
    return links_page(context, request, ShareForm.showing(request))


@view_config(
    context=AlbumResource,
    name="share",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=PAGE,
)
def make_link(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Make a link and show it: the only time, as nobody keeps its secret."""
    form, token = ShareForm.sent(request), None
    if form.is_accepted:
        try:
            token = make_share(
                request.dbsession,
                gallery_of(request),
                album_to_share(context, request),
                **form.given(),
            )
        except Problem as problem:
            form.refuse(request, problem)
    if token is None:
        return links_page(context, request, form)
    link = request.urls.at_home("s", token)
    return {
        **links_page(context, request, ShareForm.showing(request)),
        "link": link,
        "qr_code": qr_code(link),
        "made": form.label.data,
        "ticked": set(),
    }


@view_config(
    context=AlbumResource,
    name="unshare",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
)
def revoke_album_link(context: AlbumResource, request: Request) -> Response:
    """Take a link of an album back."""
    revoke_asked(request, context.album.id)
    return done(request, request.urls.of(context, "share"), "link_revoked")


@view_config(
    context=AdminBranch,
    name="shares",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer="bviewer:templates/owner/shares.html",
)
def show_all_links(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show all links of the gallery."""
    shares = list_shares(request.dbsession, request.gallery.id)
    return {**admin_page(request), "shares": lines_of(request, shares)}


@view_config(
    context=AdminBranch,
    name="shares",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
)
def revoke_link(_context: AdminBranch, request: Request) -> Response:
    """Take a link of the gallery back."""
    revoke_asked(request)
    return done(request, request.urls.at_home("admin", "shares"), "link_revoked")


def links_page(context: AlbumResource, request: Request, form: ShareForm) -> dict[str, Any]:
    """Return the variables of the page of an album's links."""
    request.response.status_int = form.status()
    gallery_id, album_id = request.gallery.id, context.album.id
    shares = list_shares(request.dbsession, gallery_id, album_id)
    return {
        **album_admin_page(context, request),
        **offered_items(context, request),
        "form": form,
        "shares": lines_of(request, shares),
    }


def album_to_share(context: AlbumResource, request: Request) -> str:
    """Return the album that a new link opens: a new one, if photographs of this one are ticked."""
    chosen = request.POST.getall(ITEM)
    if not chosen:
        return context.album.id
    album = find_album(request.dbsession, context.album.id)
    return select_items(request.dbsession, album, chosen).id


def offered_items(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Return the photographs that may be ticked, those that are, and where there are more."""
    asked = request.GET.get("after")
    start = None if asked is None else find_item(request.dbsession, context.album.id, asked)
    order, album_id = context.order, context.album.id
    items = items_from(
        request.dbsession,
        album_id,
        order,
        start and position(start, order),
        limit=MOST_SELECTED + 1,
        with_missing=False,
    )
    shown, url, pictures = items[:MOST_SELECTED], request.urls.of(context), pictures_of(request)
    is_more = len(items) > MOST_SELECTED
    return {
        "tiles": [item_tile(request.language, pictures, url, item) for item in shown],
        "ticked": set(request.POST.getall(ITEM)) if request.method == "POST" else set(),
        "more_url": request.urls.of(context, "share", after=shown[-1].id) if is_more else None,
    }


def lines_of(request: Request, shares: Sequence[ListedShare]) -> list[ShareLine]:
    """Return links as templates read them."""
    zone = gallery_of(request).time_zone
    return share_lines(shares, request.language, request.urls, zone)


def gallery_of(request: Request) -> Gallery:
    """Return the row of the gallery."""
    gallery: Gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    return gallery


def revoke_asked(request: Request, album_id: str | None = None) -> None:
    """Take back the link that a form names, if it is one of this gallery, or of this album."""
    named = request.POST.get("share", "")
    share_id = int(named) if SHARE_ID.fullmatch(named) else 0
    try:
        revoke_share(request.dbsession, gallery_of(request), share_id, album_id)
    except Problem as problem:
        raise HTTPNotFound from problem


def qr_code(link: str) -> Markup:
    """Return a picture of a link for cameras, on white, with the margin that they need."""
    import segno  # noqa: PLC0415 - whoever makes no link needs none of it.

    code = segno.make_qr(link, error="m")
    # Of the library, about a text that is ours: nothing of a stranger is in it.
    return Markup(code.svg_inline(scale=8, border=4, light="#fff", omitsize=True))  # noqa: S704
