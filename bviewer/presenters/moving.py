"""Where an album may be moved, and who can see it there, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from babel.lists import format_list

from bviewer.models import Visibility
from bviewer.presenters.languages import Language
from bviewer.tree.outline import OutlineAlbum

INDENT = "\N{NO-BREAK SPACE}" * 3


class Target(NamedTuple):
    """An album that may hold another one, as a list of choices shows it."""

    id: str
    title: str


class Audience(NamedTuple):
    """What an album amounts to, the people and groups with access to it, and how many links lead
    there."""

    visibility: Visibility
    people: tuple[str, ...]
    links: int

    def digest(self) -> str:
        """Return what tells it from others."""
        return f"{self.visibility.value}:{','.join(self.people)}:{self.links}"

    def sentence(self, language: Language) -> str:
        """Return who that is."""
        _ = language.gettext
        words = {
            Visibility.VISIBLE: _("everybody"),
            Visibility.HIDDEN: _("whoever has the address"),
            Visibility.PRIVATE: _("you"),
        }
        if self.visibility == Visibility.VISIBLE:
            return words[self.visibility]
        named = [words[self.visibility], *self.people]
        if self.links:
            named.append(_("whoever has a link (%(number)s)") % {"number": self.links})
        return format_list(named, locale=language.locale)


def targets(albums: Sequence[OutlineAlbum], moving_id: str) -> list[Target]:
    """Return the albums of a gallery but the one that moves and those below it."""
    found, inside = [], None
    for album in albums:
        if inside is not None and album.depth > inside:
            continue
        inside = album.depth if album.id == moving_id else None
        if inside is None:
            found.append(Target(album.id, INDENT * album.depth + album.title))
    return found
