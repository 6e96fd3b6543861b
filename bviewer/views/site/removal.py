"""Removing a gallery, once its host was typed."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bviewer.albums.gallery_removal import holdings_of, remove_gallery
from bviewer.config.hosts import readable_host
from bviewer.models import Gallery
from bviewer.presenters.languages import mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.sync.service import sync_lock
from bviewer.tree.branches import SiteBranch
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.site.frame import site_page
from bviewer.views.site.galleries import requested_gallery

PAGE = "bviewer:templates/site/remove_gallery.html"


class RemovalForm(OwnerForm):
    """That somebody means this gallery."""

    typed = StringField(mark("Type the host of the gallery"), [DataRequired(), Length(max=253)])


@view_config(
    context=SiteBranch,
    name="remove-gallery",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    subpath=1,
    renderer=PAGE,
)
def ask_to_remove(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Say what goes with a gallery."""
    return removal_page(request, removable(request), RemovalForm.showing(request, typed=""))


@view_config(
    context=SiteBranch,
    name="remove-gallery",
    request_method="POST",
    permission=Permission.OPERATE,
    page=True,
    subpath=1,
    renderer=PAGE,
)
def remove(_context: SiteBranch, request: Request) -> Any:
    """Remove a gallery."""
    gallery, form = removable(request), RemovalForm.sent(request, typed="")
    if form.is_accepted:
        try:
            with sync_lock(request.runtime, gallery.id):
                remove_gallery(request.dbsession, gallery, str(form.typed.data))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, request.urls.at_home("site", "galleries"), "gallery-removed")
    return removal_page(request, gallery, form)


def removable(request: Request) -> Gallery:
    """Return the gallery that the address names, but not the one through which it is asked."""
    gallery = requested_gallery(request)
    if gallery.id == request.gallery.id:
        raise HTTPNotFound
    return gallery


def removal_page(request: Request, gallery: Gallery, form: RemovalForm) -> dict[str, Any]:
    """Return the variables of the form's template."""
    request.response.status_int = form.status()
    return {
        **site_page(request),
        "form": form,
        "gallery": gallery,
        "name": readable_host(gallery.host),
        "holdings": holdings_of(request.dbsession, gallery),
    }
