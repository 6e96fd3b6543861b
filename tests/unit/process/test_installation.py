"""Installations in a folder: what is written, where, and what is refused before that."""

import os
import stat
from pathlib import Path

import pytest

from bviewer.albums.gallery_hosts import remove_aliases, rename_gallery
from bviewer.config.ini import read_settings
from bviewer.db.sessions import work_session
from bviewer.models import Visibility
from bviewer.process import installation
from bviewer.process.installation import (
    Installation,
    checked_data_folder,
    checked_library,
    default_data_folder,
    ensure_gallery,
    local_zone,
    owner_link,
    require_apart,
)
from bviewer.process.project import open_project
from tests.problems import refused

NAMES = [
    *("plain", " lead", "two  spaces", "50% off", "%(here)s", "a;b", "a #b", "a=b", "[section]"),
    *("$HOME", "q?x", "quote'\"", "back\\slash", "tab\tx", "emoji \U0001f600", "ünïcode", "a:b"),
]
SUITABLE_FOR_DATA = [name for name in NAMES if not set(name) & set("%#?\t")]


# Whose it is.


def modes(folder: Path) -> dict[str, int]:
    """What others than the owner may do with a folder and what is in it."""
    found = [folder, *folder.iterdir()]
    return {path.name: stat.S_IMODE(path.lstat().st_mode) & 0o077 for path in found}


def test_an_open_installation_is_closed_once(tmp_path: Path) -> None:
    place = Installation(tmp_path / "data")
    place.create(tmp_path)
    assert not place.close_to_others()
    (place.folder / "cache").mkdir(mode=0o755)
    (place.folder / "bviewer.sqlite").touch(mode=0o644)
    (tmp_path / "elsewhere").touch(mode=0o644)
    (place.folder / "link").symlink_to(tmp_path / "elsewhere")
    place.folder.chmod(0o755)
    assert place.close_to_others()
    assert not place.close_to_others()
    found = modes(place.folder)
    assert found.pop("link")
    assert set(found.values()) == {0}
    assert (place.folder / "bviewer.sqlite").stat().st_mode & 0o700 == 0o600
    assert (tmp_path / "elsewhere").stat().st_mode & 0o077 == 0o044


def test_a_disk_that_knows_no_owners_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Installation(tmp_path / "data")
    place.create(tmp_path)
    place.folder.chmod(0o755)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    assert not place.close_to_others()


# The ini file.


@pytest.mark.parametrize("name", NAMES)
def test_ini_names_the_library_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    library = tmp_path / name
    library.mkdir()
    place = Installation(tmp_path / "data")
    place.create(checked_library(library))
    settings = read_settings(place.ini)
    assert settings.library == library
    assert settings.cache == tmp_path / "data" / "cache"
    assert len(settings.secret) >= 32


@pytest.mark.parametrize("name", SUITABLE_FOR_DATA)
def test_everything_is_written_into_the_data_folder_whatever_it_is_called(
    tmp_path: Path, name: str
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    place = Installation(checked_data_folder(tmp_path / "data" / name))
    place.create(library)
    with open_project(place.ini):
        pass
    assert {"bviewer.ini", "bviewer.sqlite", "cache", "queue.sqlite"} <= {
        path.name for path in place.folder.iterdir()
    }
    assert not list(library.iterdir())


def test_ini_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    place = Installation(tmp_path / "data")
    place.create(tmp_path)
    assert stat.S_IMODE(place.ini.stat().st_mode) == 0o600
    assert [path.name for path in place.folder.iterdir()] == ["bviewer.ini"]


def test_secrets_differ(tmp_path: Path) -> None:
    places = [Installation(tmp_path / name) for name in "ab"]
    for place in places:
        place.create(tmp_path / "photos")
    assert len({read_settings(place.ini).secret for place in places}) == 2


def test_ini_that_is_there_is_kept_as_it_is(tmp_path: Path) -> None:
    place = Installation(tmp_path)
    place.ini.write_text("mine")
    place.create(tmp_path)
    assert place.ini.read_text() == "mine"


def test_draft_that_a_power_cut_has_left_is_no_obstacle(tmp_path: Path) -> None:
    place = Installation(tmp_path)
    (tmp_path / "bviewer.part").write_text("half of an ini")
    place.create(tmp_path / "photos")
    assert read_settings(place.ini).library == tmp_path / "photos"


# Folders.


def test_library_is_named_by_its_real_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "link").symlink_to("photos")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("photos", "link", "~/photos", "./photos/../link"):
        assert checked_library(Path(name)) == tmp_path / "photos"


@pytest.mark.parametrize(
    ("name", "code", "folder"),
    [
        ("nowhere", "photos_missing", "{tmp}/nowhere"),
        ("file", "photos_not_a_folder", "{tmp}/file"),
        ("file/below", "photos_missing", "{tmp}/file/below"),
        ("~nobody-of-this-name/photos", "home_directory_unknown", "~nobody-of-this-name/photos"),
    ],
)
def test_library_that_is_no_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str, folder: str
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    with refused(code, "photos", folder=folder.format(tmp=tmp_path)):
        checked_library(Path(name))


def test_library_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)  # For root may read everything.
    reason = "Permission denied"
    with refused("photos_unreadable", "photos", folder=str(tmp_path), reason=reason):
        checked_library(tmp_path)


@pytest.mark.parametrize("name", ["final space ", "line\nbreak", "carriage\rreturn", b"latin\xe4"])
def test_library_that_an_ini_file_cannot_name_is_refused(tmp_path: Path, name: str) -> None:
    library = tmp_path / os.fsdecode(name)
    library.mkdir()
    with refused("photos_name_invalid", "photos", folder=str(library)):
        checked_library(library)
    (library / "photos").mkdir()
    if name == "final space ":
        assert checked_library(library / "photos") == library / "photos"


@pytest.mark.parametrize("name", ["50%", "a#b", "a?b", "a\nb", "a\tb"])
def test_data_folder_that_nothing_could_be_found_in_is_refused(tmp_path: Path, name: str) -> None:
    with refused("data_name_invalid", "data", data=str(tmp_path / name)):
        checked_data_folder(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with refused("data_not_a_folder", "data", data=str(tmp_path / "file")):
        checked_data_folder(tmp_path / "file")


def test_each_library_has_a_data_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    root = "/home/anna/.local/share/bviewer/"
    names = [str(default_data_folder(Path(path))) for path in ("/a/Pictures", "/b/Pictures")]
    assert all(name.startswith(f"{root}Pictures-") for name in names)
    assert len(set(names)) == 2
    assert str(default_data_folder(None)) == f"{root}demo"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert str(default_data_folder(None)) == "/data/bviewer/demo"


@pytest.mark.parametrize("name", ["100% #?", "x" * 255, os.fsdecode(b"latin\xe4"), "/"])
def test_default_data_folder_is_suitable_for_every_library(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    folder = default_data_folder(Path("/photos") / name)
    assert checked_data_folder(folder) == folder
    assert len(folder.name) < 100


@pytest.mark.parametrize("name", ["photos", "photos/data", "photos/a/../b", "link/data"])
def test_data_folder_among_the_photographs_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "link").symlink_to("photos")
    with refused("data_in_library", "data", data=str(tmp_path / name)):
        require_apart(tmp_path / "photos", tmp_path / name)


def test_data_folder_beside_and_above_the_photographs_is_fine(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    require_apart(tmp_path / "photos", tmp_path)
    require_apart(tmp_path / "photos", tmp_path / "photos-data")


# The gallery.


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    """An installation without a database as yet."""
    place = Installation(tmp_path / "data")
    (tmp_path / "photos").mkdir()
    place.create(tmp_path / "photos")
    return place


def test_gallery_and_owner_are_made_once(place: Installation, tmp_path: Path) -> None:
    ids = []
    for visibility in (None, None, Visibility.PRIVATE):
        with open_project(place.ini) as runtime, work_session(runtime.engine) as session:
            gallery = ensure_gallery(session, tmp_path / "photos", visibility, Visibility.HIDDEN)
            top = installation.top_album(session, gallery)
            ids.append((gallery.id, gallery.owner_id, top.title, top.visibility))
    assert ids == [
        (1, 1, "photos", Visibility.HIDDEN),
        (1, 1, "photos", Visibility.HIDDEN),
        (1, 1, "photos", Visibility.PRIVATE),
    ]


def test_a_renamed_gallery_is_not_made_anew(place: Installation, tmp_path: Path) -> None:
    with open_project(place.ini) as runtime, work_session(runtime.engine) as session:
        made = ensure_gallery(session, tmp_path / "photos", None, Visibility.PRIVATE)
        rename_gallery(session, made, "photos.test")
        assert ensure_gallery(session, tmp_path / "photos", None, Visibility.VISIBLE) is made
        assert owner_link(session)
        assert installation.top_album(session, made).visibility == Visibility.PRIVATE
        # Nor are its photographs shown by a second one when its former host is gone.
        remove_aliases(session, made, ["localhost"])
        with refused("home_taken", "home", gallery="photos.test", folder="."):
            ensure_gallery(session, tmp_path / "photos", None, Visibility.VISIBLE)


def test_every_start_has_a_sign_in_link_of_its_own(place: Installation, tmp_path: Path) -> None:
    with open_project(place.ini) as runtime, work_session(runtime.engine) as session:
        ensure_gallery(session, tmp_path / "photos", None, Visibility.VISIBLE)
        links = {owner_link(session) for _ in range(3)}
    assert len(links) == 3
    assert all(link.startswith("/welcome/") and len(link) > 40 for link in links)


@pytest.mark.parametrize(
    ("zone", "expected"), [("Europe/Oslo", "Europe/Oslo"), ("No/Where", "UTC"), (":/x", "UTC")]
)
def test_time_zone_is_that_of_the_machine_or_utc(
    monkeypatch: pytest.MonkeyPatch, zone: str, expected: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert local_zone() == expected


def test_time_zone_is_read_from_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(os.path, "realpath", lambda _path: "/usr/share/zoneinfo/Asia/Tokyo")
    assert local_zone() == "Asia/Tokyo"
