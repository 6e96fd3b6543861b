"""Settings in words."""

from bviewer.cli.described import described_presentation
from bviewer.models import Gallery, Layout, Positions


def test_how_a_gallery_presents_itself_is_said_in_words() -> None:
    plain = Gallery(about_title="", indexed=False, positions="trusted")
    assert described_presentation(plain) == (
        "no about page, closed to search engines, positions told to people with access"
    )
    shown = Gallery(
        about_title="Me",
        indexed=True,
        positions=Positions.NOBODY,
        layout=Layout.ROWS,
        shows_videos=True,
        previews=False,
        mailed_links=True,
    )
    assert described_presentation(shown) == (
        "about page 'Me', open to search engines, positions told to nobody, "
        "with photographs in rows, with videos in random shows, without previews of links, "
        "with links that are mailed to sign in"
    )
