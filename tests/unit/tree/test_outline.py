import pytest

from bviewer.models import Visibility
from bviewer.tree.outline import OutlineAlbum, outline
from tests.site import Site


@pytest.fixture
def with_app() -> bool:
    """Requests are asked here."""
    return True


def lines(site: Site) -> dict[str, OutlineAlbum]:
    """The outline by title."""
    with site.session() as session:
        return {line.title: line for line in outline(session, 1)}


def test_parents_come_before_their_children_in_the_order_of_names(gallery: Site) -> None:
    listed = [(line.depth, line.title) for line in lines(gallery).values()]
    assert listed == [
        (0, "pub.test"),
        (1, "hid"),
        (2, "visiblechild"),
        (1, "open"),
        (2, "secretchild"),
        (1, "other"),
        (1, "priv"),
        (2, "openchild"),
    ]


def test_an_album_says_which_one_closes_it(gallery: Site) -> None:
    found = {
        title: (line.visibility, line.effective, line.because_of)
        for title, line in lines(gallery).items()
    }
    assert found["open"] == ("visible", "visible", None)
    assert found["hid"] == ("hidden", "hidden", None)
    assert found["visiblechild"] == ("visible", "hidden", "hid")
    assert found["openchild"] == ("visible", "private", "priv")
    assert found["secretchild"] == ("private", "private", None)


def test_the_nearest_one_that_closes_it_is_named(gallery: Site) -> None:
    gallery.set_visibility("", Visibility.PRIVATE)
    assert lines(gallery)["openchild"].because_of == "priv"
    assert lines(gallery)["visiblechild"].because_of == "pub.test"
    assert lines(gallery)["open"].because_of == "pub.test"


def test_the_url_of_an_album_is_that_of_its_page(gallery: Site) -> None:
    browser = gallery.browser("owner")
    for line in lines(gallery).values():
        assert browser.get(line.url, status=200).html.h1.text == line.title


def test_images_are_counted_in_the_album_and_below_it(gallery: Site) -> None:
    (gallery.library / "open" / "a.jpg").unlink()
    gallery.write("open/b.jpg", b"no picture")
    gallery.write("open/c.jpg")
    gallery.sync(accept_missing=True)
    line = lines(gallery)["open"]
    assert (line.images, line.images_below) == (2, 3)
    assert lines(gallery)["pub.test"].images_below == 8


def test_very_deep_trees_do_not_overflow(gallery: Site) -> None:
    gallery.write("/".join(["deep"] * 64) + "/a.jpg")
    gallery.sync()
    with gallery.session() as session:
        assert max(line.depth for line in outline(session, 1)) == 64
