"""Addresses of albums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.models import Album, Visibility
from bviewer.tree.outline import outline
from bviewer.tree.urls import (
    Urls,
    addresses_of,
    album_segment,
    item_url,
    listing_url,
    node_path,
    rendition_url,
    ways_to,
    with_query,
    with_query_string,
)
from tests.site import Site
from tests.trees import chain, node_id

ID = "7Hq2K9wx4mZp"


def test_the_segment_of_an_album_is_its_words_and_its_id() -> None:
    assert album_segment(ID, "Italy, 2024!", Visibility.VISIBLE) == f"italy-2024-{ID}"
    assert album_segment(ID, "Italy", Visibility.HIDDEN) == f"italy-{ID}"


@pytest.mark.parametrize("title", ["", "?!", "\u2026", "---"])
def test_a_title_without_words_leaves_the_id_alone(title: str) -> None:
    assert album_segment(ID, title, Visibility.VISIBLE) == ID


@given(st.text())
def test_the_segment_of_a_private_album_does_not_tell_its_title(title: str) -> None:
    assert album_segment(ID, title, Visibility.PRIVATE) == ID


def test_places_are_those_of_the_pages(gallery: Site) -> None:
    with gallery.session() as session:
        albums = session.query(Album).all()
        found = addresses_of(session, albums[0].gallery_id, [album.id for album in albums])
        lines = outline(session, albums[0].gallery_id)
    assert {line.id: (line.url, line.title) for line in lines} == found
    assert len(found) == len(albums) > 5


def test_the_address_of_an_album_takes_a_look_at_those_above_it_alone(gallery: Site) -> None:
    albums = [gallery.album(folder) for folder in ("", "priv", "priv/openchild")]
    with gallery.session() as session, gallery.statements() as statements:
        found = ways_to(session, albums[0].gallery_id, [albums[-1].id])
    assert set(found) == {album.id for album in albums}
    assert len([each for each in statements if "SELECT" in each]) == 1


URLS = Urls("https://pub.test/gallery")
HOME, ITALY = chain(["visible", "visible"])
IMAGE = ITALY[node_id("Z")]


def test_nodes_are_below_the_path_of_the_application() -> None:
    album = f"https://pub.test/gallery/b-{node_id('B')}/"
    assert URLS.of(HOME) == URLS.home == "https://pub.test/gallery/"
    assert URLS.of(ITALY) == album
    assert URLS.of(ITALY, "feed") == f"{album}feed"
    assert URLS.of(IMAGE) == item_url(album, node_id("Z")) == f"{album}{node_id('Z')}/"
    assert URLS.of(IMAGE["small.jpg"]) == f"{URLS.of(IMAGE)}small.jpg/"
    assert URLS.of(ITALY, year=2024, after=None) == f"{album}?year=2024"


def test_pages_of_the_gallery_itself_have_an_address_and_a_path() -> None:
    assert URLS.at_home("login", next="/a b") == "https://pub.test/gallery/login?next=%2Fa+b"
    assert URLS.path_at_home() == "/gallery/"
    assert URLS.path_at_home("login") == "/gallery/login"
    assert Urls("https://pub.test").path_at_home("login") == "/login"
    assert URLS.short(node_id("B")) == f"https://pub.test/gallery/{node_id('B')}/"


def test_a_path_is_as_traversal_reads_it() -> None:
    assert node_path(HOME, "") == "/"
    assert node_path(HOME, "login") == "/login"
    assert node_path(ITALY, "") == f"/b-{node_id('B')}/"
    assert node_path(ITALY, "feed") == f"/b-{node_id('B')}/feed"


@given(st.text(min_size=1))
def test_elements_never_leave_their_place(name: str) -> None:
    url = URLS.at_home(name)
    assert set(url.removeprefix(URLS.home)).isdisjoint('/?# \r\n"<>&')


def test_what_is_appended_to_addresses() -> None:
    assert rendition_url("/i/", "small", "f00") == "/i/small.jpg?v=f00"
    assert listing_url("/a/", "x") == "/a/?at=x#x"
    assert with_query("/a/", {}) == with_query("/a/", {"year": None}) == "/a/"
    assert with_query("/a/", {"year": 2024, "after": "x&y"}) == "/a/?year=2024&after=x%26y"
    assert with_query_string("/a/", "") == "/a/"
    assert with_query_string("/a/", "a=%41") == "/a/?a=%41"
