"""What goes when an album is deleted, and what can be put back, in words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from bviewer.albums.subtrees import Size
from bviewer.presenters.languages import Language
from bviewer.presenters.texts import content


class DeletedAlbum(NamedTuple):
    """An album, or items of one, that can be put back."""

    id: str
    title: str
    what: str
    when: str


def what_goes(language: Language, size: Size) -> str:
    """Return in a sentence what leaves the gallery."""
    albums = language.ngettext("%(number)s album", "%(number)s albums", size.albums)
    files = language.ngettext("%(number)s file", "%(number)s files", size.images)
    return language.gettext(
        "This leaves the gallery: %(albums)s with %(files)s. Nothing is removed from the disk."
    ) % {"albums": albums, "files": files}


def titled(language: Language, row: Row[Any]) -> str:
    """Return what was deleted: an album, or what was taken out of one."""
    if row.source_id is None:
        return str(row.title)
    return language.gettext("From %(album)s") % {"album": row.title}


def deleted_albums(language: Language, rows: Sequence[Row[Any]]) -> list[DeletedAlbum]:
    """Return the albums of a trash."""
    return [
        DeletedAlbum(
            row.id,
            titled(language, row),
            content(language, row.images, row.albums, row.films),
            language.moment(row.deleted_at),
        )
        for row in rows
    ]
