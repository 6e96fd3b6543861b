import pytest
from pyramid.traversal import resource_path, resource_path_tuple, traverse

from bviewer.models import Visibility
from bviewer.renditions.sizes import in_advance
from bviewer.tree.resources import (
    AlbumResource,
    HomeResource,
    ImageResource,
    RenditionResource,
)
from bviewer.tree.urls import Urls
from tests.trees import SIZES, album_row, chain, image_row, node_id, tree_of

TOP, ITALY, ROME, OTHER, PHOTO = map(node_id, "TJRSP")


@pytest.fixture
def home() -> HomeResource:
    """Top > Italy > Rome with a photograph; Other beside Italy."""
    albums = [
        album_row(TOP, title="Home"),
        album_row(ITALY, TOP, title="Italy 2024"),
        album_row(ROME, ITALY, title="Rome"),
        album_row(OTHER, TOP, title="Other"),
    ]
    return tree_of(albums, [image_row(PHOTO, ROME)])


def test_pyramids_own_traversal_walks_the_tree(home: HomeResource) -> None:
    found = traverse(home, f"/italy-2024-{ITALY}/rome-{ROME}/{PHOTO}/small.jpg")
    rendition = found["context"]
    assert isinstance(rendition, RenditionResource)
    assert rendition.size.name == "small"
    assert found["view_name"] == ""
    assert resource_path(rendition) == f"/italy-2024-{ITALY}/rome-{ROME}/{PHOTO}/small.jpg"
    assert resource_path_tuple(home) == ("",)


def test_only_the_id_is_looked_up(home: HomeResource) -> None:
    album = home[f"an-old-title-{ITALY}"]
    assert isinstance(album, AlbumResource)
    assert album.__name__ == f"italy-2024-{ITALY}"
    assert album.__parent__ is home


@pytest.mark.parametrize("segment", ["login", "full", "", "italy", node_id("X"), f"{ITALY}x"])
def test_what_is_no_child_is_not_found(home: HomeResource, segment: str) -> None:
    with pytest.raises(KeyError):
        home[segment]


def test_children_are_found_in_their_parent_alone(home: HomeResource) -> None:
    for parent, child in ((home, ROME), (home[OTHER], ROME), (home[ITALY], ITALY), (home, TOP)):
        with pytest.raises(KeyError):
            parent[child]


def test_images_are_found_in_their_album_alone(home: HomeResource) -> None:
    image = home[ITALY][ROME][PHOTO]
    assert isinstance(image, ImageResource)
    assert image.__name__ == PHOTO
    for album in (home, home[ITALY], home[OTHER]):
        with pytest.raises(KeyError):
            album[PHOTO]


def test_an_image_has_its_sizes_and_nothing_else(home: HomeResource) -> None:
    image = home[ITALY][ROME][PHOTO]
    for name in ("tiny.jpg", "small.jpg", "medium.jpg", "small2x.jpg", "big.jpg", "huge.jpg"):
        assert image[name].__parent__ is image
    for name in ("full.jpg", "full", "vast.jpg", "small", "small.JPG", "../small.jpg", PHOTO):
        with pytest.raises(KeyError):
            image[name]


def test_tiles_show_nobody_more_than_sizes_do() -> None:
    vast = image_row(PHOTO, TOP)._replace(width=9000, height=6000)
    tile = "tile-0-0-0.jpg"
    assert tree_of([album_row(TOP)], [vast])[PHOTO][tile].__name__ == tile
    with pytest.raises(KeyError):
        tree_of([album_row(TOP)], [vast], in_advance(SIZES))[PHOTO][tile]


def test_a_rendition_is_a_leaf(home: HomeResource) -> None:
    assert not hasattr(home[ITALY][ROME][PHOTO]["small.jpg"], "__getitem__")


def test_a_lineage_leads_from_the_top_to_the_album() -> None:
    album = chain(["visible", "hidden", "private"])[-1]
    assert [row.title for row in album.ancestry] == ["A", "B", "C"]
    assert album.ancestry_ids == [node_id(letter) for letter in "ABC"]
    assert album.home.ancestry_ids == [node_id("A")]


@pytest.mark.parametrize(
    ("flags", "effective"),
    [
        (["visible"], "visible"),
        (["visible", "visible"], "visible"),
        (["hidden", "visible"], "hidden"),
        (["visible", "hidden"], "hidden"),
        (["private", "visible"], "private"),
        (["private", "hidden"], "private"),
        (["hidden", "private"], "private"),
    ],
)
def test_an_album_is_as_closed_as_the_strictest_above_it(flags: list[str], effective: str) -> None:
    assert chain(flags)[-1].effective_visibility == effective


def test_names_below_a_private_album_are_ids_alone() -> None:
    nodes = chain(["visible", "hidden", "private", "visible"])
    names = [node.__name__ for node in nodes]
    assert names == ["", f"b-{node_id('B')}", node_id("C"), node_id("D")]


def test_the_address_of_a_child_is_the_one_it_will_have() -> None:
    urls = Urls("http://pub.test")
    for flags in (["visible", "visible"], ["private", "visible"], ["visible", "private"]):
        home, child = chain(flags)
        place = urls.album(home)
        found = place.child(child.album.id, "B", flags[1])
        assert found == urls.album(child)
        assert found.url == urls.of(child) == f"http://pub.test/{child.__name__}/"
    other = place.child(node_id("X"), "X y", Visibility.HIDDEN)
    assert other.url == f"http://pub.test/x-y-{node_id('X')}/"
