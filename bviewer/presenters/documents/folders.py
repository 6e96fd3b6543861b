"""Folders of the library as programs read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.albums.ignoring_albums import Going
from bviewer.library.names import display_name, encoded
from bviewer.library.paths import join
from bviewer.tree.urls import Urls


class EntryLinks(TypedDict):
    """Addresses."""

    folder: Annotated[str | None, Field(description="What is in it, if it is a folder.")]
    album: Annotated[str | None, Field(description="The album that follows it, if one does.")]
    item: str | None


class FolderEntry(TypedDict):
    """A folder or a file of the library that a sync does not pass over."""

    kind: Literal["folder", "file"]
    name: Annotated[str, Field(description="For people.")]
    value: Annotated[str, Field(description="Its name, percent-encoded: send it as it is.")]
    path: Annotated[
        str, Field(description="From the gallery's home on, percent-encoded: send it as it is.")
    ]
    album: Annotated[
        str | None,
        Field(description="The id of the album that follows the folder, or that the file is in."),
    ]
    item: Annotated[str | None, Field(description="The id of the file in this album, if it is.")]
    links: EntryLinks


class IgnoringDocument(TypedDict):
    """What goes with an album whose folder is passed over. Nothing of it is lost."""

    pattern: Annotated[str, Field(description="Which is ignored then.")]
    albums: int
    items: int
    people: Annotated[int, Field(description="Who have access to one of the albums.")]
    shares: Annotated[int, Field(description="Links that open one of them.")]


@dataclass(frozen=True, slots=True)
class FolderEntries:
    """Makes documents of what is in a folder.

    `albums` has the ids of albums that follow folders, and `items` those of the items of the
    album of this one, by the paths of their files.
    """

    urls: Urls
    folder: str
    albums: Mapping[str, str]
    items: Mapping[str, str]

    def entry(self, name: str, *, is_folder: bool) -> FolderEntry:
        """Return what is told of a folder or file of that name."""
        path = join(self.folder, name)
        album_id = self.albums.get(path if is_folder else self.folder)
        item_id = None if is_folder else self.items.get(path)
        return {
            "kind": "folder" if is_folder else "file",
            "name": display_name(name),
            "value": encoded(name),
            "path": encoded(path),
            "album": album_id,
            "item": item_id,
            "links": {
                "folder": self.urls.api("folders", folder=encoded(path)) if is_folder else None,
                "album": self.urls.api("albums", album_id) if album_id else None,
                "item": self.urls.api("items", item_id) if item_id else None,
            },
        }


def ignoring_document(pattern: str, going: Going) -> IgnoringDocument:
    """Return what goes with an album."""
    return {
        "pattern": pattern,
        "albums": going.albums,
        "items": going.images,
        "people": going.people,
        "shares": going.links,
    }
