"""The pictures of films: fetched by a worker, again if need be, and shown wherever the film is."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bviewer.albums.chosen_items import choose
from bviewer.albums.films import Film
from bviewer.albums.item_editing import ItemValues
from bviewer.albums.removing import remove_items
from bviewer.albums.trash import purge
from bviewer.models import Album, AlbumSummary, Deletion, Image, Provider, Video, now
from bviewer.queue.recover import recover
from bviewer.rendering.render import render_image
from bviewer.renditions.sizes import in_advance
from bviewer.videos import fetching, pictures
from bviewer.videos.editing import add_video
from bviewer.videos.pictures import (
    WAITS,
    fetch_picture,
    forget_films,
    overdue_pictures,
    want_again,
)
from tests.pictures import jpeg
from tests.providers import Providers, answer, endless
from tests.site import Site

TUBE, VIMEO, KEY = "dQw4w9WgXcQ", "76979871", "8272103f6e"
FILM, FILM_OF_VIMEO = f"youtube/{TUBE}", f"vimeo/{VIMEO}/{KEY}"
LARGE, ALWAYS = (f"/vi/{TUBE}/{name}.jpg" for name in ("maxresdefault", "hqdefault"))
TOLD = "/api/oembed.json"


@pytest.fixture
def changes() -> dict[str, str]:
    """What the ini file of a site says besides."""
    return {}


@pytest.fixture
def site(
    tmp_path: Path, database: Path, each_kind: Path, changes: dict[str, str]
) -> Iterator[Site]:
    """A site that may ask providers; two of its albums show the same film."""
    settings = {"bviewer.video_pictures": "true", **changes}
    site = Site(tmp_path, database, with_app=False, **settings)
    site.copy(each_kind)
    for folder in ("open", "priv"):
        add(site, folder, TUBE)
    yield site
    site.close()


def add(site: Site, folder: str, address: str) -> str:
    with site.session() as session:
        album = session.get_one(Album, site.album(folder).id)
        return add_video(session, album, address, ItemValues()).id


def video(site: Site, film_id: str = FILM) -> Video:
    with site.session() as session:
        found = session.get_one(Video, film_id)
        _ = found.picture
        session.expunge(found)
        return found


def rows(site: Site, film_id: str = FILM) -> list[Image]:
    with site.session() as session:
        found = list(session.scalars(select(Image).where(Image.path == f"\0{film_id}")))
        session.expunge_all()
        return found


def fetch(site: Site, film_id: str = FILM) -> Video:
    fetch_picture(site.runtime, film_id)
    return video(site, film_id)


def make_due(site: Site, film_id: str = FILM) -> None:
    with site.session() as session:
        session.get_one(Video, film_id).due_at = now()


def covers(site: Site, folder: str) -> set[str | None]:
    with site.session() as session:
        query = select(AlbumSummary.cover_id).where(AlbumSummary.album_id == site.album(folder).id)
        return set(session.scalars(query))


def told(address: object) -> bytes:
    return json.dumps({"type": "video", "thumbnail_url": address}).encode()


def test_a_picture_is_fetched_once_and_shown_by_all_albums_that_show_the_film(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(200, poster)
    assert {row.state for row in rows(site)} == {"bare"}
    found = fetch(site)
    assert (found.picture, found.due_at, found.reason, found.tries) == (poster, None, None, 0)
    assert providers.asked == [f"https://i.ytimg.com{LARGE}"]
    shown = rows(site)
    assert len(shown) == 2
    for row in shown:
        assert (row.state, row.width, row.height, row.size) == ("ready", 320, 180, len(poster))
        render_image(site.runtime, row.id)
    assert all(row.placeholder for row in rows(site))
    names = sorted(path.name for path in site.cache.rglob("*.jpg"))
    assert len(names) == 2 * len(in_advance(site.runtime.settings.sizes))
    fetch_picture(site.runtime, FILM)
    assert len(providers.asked) == 1


def test_an_album_that_shows_the_film_later_has_its_picture_at_once(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(200, poster)
    fetch(site)
    add(site, "hid", TUBE)
    assert {row.state for row in rows(site)} == {"ready"}
    assert len({row.quick_hash for row in rows(site)}) == 1


def test_the_newest_film_is_a_cover_as_soon_as_it_has_a_picture(
    site: Site, providers: Providers, poster: bytes
) -> None:
    (here,) = (row.id for row in rows(site) if row.album_id == site.album("open").id)
    assert here not in covers(site, "open")
    providers.answers[LARGE] = answer(200, poster)
    fetch(site)
    assert covers(site, "open") == {here}


def test_a_film_that_is_not_large_has_a_smaller_picture(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(404, jpeg(120, 90))
    providers.answers[ALWAYS] = answer(200, poster)
    assert fetch(site).picture == poster
    assert len(providers.asked) == 2


def test_what_is_refused_is_not_asked_for_in_another_size(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(403)
    providers.answers[ALWAYS] = answer(200, poster)
    assert fetch(site).reason == "refused"
    assert len(providers.asked) == 1


def test_vimeo_says_where_the_picture_is(site: Site, providers: Providers, poster: bytes) -> None:
    add(site, "open", f"https://vimeo.com/{VIMEO}/{KEY}")
    there = "https://i.vimeocdn.com/video/1-d_1280?region=us"
    providers.answers[TOLD] = answer(200, told(there), Content_Type="application/json")
    providers.answers["/video/1-d_1280"] = answer(200, poster)
    assert fetch(site, FILM_OF_VIMEO).picture == poster
    page = f"https://vimeo.com/{VIMEO}/{KEY}"
    assert providers.asked == [f"https://vimeo.com{TOLD}?url={page}&width=1280", there]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (told("https://127.0.0.1/x"), "unsafe"),
        (told("http://i.vimeocdn.com/x"), "unsafe"),
        (told("https://i.vimeocdn.com@evil.test/x"), "unsafe"),
        (told(None), "gone"),
        (told(7), "gone"),
        (told({}), "gone"),
        (b"{}", "gone"),
        (b"[]", "gone"),
        (b"7", "gone"),
        (b"nonsense", "gone"),
        (b"\xff\xfe\xff", "gone"),
        (b"[" * 60_000, "gone"),
        (b" " * 70_000, "too-large"),
    ],
)
def test_what_vimeo_says_is_not_believed_blindly(
    site: Site, providers: Providers, said: bytes, reason: str
) -> None:
    add(site, "open", f"https://vimeo.com/{VIMEO}/{KEY}")
    providers.answers[TOLD] = answer(200, said, Content_Type="application/json")
    assert fetch(site, FILM_OF_VIMEO).reason == reason
    assert providers.connections == 1


@pytest.mark.parametrize("body", [b"<!doctype html>", b"", b"\xff\xd8\xff\xe0 no picture"])
def test_what_only_calls_itself_a_picture_is_none(
    site: Site, providers: Providers, body: bytes
) -> None:
    providers.answers[LARGE] = answer(200, body)
    found = fetch(site)
    assert (found.reason, found.picture) == ("no-picture", None)
    assert {row.state for row in rows(site)} == {"bare"}


@pytest.mark.parametrize("changes", [{"bviewer.max_pixels": "1000"}])
def test_a_picture_of_too_many_pixels_is_none(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(200, poster)
    assert fetch(site).reason == "no-picture"


def test_each_try_waits_longer_and_the_last_for_somebody_who_wants_it(
    site: Site, providers: Providers, poster: bytes
) -> None:
    for tries, wait in enumerate(WAITS, 1):
        found = fetch(site)
        assert (found.reason, found.tries) == ("gone", tries)
        assert found.due_at is not None
        assert wait - timedelta(minutes=1) < found.due_at - now() <= wait
        assert overdue_pictures(site.runtime) == []
        asked = len(providers.asked)
        assert fetch(site).tries == tries  # It is not time yet.
        assert len(providers.asked) == asked
        make_due(site)
    assert fetch(site).due_at is None
    assert overdue_pictures(site.runtime) == []
    providers.answers[LARGE] = answer(200, poster)
    with site.session() as session:
        want_again(session, Film(Provider.YOUTUBE, TUBE))
    assert overdue_pictures(site.runtime) == [FILM]
    assert fetch(site).picture == poster


def test_who_has_enough_of_us_is_left_alone_for_as_long_as_was_said(
    site: Site, providers: Providers
) -> None:
    providers.answers[LARGE] = answer(429, Retry_After="7200")
    found = fetch(site)
    assert found.reason == "busy"
    assert found.due_at is not None
    assert timedelta(hours=1, minutes=59) < found.due_at - now() <= timedelta(hours=2)
    providers.answers[LARGE] = answer(503, Retry_After="1")
    make_due(site)
    found = fetch(site)
    assert found.due_at is not None
    assert found.due_at - now() > timedelta(hours=23)


def test_a_worker_that_dies_over_it_has_tried(site: Site, monkeypatch) -> None:
    def die(*_args: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(pictures, "run_limited", die)
    with pytest.raises(KeyboardInterrupt):
        fetch_picture(site.runtime, FILM)
    found = video(site)
    assert (found.tries, found.picture) == (1, None)
    assert overdue_pictures(site.runtime) == []
    make_due(site)
    assert overdue_pictures(site.runtime) == [FILM]


def test_what_takes_too_long_in_all_is_ended(
    site: Site, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also looking up a name, which nothing else ends."""
    monkeypatch.setattr(pictures, "SECONDS_IN_ALL", 0.5)
    monkeypatch.setattr(fetching, "addresses_of", lambda _host: threading.Event().wait())
    assert fetch(site).reason == "slow"


def test_what_drips_is_ended(
    site: Site, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.5)
    providers.answers[LARGE] = endless(b"HTTP/1.1 200 OK\r\n", b"", threading.Event())
    assert fetch(site).reason == "slow"


def test_a_picture_stays_while_another_one_cannot_be_fetched(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(200, poster)
    fetch(site)
    before = rows(site)
    providers.answers[LARGE] = answer(500)
    make_due(site)
    found = fetch(site)
    assert (found.picture, found.reason) == (poster, "refused")
    providers.answers[LARGE] = answer(200, poster)
    make_due(site)
    fetch(site)
    assert [row.state for row in rows(site)] == [row.state for row in before]
    other = jpeg(640, 360)
    providers.answers[LARGE] = answer(200, other)
    make_due(site)
    assert fetch(site).picture == other
    assert {row.width for row in rows(site)} == {640}
    assert {row.quick_hash for row in rows(site)}.isdisjoint(row.quick_hash for row in before)


def test_a_picture_of_which_nothing_can_be_made_is_given_up(
    site: Site, providers: Providers, poster: bytes
) -> None:
    """Although it could be looked at when it came."""
    providers.answers[LARGE] = answer(200, poster)
    fetch(site)
    with site.session() as session:
        session.execute(update(Video).values(picture=b"nonsense"))
    here, there = rows(site)
    render_image(site.runtime, here.id)
    found = video(site)
    assert (found.picture, found.reason, found.due_at) == (None, "no-picture", None)
    assert [(row.state, row.size) for row in rows(site)] == [("bare", 0)] * 2
    render_image(site.runtime, there.id)
    assert here.id not in covers(site, "open")


@pytest.mark.parametrize("changes", [{"bviewer.video_pictures": "false"}])
def test_where_it_is_switched_off_nobody_is_asked(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(200, poster)
    found = fetch(site)
    assert (found.tries, found.picture) == (0, None)
    assert overdue_pictures(site.runtime) == []
    recover(site.runtime)
    assert providers.connections == 0


def test_lost_work_is_found_by_the_rows(site: Site, providers: Providers, poster: bytes) -> None:
    providers.answers[LARGE] = answer(200, poster)
    recover(site.runtime)
    assert video(site).picture == poster


def test_a_film_is_forgotten_when_nothing_shows_it_nor_the_trash(
    site: Site, providers: Providers, poster: bytes
) -> None:
    providers.answers[LARGE] = answer(200, poster)
    fetch(site)
    with site.session() as session:
        for row in session.scalars(select(Image).where(Image.path == f"\0{FILM}")).all():
            album = session.get_one(Album, row.album_id)
            remove_items(session, album, choose(session, album, [row.id]))
    forget_films(site.runtime)
    assert video(site).picture == poster
    with site.session() as session:
        session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=31)))
        purge(session)
    forget_films(site.runtime)
    with site.session() as session:
        assert session.scalars(select(Video)).all() == []


def test_a_film_that_is_shown_while_it_was_forgotten_is_known_again(site: Site) -> None:
    with site.session() as session:
        session.delete(session.get_one(Video, FILM))
    fetch_picture(site.runtime, FILM)
    forget_films(site.runtime)
    assert video(site).due_at is not None
