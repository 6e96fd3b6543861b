"""A page of an album's items, and what is done to those that are chosen there."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from bviewer.albums.chosen_items import choose_all, number_of_items
from bviewer.albums.editing import find_album
from bviewer.albums.excluding import include_all, number_excluded
from bviewer.albums.item_times import reset_times, shift_times
from bviewer.albums.items import items_at
from bviewer.albums.jobs import add_job, progress_of
from bviewer.albums.removing import remove_items
from bviewer.models import Album, Gallery, JobKind
from bviewer.presenters.items import PAGE, ChosenPage
from bviewer.presenters.jobs import JobLine
from bviewer.rendering.album_jobs import start_job
from bviewer.security import Permission
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.buttons import Action, Outcome, press
from bviewer.views.owner.chosen import SHIFT_PART, is_all, sent_items
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.owner.transfers import choose_target, transfer
from bviewer.views.sent import number, sent_ids
from bviewer.views.visitor.frame import pictures_of

FORM = "bviewer:templates/owner/items.html"
JOB_PATIENCE = 600  # Seconds without a step after which nobody seems to be at a job.

Changes = Callable[[Request, Album], Outcome]


@view_config(
    context=AlbumResource,
    name="items",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def show_items(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show a page of an album's items, to choose from."""
    return items_page(context, request)


@view_config(
    context=AlbumResource,
    name="items",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def change_items(context: AlbumResource, request: Request) -> Any:
    """Do to the chosen items what a button says: to all of them, or to none."""
    album = find_album(request.dbsession, context.album.id)
    page = number(request.GET.get("page"))
    url = request.urls.of(context, "items", page=page if page > 1 else None)
    actions = {name: on_album(change, album) for name, change in CHANGES.items()}
    return press(request, actions, url, partial(items_page, context, request))


def on_album(change: Changes, album: Album) -> Action:
    """Return a change of an album as a button takes it."""

    def action(request: Request, _gallery: Gallery) -> Outcome:
        return change(request, album)

    return action


def remove(request: Request, album: Album) -> str:
    """Take the chosen items out of the album."""
    remove_items(request.dbsession, album, sent_items(request, album))
    return "removed"


def shift(request: Request, album: Album) -> str:
    """Shift the times of the chosen items."""
    shift_times(request.dbsession, album, sent_items(request, album), sent_shift(request))
    return "saved"


def sent_shift(request: Request) -> timedelta:
    """Return by how much, forwards or backwards; what is no number counts as nothing."""
    texts = {name: request.POST.get(name, "").strip() for name in ("days", "hours", "minutes")}
    parts = {name: int(text) for name, text in texts.items() if SHIFT_PART.fullmatch(text)}
    return timedelta(**parts) * (-1 if request.POST.get("direction") == "earlier" else 1)


def reset(request: Request, album: Album) -> str:
    """Give the chosen items the times of their files."""
    reset_times(request.dbsession, album, sent_items(request, album))
    return "saved"


def reread(request: Request, album: Album) -> str:
    """Have the files of the chosen items read again."""
    job = add_job(request.dbsession, album, JobKind.REREAD, sent_items(request, album))
    request.enqueue(start_job, job.id)
    return "started"


def render(request: Request, album: Album) -> str:
    """Have the pictures of all items made, before anybody asks for them."""
    session = request.dbsession
    job = add_job(session, album, JobKind.RENDER, choose_all(session, album))
    request.enqueue(start_job, job.id)
    return "started"


def let_in(request: Request, album: Album) -> str:
    """Let files come back that were taken out of the album of their folder."""
    include_all(request.dbsession, album)
    request.enqueue(sync_gallery_in_turn, request.gallery.id)
    return "let-in"


CHANGES: dict[str, Changes] = {
    "remove": remove,
    "send": choose_target,
    "move": transfer,
    "copy": transfer,
    "shift": shift,
    "reset": reset,
    "reread": reread,
    "render": render,
    "let-in": let_in,
}


@view_config(
    context=AlbumResource,
    name="progress",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
)
def tell_progress(context: AlbumResource, request: Request) -> Response:
    """Tell a script how far the jobs of an album are, in words."""
    lines = job_lines(context, request)
    response = Response(
        json_body={
            "jobs": {
                str(line.progress.job_id): {"text": line.text(), "done": line.progress.done}
                for line in lines
            },
            "busy": any(not line.progress.is_over for line in lines),
        }
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def job_lines(context: AlbumResource, request: Request) -> list[JobLine]:
    """Return how far the jobs of an album are."""
    patience = max(JOB_PATIENCE, request.runtime.lease)
    found = progress_of(request.dbsession, context.album.id, patience)
    return [JobLine(progress, request.language) for progress in found]


def items_page(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Return the variables of the page; what was chosen is still chosen."""
    session = request.dbsession
    total = number_of_items(session, context.album.id)
    # What was done may have taken the last page away.
    page = min(number(request.GET.get("page")) or 1, max(1, -(-total // PAGE)))
    is_sent = request.method == "POST"
    chosen = frozenset(sent_ids(request)) if is_sent else frozenset()
    items = items_at(
        session, context.album.id, context.order, (page - 1) * PAGE, PAGE, with_missing=True
    )
    jobs = job_lines(context, request)
    return {
        **album_admin_page(context, request),
        "items": ChosenPage(
            context,
            items,
            page,
            total,
            chosen,
            request.language,
            request.urls,
            pictures_of(request),
        ),
        "revision": find_album(session, context.album.id).revision,
        "is_all": is_sent and is_all(request),
        "excluded": number_excluded(session, context.album.id),
        "jobs": jobs,
        "is_busy": any(not line.progress.is_over for line in jobs),
    }
