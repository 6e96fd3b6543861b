"""The page about a gallery and its owner, where there is one."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.presentation import about_text
from bviewer.presenters.links import linked
from bviewer.security import Permission
from bviewer.tree.resources import HomeResource
from bviewer.views.visitor.frame import page_of


@view_config(
    context=HomeResource,
    name="about",
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/about.html",
)
def show_about(context: HomeResource, request: Request) -> dict[str, Any]:
    """Show what the owner wrote to whoever may open the home; 404 if the owner gave it no title."""
    if not context.gallery.about_title:
        raise HTTPNotFound
    return {
        **page_of(context, request),
        "title": context.gallery.about_title,
        "pieces": linked(about_text(request.dbsession, context.gallery.id)),
    }
