"""Films of providers, as rows among those of files: by a path that no file has.

It begins as those of rows do whose place another one has taken, so that no library opens it.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, TextClause, or_, text

from bviewer.models import Image, ImageState, ItemKind, MotionKind, Provider
from bviewer.models.image import BESIDE, IS_VIDEO

NAMES = {Provider.YOUTUBE: "YouTube", Provider.VIMEO: "Vimeo"}


class Film(NamedTuple):
    """A film: whose it is, and what that one calls it.

    The id of a film of Vimeo that is not listed there has a key behind a slash.
    """

    provider: Provider
    provider_id: str

    @property
    def id(self) -> str:
        """Return what names it among all films."""
        return f"{self.provider}/{self.provider_id}"

    @property
    def path(self) -> str:
        """Return what stands for a path in its rows."""
        return f"\0{self.id}"

    @property
    def number(self) -> str:
        """Return what its provider calls it, without the key."""
        return self.provider_id.partition("/")[0]

    @property
    def key(self) -> str:
        """Return the key that is asked for, if it is not listed."""
        return self.provider_id.partition("/")[2]

    @property
    def title(self) -> str:
        """Return how it is called as long as nobody says."""
        return f"{NAMES[self.provider]} {self.number}"


PATHS = tuple(f"\0{provider}/" for provider in Provider)  # As they begin.


def is_film(path: str) -> bool:
    """Return whether a path is none, but names a film."""
    return path.startswith(PATHS)


def film_at(path: str) -> Film:
    """Return the film that a path names."""
    return film_of_id(path.removeprefix("\0"))


def film_of_id(film_id: str) -> Film:
    """Return the film of an id among all films."""
    provider, _, provider_id = film_id.partition("/")
    return Film(Provider(provider), provider_id)


def is_video() -> TextClause:
    """Return the condition of rows that show a film; there is an index of these."""
    return text(IS_VIDEO)


def motion_kind(*, is_placed: bool) -> MotionKind:
    """Return the kind of a film that a photograph moves by."""
    return MotionKind.PLACED if is_placed else MotionKind.PLAIN


def is_item() -> ColumnElement[bool]:
    """Return the condition of rows that are items: what belongs to a photograph is none."""
    return Image.kind.not_in(BESIDE)


def is_shown() -> ColumnElement[bool]:
    """Return the condition of items that visitors see: a broken photograph is none, but a clip may
    play all the same."""
    return or_(Image.state != ImageState.BROKEN, Image.kind != ItemKind.IMAGE)


def is_file() -> ColumnElement[bool]:
    """Return the condition of rows that show a file."""
    return Image.kind != ItemKind.VIDEO
