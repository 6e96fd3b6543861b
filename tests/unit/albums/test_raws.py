"""Which RAW files belong to which photographs, and that nobody sees one instead of a photograph
that is closed."""

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import choose, number_of_items
from bviewer.albums.failures import mark_broken
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.summaries import refresh_summaries
from bviewer.albums.transfers import copy_items, move_items
from bviewer.archive.contents import Folder, read_contents
from bviewer.library.formats import is_raw_name
from bviewer.models import (
    Album,
    AlbumSummary,
    Audience,
    Deletion,
    Image,
    ImageState,
    ItemKind,
    Visibility,
)
from tests.pictures import dng, jpeg, picture
from tests.site import Site

STILL, RAW = "a/DSC_0001.JPG", "a/dsc_0001.NEF"
DNG = dng(jpeg(60, 40))


@pytest.fixture
def both(site: Site) -> Site:
    """A site with a photograph and its RAW file, and another photograph."""
    site.write(STILL)
    site.write(RAW, DNG)
    site.write("a/other.jpg", jpeg(8, 8))
    site.sync()
    return site


def content_of(name: str) -> bytes:
    """A file of the format that a name says, small and like no other."""
    size = 8 + sum(map(ord, name)) % 50
    if name.endswith(("HEIC", "heic")):
        return picture("HEIF", size, 8)
    return dng(jpeg(60, size)) if is_raw_name(name) else jpeg(size, 8)


def pairs(site: Site) -> dict[str, str]:
    """The RAW files that belong to photographs, by the paths of these."""
    with site.session() as session:
        rows = session.scalars(select(Image)).all()
        paths = {row.id: row.path for row in rows}
        found = {row.path: paths[row.raw_id] for row in rows if row.raw_id}
        raws = {row.path for row in rows if row.kind == ItemKind.RAW}
    assert raws == set(found.values())
    return found


def shown(site: Site, folder: str) -> list[str]:
    """The paths of what an album shows to others than its owner."""
    with site.session() as session:
        album = session.scalars(select(Album).where(Album.folder == folder)).one_or_none()
        rows = session.scalars(
            select(Image).where(
                Image.album_id == (album and album.id),
                Image.kind != ItemKind.RAW,
                Image.state != ImageState.MISSING,
            )
        )
        return sorted(row.path for row in rows)


def remove(site: Site, path: str) -> Deletion:
    """Take a photograph out of its album."""
    ids, album_id = [site.image(path).id], site.album("a").id
    with site.session() as session:
        album = session.get_one(Album, album_id)
        return remove_items(session, album, choose(session, album, ids))


def closed_beside_open(site: Site) -> None:
    """Close the album of the photograph, beside one that everybody sees."""
    site.write("b/open.jpg", jpeg(9, 9))
    site.sync()
    site.set_visibility("a", Visibility.PRIVATE)


def test_what_belongs_together(site: Site) -> None:
    files = ("a.jpg", "A.DNG", "b.cr2", "b.HEIC", "c.nef", "d.jpg.nef", "d.jpg", "e.arw", "e.png")
    for name in files:
        site.write(f"a/{name}", content_of(name))
    site.write("b/c.jpg")
    site.sync()
    assert pairs(site) == {"a/a.jpg": "a/A.DNG", "a/b.HEIC": "a/b.cr2"}


def test_each_has_one(site: Site) -> None:
    for name in ("a.jpg", "a.heic", "a.nef", "b.jpg", "b.cr2", "b.dng"):
        site.write(f"a/{name}", content_of(name))
    site.sync()
    assert pairs(site) == {"a/a.heic": "a/a.nef", "a/b.jpg": "a/b.cr2"}
    assert shown(site, "a") == ["a/a.heic", "a/a.jpg", "a/b.dng", "a/b.jpg"]


def test_it_is_one_item_of_all_counts(both: Site) -> None:
    album = both.album("a")
    with both.session() as session:
        summary = session.get_one(
            AlbumSummary, {"album_id": album.id, "audience": Audience.EVERYBODY}
        )
        assert (summary.images, summary.films) == (2, 0)
        assert number_of_items(session, album.id) == 2


def test_what_came_in_counts_it_once(site: Site) -> None:
    site.write(STILL)
    site.write(RAW, DNG)
    report = site.sync()
    assert report.added == 2
    assert report.arrived == {site.album("a").id: 1}


def test_a_raw_file_that_nobody_can_read_belongs_to_its_photograph(site: Site) -> None:
    site.write(STILL)
    site.write(RAW, b"FUJIFILMCCD-RAW " + bytes(400))
    site.sync()
    assert pairs(site) == {STILL: RAW}


@pytest.mark.parametrize("gone", [STILL, RAW])
def test_what_is_left_is_an_item(both: Site, gone: str) -> None:
    (both.library / gone).unlink()
    both.sync()
    assert pairs(both) == {}
    assert shown(both, "a") == sorted({STILL, RAW, "a/other.jpg"} - {gone})
    both.write(gone, jpeg(8, 8) if gone == STILL else DNG)
    both.sync()
    assert pairs(both) == {STILL: RAW}


def test_a_new_name_of_one_parts_them_and_of_both_does_not(both: Site) -> None:
    (both.library / STILL).rename(both.library / "a/best.jpg")
    both.sync()
    assert shown(both, "a") == ["a/best.jpg", RAW, "a/other.jpg"]
    (both.library / RAW).rename(both.library / "a/best.nef")
    both.sync()
    assert pairs(both) == {"a/best.jpg": "a/best.nef"}


def test_they_go_together(both: Site) -> None:
    both.write("b/c.jpg", jpeg(9, 9))
    both.sync()
    ids = [both.image(STILL).id]
    albums = [both.album(each).id for each in ("a", "b")]
    with both.session() as session:
        source, target = (session.get_one(Album, each) for each in albums)
        chosen = choose(session, source, ids)
        assert chosen.number == 1
        assert move_items(session, source, target, chosen, may_open=True) == (1, 0)
    both.sync()
    assert pairs(both) == {STILL: RAW}
    assert both.image(RAW).album_id == albums[1]
    assert shown(both, "a") == ["a/other.jpg"]
    with both.session() as session:
        source, target = (session.get_one(Album, each) for each in albums)
        chosen = choose(session, target, ids)
        assert copy_items(session, target, source, chosen, may_open=True) == (1, 0)
    for album_id in albums:
        with both.session() as session:
            of_album = select(Image.kind).where(Image.album_id == album_id)
            assert sorted(session.scalars(of_album)) == [ItemKind.IMAGE] * 2 + [ItemKind.RAW]


def test_archives_have_both_files(both: Site) -> None:
    folders, ids = [Folder(both.album("a").id, None, "a")], [both.image(STILL).id]
    with both.session() as session:
        contents = read_contents(session, folders, lambda _contents: True, ids)
    assert ([each.name for each in contents.photographs], contents.films) == ([STILL, RAW], 0)


# Closed stays closed: nobody sees a RAW file because of what happens to its photograph.


@pytest.mark.parametrize("is_gone_first", [False, True])
def test_a_raw_file_is_left_out_with_its_photograph_for_good(
    both: Site, *, is_gone_first: bool
) -> None:
    remove(both, STILL)
    if not is_gone_first:
        both.sync()
    assert shown(both, "a") == ["a/other.jpg"]
    (both.library / STILL).unlink()
    both.sync()
    assert shown(both, "a") == ["a/other.jpg"]
    (both.library / RAW).rename(both.library / "a/elsewhere.nef")
    both.sync()
    both.sync()
    assert shown(both, "a") == ["a/other.jpg"]


def test_a_raw_file_that_was_away_is_left_out_with_its_photograph(both: Site) -> None:
    (both.library / RAW).unlink()
    both.sync()
    remove(both, STILL)
    both.write(RAW, DNG)
    both.sync()
    assert shown(both, "a") == ["a/other.jpg"]


@pytest.mark.parametrize("name", [RAW, "a/DSC_0001.dng"])
def test_a_raw_file_that_comes_late_is_left_out_like_its_photograph(site: Site, name: str) -> None:
    site.write(STILL)
    site.write("a/other.jpg", jpeg(8, 8))
    site.sync()
    remove(site, STILL)
    site.write(name, DNG)
    site.sync()
    assert shown(site, "a") == ["a/other.jpg"]
    (site.library / STILL).unlink()
    (site.library / name).rename(site.library / "a/elsewhere.nef")
    site.sync()
    site.sync()
    assert shown(site, "a") == ["a/other.jpg"]


def test_what_is_put_back_is_one_photograph_again(both: Site) -> None:
    deletion = remove(both, STILL)
    both.sync()
    with both.session() as session:
        restore_deleted(session, session.merge(deletion))
    assert both.sync().added == 0
    assert pairs(both) == {STILL: RAW}
    assert shown(both, "a") == [STILL, "a/other.jpg"]


def test_a_raw_file_stays_in_the_closed_album_of_its_photograph(both: Site) -> None:
    closed_beside_open(both)
    (both.library / STILL).unlink()
    both.sync()
    assert shown(both, "a") == [RAW, "a/other.jpg"]
    assert both.album("a").visibility == Visibility.PRIVATE
    assert shown(both, "b") == ["b/open.jpg"]


@pytest.mark.parametrize("is_copied", [False, True])
@pytest.mark.parametrize("is_alone", [False, True])
def test_a_folder_with_the_raw_file_of_a_closed_photograph_is_closed(
    both: Site, *, is_copied: bool, is_alone: bool
) -> None:
    closed_beside_open(both)
    if is_alone:
        (both.library / STILL).unlink()
    both.write("new/x.nef", DNG)
    if not is_copied:
        (both.library / RAW).unlink()
    both.sync()
    assert both.album("new").visibility == Visibility.PRIVATE


def test_the_rule_that_passes_over_a_photograph_does_so_with_its_raw_file(both: Site) -> None:
    (both.library / "a/.bviewerignore").write_text("dsc_0001.jpg\n")
    both.sync()
    assert shown(both, "a") == ["a/other.jpg"]
    (both.library / STILL).unlink()
    both.sync()
    assert shown(both, "a") == ["a/other.jpg"]


def test_a_photograph_that_cannot_be_shown_keeps_its_raw_file(both: Site) -> None:
    known = both.image(STILL)
    with both.session() as session:
        image = session.get_one(Image, known.id)
        mark_broken(image, "a test", "1")
        refresh_summaries(session, {image.album_id})
    assert pairs(both) == {STILL: RAW}
