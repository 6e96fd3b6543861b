"""What a gallery holds."""

from pyramid.request import Request

from bviewer.albums.overview import overview_of
from bviewer.api.endpoints import endpoint
from bviewer.api.views.syncs import told_progress
from bviewer.presenters.documents.overviews import OverviewDocument, overview_document
from bviewer.security.permissions import Permission
from bviewer.tree.api import GalleryNode
from bviewer.views.owner.overview import queue_length, spaces_of
from bviewer.views.owner.syncing import sync_state
from bviewer.views.visitor.frame import own_gallery


@endpoint(
    GalleryNode, "GET", name="overview", permission=Permission.MANAGE, answer=OverviewDocument
)
def show_overview(_context: GalleryNode, request: Request) -> OverviewDocument:
    """Tell its owner what the gallery holds and how it is."""
    return overview_document(
        overview_of(request.dbsession, request.gallery.id),
        spaces_of(request, own_gallery(request)),
        queue_length(request),
        told_progress(request, sync_state(request)),
    )
