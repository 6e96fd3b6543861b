"""Addresses of albums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.models import Album, Visibility
from bviewer.tree.outline import outline
from bviewer.tree.urls import addresses_of, album_segment
from tests.site import Site

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
