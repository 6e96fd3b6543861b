import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bviewer.library.listing import by_name
from bviewer.library.tree import (
    MAX_DEPTH,
    FolderListing,
    Library,
    LibraryOffline,
    NotAFile,
    Skipped,
    UnsafePath,
)
from tests.pictures import write

ODD_NAMES = [
    b"with space.jpg",
    b'it\'s "quoted".jpg',
    b"a#b%2e?c.jpg",
    b"new\nline.jpg",
    "😀🏔️.jpg".encode(),
    "caf\u00e9.jpg".encode(),
    "cafe\u0301.jpg".encode(),
    b"bad\xff\xfe.jpg",
    b"x" * 251 + b".jpg",
    b"-rf.jpg",
    "\u202egpj.exe.jpg".encode(),
    b"    .jpg",
    b"\x1b[31m.jpg",
    b"%2e%2e.jpg",
    b"back\\slash.jpg",
]
UNSAFE = ["/etc/passwd", "..", "a/../b.jpg", "./a.jpg", "a//b.jpg", "a/", "/", "a\0.jpg", "\ud800"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library with one picture in an album, and a secret beside it that no path may reach."""
    write(tmp_path / "secret.jpg", b"secret")
    write(tmp_path / "photos" / "album" / "a.jpg", b"picture")
    return tmp_path / "photos"


@pytest.fixture
def library(root: Path) -> Library:
    return Library(root)


def _paths(library: Library) -> list[str]:
    return [
        f"{listing.path}/{file.name}".lstrip("/")
        for listing in library.walk()
        for file in sorted(listing.files, key=by_name)
    ]


def _problems(library: Library) -> dict[str, str]:
    return {p.path: p.reason for listing in library.walk() for p in listing.skipped}


def _read(library: Library, path: str) -> bytes:
    with library.open(path) as file:
        return file.read()


def _open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_every_odd_name_is_listed_and_opened_under_its_own_bytes(root: Path) -> None:
    folder = os.fsencode(root / "album")
    for name in ODD_NAMES:
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(name)
    library = Library(root)
    listed = {os.fsencode(path).removeprefix(b"album/") for path in _paths(library)}
    assert listed == {*ODD_NAMES, b"a.jpg"}
    for name in ODD_NAMES:
        assert _read(library, os.fsdecode(b"album/" + name)) == name


def test_folders_with_odd_names_are_walked(root: Path) -> None:
    for name in ("edit", "100% ?", "new\nline", os.fsdecode(b"\xff"), "Trip etc."):
        write(root / name / "a.jpg", b"")
    assert {listing.path for listing in Library(root).walk()} == {
        "",
        "album",
        "edit",
        "100% ?",
        "new\nline",
        "\udcff",
        "Trip etc.",
    }


@pytest.mark.parametrize("path", UNSAFE)
def test_unsafe_paths_are_refused_everywhere(library: Library, path: str) -> None:
    for use in (library.open, library.walk, library.subtree):
        with pytest.raises(UnsafePath):
            use(path)


def test_unsafe_path_is_a_value_error_and_not_a_file_is_a_missing_file() -> None:
    assert issubclass(UnsafePath, ValueError)
    assert issubclass(NotAFile, FileNotFoundError)


@pytest.mark.parametrize("path", ["album/b.jpg", "nowhere/a.jpg", "album/" + "x" * 300])
def test_a_missing_file_is_not_found(library: Library, path: str) -> None:
    with pytest.raises(FileNotFoundError):
        library.open(path)


@pytest.mark.parametrize("path", ["", "album", "album/a.jpg/b.jpg"])
def test_a_folder_is_not_a_file(library: Library, path: str) -> None:
    with pytest.raises(NotAFile):
        library.open(path)


def test_an_opened_file_is_readable_blocking_and_closed_on_exec(library: Library) -> None:
    with library.open("album/a.jpg") as file:
        assert file.read() == b"picture"
        assert os.get_blocking(file.fileno())
        assert not os.get_inheritable(file.fileno())
        assert not file.writable()


def test_no_descriptor_stays_open(library: Library, root: Path) -> None:
    (root / "link").symlink_to(root)
    before = _open_descriptors()
    for path in ("album", "link/a.jpg", "album/missing.jpg"):
        with pytest.raises(FileNotFoundError):
            library.open(path)
    list(library.walk())
    library.check_root()
    next(library.walk())
    assert _open_descriptors() == before


def test_links_out_of_the_library_and_loops_are_reported_and_not_followed(
    library: Library, root: Path
) -> None:
    links = {
        "file.jpg": "../secret.jpg",
        "folder": "/etc",
        "self": "self",
        "up": "..",
        "dangling.jpg": "nothing",
        "inside.jpg": "album/a.jpg",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    assert _paths(library) == ["album/a.jpg"]
    assert _problems(library) == dict.fromkeys(links, "a link, not followed")
    for path in [*links, "folder/hostname", "up/secret.jpg", "up/photos/album/a.jpg"]:
        with pytest.raises(NotAFile):
            library.open(path)


def test_a_link_put_in_place_of_a_file_after_the_scan_is_not_opened(
    library: Library, root: Path
) -> None:
    assert _paths(library) == ["album/a.jpg"]
    (root / "album" / "a.jpg").unlink()
    (root / "album" / "a.jpg").symlink_to(root.parent / "secret.jpg")
    with pytest.raises(NotAFile):
        library.open("album/a.jpg")


def test_a_link_put_in_place_of_a_folder_is_not_entered(library: Library, root: Path) -> None:
    write(root.parent / "outside" / "a.jpg", b"secret")
    walk = library.walk()
    assert next(walk).folders == ["album"]
    (root / "album").rename(root.parent / "moved")
    (root / "album").symlink_to(root.parent / "outside")
    listing = next(walk)
    assert (listing.path, listing.files, listing.readable) == ("album", [], False)
    assert listing.skipped == [("album", "not a folder")]
    with pytest.raises(NotAFile):
        library.open("album/a.jpg")


def test_the_root_itself_may_be_a_link(root: Path) -> None:
    (root.parent / "link").symlink_to(root)
    assert _paths(Library(root.parent / "link")) == ["album/a.jpg"]


def test_pipes_sockets_and_devices_are_reported_and_never_waited_for(
    library: Library, root: Path
) -> None:
    album = root / "album"
    os.mkfifo(album / "pipe.jpg")
    special = {"album/pipe.jpg", "album/socket.jpg"}
    with socket.socket(socket.AF_UNIX) as listener:
        # The path of a socket has room for 107 bytes only.
        with opened(album) as folder:
            listener.bind(f"/proc/self/fd/{folder}/socket.jpg")
        if _make_device(album / "zero.jpg"):
            special.add("album/zero.jpg")
        assert _paths(library) == ["album/a.jpg"]
        assert _problems(library) == dict.fromkeys(
            special, "neither a file nor a folder, not opened"
        )
        for path in special - {"album/zero.jpg"}:
            with pytest.raises(NotAFile):
                library.open(path)


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """The descriptor of a folder."""
    descriptor = os.open(folder, os.O_PATH)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make_device(path: Path) -> bool:
    """Make a device like /dev/zero; only root may, and not in every container."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        return False
    return True


def test_a_device_is_not_a_file(library: Library, root: Path) -> None:
    if _make_device(root / "zero.jpg"):
        with pytest.raises((NotAFile, PermissionError)):  # The latter where /tmp is mounted nodev.
            library.open("zero.jpg")


def test_a_pipe_put_in_place_of_a_file_is_not_waited_for(library: Library, root: Path) -> None:
    (root / "album" / "a.jpg").unlink()
    os.mkfifo(root / "album" / "a.jpg")
    with pytest.raises(NotAFile):
        library.open("album/a.jpg")


def test_a_folder_that_disappears_during_the_walk_is_unknown_not_empty(
    library: Library, root: Path
) -> None:
    walk = library.walk()
    next(walk)
    (root / "album").rename(root.parent / "gone")
    assert [listing.readable for listing in walk] == [False]


def test_thirty_folders_with_long_names_are_walked_and_read(root: Path) -> None:
    name = "x" * 200
    folder = os.open(root, os.O_RDONLY)
    for _ in range(30):
        os.mkdir(name, dir_fd=folder)
        child = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = child
    with os.fdopen(os.open("deep.jpg", os.O_CREAT | os.O_WRONLY, dir_fd=folder), "wb") as file:
        file.write(b"deep")
    os.close(folder)
    library = Library(root)
    path = "/".join([name] * 30 + ["deep.jpg"])
    assert len(path) > 4096
    assert path in _paths(library)
    assert _read(library, path) == b"deep"
    assert not _problems(library)


def test_two_hundred_levels_end_at_the_cap_with_one_report(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(200):
        folder /= "d"
    folder.mkdir(parents=True)
    listings = list(Library(tmp_path).walk())
    assert len(listings) == MAX_DEPTH + 2
    assert all(listing.readable for listing in listings[:-1])
    assert not listings[-1].readable
    assert [p.reason for listing in listings for p in listing.skipped] == [
        "more than 64 folders deep, not entered"
    ]


def test_the_walk_is_depth_first_in_natural_order(root: Path) -> None:
    for path in ("2010/day 10", "2010/day 9/b", "2009"):
        (root / path).mkdir(parents=True)
    assert [listing.path for listing in Library(root).walk()] == [
        "",
        "2009",
        "2010",
        "2010/day 9",
        "2010/day 9/b",
        "2010/day 10",
        "album",
    ]


def test_a_part_of_the_tree_is_walked_with_full_paths(library: Library, root: Path) -> None:
    (root / "album" / "sub").mkdir()
    assert [listing.path for listing in library.walk("album")] == ["album", "album/sub"]


def test_a_start_that_is_missing_is_unreadable(library: Library) -> None:
    assert list(library.walk("nowhere")) == [
        FolderListing(
            "nowhere", skipped=[Skipped("nowhere", "No such file or directory")], readable=False
        )
    ]


def test_only_given_formats_are_listed(root: Path) -> None:
    write(root / "b.png", b"")
    assert _paths(Library(root, formats=frozenset({"png"}))) == ["b.png"]


def test_a_subtree_has_paths_of_its_own_and_no_way_out(library: Library, root: Path) -> None:
    write(root / "album" / "sub" / "b.jpg", b"b")
    album = library.subtree("album")
    assert _paths(album) == ["a.jpg", "sub/b.jpg"]
    assert _read(album, "sub/b.jpg") == b"b"
    assert _paths(album.subtree("sub")) == ["b.jpg"]
    assert _paths(library.subtree("")) == _paths(library)
    with pytest.raises(UnsafePath):
        album.open("../album/a.jpg")


def test_a_subtree_behind_a_link_is_not_entered(library: Library, root: Path) -> None:
    (root / "link").symlink_to(root / "album")
    linked = library.subtree("link")
    assert [listing.readable for listing in linked.walk()] == [False]
    with pytest.raises(NotAFile):
        linked.open("a.jpg")


def test_a_library_with_anything_in_it_is_online(library: Library) -> None:
    library.check_root()
    library.subtree("album").check_root()


def test_a_missing_empty_or_wrong_root_is_offline(tmp_path: Path) -> None:
    write(tmp_path / "file", b"")
    (tmp_path / "empty").mkdir()
    reasons = {}
    for name in ("missing", "empty", "file"):
        with pytest.raises(LibraryOffline) as offline:
            Library(tmp_path / name).check_root()
        reasons[name] = offline.value.reason.replace(str(tmp_path), "")
        assert str(offline.value) == offline.value.reason
    assert reasons == {
        "missing": "cannot read the folder /missing: No such file or directory",
        "empty": "the folder /empty is empty; is its disk mounted?",
        "file": "cannot read the folder /file: not a folder",
    }


def test_a_missing_home_is_offline_and_a_missing_root_deletes_nothing(library: Library) -> None:
    with pytest.raises(LibraryOffline):
        library.subtree("nowhere").check_root()
    assert [listing.readable for listing in Library(Path("/nowhere")).walk()] == [False]


# Whether files are there, and why not.


def test_regular_files_are_there_whatever_they_are_called(root: Path, library: Library) -> None:
    folder = root / "album"
    (folder / "notes.txt").touch()
    (folder / "sub.jpg").mkdir()
    (folder / "link.jpg").symlink_to(folder / "a.jpg")
    os.mkfifo(folder / "pipe.jpg")
    write(folder / os.fsdecode(b"bad\xff.jpg"), b"x")
    names = ["a.jpg", "notes.txt", "sub.jpg", "link.jpg", "pipe.jpg", "b.jpg", "bad\udcff.jpg"]
    assert library.present("album", names) == {"a.jpg", "notes.txt", "bad\udcff.jpg"}
    assert library.present("", ["secret.jpg", "album"]) == set()


def test_in_a_folder_that_is_gone_or_a_link_nothing_can_be_looked_for(
    root: Path, library: Library
) -> None:
    (root / "link").symlink_to(root / "album")
    for folder in ("nowhere", "link", "album/a.jpg"):
        with pytest.raises(OSError, match=r"No such|Not a dir|symbolic links"):
            library.present(folder, ["a.jpg"])
    with pytest.raises(UnsafePath):
        library.present("../album", ["a.jpg"])


def _changed(path: Path) -> int:
    return path.stat().st_ctime_ns


def test_the_last_change_is_that_of_the_file_or_of_any_folder_on_the_way(tmp_path: Path) -> None:
    root = tmp_path / "root"
    file = root / "a" / "b" / "c.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    library = Library(root)
    places = [file, file.parent, file.parent.parent, root]
    for place in places:
        before = library.last_change("a/b/c.jpg")
        while _changed(place) <= before:  # The clock of a file system may stand for milliseconds.
            place.chmod(0o600 if place == file else 0o700)
        assert library.last_change("a/b/c.jpg") == _changed(place)
        assert library.subtree("a").last_change("b/c.jpg") == _changed(place)
    before = library.last_change("a/b/c.jpg")
    while library.last_change("a/b/c.jpg") <= before:
        (root / "a" / "b").rename(root / "a" / "x")
        (root / "a" / "x").rename(root / "a" / "b")
    with pytest.raises(FileNotFoundError):
        library.last_change("a/b/none.jpg")
    with pytest.raises(UnsafePath):
        library.last_change("a/../c.jpg")
