"""Where the files are that somebody took out of an album, and what they are by now."""

import shutil
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import choose
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.transfers import move_items
from bviewer.albums.trash import delete_album
from bviewer.library.reading import Reader
from bviewer.models import Album, Deletion, ExcludedFile, Image, ItemKind, Visibility
from bviewer.sync.guard import SyncRefused
from tests.clips import taken_at
from tests.functional.folders import copy, move
from tests.functional.happenings import delete_for_good
from tests.motion import apple_film, apple_photo
from tests.pictures import dng, jpeg
from tests.site import Site
from tests.unit.sync.checks import present, visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    edit,
    fill,
    images_in,
    picture,
    put_into_vault,
    take_out,
    write_anew,
)

OTHER = "00000000-50A4-4D4B-9A2E-2F0C6E1B9D11"
PHONE = "VID_20200101_020100"


def rename(site: Site, names: dict[str, str], extension: str = ".jpg") -> None:
    """Give the files of a folder other names, all at once."""
    for old, new in names.items():
        move(site, f"open/{old}{extension}", f"open/{new}.new")
    for new in names.values():
        move(site, f"open/{new}.new", f"open/{new}{extension}")


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


@pytest.mark.parametrize("into_vault", [True, False])
def test_the_film_that_comes_after_its_photograph_was_taken_out_stays_out(
    site: Site, into_vault: bool
):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, f"open/{PHONE}.jpg")
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    site.write("open/2.mov", taken_at(2))
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/2.mov"}
        assert site.image("open/2.mov").kind == ItemKind.MOTION
        assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION
    site.write("other/film.mov", taken_at(1))
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg", "open/2.mov"}


@pytest.mark.parametrize(
    ("still", "beside", "content"),
    [
        (f"{PHONE}.jpg", f"{PHONE}.MOV", taken_at(1)),
        ("IMG_1.jpg", "IMG_1.dng", dng(jpeg(60, 40))),
        ("IMG_1.jpg", "film.mov", apple_film()),
    ],
    ids=["clip", "raw", "film"],
)
def test_what_belongs_to_a_photograph_that_was_taken_out_may_come_from_another_album(
    site: Site, still: str, beside: str, content: bytes
):
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.write(f"open/{still}", apple_photo())
    site.write(f"vault/{beside}", content)
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    take_out(site, f"open/{still}")
    (site.library / f"vault/{beside}").rename(site.library / f"open/{beside}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("folder", ["a", "z"])
@pytest.mark.parametrize("into_vault", [True, False])
def test_a_copy_that_came_with_a_late_film_is_as_closed(site: Site, into_vault: bool, folder: str):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, f"open/{PHONE}.jpg")
    for path in (f"open/{PHONE}.MOV", f"{folder}/film.mov"):
        site.write(path, taken_at(1))
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


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


def test_the_film_that_comes_late_is_put_back_with_its_photograph(site: Site):
    fill(site, f"open/{PHONE}.jpg")
    take_out(site, f"open/{PHONE}.jpg")
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    age_and_sync(site)
    with site.session() as session:
        restore_deleted(session, session.scalars(select(Deletion)).one())
    age_and_sync(site)
    assert visible(site) == {f"open/{PHONE}.jpg", f"open/{PHONE}.MOV"}
    assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION


@pytest.mark.parametrize("happen", [edit, write_anew])
def test_edited_and_late_it_is_as_closed_as_an_album_that_is_gone_for_good(
    site: Site, happen: Callable[[Site, str], None]
):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, f"open/{PHONE}.jpg")
    with site.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="vault")).one())
    delete_for_good(site)
    happen(site, f"open/{PHONE}.jpg")
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    age_and_sync(site)
    for name in (f"{PHONE}.jpg", f"{PHONE}.MOV"):
        move(site, f"open/{name}", f"{name}/{name}")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("into_vault", [True, False])
@pytest.mark.parametrize("name", ["IMG_0001_HEVC.MOV", "IMG_0001.MOV"])
def test_it_is_known_by_what_both_files_say_whatever_it_is_called(
    site: Site, into_vault: bool, name: str
):
    site.write("open/IMG_0001.JPG", apple_photo())
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, "open/IMG_0001.JPG")
    site.write(f"open/{name}", apple_film())
    site.write("open/other.mov", apple_film(OTHER))
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/other.mov"}


def test_a_film_that_a_photograph_in_its_album_moves_by_is_not_left_out_with_a_copy_of_that(
    site: Site,
):
    for name in ("IMG_0001.JPG", "copy.jpg"):
        site.write(f"open/{name}", apple_photo())
    fill(site, "vault/3.jpg")
    take_out(site, "open/copy.jpg")
    site.write("open/IMG_0001_HEVC.MOV", apple_film())
    age_and_sync(site)
    assert site.image("open/IMG_0001_HEVC.MOV").kind == ItemKind.MOTION


def test_it_stays_out_although_a_sync_saw_the_beginning_of_it_alone(site: Site):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg")
    take_out(site, f"open/{PHONE}.jpg")
    film = taken_at(1)
    for length in (0, len(film) // 2, len(film)):
        site.write(f"open/{PHONE}.MOV", film[:length])
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("into_vault", [True, False])
@pytest.mark.parametrize("is_still_away", [True, False])
def test_a_film_that_is_missing_is_taken_out_with_its_photograph(
    site: Site, into_vault: bool, is_still_away: bool
):
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    site.write("open/4.mov", taken_at(2))
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    away = [f"{PHONE}.MOV", "4.mov", *([f"{PHONE}.jpg"] if is_still_away else [])]
    for name in away:
        move(site, f"open/{name}", f".away/{name}")
    age_and_sync(site)
    with site.session() as session:
        image = session.scalars(select(Image).filter_by(path=f"open/{PHONE}.jpg")).one()
        source = session.get_one(Album, image.album_id)
        chosen = choose(session, source, [image.id])
        if into_vault:
            vault = session.scalars(select(Album).filter_by(folder="vault")).one()
            assert move_items(session, source, vault, chosen) == (2, 0)
        else:
            remove_items(session, source, chosen)
    for name in away:
        move(site, f".away/{name}", f"open/{name}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/4.mov"}
    if into_vault:
        assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION


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


def shown_in(site: Site, folder: str) -> list[str]:
    """The paths of the images of an album that are there."""
    return sorted(present(site).keys() & images_in(site, folder))


def set_right(site: Site, path: str, new: str, number: int) -> None:
    """Write a picture anew by another name, as taken some hours later than it was."""
    (site.library / path).unlink()
    site.write(new, picture(number + 300))


def leave_out_and_set_right(
    site: Site, leave_out: Callable[[Site, str], None], numbers: Sequence[int]
) -> None:
    """Leave the 31st of some pictures out, then set the times of all of them right."""
    for number in numbers:
        site.write(f"open/{number}.jpg", picture(number))
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    leave_out(site, "open/31.jpg")
    for number in numbers:
        set_right(site, f"open/{number}.jpg", f"open/at {number}.jpg", number)


@pytest.mark.parametrize("numbers", [(20, 31, 47, 62), (20, 31)], ids=["many", "two"])
@pytest.mark.parametrize("leave_out", [take_out, put_into_vault], ids=["removed", "moved"])
def test_what_was_renamed_when_the_times_of_all_were_set_right_stays_out(
    site: Site, leave_out: Callable[[Site, str], None], numbers: tuple[int, ...]
):
    fill(site, "vault/9.jpg")
    leave_out_and_set_right(site, leave_out, numbers)
    age_and_sync(site)
    assert shown_in(site, "open") == [f"open/at {each}.jpg" for each in numbers if each != 31]


def test_what_is_new_is_shown_although_what_was_removed_is_deleted_with_others(site: Site):
    for number in (20, 31, 47):
        site.write(f"open/{number}.jpg", picture(number))
    site.sync()
    take_out(site, "open/31.jpg")
    for number in (20, 31, 47):
        (site.library / f"open/{number}.jpg").unlink()
    new = [f"open/{number}.jpg" for number in range(500, 530, 11)]
    for path in new:
        site.write(path, picture(int(path[5:8])))
    age_and_sync(site)
    assert shown_in(site, "open") == new


def test_a_copy_of_what_was_removed_is_as_closed_although_it_was_edited_when_its_folder_was_renamed(
    site: Site,
):
    fill(site, "open/1.jpg", "open/2.jpg")
    take_out(site, "open/2.jpg")
    write_anew(site, "open/2.jpg")
    move(site, "open", "renamed")
    age_and_sync(site)
    copy(site, "renamed", "copy")
    age_and_sync(site)
    assert "copy/2.jpg" not in visible(site)


@pytest.mark.parametrize("leave_out", [take_out, put_into_vault], ids=["removed", "moved"])
def test_pictures_that_were_only_copied_tell_not_by_how_much_times_were_set_right(
    site: Site, leave_out: Callable[[Site, str], None]
):
    """Their folder went to another disk, under another name, before any sync."""
    fill(site, "vault/0.jpg", *(f"open/{number}.jpg" for number in range(1, 4)))
    leave_out_and_set_right(site, leave_out, (20, 31, 47))
    copy(site, "open", "renamed")
    shutil.rmtree(site.library / "open")
    age_and_sync(site)
    assert shown_in(site, "renamed") == [
        *(f"renamed/{number}.jpg" for number in range(1, 4)),
        "renamed/at 20.jpg",
        "renamed/at 47.jpg",
    ]


HOW = pytest.mark.parametrize("edit_file", [edit, write_anew], ids=["in place", "written anew"])
KEPT = pytest.mark.parametrize("kept", ["1_original.jpg", "1 (1).jpg", "1.sync-conflict-1.jpg"])


def leave_out(site: Site, path: str, vault: Visibility | None) -> None:
    """Move a picture by hand into an album of this visibility; without one, remove it."""
    if vault is None:
        take_out(site, path)
    else:
        site.set_visibility("vault", vault)
        put_into_vault(site, path)


@pytest.mark.parametrize("vault", [None, Visibility.PRIVATE, Visibility.HIDDEN])
@HOW
@KEPT
def test_what_is_edited_beside_a_copy_of_itself_stays_out_and_so_does_the_copy(
    site: Site, vault: Visibility | None, edit_file: Callable[[Site, str], None], kept: str
):
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    leave_out(site, "open/1.jpg", vault)
    age_and_sync(site)
    copy(site, "open/1.jpg", f"open/{kept}")
    edit_file(site, "open/1.jpg")
    copy(site, "open/1.jpg", "open/edited.jpg")
    for _ in range(2):
        age_and_sync(site)
        assert shown_in(site, "open") == ["open/2.jpg"]
    if vault:
        assert shown_in(site, "vault") == ["open/1.jpg", "vault/3.jpg"]
        edited = site.library / "open/1.jpg"
        assert site.image("open/1.jpg").size == edited.stat().st_size


@HOW
@pytest.mark.parametrize("name", ["1.jpg", "kept.jpg"])
def test_copies_of_both_versions_are_as_closed(
    moved: Site, edit_file: Callable[[Site, str], None], name: str
):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    edit_file(moved, "open/1.jpg")
    age_and_sync(moved)
    copy(moved, f"open/{name}", "new/1.jpg")
    moved.sync()
    assert visible(moved) == {"open/2.jpg"}


@pytest.mark.parametrize("content", [picture(9001), jpeg(16, 12, "blue")])
def test_what_was_put_aside_when_it_was_edited_stays_out(site: Site, content: bytes):
    """What says no moment may be anything: the picture that was moved is the one put aside."""
    site.write("open/1.jpg", content)
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    move(site, "open/1.jpg", "open/1_original.jpg")
    site.write("open/1.jpg", content + b"edited")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}
    [image] = [each for each in images_in(site, "vault") if each.startswith("open")]
    assert image == ("open/1.jpg" if content == picture(9001) else "open/1_original.jpg")


def test_what_was_edited_and_renamed_beside_a_copy_of_its_name_stays_out(moved: Site):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    edit(moved, "open/1.jpg")
    rename(moved, {"1": "edited", "kept": "1"})
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}


def test_what_was_set_right_in_place_beside_a_copy_stays_out(moved: Site):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    (moved.library / "open/1.jpg").write_bytes(picture(9001))
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}


@pytest.mark.parametrize("is_copied", [True, False])
def test_a_new_picture_by_the_name_of_what_was_renamed_is_shown(moved: Site, is_copied: bool):
    if is_copied:
        copy(moved, "open/1.jpg", "open/kept.jpg")
        moved.write("open/new", picture(9001))
        move(moved, "open/new", "open/1.jpg")
    else:
        move(moved, "open/1.jpg", "open/kept.jpg")
        moved.write("open/1.jpg", picture(9001))
    for _ in range(2):
        age_and_sync(moved)
        assert visible(moved) == {"open/1.jpg", "open/2.jpg"}
        assert "open/kept.jpg" in images_in(moved, "vault")


def test_a_new_picture_beside_what_was_removed_and_edited_is_shown(moved: Site):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    edit(moved, "open/1.jpg")
    fill(moved, "open/4.jpg")
    moved.write("open/5.jpg", picture(9001))
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg", "open/4.jpg", "open/5.jpg"}


def test_a_film_that_is_edited_beside_a_copy_stays_out_with_its_photograph(site: Site):
    site.write(f"open/{PHONE}.mp4", taken_at(1))
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, f"open/{PHONE}.jpg", f"open/{PHONE}.mp4")
    for extension in ("jpg", "mp4"):
        copy(site, f"open/{PHONE}.{extension}", f"open/{PHONE}_original.{extension}")
        write_anew(site, f"open/{PHONE}.{extension}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}
        assert site.image(f"open/{PHONE}.mp4").kind == ItemKind.MOTION


def test_of_a_copy_of_what_the_album_shows_as_well_nothing_is_left_out(moved: Site):
    copy(moved, "open/2.jpg", "open/twin.jpg")
    age_and_sync(moved)
    take_out(moved, "open/twin.jpg")
    for new in ("again", "thrice"):
        copy(moved, "open/2.jpg", f"open/{new}.jpg")
        edit(moved, "open/1.jpg")
        age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg", "open/again.jpg", "open/thrice.jpg"}
