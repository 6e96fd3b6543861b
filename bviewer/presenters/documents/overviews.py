"""What a gallery holds, in numbers for the programs of its owner."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.albums.overview import Overview
from bviewer.presenters.documents.syncs import SyncProgress
from bviewer.presenters.spaces import Space


class SpaceDocument(TypedDict):
    """What a gallery has of the cache, in bytes, as it was measured last."""

    kind: Annotated[str, Field(description="Resized images, or archives.")]
    used: int
    budget: int


class OverviewDocument(TypedDict):
    """What a gallery holds, and how it is."""

    albums: int
    photographs: int
    films: int
    missing: Annotated[int, Field(description="Photographs and films whose file is missing.")]
    broken: Annotated[int, Field(description="Those that cannot be shown.")]
    spaces: list[SpaceDocument]
    waiting: Annotated[
        int | None, Field(description="How much work waits for workers; null if nobody can tell.")
    ]
    sync: SyncProgress


def overview_document(
    overview: Overview, spaces: list[Space], waiting: int | None, sync: SyncProgress
) -> OverviewDocument:
    """Return what a gallery holds."""
    return {
        "albums": overview.albums,
        "photographs": overview.photographs,
        "films": overview.films,
        "missing": overview.missing,
        "broken": overview.broken,
        "spaces": [
            {"kind": space.kind, "used": space.used, "budget": space.budget} for space in spaces
        ],
        "waiting": waiting,
        "sync": sync,
    }
