"""Where the files are that somebody took out of an album, and what they are by now."""

import shutil
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bviewer.albums.removing import restore_deleted
from bviewer.albums.trash import delete_album
from bviewer.library.reading import Reader
from bviewer.models import Album, Deletion, ExcludedFile, ItemKind, Visibility
from bviewer.sync.guard import SyncRefused
from tests.clips import taken_at
from tests.functional.folders import copy, move
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import present, visible
from tests.unit.sync.fixtures import (
    PHONE,
    age_and_sync,
    edit,
    fill,
    images_in,
    picture,
    put_into_vault,
    rename,
    take_out,
    write_anew,
)

OTHER = "00000000-50A4-4D4B-9A2E-2F0C6E1B9D11"


@pytest.mark.parametrize("new", ["open/one.jpg", "other/1.jpg"])
def test_what_was_edited_is_as_closed_as_it_was(moved: Site, new: str):
    edit(moved, "open/1.jpg")
    age_and_sync(moved)
    assert images_in(moved, "vault") == ["open/1.jpg", "vault/3.jpg"]
    move(moved, "open/1.jpg", new)
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}
    assert new in images_in(moved, "vault")


def test_an_older_version_of_what_was_edited_is_as_closed(moved: Site):
    shutil.copy2(moved.library / "open/1.jpg", moved.library.parent / "older.jpg")
    edit(moved, "open/1.jpg")
    age_and_sync(moved)
    (moved.library / "other").mkdir()
    shutil.copy2(moved.library.parent / "older.jpg", moved.library / "other/1.jpg")
    moved.sync()
    assert visible(moved) == {"open/2.jpg"}


@pytest.fixture(params=["moved", "removed"])
def left_out(request: pytest.FixtureRequest, site: Site) -> Site:
    """A site with a picture that was taken out of a visible album."""
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    if request.param == "moved":
        put_into_vault(site, "open/1.jpg")
    else:
        take_out(site, "open/1.jpg")
    return site


@pytest.mark.parametrize("edits", [1, 2])
@pytest.mark.parametrize("is_there", [True, False])
def test_an_older_version_of_what_is_left_out_is_left_out_beside_it(
    left_out: Site, edits: int, is_there: bool
):
    older = (left_out.library / "open/1.jpg").read_bytes()
    for _ in range(edits):
        edit(left_out, "open/1.jpg")
        age_and_sync(left_out)
    if not is_there:
        (left_out.library / "open/1.jpg").unlink()
    left_out.write("open/1 (1).jpg", older)
    age_and_sync(left_out)
    assert visible(left_out) == {"open/2.jpg"}


@pytest.mark.parametrize("edit_file", [edit, write_anew], ids=["in place", "written anew"])
def test_what_was_edited_once_is_known_when_it_is_edited_and_renamed(
    left_out: Site, edit_file: Callable[[Site, str], None]
):
    for _ in range(2):
        edit_file(left_out, "open/1.jpg")
        age_and_sync(left_out)
    edit_file(left_out, "open/1.jpg")
    edit_file(left_out, "open/2.jpg")
    rename(left_out, {"1": "2", "2": "1"})
    age_and_sync(left_out)
    assert visible(left_out) == {"open/1.jpg"}


def test_so_is_its_copy(left_out: Site):
    shutil.copy2(left_out.library / "open/1.jpg", left_out.library / "open/copy.jpg")
    age_and_sync(left_out)
    write_anew(left_out, "open/copy.jpg")
    age_and_sync(left_out)
    write_anew(left_out, "open/copy.jpg")
    move(left_out, "open/copy.jpg", "open/final.jpg")
    age_and_sync(left_out)
    assert visible(left_out) == {"open/2.jpg"}


@pytest.mark.parametrize(
    ("names", "now"),
    [
        ({"1": "2", "2": "1"}, "2"),
        ({"1": "5", "2": "1"}, "5"),
        ({"1": "2", "2": "3"}, "2"),
    ],
)
def test_files_are_left_out_by_what_they_are(moved: Site, names: dict[str, str], now: str):
    rename(moved, names)
    for _ in range(2):
        age_and_sync(moved)
        assert visible(moved) == {f"open/{names['2']}.jpg"}
        assert images_in(moved, "vault") == [f"open/{now}.jpg", "vault/3.jpg"]


def test_what_has_the_name_of_a_file_that_is_gone_is_shown(moved: Site):
    (moved.library / "open/1.jpg").rename(moved.library.parent / "away.jpg")
    move(moved, "open/2.jpg", "open/1.jpg")
    age_and_sync(moved)
    assert visible(moved) == {"open/1.jpg"}
    (moved.library.parent / "away.jpg").rename(moved.library / "open/9.jpg")
    age_and_sync(moved)
    assert visible(moved) == {"open/1.jpg"}


def test_nothing_is_read_where_nothing_was_touched(moved: Site, monkeypatch: pytest.MonkeyPatch):
    moved.sync()
    monkeypatch.setattr(Reader, "read_all", None)
    moved.sync()


def test_nothing_is_written_while_a_disk_is_away(moved: Site):
    move(moved, "open/1.jpg", "open/one.jpg")
    for path in ("open/2.jpg", "vault/3.jpg"):
        (moved.library / path).unlink()
    with pytest.raises(SyncRefused):
        moved.sync()
    with moved.session() as session:
        assert session.scalars(select(ExcludedFile.name)).all() == ["1.jpg"]


def test_edits_of_what_was_moved_into_an_album_that_is_deleted_are_as_closed(moved: Site):
    with moved.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="vault")).one())
    edit(moved, "open/1.jpg")
    age_and_sync(moved)
    (moved.library / "other").mkdir()
    shutil.copy2(moved.library / "open/1.jpg", moved.library / "other/1.jpg")
    moved.sync()
    assert visible(moved) == {"open/2.jpg"}


@pytest.mark.parametrize("edit_file", [edit, write_anew], ids=["in place", "written anew"])
@pytest.mark.parametrize(
    "names",
    [
        {"1": "one", "2": "two", "4": "four"},
        {"1": "0", "2": "1", "4": "2"},
        {"1": "2", "2": "1"},
        {"1": "one"},
    ],
    ids=["renamed", "renumbered", "exchanged", "renamed alone"],
)
def test_what_was_edited_and_renamed_at_once_is_as_closed_as_it_was(
    moved: Site, edit_file: Callable[[Site, str], None], names: dict[str, str]
):
    fill(moved, "open/4.jpg")
    for old in names:
        edit_file(moved, f"open/{old}.jpg")
    rename(moved, names)
    shown = {f"open/{names.get(each, each)}.jpg" for each in ("2", "4")}
    for _ in range(2):
        age_and_sync(moved)
        assert visible(moved) == shown
        assert images_in(moved, "vault") == [f"open/{names['1']}.jpg", "vault/3.jpg"]
        assert present(moved)[f"open/{names['1']}.jpg"] == "ready"


def test_of_a_series_nobody_sees_what_may_be_the_one_that_was_moved(site: Site):
    for number in range(3):
        site.write(f"open/{number}.jpg", picture(1) + bytes(number))
    fill(site, "open/9.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    for number in range(3):
        write_anew(site, f"open/{number}.jpg")
    rename(site, {"0": "a", "1": "b", "2": "c"})
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/9.jpg"}


@pytest.mark.parametrize(("width", "shown"), [(8, False), (9, True)])
def test_what_tells_no_moment_is_known_by_inode_and_size(site: Site, width: int, shown: bool):
    """Inodes are given anew: the other one has that of a file that is gone."""
    site.write("open/1.jpg", jpeg(8, 8))
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    (site.library / "open/1.jpg").write_bytes(jpeg(width, 8, "blue"))
    move(site, "open/1.jpg", "open/other.jpg")
    age_and_sync(site)
    assert ("open/other.jpg" in visible(site)) is shown


def test_a_photograph_whose_time_was_set_right_stays_out(moved: Site):
    (moved.library / "open/1.jpg").write_bytes(picture(9000))
    fill(moved, "open/4.jpg")
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg", "open/4.jpg"}


def test_what_was_removed_and_renamed_is_put_back_where_it_is(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    take_out(site, "open/1.jpg")
    rename(site, {"1": "one"})
    age_and_sync(site)
    with site.session() as session:
        restore_deleted(session, session.scalars(select(Deletion)).one())
    assert visible(site) == {"open/one.jpg", "open/2.jpg"}
    assert site.sync().unchanged == 2


@pytest.fixture
def removed_clip(site: Site) -> Site:
    """A site with a clip of a phone that was moved by hand into a private album, and two others."""
    site.write(f"open/{PHONE}.mp4", taken_at(1))  # Two hours later by the clock in its name.
    for minute in (400, 900):
        site.write(f"open/{minute}.mp4", taken_at(minute))
    fill(site, "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, f"open/{PHONE}.mp4")
    return site


@pytest.mark.parametrize(
    "names",
    [
        {PHONE: "party"},
        {PHONE: "400", "400": "900", "900": "1"},
        {PHONE: "400", "400": PHONE},
    ],
)
def test_a_clip_that_was_edited_and_renamed_is_as_closed_as_it_was(
    removed_clip: Site, names: dict[str, str]
):
    """When it was taken its name tells as well, if that is of the same moment."""
    for old in names:
        write_anew(removed_clip, f"open/{old}.mp4")
    rename(removed_clip, names, ".mp4")
    shown = {f"open/{names.get(each, each)}.mp4" for each in ("400", "900")}
    for _ in range(2):
        age_and_sync(removed_clip)
        assert visible(removed_clip) == shown
        assert images_in(removed_clip, "vault") == [f"open/{names[PHONE]}.mp4", "vault/3.jpg"]


def test_the_film_of_a_photograph_that_was_edited_and_renamed_is_as_closed_as_it_was(site: Site):
    site.write(f"open/{PHONE}.mp4", taken_at(1))
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    assert site.image(f"open/{PHONE}.mp4").kind == ItemKind.MOTION
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, f"open/{PHONE}.jpg", f"open/{PHONE}.mp4")
    write_anew(site, f"open/{PHONE}.mp4")
    rename(site, {PHONE: "party"}, ".mp4")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}
        assert "open/party.mp4" in images_in(site, "vault")


def test_a_copy_of_what_was_removed_and_edited_is_as_closed_although_nothing_says_what_it_was(
    site: Site,
):
    site.write("open/1.jpg", jpeg(16, 12, "blue"))
    fill(site, "open/2.jpg")
    take_out(site, "open/1.jpg")
    for _ in range(2):
        write_anew(site, "open/1.jpg")
        age_and_sync(site)
    copy(site, "open/1.jpg", "new/1.jpg")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


def test_a_photograph_that_lost_its_time_and_its_name_is_known_by_inode_and_size(moved: Site):
    (moved.library / "open/1.jpg").write_bytes(jpeg(16, 12, "blue"))
    move(moved, "open/1.jpg", "open/one.jpg")
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}


def test_what_has_the_inode_of_another_one_is_left_out_as_well(site: Site):
    """A program wrote all anew, each over the inode that was free just then."""
    for number in range(4):
        site.write(f"open/{number}.jpg", jpeg(8, 8) + bytes([number]))
    fill(site, "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    for number in range(4):
        write_anew(site, f"open/{number}.jpg")
    with site.session() as session:
        row = session.scalars(select(ExcludedFile)).one()
        row.inode = (site.library / "open/2.jpg").stat().st_ino
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/0.jpg", "open/3.jpg"}


def test_what_has_its_name_and_inode_is_another_one_if_only_a_renamed_one_says_its_moment(
    moved: Site,
):
    move(moved, "open/1.jpg", "open/one.jpg")
    write_anew(moved, "open/one.jpg")
    moved.write("open/1.jpg", jpeg(16, 12, "blue"))
    with moved.session() as session:
        row = session.scalars(select(ExcludedFile)).one()
        row.inode = (moved.library / "open/1.jpg").stat().st_ino
    for _ in range(2):
        age_and_sync(moved)
        assert visible(moved) == {"open/1.jpg", "open/2.jpg"}


def test_of_a_series_the_inode_of_another_one_tells_nothing(site: Site):
    for number in range(3):
        site.write(f"open/{number}.jpg", picture(1) + bytes(number))
    fill(site, "open/9.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    for number in range(3):
        write_anew(site, f"open/{number}.jpg")
    with site.session() as session:
        row = session.scalars(select(ExcludedFile)).one()
        row.inode = (site.library / "open/2.jpg").stat().st_ino
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/9.jpg"}


def test_what_was_removed_is_a_secret_although_its_name_is_that_of_what_others_show(site: Site):
    fill(site, *(f"{folder}/{number}.jpg" for folder in ("open", "other") for number in (1, 2)))
    take_out(site, "open/1.jpg")
    age_and_sync(site)
    move(site, "open", ".away")
    age_and_sync(site)
    move(site, "other", "open")
    age_and_sync(site)
    for number in (1, 2):
        site.write(
            f"new/{number}.jpg", (site.library / f".away/{number}.jpg").read_bytes() + b"edited"
        )
    age_and_sync(site)
    assert visible(site) == {"open/1.jpg", "open/2.jpg"}
