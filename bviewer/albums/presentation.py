"""The about page of a gallery."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.library.names import plain_lines, plain_text
from bviewer.models import Gallery
from bviewer.problems import Problem

LONGEST_ABOUT_TITLE = 100
LONGEST_ABOUT_TEXT = 20_000


def set_about(gallery: Gallery, title: str | None, text: str | None) -> None:
    """Change what is named of the about page; refuse what is too long. No title takes it away."""
    if title is not None:
        gallery.about_title = plain_text(title)
    if text is not None:
        gallery.about_text = plain_lines(text)
    if len(gallery.about_title) > LONGEST_ABOUT_TITLE:
        raise Problem("about_title_too_long", "about_title", maximum=LONGEST_ABOUT_TITLE)
    if len(gallery.about_text) > LONGEST_ABOUT_TEXT:
        raise Problem("about_text_too_long", "about_text", maximum=LONGEST_ABOUT_TEXT)


def about_text(session: Session, gallery_id: int) -> str:
    """Return the text of a gallery's about page."""
    return session.scalars(select(Gallery.about_text).where(Gallery.id == gallery_id)).one()
