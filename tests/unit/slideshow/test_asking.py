"""Beginning shows: one for each browser, album and person."""

import pytest
from sqlalchemy import select

from bviewer.models import Album, Slideshow, SlideshowState
from bviewer.security.visitor import STRANGER, Visitor
from bviewer.slideshow import asking
from bviewer.slideshow.asking import (
    LONGEST,
    SHORTEST,
    Choice,
    Viewer,
    begin_slideshow,
    find_slideshow,
    key_of,
    sight_of,
)
from tests.problems import refused
from tests.site import Site

SECRET = "s" * 43


def begin(site: Site, key: str, choice: Choice) -> int:
    """Begin a show of the top album; returns its id."""
    with site.session() as session:
        album = session.scalars(select(Album)).one()
        viewer = Viewer(STRANGER, key, "address:1")
        show = begin_slideshow(session, album, [album.id], viewer, choice)
        session.flush()
        return show.id


def test_a_key_is_of_a_browser_an_album_and_a_person() -> None:
    keys = {
        key_of(secret, album_id, user_id)
        for secret in (SECRET, "t" * 43)
        for album_id in ("a" * 12, "b" * 12)
        for user_id in (None, 1, 2)
    }
    assert len(keys) == 12
    assert all(len(key) == 43 and SECRET not in key for key in keys)
    assert key_of(SECRET, "a", None) == key_of(SECRET, "a", None)


def test_another_show_takes_the_place_of_the_one_before(site: Site) -> None:
    first, second = begin(site, "key", Choice(3)), begin(site, "key", Choice(60, is_all=True))
    with site.session() as session:
        found = find_slideshow(session, "key")
        assert found is not None
        assert (found.id, found.seconds, found.is_all) == (second, 60, True)
        former = session.get_one(Slideshow, first)
        assert (former.key, former.state) == (None, SlideshowState.FINISHED)


@pytest.mark.parametrize("seconds", [SHORTEST - 1, LONGEST + 1])
def test_nothing_is_shown_for_longer_or_shorter(site: Site, seconds: int) -> None:
    with refused("seconds_range", "seconds", minimum=3, maximum=60):
        begin(site, "key", Choice(seconds))


def test_a_button_that_was_pressed_twice_begins_one_show(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin(site, "key", Choice())
    # The other press did not see it yet.
    monkeypatch.setattr(asking, "end_former", lambda _session, _key: None)
    assert begin(site, "key", Choice()) == first


def test_sight_tells_what_a_visitor_was_given() -> None:
    guest = Visitor(user_id=1, granted=frozenset("ab"), shared=frozenset("c"))
    assert sight_of(guest, ["x", "y"]) == {
        "is_trusted": False,
        "granted": ["a", "b"],
        "shared": ["c"],
    }
    assert sight_of(guest, ["x", "b"])["is_trusted"]
