"""Changes on a condition: nobody changes what somebody else has changed meanwhile (RFC 9110)."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from pyramid.request import Request
from sqlalchemy import select

from bviewer.api.refusals import MISSING, Refusal
from bviewer.models import Album, Gallery, Image
from bviewer.tree.api import AlbumMember, ItemMember, NodeMember

# A proxy that packs an answer calls its tag weak.
TAG = re.compile(r'"[^"]*"')
CHANGED = Refusal(
    HTTPStatus.PRECONDITION_FAILED,
    "changed_meanwhile",
    "It is not the same any more: read it again, then change it.",
)


def require_unchanged(request: Request, context: Any, read_tag: Callable[[Any], str] | None) -> Any:
    """Return what is to be changed, as it is by now; refuse if it is not as the tag in If-Match
    says, if there is one.

    `read_tag` finds out the tag of what is there; what has none cannot be meant.
    """
    expected = request.environ.get("HTTP_IF_MATCH")
    if expected is None or expected.strip() == "*":
        return context
    if read_tag is None:
        raise CHANGED
    hold(request, context)
    context = as_it_is(request, context)
    if read_tag(context) not in TAG.findall(expected):
        raise CHANGED
    return context


def hold(request: Request, context: Any) -> None:
    """Have others wait who change the same on a condition: until the end of the transaction.

    On SQLite they wait already.
    """
    kind: Any
    if isinstance(context, AlbumMember):
        kind, row_id = Album, context.node.album.id
    elif isinstance(context, ItemMember):
        kind, row_id = Image, context.node.image.id
    else:
        kind, row_id = Gallery, request.gallery.id
    row = select(kind.id).where(kind.id == row_id)
    request.dbsession.execute(row.with_for_update(key_share=True))


def as_it_is(request: Request, context: Any) -> Any:
    """Return a member of the API with what it is about as it is in the transaction."""
    if not isinstance(context, NodeMember):
        return context
    node = request.root.finder.again(request.dbsession.connection(), context.node)
    if node is None:
        raise MISSING
    return type(context)(context.collection, node)
