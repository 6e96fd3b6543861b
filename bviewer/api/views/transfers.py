"""Moving and copying items into other albums."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field
from pyramid.request import Request

from bviewer.albums import transfers
from bviewer.albums.transfers import Transferred
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import FOR_MANAGERS, Id, Number, Selection
from bviewer.api.named import require_audience_scope, require_items_as_close, sent_fields
from bviewer.api.selecting import editable_album, selected
from bviewer.security.permissions import Permission
from bviewer.tree.api import ItemCollection


class Transfer(Selection):
    """Items that are to be in another album."""

    target: Id
    may_open: Annotated[
        bool,
        Field(
            description="Whether more people may see them there; else it is refused. "
            + FOR_MANAGERS
        ),
    ] = False


class TransferDocument(Number):
    """How many items went into another album."""

    already: Annotated[int, Field(description="How many it had already, which stayed.")]


@endpoint(
    ItemCollection,
    "POST",
    name="move",
    permission=None,
    asks=Permission.EDIT,
    answer=TransferDocument,
)
def move_items(_context: ItemCollection, request: Request, body: Transfer) -> TransferDocument:
    """Move items into another album."""
    return transfer(request, body, transfers.move_items)


@endpoint(
    ItemCollection,
    "POST",
    name="copy",
    permission=None,
    asks=Permission.EDIT,
    answer=TransferDocument,
)
def copy_items(_context: ItemCollection, request: Request, body: Transfer) -> TransferDocument:
    """Show items in another album as well."""
    return transfer(request, body, transfers.copy_items)


def transfer(
    request: Request, body: Transfer, service: Callable[..., Transferred]
) -> TransferDocument:
    """Put items into another album."""
    album, chosen = selected(request, body)
    target = editable_album(request, body.target, "target")
    require_audience_scope(request, sent_fields(body))
    require_items_as_close(request, body.album, body.target)
    sent = service(request.dbsession, album, target, chosen, may_open=body.may_open)
    return {"number": sent.number, "already": sent.already}
