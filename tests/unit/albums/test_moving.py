"""Putting albums and items elsewhere by hand: what closed them goes along, or it is asked first."""

import pytest
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import choose_all
from bviewer.albums.moving import move_album, opening_by_move
from bviewer.albums.transfers import move_items
from bviewer.models import Album, Visibility
from bviewer.sync.albums import ensure_album
from tests.problems import refused
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill


@pytest.fixture
def closed_twice(site: Site) -> Site:
    """up (private) has secret (private), which has sub, and beside (hidden)."""
    fill(site, "up/1.jpg", "up/secret/2.jpg", "up/secret/sub/3.jpg", "up/beside/4.jpg")
    site.set_visibility("up", Visibility.PRIVATE)
    site.set_visibility("up/secret", Visibility.PRIVATE)
    site.set_visibility("up/beside", Visibility.HIDDEN)
    return site


def albums_of(session: Session, *folders: str) -> list[Album]:
    return [ensure_album(session, GALLERY, folder) for folder in folders]


@pytest.mark.parametrize(
    ("moving", "may_open", "flag"),
    [
        ("up/secret/sub", False, Visibility.PRIVATE),
        ("up/secret/sub", True, Visibility.VISIBLE),
        ("up/beside", False, Visibility.HIDDEN),
    ],
)
def test_a_closed_album_above_both_hides_no_difference(
    closed_twice: Site, moving: str, may_open: bool, flag: Visibility
):
    with closed_twice.session() as session:
        album, parent = albums_of(session, moving, "up")
        assert (opening_by_move(session, album, parent) is None) == (moving == "up/beside")
        assert move_album(session, album, parent, may_open=may_open) == Visibility.PRIVATE
        assert album.visibility == flag


def test_items_are_put_nowhere_unasked_that_will_be_more_open(closed_twice: Site):
    with closed_twice.session() as session:
        source, target = albums_of(session, "up/secret", "up")
        with refused("more_open_there", "target"):
            move_items(session, source, target, choose_all(session, source))
        back = choose_all(session, target)
        assert move_items(session, target, source, back).number == 1
