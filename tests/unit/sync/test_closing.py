from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from bviewer.albums.editing import set_visibility, set_visibility_below
from bviewer.albums.lately import is_recent
from bviewer.albums.moving import move_album
from bviewer.models import Album, Visibility
from bviewer.security.visibility import is_stricter
from bviewer.sync.albums import ensure_album, move_albums
from bviewer.sync.closing import EVER, Origin, close_like, closed_since, keep_closed, openness
from bviewer.sync.origins import origin_of
from bviewer.sync.report import Report
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill, let_pass


def test_openness_is_what_an_album_amounts_to_below_its_ancestors(site: Site):
    fill(site, "a/b/1.jpg")
    site.set_visibility("a", Visibility.PRIVATE)
    site.set_visibility("a/b", Visibility.HIDDEN)
    with site.session() as session:
        album = ensure_album(session, GALLERY, "a/b")
        assert openness(session, album) == Visibility.PRIVATE
        assert not keep_closed(session, album, [("top", "visible"), ("other", "private")])
        assert album.visibility == Visibility.HIDDEN


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("private", "hidden", True),
        ("private", "visible", True),
        ("hidden", "visible", True),
        ("hidden", "private", False),
        ("visible", "hidden", False),
        ("private", "private", False),
        ("visible", "visible", False),
    ],
)
def test_private_is_stricter_than_hidden_and_hidden_than_visible(
    one: str, other: str, expected: bool
):
    assert is_stricter(one, other) is expected


def test_an_album_gets_a_flag_of_its_own_where_it_would_be_more_open(site: Site):
    fill(site, "a/1.jpg")
    with site.session() as session:
        album = ensure_album(session, GALLERY, "a")
        assert keep_closed(session, album, [("top", "visible"), ("other", "hidden")])
        assert album.visibility == Visibility.HIDDEN


def close_another_way(session: Session, above: Album, album: Album) -> None:
    album.visibility, above.visibility = Visibility.HIDDEN, Visibility.VISIBLE
    set_visibility(session, album, Visibility.PRIVATE)


def put_elsewhere(session: Session, above: Album, album: Album) -> None:
    move_album(session, album, ensure_album(session, GALLERY, "open"))


def close_below_one_that_is_opened(session: Session, above: Album, album: Album) -> None:
    set_visibility(session, album, Visibility.PRIVATE)
    above.visibility = Visibility.VISIBLE


def close_all_below(session: Session, above: Album, album: Album) -> None:
    album.visibility, above.visibility = Visibility.HIDDEN, Visibility.VISIBLE
    set_visibility(session, above, Visibility.PRIVATE)
    set_visibility_below(session, above)


def open_for_a_while(session: Session, above: Album, _album: Album) -> None:
    set_visibility(session, above, Visibility.VISIBLE)
    set_visibility(session, above, Visibility.PRIVATE)


def open_all_for_a_while(session: Session, above: Album, album: Album) -> None:
    album.visibility = Visibility.HIDDEN
    set_visibility(session, above, Visibility.VISIBLE)
    set_visibility_below(session, above)
    set_visibility(session, album, Visibility.PRIVATE)


def hand_over_to_one_above(session: Session, above: Album, album: Album) -> None:
    album.visibility, above.visibility = Visibility.HIDDEN, Visibility.VISIBLE
    set_visibility(session, above, Visibility.PRIVATE)
    set_visibility(session, album, Visibility.VISIBLE)


def hand_over_to_one_below(session: Session, above: Album, album: Album) -> None:
    set_visibility(session, above, Visibility.VISIBLE)
    set_visibility(session, album, Visibility.PRIVATE)


def put_into_one_closed_now(session: Session, above: Album, album: Album) -> None:
    other = ensure_album(session, GALLERY, "open")
    set_visibility(session, other, Visibility.PRIVATE)
    move_album(session, album, other)


def follow_into_one_closed_now(session: Session, above: Album, album: Album) -> None:
    set_visibility(session, ensure_album(session, GALLERY, "open"), Visibility.PRIVATE)
    move_albums(session, GALLERY, {"a/b": "open/b"})


def open_within(session: Session, above: Album, album: Album) -> None:
    set_visibility(session, above, Visibility.PRIVATE)
    album.visibility = Visibility.HIDDEN
    set_visibility(session, album, Visibility.VISIBLE)


def put_elsewhere_what_was_open_within(session: Session, above: Album, album: Album) -> None:
    open_within(session, above, album)
    put_elsewhere(session, above, album)


def follow_elsewhere_what_was_open_within(session: Session, above: Album, album: Album) -> None:
    open_within(session, above, album)
    move_albums(session, GALLERY, {"a/b": "open/b"})


def close_all_below_what_was_open_within(session: Session, above: Album, album: Album) -> None:
    above.visibility, album.visibility = Visibility.VISIBLE, Visibility.HIDDEN
    set_visibility(session, album, Visibility.VISIBLE)
    set_visibility(session, above, Visibility.PRIVATE)
    set_visibility_below(session, above)


@pytest.mark.parametrize(
    "close",
    [
        put_elsewhere_what_was_open_within,
        follow_elsewhere_what_was_open_within,
        close_all_below_what_was_open_within,
        hand_over_to_one_above,
        hand_over_to_one_below,
        put_into_one_closed_now,
        follow_into_one_closed_now,
        close_another_way,
        put_elsewhere,
        close_below_one_that_is_opened,
        close_all_below,
        open_for_a_while,
        open_all_for_a_while,
    ],
)
def test_what_was_closed_is_not_closed_since_now(site: Site, close: Callable[..., None]):
    """A copy of it may have begun before: else the rest of that would be visible."""
    fill(site, "a/b/1.jpg", "open/2.jpg")
    with site.session() as session:
        above, album = (ensure_album(session, GALLERY, folder) for folder in ("a", "a/b"))
        above.visibility = Visibility.HIDDEN
        close(session, above, album)
        assert openness(session, album) != Visibility.VISIBLE
        assert closed_since(session, album) == EVER


def test_what_a_sync_closes_is_not_closed_since_it_was_opened(site: Site):
    fill(site, "a/1.jpg", "secret/2.jpg")
    site.set_visibility("a", Visibility.PRIVATE)
    site.set_visibility("a", Visibility.VISIBLE)
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        album, secret = (ensure_album(session, GALLERY, folder) for folder in ("a", "secret"))
        assert close_like(session, Report(), album, origin_of(session, secret.id))
        assert closed_since(session, album) == EVER


def test_what_was_open_is_closed_since_now(site: Site):
    fill(site, "a/1.jpg")
    with site.session() as session:
        album = ensure_album(session, GALLERY, "a")
        set_visibility(session, album, Visibility.PRIVATE)
        assert closed_since(session, album) > EVER


def test_what_was_open_for_long_is_closed_since_now(site: Site):
    fill(site, "a/1.jpg")
    site.set_visibility("a", Visibility.PRIVATE)
    site.set_visibility("a", Visibility.VISIBLE)
    let_pass(site, 40)
    site.set_visibility("a", Visibility.PRIVATE)
    with site.session() as session:
        assert is_recent(closed_since(session, ensure_album(session, GALLERY, "a")))


@pytest.mark.parametrize(
    ("title", "folder", "expected"),
    [("a", "x/a", "a (/x/a)"), ("b", "x/a", "a"), ("a", None, "a")],
)
def test_albums_of_one_title_are_told_apart_by_the_folder(
    title: str, folder: str | None, expected: str
):
    assert (
        Origin("id", "a", [("id", Visibility.PRIVATE)], folder=folder).named_beside(title)
        == expected
    )
