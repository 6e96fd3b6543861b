from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bviewer.albums.covers import is_in_or_below, public_cover
from bviewer.albums.editing import set_cover, set_visibility
from bviewer.albums.galleries import add_gallery
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import (
    SUMMARISED,
    Album,
    AlbumSummary,
    Audience,
    Image,
    ImageState,
    User,
    Visibility,
)
from tests.examples import examples
from tests.pictures import jpeg
from tests.problems import refused
from tests.site import Site

HOSTS = count()


def album(session: Session, parent: Album, **values: object) -> Album:
    row = Album(
        gallery_id=parent.gallery_id, parent_id=parent.id, title="An album", sort_key=b"", **values
    )
    session.add(row)
    session.flush()
    return row


def image(session: Session, place: Album, minute: int, state: str = "ready") -> Image:
    row = Image(
        album_id=place.id, path=f"{minute}.jpg", sort_key=b"", time_source="exif", state=state,
        time=datetime(2024, 6, 1) + timedelta(minutes=minute), size=1, mtime_ns=1, ctime_ns=1,
        quick_hash=b"",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def cover(session: Session, place: Album, audience: Audience = Audience.EVERYBODY) -> str | None:
    return session.get_one(AlbumSummary, (place.id, audience)).cover_path


class Family:
    """The home, an album in it and one in that, each with an image; the newest is lowest."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home = session.query(Album).filter(Album.parent_id.is_(None)).one()
        self.mother = album(session, self.home)
        self.child = album(session, self.mother)
        self.albums = [self.home, self.mother, self.child]
        self.images = [image(session, place, minute) for minute, place in enumerate(self.albums)]
        # Newer than all others, and never chosen.
        self.newest = image(session, self.mother, 9)
        refresh_summaries(session, {row.id for row in self.albums})

    def chosen(self) -> str:
        """The path from the home to the image of the child."""
        return f"{self.mother.id}/{self.child.id}/{self.images[2].id}"

    def fallback(self) -> str:
        """The path from the home to the newest image."""
        return f"{self.mother.id}/{self.newest.id}"


@pytest.fixture
def family(site: Site) -> Iterator[Family]:
    with site.session() as session:
        yield Family(session)


def test_the_newest_is_the_cover_until_one_is_chosen(family):
    assert cover(family.session, family.home) == family.fallback()
    set_cover(family.session, family.home, family.images[2].id)
    assert cover(family.session, family.home) == family.chosen()
    assert cover(family.session, family.home, Audience.TRUSTED) == family.chosen()
    assert cover(family.session, family.mother) == family.newest.id
    set_cover(family.session, family.home, None)
    assert cover(family.session, family.home) == family.fallback()


def test_the_album_above_shows_what_an_album_has_chosen_if_nothing_there_is_newer(family):
    set_cover(family.session, family.mother, family.images[1].id)
    assert cover(family.session, family.home) == f"{family.mother.id}/{family.images[1].id}"


@pytest.mark.parametrize("flag", [Visibility.HIDDEN, Visibility.PRIVATE])
@pytest.mark.parametrize("closed", ["mother", "child"])
def test_a_way_that_is_closed_hides_the_chosen_cover_at_once(family, closed, flag):
    set_cover(family.session, family.home, family.images[2].id)
    set_visibility(family.session, getattr(family, closed), flag)
    shown = cover(family.session, family.home)
    assert shown == (family.fallback() if closed == "child" else family.images[0].id)
    assert cover(family.session, family.home, Audience.TRUSTED) == family.chosen()
    set_visibility(family.session, getattr(family, closed), Visibility.VISIBLE)
    assert cover(family.session, family.home) == family.chosen()


def test_an_album_that_is_private_itself_keeps_its_cover_to_itself(family):
    set_cover(family.session, family.child, family.images[2].id)
    set_cover(family.session, family.mother, family.images[2].id)
    set_visibility(family.session, family.child, Visibility.PRIVATE)
    assert cover(family.session, family.child) == family.images[2].id
    assert cover(family.session, family.mother) == family.newest.id
    assert cover(family.session, family.home) == family.fallback()


@pytest.mark.parametrize("state", [ImageState.MISSING, ImageState.BROKEN])
def test_what_cannot_be_shown_is_no_cover_until_it_can(family, state):
    set_cover(family.session, family.home, family.images[2].id)
    for current, expected in ((state, family.fallback()), (ImageState.READY, family.chosen())):
        family.images[2].state = current
        refresh_summaries(family.session, {family.child.id})
        for audience in SUMMARISED:
            assert cover(family.session, family.home, audience) == expected


def test_a_folder_that_is_missing_takes_its_cover_with_it(family):
    set_cover(family.session, family.home, family.images[2].id)
    family.child.missing = True
    refresh_summaries(family.session, {family.child.id})
    for audience in SUMMARISED:
        assert cover(family.session, family.home, audience) == family.fallback()


def test_an_image_that_has_moved_out_is_a_cover_only_for_albums_above_it(family):
    for place in (family.home, family.mother):
        set_cover(family.session, place, family.images[2].id)
    family.child.parent_id = family.home.id
    refresh_summaries(family.session, {family.child.id, family.mother.id})
    assert cover(family.session, family.mother) == family.newest.id
    assert cover(family.session, family.home) == f"{family.child.id}/{family.images[2].id}"


def test_only_images_in_the_album_or_below_it_can_be_chosen(family):
    assert is_in_or_below(family.session, family.images[2].id, family.home)
    for image_id in (family.images[0].id, "123456789ABC", ""):
        with refused("image_unknown", "cover", image=image_id):
            set_cover(family.session, family.mother, image_id)
    assert family.mother.cover_id is None


def test_images_of_another_gallery_cannot_be_chosen(family):
    owner = family.session.query(User).one()
    other = add_gallery(family.session, "other.test", owner, "", shared=True)
    top = family.session.query(Album).filter_by(gallery_id=other.id).one()
    with refused("image_unknown", "cover", image=family.images[2].id):
        set_cover(family.session, top, family.images[2].id)


def test_strangers_are_told_of_the_public_cover_only(family):
    set_cover(family.session, family.home, family.images[2].id)
    assert public_cover(family.session, family.home.id).cover_path == family.chosen()
    set_visibility(family.session, family.child, Visibility.HIDDEN)
    assert public_cover(family.session, family.home.id).cover_path == family.fallback()
    empty = album(family.session, family.home)
    refresh_summaries(family.session, {empty.id})
    assert public_cover(family.session, empty.id) is None


# Any tree, any choice, any change: what is told is what the rule says.

FLAGS = st.sampled_from([*Visibility])
CHANGES = st.one_of(
    st.tuples(st.just("flag"), st.integers(1, 6), FLAGS),
    st.tuples(st.just("missing"), st.integers(1, 6), st.booleans()),
    st.tuples(st.just("state"), st.integers(0, 6), st.sampled_from([*ImageState])),
    st.tuples(st.just("move"), st.integers(1, 6), st.integers(0, 5)),
    st.tuples(st.just("choose"), st.integers(0, 6), st.integers(0, 6)),
)


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("covers"), database, with_app=False)
    yield site
    site.close()


@examples(10)
@given(
    parents=st.tuples(*(st.integers(0, number) for number in range(6))),
    changes=st.lists(CHANGES, max_size=12),
)
def test_a_cover_is_the_chosen_one_if_it_may_be_seen_else_the_newest(orchard, parents, changes):
    gallery_id = orchard.add_gallery(f"g{next(HOSTS)}.test")
    with orchard.session() as session:
        albums = [session.query(Album).filter_by(gallery_id=gallery_id).one()]
        for parent in parents:
            albums.append(album(session, albums[parent]))
        images = [image(session, place, minute) for minute, place in enumerate(albums)]
        refresh_summaries(session, {row.id for row in albums})
        for change in changes:
            apply(session, albums, images, *change)
        for place in albums:
            for audience in SUMMARISED:
                assert cover(session, place, audience) == expected(albums, images, place, audience)


def apply(session, albums, images, kind, number, value) -> None:
    place = albums[number]
    if kind == "flag":
        set_visibility(session, place, value)
    elif kind == "choose":
        if way(albums, images[value], place) is not None:
            set_cover(session, place, images[value].id)
    elif kind == "state":
        images[number].state = value
        refresh_summaries(session, {place.id})
    elif kind == "missing":
        place.missing = value
        refresh_summaries(session, {place.id})
    elif value < number:  # Parents come before their children: there are no audiences.
        former, place.parent_id = place.parent_id, albums[value].id
        refresh_summaries(session, {place.id, former})


def way(albums: list[Album], row: Image, top: Album) -> list[Album] | None:
    """The albums from below `top` down to an image; None if it is elsewhere."""
    by_id, steps = {place.id: place for place in albums}, []
    step = by_id[row.album_id]
    while step.id != top.id:
        steps.insert(0, step)
        if step.parent_id is None:
            return None
        step = by_id[step.parent_id]
    return steps


def expected(albums, images, place: Album, audience: Audience) -> str | None:
    """The path to the cover of an album, found out without any summary but in Python."""
    covers = [
        shown(albums, images, row, place, audience) for row in images if row.id == place.cover_id
    ]
    if any(covers):
        return covers[0]
    own = [(row.time, row.id, row.id) for row in images if row.album_id == place.id]
    ready = {row.id for row in images if row.state == ImageState.READY}
    candidates = [candidate for candidate in own if candidate[1] in ready]
    for child in albums:
        is_open = audience == Audience.TRUSTED or child.visibility == Visibility.VISIBLE
        if child.parent_id == place.id and is_open and not child.missing:
            below = expected(albums, images, child, audience)
            if below is not None:
                row = next(row for row in images if row.id == below.rpartition("/")[2])
                candidates.append((row.time, row.id, f"{child.id}/{below}"))
    return max(candidates)[2] if candidates else None


def shown(albums, images, row: Image, place: Album, audience: Audience) -> str | None:
    """The path to an image, if this audience may see it in this album or below."""
    steps = way(albums, row, place)
    if steps is None or row.state != ImageState.READY:
        return None
    is_seen = audience == Audience.TRUSTED or all(step.visibility == "visible" for step in steps)
    if not is_seen or any(step.missing for step in steps):
        return None
    return "/".join([*(step.id for step in steps), row.id])


def test_syncs_keep_the_cover_true(site):
    for path in ("a/deep/x.jpg", "a/new.jpg", "b/y.jpg"):
        site.write(path, jpeg(30, 20 + len(path)))
    site.sync()
    chosen = site.image("a/deep/x.jpg").id
    with site.session() as session:
        for place in session.query(Album).filter(Album.folder.in_(["", "a"])):
            set_cover(session, place, chosen)
    (site.library / "a" / "deep").rename(site.library / "b" / "deep")
    site.sync()
    assert site.image("b/deep/x.jpg").id == chosen
    assert covers(site) == {
        "": f"{site.album('b').id}/{site.album('b/deep').id}/{chosen}",
        "a": site.image("a/new.jpg").id,
    }
    (site.library / "b" / "deep" / "x.jpg").rename(site.library / "a" / "x.jpg")
    site.sync()
    assert covers(site) == {"": f"{site.album('a').id}/{chosen}", "a": chosen}
    (site.library / "a" / "x.jpg").unlink()
    site.sync()
    assert chosen not in str(covers(site))


def covers(site: Site) -> dict[str, str | None]:
    """What strangers are shown as covers, by folder, of the home and of the album `a`."""
    ids = {folder: site.album(folder).id for folder in ("", "a")}
    with site.session() as session:
        return {
            folder: session.get_one(AlbumSummary, (album_id, Audience.EVERYBODY)).cover_path
            for folder, album_id in ids.items()
        }
