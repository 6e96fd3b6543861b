from collections.abc import Collection
from typing import Any

import pytest
from pyramid.traversal import resource_path

from bviewer.models import Album, new_id
from bviewer.security.visitor import Visitor
from bviewer.tree.ancestry import GalleryRow, load_ancestry
from bviewer.tree.relocation import as_known_to, find_node
from bviewer.tree.resources import AlbumResource, HomeResource, ImageResource
from bviewer.tree.urls import node_path
from tests import trees
from tests.site import HOST, Site
from tests.trees import chain


@pytest.fixture
def with_app() -> bool:
    """Requests are asked here."""
    return True


def gallery_row(site: Site, host: str = HOST) -> GalleryRow:
    """A gallery as requests know it."""
    ancestry = load_ancestry(site.app.registry["bviewer.autocommit_engine"], host, [])
    assert ancestry is not None
    return ancestry.gallery


def find(site: Site, node_id: str, host: str = HOST) -> AlbumResource | ImageResource | None:
    """The node of an id."""
    with site.app.registry["bviewer.autocommit_engine"].connect() as connection:
        return find_node(connection, gallery_row(site, host), node_id, site.runtime.settings.sizes)


def test_an_album_is_found_where_it_stands(gallery: Site) -> None:
    node = find(gallery, gallery.album("open/secretchild").id)
    assert isinstance(node, AlbumResource)
    assert node.album.title == "secretchild"
    assert f"{resource_path(node)}/" == gallery.album_url("open/secretchild")
    assert isinstance(node.home, HomeResource)


def test_an_image_is_found_where_it_stands(gallery: Site) -> None:
    node = find(gallery, gallery.image("priv/openchild/q.jpg").id)
    assert isinstance(node, ImageResource)
    assert node.image.path == "priv/openchild/q.jpg"
    assert f"{resource_path(node)}/" == gallery.image_url("priv/openchild/q.jpg")
    assert node["small.jpg"].size.name == "small"


def test_what_was_moved_is_found_at_its_new_place(gallery: Site) -> None:
    moved, parent = gallery.album("other").id, gallery.album("priv/openchild").id
    with gallery.session() as session:
        session.get_one(Album, moved).parent_id = parent
    node = find(gallery, gallery.image("other/o.jpg").id)
    assert isinstance(node, ImageResource)
    titles = [album.title for album in node.__parent__.ancestry]
    assert titles == [HOST, "priv", "openchild", "other"]


def test_the_top_album_is_the_home(gallery: Site) -> None:
    assert isinstance(find(gallery, gallery.album("").id), HomeResource)


@pytest.mark.parametrize("node_id", [None, "", "x", "%", "1" * 12])
def test_an_id_of_nothing_finds_nothing(gallery: Site, node_id: str | None) -> None:
    assert find(gallery, node_id or new_id()) is None


def test_nothing_of_another_gallery_is_found(gallery: Site) -> None:
    gallery.add_gallery("other.test", owner="foreign", home="other")
    for node_id in (gallery.album("open").id, gallery.image("open/a.jpg").id):
        assert find(gallery, node_id, "other.test") is None
        assert find(gallery, node_id) is not None


def test_a_node_is_found_with_one_statement(gallery: Site) -> None:
    row, sizes = gallery_row(gallery), gallery.runtime.settings.sizes
    node_id = gallery.image("priv/openchild/q.jpg").id
    with (
        gallery.statements() as statements,
        gallery.app.registry["bviewer.autocommit_engine"].connect() as connection,
    ):
        find_node(connection, row, node_id, sizes)
        find_node(connection, row, new_id(), sizes)
    assert len(statements) == 2


# Addresses that tell nobody of a hidden album.

B, C, D = (trees.node_id(letter) for letter in "BCD")  # B is hidden, D in C in B.


def known(named: Collection[str] = (), **visitor: Any) -> str | None:
    """The path of the image in D as it is told to a visitor who has named some albums."""
    image = chain(["visible", "hidden", "visible", "visible"])[-1][trees.node_id("Z")]
    node = as_known_to(Visitor(**visitor), image, named)
    return node and node_path(node)


def path(*letters: str) -> str:
    """The path of the image below some of the albums."""
    return "/".join(["", *letters, trees.node_id("Z")])


FULL = path(f"b-{B}", f"c-{C}", f"d-{D}")


def test_a_hidden_album_is_told_to_those_who_know_it() -> None:
    assert known([B]) == FULL
    assert known([D, B]) == FULL
    for trusted in ({"is_owner": True}, {"has_gallery": True}, {"granted": frozenset({B})}):
        assert known(**trusted) == FULL
    assert known(shared=frozenset({B})) == FULL


def test_others_are_told_nothing_of_it() -> None:
    assert known() is None
    assert known([C, D]) is None
    assert known(granted=frozenset({trees.node_id("X")})) is None


def test_people_with_access_below_it_get_an_address_that_begins_with_theirs() -> None:
    assert known(granted=frozenset({D})) == path(f"d-{D}")
    assert known(granted=frozenset({C})) == path(f"c-{C}", f"d-{D}")
    assert known(granted=frozenset({C, D})) == path(f"c-{C}", f"d-{D}")


def test_holders_of_shares_get_one_that_names_no_hidden_album_at_all() -> None:
    assert known(shared=frozenset({D})) == path(f"d-{D}")
    assert known(shared=frozenset({C, D})) == path(f"c-{C}", f"d-{D}")
    image = chain(["visible", "visible", "hidden", "visible"])[-1][trees.node_id("Z")]
    assert as_known_to(Visitor(shared=frozenset({B})), image, []) is None
    assert as_known_to(Visitor(shared=frozenset({B})), image, [C]) is image
    assert as_known_to(Visitor(granted=frozenset({B})), image, []) is image
    both = as_known_to(Visitor(shared=frozenset({B, D})), image, [])
    assert both is not None
    assert node_path(both) == path(f"d-{D}")


def test_each_hidden_album_must_have_been_named() -> None:
    image = chain(["visible", "hidden", "hidden"])[-1][trees.node_id("Z")]
    assert as_known_to(Visitor(), image, [B]) is None
    assert as_known_to(Visitor(), image, [C]) is None
    assert as_known_to(Visitor(), image, [B, C]) is image


def test_a_hidden_gallery_is_in_no_address() -> None:
    image = chain(["hidden", "visible"])[-1][trees.node_id("Z")]
    assert as_known_to(Visitor(), image, []) is image
