import re
from collections import Counter

import pytest

from bviewer.library.ignoring import left_behind
from bviewer.library.leftovers import LEFTOVERS

LEFT = [
    *("@Recycle", "@Recently-Snapshot", ".@__thumb", "#recycle", "#snapshot", "@eaDir"),
    *(".recycle", ".zfs", "@GMT-2024.01.01-00.00.00", "~snapshot", ".snapshot", "files_trashbin"),
    *("$RECYCLE.BIN", "RECYCLER", "Recycled", "FOUND.000", "System Volume Information"),
    *(".Trashes", "Network Trash Folder", ".Trash-1000", ".Trash", ".thumbnails", "lost+found"),
    *("__MACOSX", "My Photos.photoslibrary", "old.aplibrary", "iPhoto.migratedphotolibrary"),
    *("Catalog Previews.lrdata", "Work.cocatalog"),
]


@pytest.mark.parametrize("name", LEFT)
@pytest.mark.parametrize("spelled", [str, str.upper, str.lower, str.title])
def test_what_systems_and_programs_leave_is_known_in_any_case(name: str, spelled) -> None:
    assert left_behind(spelled(name))


@pytest.mark.parametrize(
    "name",
    ["Recycle", "snapshot", "Snapshots", "Trash", "lost", "found", "photoslibrary", "FOUND.00x"],
)
def test_folders_of_people_are_not(name: str) -> None:
    assert left_behind(name) is None


def test_each_name_is_there_once_and_has_a_source() -> None:
    names = Counter(name.casefold() for leftover in LEFTOVERS for name in leftover.names)
    assert set(names.values()) == {1}
    assert [each for each in LEFTOVERS if not re.match(r"https?://[^/ ]+/\S+", each.source)] == []
