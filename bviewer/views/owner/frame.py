"""What stands around the content of every page of an owner."""

from typing import Any

from pyramid.request import Request

from bviewer.access.audience import people_and_groups
from bviewer.access.shares import count_good_shares
from bviewer.presenters.admin import admin_links
from bviewer.presenters.album_admin import album_links
from bviewer.presenters.audience import AudienceSentence, names_of
from bviewer.security.visibility import leading_to
from bviewer.tree.resources import AlbumResource
from bviewer.views.visitor.frame import frame_of, not_to_be_kept


def album_admin_page(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Return the frame of a page about an album, and who can see the album."""
    not_to_be_kept(request)
    return {
        "frame": frame_of(context, request),
        "context": context,
        "links": album_links(request.urls, context, request.view_name),
        "audience": audience_of(context, request),
    }


def audience_of(context: AlbumResource, request: Request) -> AudienceSentence:
    """Return who can see an album, for its owner."""
    place = request.dbsession, request.gallery.id, context.ancestry_ids
    people = names_of(request.language, *people_and_groups(*place))
    links = count_good_shares(request.dbsession, request.gallery.id, leading_to(context.flags))
    return AudienceSentence(context, people, links, request.language, request.urls)


def admin_page(request: Request) -> dict[str, Any]:
    """Return the frame of a page about the gallery, with the way to the others of its kind."""
    not_to_be_kept(request)
    return {
        "frame": frame_of(request.root, request),
        "links": admin_links(
            request.urls, request.view_name, with_site=request.visitor.is_operator
        ),
    }
