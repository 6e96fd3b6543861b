"""The gallery itself."""

from pyramid.request import Request

from bviewer.api.endpoints import endpoint
from bviewer.api.refusals import MISSING
from bviewer.presenters.documents.galleries import GalleryDocument
from bviewer.security.permissions import Permission
from bviewer.tree.api import GalleryNode


@endpoint(GalleryNode, "GET", permission=None, answer=GalleryDocument)
def show_gallery(_context: GalleryNode, request: Request) -> GalleryDocument:
    """Tell of the gallery of this host, to whoever may open its home."""
    home, urls = request.root, request.urls
    if not request.has_permission(Permission.VIEW, home):
        raise MISSING
    return {
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
