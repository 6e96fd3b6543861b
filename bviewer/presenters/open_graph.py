"""What a page says about itself to programs.

What other sites may show of it when somebody passes on a link is what a stranger sees, whoever asks
now: a page that its owner passes on tells no more. https://ogp.me describes the properties.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from pyramid.location import lineage
from pyramid.request import Request

from bviewer.albums.covers import public_cover
from bviewer.albums.originals import image_title
from bviewer.models import ImageState
from bviewer.presenters.pictures import Picture, ready_picture
from bviewer.presenters.years import asked_year
from bviewer.security import Permission
from bviewer.security.policy import may_everyone
from bviewer.tree import AlbumResource, HomeResource, ImageResource
from bviewer.tree.paths import segment_id

LONGEST = 200  # Characters of a description.


@dataclass(frozen=True, slots=True)
class Preview:
    """A page in a few words and one picture."""

    site_name: str
    title: str
    description: str
    url: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Meta:
    """The one address of a page, that of its feed if it has one, and its preview if strangers may
    have one."""

    canonical_url: str
    feed_url: str | None
    preview: Preview | None


def meta_of(context: AlbumResource | ImageResource, request: Request) -> Meta:
    """For `visitor/open_graph.html`, on a page that this visitor may see. One statement at most."""
    url, is_album = page_url(context, request), isinstance(context, AlbumResource)
    query = shown_part(request) if is_album and not request.view_name else {}
    return Meta(
        canonical_url=f"{url}?{urlencode(query)}" if query else url,
        feed_url=request.resource_url(context, "feed") if is_album else None,
        preview=preview_of(context, request),
    )


def shown_part(request: Request) -> dict[str, str]:
    """Which part of an album is shown; other parameters only say how one came there.

    Nothing is repeated that was not understood: a stranger may have written it.
    """
    year = asked_year(request.GET.get("year"))
    cursors = {name: segment_id(request.GET.get(name, "")) for name in ("after", "before")}
    query = {name: cursor for name, cursor in cursors.items() if cursor}
    return query if year is None else {"year": str(year), **query}


def preview_of(context: AlbumResource | ImageResource, request: Request) -> Preview | None:
    """What a stranger may be told of a page; None if that is nothing."""
    if not may_everyone(context, Permission.VIEW):
        return None
    if isinstance(context, ImageResource):
        return preview_of_image(context, request)
    about = context.home.gallery.about_title if request.view_name == "about" else ""
    return Preview(
        site_name=public_title(context, request),
        title=about or context.album.title,
        description=shortened("" if about else context.album.description),
        url=page_url(context, request),
        picture=cover_of(context, request),
    )


def preview_of_image(context: ImageResource, request: Request) -> Preview:
    """An image is its own picture, if it can be shown."""
    url, image = page_url(context, request), context.image
    is_ready = image.state == ImageState.READY
    return Preview(
        site_name=public_title(context, request),
        title=image_title(image.path),
        description="",
        url=url,
        picture=ready_picture(request, url, image) if is_ready else None,
    )


def cover_of(context: AlbumResource, request: Request) -> Picture | None:
    """The cover of an album for strangers."""
    cover = public_cover(request.dbsession, context.album.id)
    if cover is None:
        return None
    url = f"{request.resource_url(context)}{cover.cover_path}/"
    return ready_picture(request, url, cover)


def public_title(context: AlbumResource | ImageResource, request: Request) -> str:
    """The gallery's name, as far as a stranger may know it."""
    home: HomeResource = list(lineage(context))[-1]
    host: str = request.gallery.host
    return home.album.title if may_everyone(home, Permission.VIEW) else host


def page_url(context: AlbumResource | ImageResource, request: Request) -> str:
    """The absolute address of a page, without a query."""
    url: str = request.resource_url(context, *filter(None, [request.view_name]))
    return url


def shortened(text: str) -> str:
    """Text on one line, and not more of it than is shown anywhere."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
