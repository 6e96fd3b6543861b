"""`…/choose`: some photographs of an album, to be downloaded as one file."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.chosen_items import number_of_items
from bviewer.albums.items import items_at
from bviewer.presenters.items import PAGE, ChosenPage
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.views.refusals import note_status
from bviewer.views.sent import number, sent_ids
from bviewer.views.visitor.download import begin_with
from bviewer.views.visitor.frame import frame_of, not_to_be_kept, pictures_of

FORM = "bviewer:templates/visitor/choose.html"


@view_config(
    context=AlbumResource,
    name="choose",
    request_method="GET",
    permission=Permission.DOWNLOAD,
    page=True,
    renderer=FORM,
)
def show_choices(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show a page of an album's photographs, to choose from."""
    return choices_page(context, request, [])


@view_config(
    context=AlbumResource,
    name="choose",
    request_method="POST",
    permission=Permission.DOWNLOAD,
    page=True,
    renderer=FORM,
)
def download_chosen(context: AlbumResource, request: Request) -> Any:
    """Have an archive built of what is chosen."""
    chosen = sorted(set(sent_ids(request)))
    try:
        return HTTPSeeOther(begin_with(context, request, chosen))
    except Problem as problem:
        request.tm.doom()
        note_status(request, problem)
        refusal = explained(request.language, problem)
        return {**choices_page(context, request, chosen), "refusal": refusal}


def choices_page(context: AlbumResource, request: Request, chosen: list[str]) -> dict[str, Any]:
    """Return the variables of the page; what was chosen is still chosen."""
    not_to_be_kept(request)
    session, album_id = request.dbsession, context.album.id
    total = number_of_items(session, album_id, with_missing=False, files_only=True)
    page = min(number(request.GET.get("page")) or 1, max(1, -(-total // PAGE)))
    start = (page - 1) * PAGE
    items = items_at(session, album_id, context.order, start, PAGE, files_only=True)
    pictures = pictures_of(request)
    return {
        "frame": frame_of(context, request),
        "context": context,
        "items": ChosenPage(
            context,
            items,
            page,
            total,
            frozenset(chosen),
            request.language,
            request.urls,
            pictures,
            "choose",
        ),
    }
