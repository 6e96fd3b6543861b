from datetime import timedelta

import pytest

from bviewer.models import now
from bviewer.sync.appearing import APPEARS_FOR, appears
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Scan


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("unknown", True),
        ("missing", True),
        ("kept", False),
        ("replaced", True),
        ("recent", False),
        ("older", False),
        ("", False),
    ],
)
def test_an_album_appears_if_it_keeps_nothing_that_it_showed(folder: str, expected: bool):
    def album(folder: str, missing: bool = False, age: timedelta | None = None) -> KnownAlbum:
        arrived_at = None if age is None else now() - age
        return KnownAlbum(folder, folder, missing, "visible", arrived_at)

    albums = [
        album("missing", missing=True),
        album("kept"),
        album("replaced"),
        album("recent", age=timedelta(0)),
        album("older", age=APPEARS_FOR),
        album(""),
    ]
    found = Scan({album.folder: album for album in albums})
    found.anchored = {"kept", "recent", "older", "missing"}
    assert appears(found, folder) is expected
