"""Drawing the photographs of shows, whatever happens in between; and forgetting shows."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bviewer.models import (
    Album,
    Gallery,
    Image,
    ImageState,
    Slideshow,
    SlideshowImage,
    SlideshowState,
    Visibility,
    now,
)
from bviewer.queue.recover import recover
from bviewer.slideshow import drawing
from bviewer.slideshow.drawing import draw_slideshow, drawn_ids
from bviewer.slideshow.storage import open_sets
from bviewer.slideshow.upkeep import forget_slideshows
from tests.films import add_film, give_picture
from tests.site import Site
from tests.unit.slideshow.conftest import MakeShow

SIZES = {"one": 1, "two": 2, "three": 3, "seven": 7}


@pytest.fixture
def albums(site: Site) -> Site:
    """A site with albums of so many photographs."""
    for name, size in SIZES.items():
        for number in range(size):
            site.write(f"{name}/{number}.jpg")
    site.sync()
    return site


def top_id(site: Site) -> str:
    """The id of the album that holds all others."""
    return site.album("").id


def drawn(site: Site, **values: object) -> Counter[str]:
    """How many photographs of each album are drawn for a show of all albums."""
    values = {"sight": {"is_trusted": False, "granted": [], "shared": []}, **values}
    show = Slideshow(album_id=top_id(site), **values)
    with site.session() as session:
        ids = list(drawn_ids(session, show))
        assert len(ids) == len(set(ids))
        paths = session.scalars(select(Image.path).where(Image.id.in_(ids)))
        return Counter(path.partition("/")[0] for path in paths)


def test_films_of_providers_are_drawn_if_their_owner_wants_that(site: Site) -> None:
    site.write("one/0.jpg")
    site.sync()
    for address in ("dQw4w9WgXcQ", "76979871"):
        item = add_film(site, "one", address)
    give_picture(site, item)
    show = {"is_all": True, "gallery_id": 1}
    assert drawn(site, **show) == {"one": 1}
    with site.session() as session:
        session.get_one(Gallery, 1).shows_videos = True
    assert drawn(site, **show) == {"one": 1, "\0vimeo": 1}


def state_of(site: Site, show: Slideshow) -> tuple[str, int]:
    """How far a show is, and how many photographs are in it."""
    with site.session() as session:
        row = session.get_one(Slideshow, show.id)
        return row.state, row.number


def rows_of(site: Site, show: Slideshow) -> int:
    """How many photographs wait in the table for a show."""
    count = select(func.count()).where(SlideshowImage.slideshow_id == show.id)
    with site.session() as session:
        return session.scalars(count).one()


def test_half_of_each_album_is_drawn_rounded_up(albums: Site) -> None:
    assert drawn(albums, is_all=False) == {"one": 1, "two": 1, "three": 2, "seven": 4}
    assert drawn(albums, is_all=True) == SIZES


def test_other_draws_are_of_other_photographs(albums: Site) -> None:
    show = Slideshow(
        album_id=albums.album("seven").id,
        sight={"is_trusted": False, "granted": [], "shared": []},
        is_all=False,
    )
    with albums.session() as session:
        draws = {frozenset(drawn_ids(session, show)) for _ in range(20)}
    assert len(draws) > 1  # Of 35 halves.


def test_what_cannot_be_shown_does_not_count(albums: Site) -> None:
    with albums.session() as session:
        for number, state in enumerate((ImageState.BROKEN, ImageState.MISSING)):
            query = select(Image).where(Image.path == f"seven/{number}.jpg")
            session.scalars(query).one().state = state
        session.scalars(select(Album).where(Album.folder == "three")).one().missing = True
    assert drawn(albums, is_all=False) == {"one": 1, "two": 1, "seven": 3}
    albums.set_visibility("two", Visibility.HIDDEN)
    albums.set_visibility("one", Visibility.PRIVATE)
    assert drawn(albums, is_all=True) == {"seven": 5}
    sight = {"is_trusted": True, "granted": [], "shared": []}
    assert drawn(albums, is_all=True, sight=sight) == {"one": 1, "two": 2, "seven": 5}


def test_a_draw_takes_as_many_statements_however_many_albums_there_are(
    albums: Site, make_show: MakeShow
) -> None:
    with albums.statements() as statements:
        show = make_show(album_id=top_id(albums), state=SlideshowState.NEW)
        draw_slideshow(albums.runtime, show.id)
    assert state_of(albums, show) == (SlideshowState.BUILT, 8)
    assert rows_of(albums, show) == 8
    assert len(statements) <= 14


def test_a_worker_that_is_killed_is_followed_by_another(
    albums: Site, make_show: MakeShow, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = make_show(album_id=top_id(albums), state=SlideshowState.NEW, is_all=True)
    monkeypatch.setattr(drawing, "note_drawn", kill)
    with pytest.raises(KeyboardInterrupt):
        draw_slideshow(albums.runtime, show.id)
    monkeypatch.undo()
    assert state_of(albums, show) == (SlideshowState.NEW, 0)
    assert rows_of(albums, show) == 13
    draw_slideshow(albums.runtime, show.id)
    assert state_of(albums, show) == (SlideshowState.BUILT, 13)
    assert rows_of(albums, show) == 13
    with albums.statements() as statements:
        draw_slideshow(albums.runtime, show.id)
    assert len(statements) == 1, "sent twice, it is drawn once"


def kill(*_args: object) -> None:
    """End as a worker does that is told to."""
    raise KeyboardInterrupt


def test_what_nobody_draws_is_found(albums: Site, make_show: MakeShow) -> None:
    new, late = make_show("new", state=SlideshowState.NEW), now() - timedelta(minutes=1)
    make_show("built", seen_at=late)
    album_id = albums.album("three").id
    lost = make_show("lost", state=SlideshowState.NEW, seen_at=late, album_id=album_id)
    recover(albums.runtime)
    assert state_of(albums, lost) == (SlideshowState.BUILT, 2)
    assert state_of(albums, new) == (SlideshowState.NEW, 0)


def test_there_may_be_nothing_to_show(site: Site, make_show: MakeShow) -> None:
    show = make_show(state=SlideshowState.NEW)
    draw_slideshow(site.runtime, show.id)
    assert state_of(site, show) == (SlideshowState.FINISHED, 0)


def test_a_show_in_the_place_of_another_is_the_only_one(albums: Site, make_show: MakeShow) -> None:
    former = make_show("one", album_id=top_id(albums), state=SlideshowState.NEW)
    draw_slideshow(albums.runtime, former.id)
    with albums.session() as session:
        session.get_one(Slideshow, former.id).key = None
    show = make_show("one", album_id=top_id(albums), state=SlideshowState.NEW)
    draw_slideshow(albums.runtime, show.id)
    assert (rows_of(albums, former), rows_of(albums, show)) == (0, 8)
    draw_slideshow(albums.runtime, former.id)
    assert rows_of(albums, former) == 0


def test_nobody_has_more_than_some_shows(
    albums: Site, make_show: MakeShow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MOST_OF_ONE", 3)
    shows, moment = [], now()
    for number in range(4):
        seen_at = moment - timedelta(minutes=number)
        show = make_show(str(number), album_id=top_id(albums), state="new", seen_at=seen_at)
        draw_slideshow(albums.runtime, show.id)
        with albums.session() as session:
            session.get_one(Slideshow, show.id).seen_at = seen_at
        shows.append(show)
    other = make_show("other", asker="address:2", album_id=top_id(albums), state="new")
    draw_slideshow(albums.runtime, other.id)
    # The last one stays, though it was looked at before the others: it has just been begun.
    assert [rows_of(albums, show) for show in (*shows, other)] == [8, 8, 0, 8, 8]
    assert state_of(albums, shows[2])[0] == SlideshowState.FINISHED


@pytest.mark.parametrize(("asker", "left"), [("address:9", [0, 8, 8]), ("user:1", [8, 8, 8])])
def test_strangers_together_have_some_photographs(
    albums: Site,
    make_show: MakeShow,
    monkeypatch: pytest.MonkeyPatch,
    asker: str,
    left: list[int],
) -> None:
    monkeypatch.setattr(drawing, "MOST_OF_STRANGERS", 16)
    shows = []
    for number, each in enumerate(("address:1", "address:2", asker)):
        shows.append(
            make_show(str(number), album_id=top_id(albums), state="new", asker=each, number=0)
        )
        draw_slideshow(albums.runtime, shows[-1].id)
        with albums.session() as session:
            session.get_one(Slideshow, shows[-1].id).seen_at -= timedelta(minutes=3 - number)
    assert [rows_of(albums, show) for show in shows] == left


def test_shows_are_forgotten_a_day_after_somebody_looked(albums: Site, make_show: MakeShow) -> None:
    old, new = now() - timedelta(hours=25), now() - timedelta(hours=23)
    shows = [make_show(str(each), seen_at=each, state="new") for each in (old, new)]
    for show in shows:
        open_sets(albums.runtime, albums.runtime.engine).fill(show, ["a", "b"])
    make_show(None, seen_at=old)
    forget_slideshows(albums.runtime)
    with albums.session() as session:
        assert session.scalars(select(Slideshow.id)).all() == [shows[1].id]
        ids = session.scalars(select(SlideshowImage.slideshow_id).distinct()).all()
        assert ids == [shows[1].id]
