"""The people of a gallery, and the trail of who changed what."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pyramid.request import Request

from bviewer.access.people import Person, all_people
from bviewer.access.trail import events_of
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.members import only, part_asked, part_named, place_of
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.models import Audit
from bviewer.presenters.documents.people import (
    EventDocument,
    PersonDocument,
    event_document,
    person_document,
)
from bviewer.security.permissions import Permission
from bviewer.tree.api import EventCollection, PersonCollection, PersonMember, SiteEventCollection
from bviewer.views.visitor.frame import own_gallery


class PersonQuery(PageQuery):
    """Which people."""

    document: ClassVar[Any] = PersonDocument


class EventQuery(PageQuery):
    """Which events."""

    document: ClassVar[Any] = EventDocument


@endpoint(PersonCollection, "GET", permission=Permission.MANAGE, answer=Page[PersonDocument])
def list_people(_context: PersonCollection, request: Request, query: PersonQuery) -> Answer:
    """List everybody who was given something, with what that is."""
    found = all_people(request.dbsession, own_gallery(request), part_asked(request, query))

    def documents(people: Sequence[Person]) -> list[PersonDocument]:
        return [person_document(request.urls, person) for person in people]

    return page(request, found, query, place_of, documents)


@endpoint(PersonMember, "GET", permission=Permission.MANAGE, answer=PersonDocument)
def show_person(context: PersonMember, request: Request) -> PersonDocument:
    """Tell of somebody whom the owner knows."""
    people = all_people(request.dbsession, own_gallery(request), part_named(context))
    return person_document(request.urls, only(people))


@endpoint(EventCollection, "GET", permission=Permission.MANAGE, answer=Page[EventDocument])
def list_events(_context: EventCollection, request: Request, query: EventQuery) -> Answer:
    """List who changed what people may see and do, the newest first; it is kept for a year."""
    return events_page(request, query, request.gallery.id)


@endpoint(SiteEventCollection, "GET", permission=Permission.OPERATE, answer=Page[EventDocument])
def list_site_events(_context: SiteEventCollection, request: Request, query: EventQuery) -> Answer:
    """List what became of accounts and galleries, the newest first; it is kept for a year."""
    return events_page(request, query, None)


def events_page(request: Request, query: EventQuery, gallery_id: int | None) -> Answer:
    """Return a page of events of a gallery, or else of the site."""
    place = place_in(request, query)
    found = events_of(request.dbsession, gallery_id, place[0] if place else None, query.limit)

    def documents(events: Sequence[Audit]) -> list[EventDocument]:
        return [event_document(request.language, event) for event in events]

    return page(request, found, query, lambda event: [event.id], documents)
