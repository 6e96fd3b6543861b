import pytest

from bviewer.albums.gallery_hosts import GalleryError
from bviewer.albums.presentation import about_text, described_presentation, set_about
from bviewer.models import Gallery, Positions


def gallery(**values: object) -> Gallery:
    defaults = {"about_title": "", "about_text": "", "indexed": False, "positions": "trusted"}
    return Gallery(host="pub.test", **{**defaults, **values})


def test_an_about_page_is_text_on_lines_and_nothing_else():
    shown = gallery()
    set_about(shown, " About\nme\x00 ", "\nFirst\r\n\r\n  second\u2028third\x1b[2J\n")
    assert shown.about_title == "About me"
    assert shown.about_text == "First\n\nsecond\nthird [2J"


def test_what_is_not_named_stays():
    shown = gallery(about_title="Me", about_text="text")
    set_about(shown, None, "other")
    assert (shown.about_title, shown.about_text) == ("Me", "other")
    set_about(shown, "", None)
    assert (shown.about_title, shown.about_text) == ("", "other")


@pytest.mark.parametrize(("title", "text"), [("x" * 101, None), (None, "x" * 20_001)])
def test_too_long_is_refused(title, text):
    with pytest.raises(GalleryError, match="at most"):
        set_about(gallery(), title, text)


def test_the_longest_is_taken():
    shown = gallery()
    set_about(shown, "x" * 100, "x" * 20_000)
    assert len(shown.about_title) + len(shown.about_text) == 20_100


def test_the_text_is_read_from_its_gallery(site):
    assert about_text_of(site) == ""
    with site.session() as session:
        session.get_one(Gallery, 1).about_text = "Hello"
    assert about_text_of(site) == "Hello"


def about_text_of(site) -> str:
    with site.session() as session:
        return about_text(session, 1)


def test_settings_are_said_in_words():
    assert described_presentation(gallery()) == (
        "no about page, closed to search engines, positions told to people with access"
    )
    shown = gallery(about_title="Me", indexed=True, positions=Positions.NOBODY)
    assert described_presentation(shown) == (
        "about page 'Me', open to search engines, positions told to nobody"
    )
