from datetime import timedelta

import pytest

from bviewer.albums.lately import APPEARS_FOR
from bviewer.models import now
from bviewer.sync.appearing import appears, find_appearing
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Holding, Scan


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


def test_the_very_folder_of_a_closed_album_is_none_that_stayed_although_it_holds_all_of_that():
    """A request may have read its pictures already, as versions of what was there."""
    held = {"shown": Holding(files=2, images=2, untouched=2)}
    albums = {"shown": KnownAlbum("id", "shown", missing=False, visibility="visible")}
    found = Scan(albums, folders={"shown": 2}, held=held)
    assert find_appearing(found, ["shown"], [], {}, [], []).staying == {"shown"}
    appearing = find_appearing(found, ["shown"], [], {}, [], ["shown"])
    assert (appearing.staying, appearing.heirs) == (set(), {"shown"})


@pytest.mark.parametrize(("shown", "expected"), [(1, {"new"}), (0, set())])
def test_as_much_may_be_put_into_a_folder_that_was_renamed_as_its_album_shows(
    shown: int, expected: set[str]
):
    """What it leaves out is there, and shows nothing."""
    album = KnownAlbum("id", "old", missing=False, visibility="visible", folder_inode=7)
    found = Scan({"old": album}, folders={"new": 2}, inodes={"new": 7})
    appearing = find_appearing(
        found, ["new"], [], {"old": "new"}, [("old/1", "new/1")], [], shown=["new/1"][:shown]
    )
    assert {"new"} - set(appearing.heirs) == expected
