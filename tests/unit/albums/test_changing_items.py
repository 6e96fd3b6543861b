"""Items that a person changes, takes out, moves and copies, and what a sync makes of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bviewer.albums.chosen_items import choose, choose_all
from bviewer.albums.editing import find_album
from bviewer.albums.excluding import include_all, number_excluded
from bviewer.albums.item_editing import ItemValues, change_item, find_image
from bviewer.albums.item_times import reset_times, shift_times
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.summaries import refresh_summaries
from bviewer.albums.transfers import Transferred, copy_items, move_items
from bviewer.albums.trash import purge
from bviewer.models import Album, Deletion, Image, Visibility, now
from tests.mirrored import mirror
from tests.pictures import jpeg
from tests.problems import refused
from tests.unit.sync.checks import assert_counted


@pytest.fixture
def three(gallery):
    """The gallery with photographs a, b and c in `open`, and an album beside it picked by hand."""
    for number, name in enumerate("bc", 90):
        gallery.write(f"open/{name}.jpg", jpeg(number, 40))
    mirror(gallery)
    with gallery.session() as session:
        top = gallery.album("")
        picked = Album(
            id="picked123456",
            gallery_id=1,
            parent_id=top.id,
            title="picked",
            sort_key=b"p",
            visibility=Visibility.PRIVATE,
        )
        session.add(picked)
        refresh_summaries(session, {picked.id})
    return gallery


def album_in(session, folder):
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def names_in(site, album_id):
    with site.session() as session:
        paths = session.scalars(select(Image.path).where(Image.album_id == album_id))
        return sorted(path.rpartition("/")[2] for path in paths)


def ids_of(site, *names):
    with site.session() as session:
        return ids_in(session, *(f"open/{name}.jpg" for name in names))


def ids_in(session, *paths):
    found = dict(session.execute(select(Image.path, Image.id)).all())
    return [found[path] for path in paths]


def test_what_is_taken_out_stays_out_until_it_is_put_back(three):
    folder, ids = three.album("open"), ids_of(three, "a", "b")
    with three.session() as session:
        album = album_in(session, "open")
        deletion_id = remove_items(session, album, choose(session, album, ids)).album_id
        assert album.revision == 1
        assert number_excluded(session, album.id) == 0  # They can be put back.
    assert names_in(three, folder.id) == ["c.jpg"]
    report = three.sync()
    assert (report.added, report.moved, report.missing) == (0, 0, 0)
    (three.library / "open").rename(three.library / "renamed")
    assert three.sync().added == 0
    assert names_in(three, folder.id) == ["c.jpg"]
    assert_counted(three)
    (three.library / "renamed").rename(three.library / "open")
    three.sync()
    with three.session() as session:
        restored = restore_deleted(session, session.get_one(Deletion, deletion_id))
        assert restored.id == folder.id
        assert session.get(Deletion, deletion_id) is None
    assert names_in(three, folder.id) == ["a.jpg", "b.jpg", "c.jpg"]
    assert ids_of(three, "a", "b") == ids
    assert three.sync().added == 0
    assert_counted(three)


def test_what_is_gone_for_good_comes_back_with_a_sync_that_may(three):
    with three.session() as session:
        album = album_in(session, "open")
        remove_items(session, album, choose(session, album, ids_in(session, "open/a.jpg")))
        session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=31)))
        assert purge(session) == 1
        assert number_excluded(session, album.id) == 1
    assert three.sync().added == 0
    with three.session() as session:
        include_all(session, album_in(session, "open"))
    assert three.sync().added == 1


def test_what_moved_survives_syncs_and_renamed_folders(three):
    ids = ids_of(three, "a", "b")
    with three.session() as session:
        source, target = album_in(session, "open"), find_album(session, "picked123456")
        moved = move_items(session, source, target, choose(session, source, ids))
        assert moved == Transferred(2, 0)
    for _ in range(2):
        report = three.sync()
        assert (report.added, report.moved, report.missing) == (0, 0, 0)
    assert names_in(three, "picked123456") == ["a.jpg", "b.jpg"]
    assert ids_of(three, "a", "b") == ids
    with three.session() as session:
        target, home = find_album(session, "picked123456"), album_in(session, "open")
        back = choose_all(session, target)
        with refused("more_open_there", "target"):
            move_items(session, target, home, back)
        assert move_items(session, target, home, back, may_open=True).number == 2
        assert number_excluded(session, home.id) == 0
        assert not any(session.scalars(select(Image.is_picked)))
    assert three.sync().added == 0
    assert_counted(three)


def test_copies_into_the_album_of_another_folder_are_nothing_that_a_sync_misses(three):
    three.write("priv/own.jpg", jpeg(77, 50))
    three.sync()
    with three.session() as session:
        source, target = album_in(session, "open"), album_in(session, "priv")
        before = session.scalars(select(Image.id)).all()
        chosen = choose_all(session, source)
        assert copy_items(session, source, target, chosen) == Transferred(3, 0)
        assert copy_items(session, source, target, chosen) == Transferred(0, 3)
        assert len(session.scalars(select(Image.id)).all()) == len(before) + 3
    report = three.sync()
    assert (report.added, report.moved, report.missing) == (0, 0, 0)
    (three.library / "open/a.jpg").rename(three.library / "open/z.jpg")
    report = three.sync()
    assert (report.added, report.moved, report.missing) == (0, 1, 0)
    assert {"z.jpg", "b.jpg", "c.jpg"} < set(names_in(three, three.album("priv").id))
    assert_counted(three)


def test_one_foreign_image_and_nothing_is_chosen(three):
    with three.session() as session:
        album = album_in(session, "open")
        for ids in (ids_in(session, "open/a.jpg", "priv/s.jpg"), ["x" * 9000], [album.id]):
            with refused("selection_changed"):
                choose(session, album, ids)
        with refused("nothing_chosen"):
            choose(session, album, [])
        with refused("nothing_chosen"):
            choose_all(session, find_album(session, "picked123456"))
        with refused("same_album", "target"):
            move_items(session, album, album, choose_all(session, album))


def test_a_shift_keeps_the_time_of_the_file_and_is_taken_back(three):
    odd = datetime(2024, 2, 29, 23, 59, 59, 999_999)
    with three.session() as session:
        session.execute(
            update(Image).where(Image.id.in_(ids_in(session, "open/a.jpg"))).values(time=odd)
        )
    with three.session() as session:
        album = album_in(session, "open")
        before = dict(session.execute(select(Image.id, Image.time)).all())
        chosen = choose_all(session, album)
        for hours in (25, -1):
            shift_times(session, album, chosen, timedelta(hours=hours))
        rows = session.execute(
            select(Image.id, Image.time, Image.file_time).where(Image.album_id == album.id)
        ).all()
        assert len(rows) == 3
        assert all(row.file_time == before[row.id] for row in rows)
        assert all(row.time == before[row.id] + timedelta(hours=24) for row in rows)
        for days in (80_000, 10**8):
            with refused("time_range", "shift", minimum=1800, maximum=2200):
                shift_times(session, album, chosen, timedelta(days=days))
        with refused("shift_nothing", "shift"):
            shift_times(session, album, chosen, timedelta())
        reset_times(session, album, chosen)
        after = session.execute(select(Image.id, Image.time, Image.file_time)).all()
        assert {row.id: row.time for row in after} == before
        assert {row.file_time for row in after} == {None}
    assert_counted(three)


def test_a_shift_holds_for_what_a_sync_reads(three):
    with three.session() as session:
        album = album_in(session, "open")
        shift_times(session, album, choose_all(session, album), timedelta(days=1))
    three.write("open/b.jpg", jpeg(33, 20))
    three.sync()
    image = three.image("open/b.jpg")
    assert image.time - image.file_time == timedelta(days=1)


def test_an_item_is_called_and_dated_by_a_person(three):
    with three.session() as session:
        album = album_in(session, "open")
        image = find_image(session, album, *ids_in(session, "open/a.jpg"))
        own = image.time
        change_item(session, image, ItemValues("A\x00boat", "One\r\ntwo", datetime(1999, 1, 2)))
        assert (image.own_title, image.caption) == ("A boat", "One\ntwo")
        assert (image.time, image.file_time) == (datetime(1999, 1, 2), own)
        change_item(session, image, ItemValues("", "", None))
        assert (image.own_title, image.time, image.file_time) == ("", own, None)
        for code, field, values in (
            ("item_title_length", "title", ItemValues("x" * 301, "", None)),
            ("caption_too_long", "caption", ItemValues("", "x" * 5001, None)),
        ):
            maximum = 300 if field == "title" else 5000
            with refused(code, field, maximum=maximum):
                change_item(session, image, values)
        with refused("time_range", "time", minimum=1800, maximum=2200):
            change_item(session, image, ItemValues("", "", datetime(9999, 1, 1)))
        with refused("selection_changed"):
            find_image(session, album, *ids_in(session, "priv/s.jpg"))


def test_a_sync_takes_nothing_out_of_an_album_that_it_was_picked_for(three):
    with three.session() as session:
        source, target = album_in(session, "open"), album_in(session, "priv")
        chosen = choose(session, source, ids_in(session, "open/a.jpg"))
        move_items(session, source, target, chosen)
    (three.library / "open/a.jpg").rename(three.library / "open/z.jpg")
    three.sync()
    assert names_in(three, three.album("priv").id) == ["s.jpg", "z.jpg"]
    assert "z.jpg" not in names_in(three, three.album("open").id)
    assert_counted(three)
