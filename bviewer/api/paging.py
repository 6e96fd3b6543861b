"""Parting long lists: `limit`, `after`, and where the next page is.

What a page ends with is in `after`, sealed for the list, so that it can only be what was told.
"""

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_type_hints

from pydantic import Field, WithJsonSchema, field_validator
from pyramid.request import Request
from typing_extensions import TypedDict

from bviewer.api.answers import Answer
from bviewer.api.queries import Query, refusal
from bviewer.security.sealing import opened, sealed
from bviewer.tree.urls import with_query

MOST = 500
USUAL = 100
PURPOSE = "page"
OF_PAGE = frozenset({"limit", "after", "fields"})  # Parameters that choose no other list.

Document = TypeVar("Document")


class PageQuery(Query):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="The most there are on a page.")] = USUAL
    after: Annotated[str | None, Field(max_length=2000, description="From the page before.")] = None
    fields: Annotated[
        Any,
        Field(description="Names of fields, separated by commas, if not all are wanted."),
        WithJsonSchema({"type": "string"}),
    ] = None
    document: ClassVar[Any] = None

    @field_validator("fields", mode="before")
    @classmethod
    def known_fields(cls, text: str | None) -> set[str] | None:
        """Return the names of fields that are asked for."""
        if text is None:
            return None
        names = {name.strip() for name in text.split(",")}
        known = get_type_hints(cls.document)
        if unknown := names - known.keys():
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
        return names


class Page(TypedDict, Generic[Document]):
    """A part of a list."""

    data: list[Document]
    after: Annotated[str | None, Field(description="Where the next page begins, if there is one.")]


def page(
    request: Request,
    found: Sequence[Any],
    query: PageQuery,
    place: Callable[[Any], Sequence[Any]],
    documents: Callable[[Sequence[Any]], Sequence[Any]],
) -> Answer:
    """Return a page of a list, of which one more than the limit was looked for.

    `place` tells where one of those found is in the list.
    """
    shown, after, headers = found[: query.limit], None, {}
    if len(found) > query.limit:
        after = cursor_of(request, place(shown[-1]))
        target = with_query(request.path_url, {**dict(request.GET), "after": after})
        headers["Link"] = f'<{target}>; rel="next"'
    include = None if query.fields is None else {"data": {"__all__": query.fields}, "after": True}
    return Answer({"data": documents(shown), "after": after}, None, headers, include)


def cursor_of(request: Request, place: Sequence[Any]) -> str:
    """Return a place in a list as a parameter."""
    payload = json.dumps(place, separators=(",", ":")).encode()
    return sealed(request.runtime.settings.secret, PURPOSE, list_of(request), payload)


def place_in(request: Request, query: PageQuery) -> list[Any] | None:
    """Return the place after which a page begins; refuse what no page of this list has told."""
    if query.after is None:
        return None
    payload = opened(request.runtime.settings.secret, PURPOSE, list_of(request), query.after)
    if payload is None:
        raise refusal([{"parameter": "after", "detail": "No page of this list ends so."}])
    place: list[Any] = json.loads(payload)
    return place


def list_of(request: Request) -> tuple[Any, ...]:
    """Return what tells the list that is asked for from others, and whoever asks."""
    chosen = {name: text for name, text in request.GET.items() if name not in OF_PAGE}
    visitor_id = request.visitor.user_id
    return request.gallery.id, visitor_id, request.path_info, sorted(chosen.items())
