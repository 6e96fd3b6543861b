"""Who can see an album, in a sentence for its owner."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.lists import format_list

from bviewer.access.audience import closure_of
from bviewer.models import Visibility
from bviewer.presenters.languages import Language
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls, nodes_to


@dataclass(frozen=True, slots=True)
class Cause:
    """The album whose flag closes another one, and where that is changed."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class AudienceSentence:
    """What an owner's page says of who can see its album, as its template reads it."""

    context: AlbumResource
    people: Sequence[str]
    links: int
    language: Language
    urls: Urls

    @property
    def visibility(self) -> Visibility:
        """Return what the album amounts to below its ancestors."""
        return closure_of(self.context.flags).visibility

    def cause(self) -> Cause | None:
        """Return the ancestor that closes the album; None if nothing above does."""
        album_id = closure_of(self.context.flags).album_id
        for node in nodes_to(self.context)[:-1]:
            if node.album.id == album_id:
                return Cause(node.album.title, self.urls.of(node, "edit"))
        return None

    def links_leading_here(self) -> str:
        """Return how many links lead to the album; empty if none does."""
        if not self.links:
            return ""
        return self.language.ngettext(
            "%(number)s link leads here.", "%(number)s links lead here.", self.links
        )

    def names(self) -> str:
        """Return the people who may open it whatever its flags say; empty if there are none."""
        return format_list(self.people, locale=self.language.locale) if self.people else ""


def names_of(language: Language, people: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Return how a sentence names people and groups."""
    words = language.gettext("the group %(name)s")
    return [*people, *(words % {"name": group} for group in groups)]
