"""Links to albums as programs of an owner read them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.access.shares import ListedShare, ShareState
from bviewer.tree.urls import Urls


class ShareLinks(TypedDict):
    """Addresses."""

    self: str
    album: str


class ShareDocument(TypedDict):
    """A link that opens an album to whoever has it."""

    id: str
    album: Annotated[str, Field(description="The id of the album.")]
    label: str
    state: ShareState
    has_password: bool
    download: Annotated[bool, Field(description="Whether its holders may have originals.")]
    details: Annotated[bool, Field(description="Whether they see what cameras say.")]
    position: Annotated[bool, Field(description="Whether they see where it was.")]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    visits: int
    links: ShareLinks


class NewShare(ShareDocument):
    """A link with its address, which nobody can read again: this answer alone has it."""

    link: str


def share_document(urls: Urls, listed: ListedShare) -> ShareDocument:
    """Return what an owner is told of a link."""
    share = listed.share
    return {
        "id": share.public_id,
        "album": share.album_id,
        "label": share.label,
        "state": listed.state,
        "has_password": share.password_hash is not None,
        "download": share.download,
        "details": share.details,
        "position": share.position,
        "created_at": share.created_at,
        "expires_at": share.expires_at,
        "revoked_at": share.revoked_at,
        "last_used_at": share.last_used_at,
        "visits": share.visits,
        "links": {
            "self": urls.api("shares", share.public_id),
            "album": urls.api("albums", share.album_id),
        },
    }
