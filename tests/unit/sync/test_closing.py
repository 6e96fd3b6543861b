import pytest

from bviewer.models import Visibility
from bviewer.sync.albums import ensure_album
from bviewer.sync.closing import is_stricter, keep_closed, openness
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill


def test_openness_is_what_an_album_amounts_to_below_its_ancestors(site: Site):
    fill(site, "a/b/1.jpg")
    site.set_visibility("a", Visibility.PRIVATE)
    site.set_visibility("a/b", Visibility.HIDDEN)
    with site.session() as session:
        album = ensure_album(session, GALLERY, "a/b")
        assert openness(session, album) == Visibility.PRIVATE
        assert not keep_closed(session, album, Visibility.PRIVATE)
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
        assert keep_closed(session, album, Visibility.HIDDEN)
        assert album.visibility == Visibility.HIDDEN
