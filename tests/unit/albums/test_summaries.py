import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bviewer.albums import summaries
from bviewer.albums.editing import set_visibility
from bviewer.albums.moving import move_album
from bviewer.albums.summaries import Part, counting_once, refresh_summaries, total
from bviewer.models import Album, AlbumSummary, Audience, Image, ImageState, ItemKind, Visibility
from tests.site import Site
from tests.unit.sync.checks import assert_counted, count, dump, rows

NOON = datetime(2024, 6, 13, 12)


def album(session: Session, parent: Album | None, **values: object) -> Album:
    row = Album(
        gallery_id=1, parent_id=parent and parent.id, title="An album", sort_key=b"", **values
    )
    session.add(row)
    session.flush()
    return row


def image(session: Session, place: Album, minute: int, state: str = ImageState.READY) -> Image:
    row = Image(
        album_id=place.id, path=f"{random.random()}", sort_key=b"", time_source="exif", state=state,
        time=NOON + timedelta(minutes=minute), size=1, mtime_ns=1, ctime_ns=1, quick_hash=b"",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def top_of(session: Session) -> Album:
    return session.query(Album).filter(Album.parent_id.is_(None)).one()


def told(session: Session, place: Album, audience: Audience) -> AlbumSummary:
    return session.get_one(AlbumSummary, (place.id, audience))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_summary_is_what_a_count_by_hand_tells(site: Site, seed: int):
    chance = random.Random(seed)
    with site.session() as session:
        albums = [top_of(session)]
        for _ in range(40):
            albums.append(
                album(
                    session,
                    chance.choice(albums),
                    visibility=chance.choice([*Visibility]),
                    missing=chance.random() < 0.1,
                )
            )
            for _ in range(chance.randrange(4)):
                minute = chance.randrange(9) * chance.choice([1, 500_000])  # A year has 525,600.
                row = image(session, albums[-1], minute, chance.choice([*ImageState]))
                row.kind = chance.choice([*ItemKind])
                row.is_raw = row.kind == ItemKind.RAW
        refresh_summaries(session, {row.id for row in albums})
    assert_counted(site)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_change_and_its_ancestors_are_enough(site: Site, seed: int):
    chance = random.Random(seed)
    with site.session() as session:
        albums = [top_of(session)]
        for _ in range(20):
            albums.append(album(session, chance.choice(albums)))
            image(session, albums[-1], chance.randrange(100))
        refresh_summaries(session, {row.id for row in albums})
        ids = [row.id for row in albums[1:]]
    for _ in range(10):
        with site.session() as session:
            place = session.get_one(Album, chance.choice(ids))
            set_visibility(session, place, chance.choice([*Visibility]))
        assert_counted(site)


def test_strangers_are_told_of_visible_branches_only(site: Site):
    with site.session() as session:
        top = top_of(session)
        shown = album(session, top)
        own = image(session, shown, 1)
        for visibility in (Visibility.HIDDEN, Visibility.PRIVATE):
            closed = album(session, shown, visibility=visibility)
            image(session, album(session, closed), 1000)
            image(session, closed, -1000)
        refresh_summaries(session, {row.id for row in session.query(Album)})
        public = told(session, top, Audience.EVERYBODY)
        assert (public.images, public.albums, public.cover_id) == (1, 1, own.id)
        assert public.cover_path == f"{shown.id}/{own.id}"
        assert public.first_time == public.last_time == own.time
        trusted = told(session, top, Audience.TRUSTED)
        assert (trusted.images, trusted.albums) == (5, 5)
        assert (trusted.first_time, trusted.last_time) == (
            NOON - timedelta(minutes=1000), NOON + timedelta(minutes=1000),
        )  # fmt: skip


def test_the_years_of_a_branch_are_those_of_its_images(site: Site):
    with site.session() as session:
        top = top_of(session)
        shown = album(session, top)
        closed = album(session, shown, visibility=Visibility.PRIVATE)
        lost = album(session, shown, missing=True)
        years = {2007: shown, 2026: shown, 2015: closed, 2010: lost}
        for year, place in years.items():
            image(session, place, 0).time = datetime(year, 12, 31, 23, 59, 59, 999_999)
        image(session, shown, 0, ImageState.BROKEN).time = datetime(2001, 1, 1)
        image(session, shown, 0, ImageState.MISSING).time = datetime(2002, 1, 1)
        refresh_summaries(session, {row.id for row in session.query(Album)})
        for place in (top, shown):
            assert told(session, place, Audience.EVERYBODY).years == (2001, 2007, 2026)
            assert told(session, place, Audience.TRUSTED).years == (2001, 2007, 2015, 2026)
        assert told(session, lost, Audience.EVERYBODY).years == (2010,)
        empty = album(session, top)
        refresh_summaries(session, {empty.id})
        assert told(session, empty, Audience.TRUSTED).years == ()


def test_a_closed_album_tells_those_who_may_open_it_of_what_is_visible_in_it(site: Site):
    with site.session() as session:
        closed = album(session, top_of(session), visibility=Visibility.PRIVATE)
        image(session, album(session, closed), 1)
        refresh_summaries(session, {row.id for row in session.query(Album)})
        assert told(session, closed, Audience.EVERYBODY).images == 1


def test_the_newest_picture_that_can_be_shown_is_the_cover(site: Site):
    with site.session() as session:
        top = top_of(session)
        one, two = album(session, top), album(session, top)
        image(session, one, 1)
        image(session, one, 9, ImageState.BROKEN)
        image(session, one, 8, ImageState.MISSING)
        newest = image(session, two, 5)
        refresh_summaries(session, {one.id, two.id})
        summary = told(session, top, Audience.EVERYBODY)
        assert (summary.cover_id, summary.images) == (newest.id, 3)
        assert summary.last_time == NOON + timedelta(minutes=9)


def test_an_album_with_nothing_but_broken_pictures_has_no_cover(site: Site):
    with site.session() as session:
        top = top_of(session)
        image(session, top, 1, ImageState.BROKEN)
        refresh_summaries(session, {top.id})
        summary = told(session, top, Audience.EVERYBODY)
        assert (summary.images, summary.cover_id, summary.cover_path) == (1, None, None)


def test_a_missing_album_is_not_counted(site: Site):
    with site.session() as session:
        top = top_of(session)
        image(session, album(session, top, missing=True), 1)
        refresh_summaries(session, {row.id for row in session.query(Album)})
        assert told(session, top, Audience.TRUSTED).albums == 0


def test_a_summary_changes_with_the_visibility_or_not_at_all(gallery: Site):
    before = dump(gallery)
    with Session(gallery.runtime.engine) as session:
        place = session.query(Album).filter(Album.folder == "open").one()
        set_visibility(session, place, Visibility.PRIVATE)
        session.rollback()
    assert dump(gallery) == before
    gallery.set_visibility("open", Visibility.PRIVATE)
    albums, images = rows(gallery)
    top = gallery.album("")
    assert count(albums, images, top.id, "everybody")[0] == 1
    assert_counted(gallery)


def test_hundreds_of_albums_are_counted_in_slices(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(summaries, "CHUNK", 7)
    with site.session() as session:
        top = top_of(session)
        ids = set()
        for number in range(30):
            place = album(session, top)
            image(session, place, number)
            ids.add(place.id)
        refresh_summaries(session, ids)
    assert_counted(site)


def test_statements_do_not_grow_with_the_number_of_siblings(site: Site):
    costs = []
    for number in (5, 200):
        with site.session() as session:
            top = top_of(session)
            ids = {album(session, top).id for _ in range(number)}
        with site.statements() as statements, site.session() as session:
            refresh_summaries(session, ids)
        costs.append(len([line for line in statements if not line.startswith("INSERT")]))
    assert costs[0] == costs[1]


def test_the_total_of_nothing_is_nothing():
    assert total([]) == Part()


def test_equal_times_have_one_cover_whatever_their_order():
    parts = [Part(1, 0, NOON, NOON, name, name, NOON) for name in ("one", "two", "three")]
    assert total(parts).cover_id == total(parts[::-1]).cover_id == "two"


def test_a_depth_of_sixty_albums_is_counted(site: Site):
    with site.session() as session:
        place = top_of(session)
        for _ in range(64):
            place = album(session, place)
        own = image(session, place, 1)
        refresh_summaries(session, {row.id for row in session.query(Album)})
        summary = told(session, top_of(session), Audience.EVERYBODY)
        assert (summary.images, summary.albums) == (1, 64)
        assert summary.cover_path is not None
        assert summary.cover_path.endswith(own.id)
        assert len(summary.cover_path) <= 1000


def test_a_picture_that_turns_out_broken_is_a_cover_no_longer(site: Site):
    site.write("a/1.jpg")
    site.sync()
    album_id = site.album("a").id
    with site.session() as session:
        session.execute(update(Image).values(state=ImageState.BROKEN))
        refresh_summaries(session, {album_id})
    assert_counted(site)


def test_many_changes_are_counted_once_when_all_are_done(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    counted, real = [], summaries.refresh_chunk

    def refresh_chunk(session, album_ids):
        counted.extend(album_ids)
        real(session, album_ids)

    with site.session() as session:
        top = top_of(session)
        albums = [album(session, top) for _ in range(3)]
        target = album(session, top, visibility=Visibility.PRIVATE)
        for row in albums:
            image(session, row, 1)
        refresh_summaries(session, {row.id for row in (*albums, target)})
        monkeypatch.setattr(summaries, "refresh_chunk", refresh_chunk)
        with counting_once(session):
            for row in albums[:2]:
                set_visibility(session, row, Visibility.HIDDEN)
                move_album(session, row, target)
            assert counted == []
        assert len(counted) == len(set(counted))
        with pytest.raises(RuntimeError), counting_once(session):
            raise RuntimeError
        set_visibility(session, albums[2], Visibility.PRIVATE)
    assert_counted(site)
