"""Ending long work on the items of an album."""

from http import HTTPStatus

from pyramid.request import Request

from bviewer.albums.jobs import cancel_jobs
from bviewer.api.endpoints import endpoint
from bviewer.security.permissions import Permission
from bviewer.tree.api import AlbumMember


@endpoint(
    AlbumMember,
    "DELETE",
    name="jobs",
    permission=Permission.EDIT,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_jobs(context: AlbumMember, request: Request) -> None:
    """Let nobody go on with the work of an album; what is done stays done."""
    cancel_jobs(request.dbsession, context.node.album.id)
