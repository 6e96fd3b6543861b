"""The page about a gallery and its owner, where there is one."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.presentation import about_text
from bviewer.presenters.breadcrumbs import gallery_title
from bviewer.presenters.open_graph import meta_of
from bviewer.security import Permission
from bviewer.tree import HomeResource


@view_config(
    context=HomeResource,
    name="about",
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/about.html",
)
def show_about(context: HomeResource, request: Request) -> dict[str, Any]:
    """What the owner wrote, for whoever may open the home; 404 if the owner gave it no title."""
    if not context.gallery.about_title:
        raise HTTPNotFound
    return {
        "gallery_title": gallery_title(context, request),
        "title": context.gallery.about_title,
        "text": about_text(request.dbsession, context.gallery.id),
        "meta": meta_of(context, request),
    }
