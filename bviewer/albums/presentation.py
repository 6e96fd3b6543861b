"""How a gallery presents itself: its about page, to search engines, and on maps."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.gallery_hosts import GalleryError
from bviewer.library.names import plain_lines, plain_text
from bviewer.models import Gallery, Positions

LONGEST_TITLE = 100
LONGEST_TEXT = 20_000


def set_about(gallery: Gallery, title: str | None, text: str | None) -> None:
    """Change what is given of the about page; raises GalleryError. An empty title takes it away."""
    if title is not None:
        gallery.about_title = plain_text(title)
    if text is not None:
        gallery.about_text = plain_lines(text)
    if len(gallery.about_title) > LONGEST_TITLE:
        raise GalleryError(f"the title of an about page has at most {LONGEST_TITLE} characters")
    if len(gallery.about_text) > LONGEST_TEXT:
        raise GalleryError(f"the text of an about page has at most {LONGEST_TEXT:,} characters")


def about_text(session: Session, gallery_id: int) -> str:
    """The text of a gallery's about page."""
    return session.scalars(select(Gallery.about_text).where(Gallery.id == gallery_id)).one()


def described_presentation(gallery: Gallery) -> str:
    """The same settings in words, for the operator."""
    about = f"about page {gallery.about_title!r}" if gallery.about_title else "no about page"
    robots = "open to search engines" if gallery.indexed else "closed to search engines"
    return f"{about}, {robots}, positions told to {PEOPLE[Positions(gallery.positions)]}"


PEOPLE = {
    Positions.NOBODY: "nobody",
    Positions.TRUSTED: "people with access",
    Positions.EVERYBODY: "everybody",
}
