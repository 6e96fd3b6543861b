from bviewer.albums.presentation import about_text, set_about
from bviewer.models import Gallery
from tests.problems import refused


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


def test_too_long_is_refused():
    with refused("about_title_too_long", "about_title", maximum=100):
        set_about(gallery(), "x" * 101, None)
    with refused("about_text_too_long", "about_text", maximum=20_000):
        set_about(gallery(), None, "x" * 20_001)


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
