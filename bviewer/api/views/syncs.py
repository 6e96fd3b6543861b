"""Syncs: what the last ones did, whether one is on its way, and another one."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, ClassVar

from pyramid.request import Request

from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.refusals import MISSING
from bviewer.models import SyncReport
from bviewer.presenters.documents.syncs import (
    SyncDocument,
    SyncDocuments,
    SyncProgress,
    ids_in,
    name_of,
    start_of,
)
from bviewer.presenters.syncs import SyncState
from bviewer.security.permissions import Permission
from bviewer.sync.history import find_report, last_reports
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.api import SyncCollection, SyncMember, SyncNow
from bviewer.tree.ways import albums_at_their_places
from bviewer.views.owner.syncing import sync_state


class SyncQuery(PageQuery):
    """Which syncs."""

    document: ClassVar[Any] = SyncDocument


@endpoint(SyncCollection, "GET", permission=Permission.EDIT, answer=Page[SyncDocument])
def list_syncs(_context: SyncCollection, request: Request, query: SyncQuery) -> Answer:
    """List the last syncs, the newest first."""
    place = place_in(request, query)
    before = start_of(place[0]) if place else None
    found = last_reports(request.dbsession, request.gallery.id, query.limit + 1, before)

    def documents(reports: Sequence[SyncReport]) -> list[SyncDocument]:
        documents = documents_for(request, reports)
        return [documents.document(report) for report in reports]

    return page(request, found, query, lambda report: [name_of(report)], documents)


@endpoint(SyncMember, "GET", permission=Permission.EDIT, answer=SyncDocument)
def show_sync(context: SyncMember, request: Request) -> SyncDocument:
    """Tell what a sync did."""
    report = report_named(request, context.__name__)
    return documents_for(request, [report]).document(report)


@endpoint(SyncNow, "GET", permission=Permission.EDIT, answer=SyncProgress)
def show_current_sync(_context: SyncNow, request: Request) -> SyncProgress:
    """Tell whether a sync waits or runs, and how far it is."""
    return told_progress(request, sync_state(request))


@endpoint(
    SyncCollection,
    "POST",
    permission=Permission.EDIT,
    answer=SyncProgress,
    status=HTTPStatus.ACCEPTED,
)
def begin_sync(_context: SyncCollection, request: Request) -> Answer:
    """Send a sync, unless one waits or runs."""
    state = sync_state(request)
    progress = told_progress(request, state if state.is_busy else replace(state, is_waiting=True))
    request.enqueue(sync_gallery_in_turn, request.gallery.id)
    return Answer(progress, None, {"Location": progress["links"]["self"]})


def told_progress(request: Request, state: SyncState) -> SyncProgress:
    """Return what is told of how far the sync of a gallery is."""
    reports = [] if state.last is None else [state.last]
    return documents_for(request, reports).progress(state)


def report_named(request: Request, name: str) -> SyncReport:
    """Return the report of a sync by its name."""
    try:
        start = start_of(name)
    except (ValueError, OverflowError):
        raise MISSING from None
    report = find_report(request.dbsession, request.gallery.id, start)
    if report is None or name_of(report) != name:
        raise MISSING
    return report


def documents_for(request: Request, reports: Sequence[SyncReport]) -> SyncDocuments:
    """Return what makes documents of these syncs."""
    albums = albums_at_their_places(request.reading, request.root, ids_in(reports))
    return SyncDocuments(request.urls, request.language, albums, request.runtime.lease)
