import os
from pathlib import Path

import pytest

from bviewer.library import listing
from bviewer.library.formats import FORMATS
from bviewer.library.ignoring import DOTTED, NO_RULES, Rules
from bviewer.library.listing import (
    FileEntry,
    FolderListing,
    Ignored,
    by_name,
    list_folder,
    list_names,
)
from bviewer.library.paths import join


def _list(folder: Path, rules: Rules = NO_RULES) -> FolderListing:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        return list_folder(descriptor, "album", FORMATS, rules)
    finally:
        os.close(descriptor)


def test_pictures_come_with_size_and_times_and_can_be_put_in_natural_order(tmp_path: Path) -> None:
    for name in ("IMG_10.jpg", "IMG_2.JPG", "notes.txt", "IMG_1.heic"):
        (tmp_path / name).write_bytes(b"12345")
    os.utime(tmp_path / "IMG_1.heic", ns=(5, 1_700_000_000_123_456_789))
    found = _list(tmp_path)
    files = sorted(found.files, key=by_name)
    assert [file.name for file in files] == ["IMG_1.heic", "IMG_2.JPG", "IMG_10.jpg"]
    status = (tmp_path / "IMG_1.heic").stat()
    changed, inode = status.st_ctime_ns, status.st_ino
    assert files[0] == FileEntry("IMG_1.heic", 5, 1_700_000_000_123_456_789, changed, inode)
    assert found.readable


def test_subfolders_come_in_natural_order(tmp_path: Path) -> None:
    for name in ("day 10", "day 9", "Day 1"):
        (tmp_path / name).mkdir()
    assert _list(tmp_path).folders == ["Day 1", "day 9", "day 10"]


def test_hidden_names_and_folders_of_devices_are_left_out_with_a_reason(tmp_path: Path) -> None:
    for name in ("@eaDir", "#RECYCLE", "lost+found", ".git"):
        (tmp_path / name).mkdir()
    for name in (".hidden.jpg", ".DS_Store", "lost+found.jpg"):
        (tmp_path / name).write_bytes(b"x")
    found = _list(tmp_path)
    assert ([file.name for file in found.files], found.folders) == (["lost+found.jpg"], [])
    assert found.ignored == [
        Ignored("#RECYCLE", True, "recycle bin of Synology"),
        Ignored(".git", True, DOTTED),
        Ignored(".hidden.jpg", False, DOTTED),
        Ignored("@eaDir", True, "thumbnails of Synology"),
        Ignored("lost+found", True, "what fsck recovered"),
    ]


def test_what_is_no_picture_is_counted_by_its_extension(tmp_path: Path) -> None:
    for name in ("a.raw", "b.RAW", "notes", "c.jpg", ".d.raw", "e.jfif", "passed.raw"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "f.raw").mkdir()
    (tmp_path / "g.raw").symlink_to("a.raw")
    rules, _problems = NO_RULES.adding("passed*", "the gallery")
    assert _list(tmp_path, rules).others == {".raw": 2, "": 1}


def test_a_folder_named_like_a_picture_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "trip.jpg").mkdir()
    found = _list(tmp_path)
    assert (found.folders, found.files) == (["trip.jpg"], [])


def test_a_file_removed_during_the_listing_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "a.jpg"
    picture.touch()

    def remove_then_say_yes(name: str, formats: frozenset[str]) -> bool:
        picture.unlink()
        return True

    monkeypatch.setattr(listing, "is_listed", remove_then_say_yes)
    assert _list(tmp_path) == FolderListing("album")


def test_two_thousand_pictures_are_all_listed(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.jpg").touch()
    names = [file.name for file in sorted(_list(tmp_path).files, key=by_name)]
    assert names == [f"{n}.jpg" for n in range(2000)]


@pytest.mark.parametrize("lines", ["", "gone/\nIMG_02*"])
def test_names_alone_are_those_of_the_whole_listing(tmp_path: Path, lines: str) -> None:
    for name in ("IMG_10.jpg", "IMG_2.JPG", "IMG_02.jpg", "img_2.jpg", "\u0130.Heic"):
        (tmp_path / name).touch()
    for name in ("notes.txt", "jpg", "a.jpg.txt", ".a.jpg", ".jpg"):
        (tmp_path / name).touch()
    for name in ("day 10", "Day 9", "@eaDir", "trip.jpg", "gone"):
        (tmp_path / name).mkdir()
    (tmp_path / "link.jpg").symlink_to("IMG_10.jpg")
    (tmp_path / "folder").symlink_to("gone")
    rules, _problems = NO_RULES.adding(lines, "the gallery")
    found = _list(tmp_path, rules)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        names = list_names(descriptor, "album", FORMATS, rules)
    finally:
        os.close(descriptor)
    files = [file.name for file in sorted(found.files, key=by_name)]
    assert names == ("album", files, found.folders)
    passed_over = {"IMG_02.jpg", "gone"} if lines else set()
    all_of_it = ["IMG_02.jpg", "IMG_2.JPG", "img_2.jpg", "IMG_10.jpg", "\u0130.Heic"]
    assert names.files == [name for name in all_of_it if name not in passed_over]
    assert set(names.folders) == {"Day 9", "day 10", "trip.jpg", "gone"} - passed_over


def test_paths_are_joined_with_a_slash() -> None:
    assert join("", "a") == "a"
    assert join("a/b", "c") == "a/b/c"


def test_the_rule_that_passes_over_a_photograph_does_so_with_its_raw_file(tmp_path: Path) -> None:
    for name in ("a.jpg", "A.DNG", "b.dng", "c.dng", "d.jpg", "d.png"):
        (tmp_path / name).touch()
    rules, _problems = NO_RULES.adding("a.jpg\nb.heic\nd.dng", "the gallery")
    assert sorted(file.name for file in _list(tmp_path, rules).files) == ["c.dng", "d.jpg", "d.png"]
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        listed = list_names(descriptor, "album", FORMATS, rules)
    finally:
        os.close(descriptor)
    assert listed.files == ["c.dng", "d.jpg", "d.png"]
