"""What a person says about one item: how it is called, what is below it, when it was taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import Chosen, note_change
from bviewer.albums.item_times import set_time
from bviewer.albums.originals import image_title
from bviewer.library.names import plain_lines, plain_text, sort_key
from bviewer.models import Album, Image, ItemKind
from bviewer.problems import Problem

LONGEST_TITLE = 300
LONGEST_CAPTION = 5_000


@dataclass(frozen=True, slots=True)
class ItemValues:
    """All that a person says about an item. Without a title or a time, its file says it; a film
    has the time that was said last."""

    title: str = ""
    caption: str = ""
    time: datetime | None = None


def find_image(session: Session, album: Album, image_id: str) -> Image:
    """Return an image of an album; refuse if it is not in it."""
    query = select(Image).where(Image.id == image_id, Image.album_id == album.id)
    image = session.scalars(query).one_or_none()
    if image is None:
        raise Problem("selection_changed")
    return image


def change_item(session: Session, image: Image, values: ItemValues) -> None:
    """Change what is said about an item."""
    say(image, values)
    note_change(session, session.get_one(Album, image.album_id))


def change_items(
    session: Session, album: Album, chosen: Chosen, values_of: Callable[[Image], ItemValues]
) -> None:
    """Change what is said about several items of an album."""
    for image in session.scalars(select(Image).where(chosen.condition(session))).all():
        say(image, values_of(image))
    note_change(session, album)


def say(image: Image, values: ItemValues) -> None:
    """Write down what is said about an item."""
    if len(values.title) > LONGEST_TITLE:
        raise Problem("item_title_length", "title", maximum=LONGEST_TITLE)
    if len(values.caption) > LONGEST_CAPTION:
        raise Problem("caption_too_long", "caption", maximum=LONGEST_CAPTION)
    set_time(image, values.time)
    image.own_title = plain_text(values.title)
    image.caption = plain_lines(values.caption)
    if image.kind == ItemKind.VIDEO:  # It has no file that it is sorted by.
        image.sort_key = sort_key(image.own_title or image_title(image.path))
