"""Albums that are not there any more: one that appears at the same time may be one of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.lately import is_recent
from bviewer.albums.originals import steps_aside, where_was
from bviewer.library.paths import ancestors, file_name, folder_of, place_now, spelling
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import ClosedBecause, Image, Visibility
from bviewer.sync.known import KnownAlbum
from bviewer.sync.left_out import Owners
from bviewer.sync.scan import Scan
from bviewer.sync.very_folders import (
    closed_inodes,
    is_closed,
    left_behind,
    renamed_closed,
)


def places() -> dict[str, list[str]]:
    """Return an empty table of albums by where they are."""
    return defaultdict(list)


@dataclass(frozen=True, slots=True)
class Vanished:
    """The ids of closed albums that vanished in one sync, by where an heir of theirs may be.

    `beside` has the folders that held them, or held what went with them, and those that left
    something out themselves; `above` those around them, but for the top one; `called` their names,
    and `shared` those that other albums have as well; `alike` the folders of such a name that hold
    a file called like one of theirs. `spelled` has the folders of all closed albums, as if there
    were one spelling only. `renamed` has where their very folders are now. `inodes` are those of
    the folders of all closed albums, and `seen` those that were found, by folder. `visible` are the
    ids of albums that vanished and are not closed: they may be by now. What one left out may be in
    its heir: `owners` has the albums that have it, by the one's id. `losing` are those that may
    only have lost some, by folders that an heir may be in. `outs` has the ids of what albums leave
    out that lost something and are not closed, by the album's id.
    """

    beside: dict[str, list[str]] = field(default_factory=places)
    above: dict[str, list[str]] = field(default_factory=places)
    called: dict[str, list[str]] = field(default_factory=places)
    shared: dict[str, list[str]] = field(default_factory=places)
    alike: dict[str, list[str]] = field(default_factory=places)
    spelled: dict[str, list[str]] = field(default_factory=places)
    renamed: dict[str, list[str]] = field(default_factory=places)
    inodes: Container[int] = ()
    seen: Mapping[str, int | None] = field(default_factory=dict)
    visible: Collection[str] = ()
    owners: Owners = field(default_factory=dict)
    losing: Mapping[str, list[str]] = field(default_factory=dict)
    outs: dict[str, set[int]] = field(default_factory=dict)

    def before(
        self, folder: str, album_id: str | None = None
    ) -> Iterator[tuple[ClosedBecause, Sequence[str]]]:
        """Return the albums that the one of a folder, which may have this id, may be as closed as,
        and why: it may be their heir, or have what such an album left out."""
        gone = [*self.beside.get(folder_of(folder), ()), *self.called.get(name_of(folder), ())]
        for heirs in (self.above, self.alike, self.renamed):
            gone += heirs.get(folder, ())
        yield from self.gone([each for each in gone if each != album_id])
        yield ClosedBecause.ALIKE, self.spelled.get(spelling(folder), [])

    def gone(self, album_ids: Sequence[str]) -> Iterator[tuple[ClosedBecause, Sequence[str]]]:
        """Return these albums, and those that have what they left out, with the reasons."""
        yield ClosedBecause.GONE, album_ids
        left_out = chain.from_iterable(self.owners.get(each, ()) for each in album_ids)
        yield ClosedBecause.LEFT_OUT, list(left_out)

    def parts(
        self, folders: Iterable[str], album_id: str | None = None
    ) -> Iterator[tuple[ClosedBecause, Sequence[str]]]:
        """Return the albums that lost what nobody knows in new albums of these folders, one in the
        other, and why these may be as closed. The album of this id is no reason for itself."""
        around = {place for folder in folders if folder for place in (folder, folder_of(folder))}
        losing = (self.losing.get(place, ()) for place in sorted(around))
        yield from self.gone([each for each in chain.from_iterable(losing) if each != album_id])

    def heirs(self, folders: Iterable[str]) -> set[str]:
        """Return those of the folders whose albums may be one of these, or have some of it."""
        return {
            folder
            for folder in folders
            if any(ids for _why, ids in chain(self.before(folder), self.parts([folder])))
        }


def vanished_albums(
    found: Scan,
    gone: Iterable[KnownAlbum],
    folders: Mapping[str, str],
    owners: Owners = MappingProxyType({}),
    losing: Mapping[str, list[str]] = MappingProxyType({}),
    *,
    towards: Mapping[str, str] = MappingProxyType({}),
) -> Vanished:
    """Return those of the albums which are gone that are closed, or left something out: those that
    stepped aside by where they were.

    `folders` has the new folder of those that moved, `owners` those who have what was left out,
    `losing` others by the folders around them, `towards` the folders that others went to which were
    around them. A name that other albums have says little.
    """
    gone_from = {folders.get(album.folder, album.folder): album for album in gone}
    going = {album.folder for album in gone_from.values()}
    names = Counter(name_of(folder) for folder in found.albums.keys() - going)
    vanished = Vanished(
        spelled=spelled_closed(found, folders),
        renamed=renamed_closed(found, gone_from.values(), folders, owners),
        inodes=closed_inodes(found),
        seen=found.inodes,
        visible=frozenset(visible_gone(found, gone_from.values(), folders)),
        owners=owners,
        losing=losing,
    )
    ways = {**towards, **folders}
    stood = {
        album.id: {where_was(place), where_was(place_now(ways, album.folder))}
        for place, album in gone_from.items()
    }
    former = set(chain.from_iterable(stood.values()))
    for place, album in gone_from.items():
        if not (album.id in owners or is_closed(found.albums, album.folder)):
            continue
        name = name_of(where_was(place))
        (vanished.shared if names[name] else vanished.called)[name].append(album.id)
        for folder in sorted(stood[album.id]):
            around = {folder_of(folder), folder_of(top_of(former, folder))}
            # What is below a closed one is as closed anyway, unless another has its place.
            if album.id in owners or steps_aside(place):
                around.add(folder)
            for each in around:
                vanished.beside[each].append(album.id)
            for each in filter(None, ancestors(folder)):
                vanished.above[each].append(album.id)
    return vanished


def spelled_closed(found: Scan, folders: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the ids of closed albums by their folders, as if there were one spelling only: of
    those that stepped aside by where they would be."""
    spelled = places()
    moved = moved_folders(folders)
    known = [album for folder, album in found.albums.items() if folder not in moved]
    for album in (*known, *found.deleted.values()):
        if album.visibility != Visibility.VISIBLE:
            place = where_was(folders.get(album.folder, album.folder))
            spelled[spelling(place)].append(album.id)
    return spelled


def without_folders(
    found: Scan, gone: Iterable[KnownAlbum], folders: Mapping[str, str]
) -> Iterator[KnownAlbum]:
    """Return the albums that are gone and did not move, and those that left their very folders."""
    moved = moved_folders(folders)
    yield from (album for album in gone if album.folder not in moved)
    yield from (album for album, _now in left_behind(found, gone, folders))


def moved_folders(folders: Mapping[str, str]) -> set[str]:
    """Return the former folders of albums that moved, without those that only made room."""
    return {folder for folder, new in folders.items() if not steps_aside(new)}


def visible_gone(
    found: Scan, gone: Iterable[KnownAlbum], folders: Mapping[str, str]
) -> Iterator[str]:
    """Return the ids of those albums that are not closed, and of others whose very folders are
    elsewhere, if they do not follow these."""
    elsewhere = (album for album, _now in left_behind(found, gone, folders))
    for album in (*gone, *elsewhere):
        if album.folder not in folders and not is_closed(found.albums, album.folder):
            yield album.id


def find_alike(
    session: Session, library: Library, vanished: Vanished, folders: Iterable[str]
) -> None:
    """Note which of the folders may be those of albums that vanished, if others are called so."""
    for folder in folders:
        for album_id in vanished.shared.get(name_of(folder), ()):
            paths = session.scalars(select(Image.path).where(Image.album_id == album_id))
            with suppress(OSError, UnsafePath):  # It may be gone by now.
                if library.present(folder, map(file_name, paths)):
                    vanished.alike[folder].append(album_id)


def top_of(places: Container[str], folder: str) -> str:
    """Return the highest of the folders that vanished together with this one."""
    while folder and folder_of(folder) in places:
        folder = folder_of(folder)
    return folder


def gone_lately(found: Scan, not_back: Iterable[KnownAlbum]) -> Iterator[KnownAlbum]:
    """Return the albums that went, or were left, not long ago: their heirs may come later.

    Those are back whose folder is, unless they are among those that are `not_back`.
    """
    away = set(not_back)
    return (
        album
        for folder, album in found.albums.items()
        if is_recent(album.gone_at)
        if not (album.missing and folder in found.folders) or album in away
    )


def left(
    found: Scan, moves: Iterable[tuple[str, str]], replaced: Iterable[KnownAlbum]
) -> Iterator[KnownAlbum]:
    """Return the albums whose folder is there, but nothing that they showed.

    None of their files is where it was, or all are others: some of these are known from elsewhere,
    or the albums are among the `replaced` ones. Pictures that were all edited in place are neither.

    `moves` are the old and the new paths of images.
    """
    leaving = {folder_of(image.path) for image in found.vanished.values()}
    changed = {folder_of(image.path) for image in found.changed.values()}
    arriving = {folder_of(new) for old, new in moves if folder_of(new) != folder_of(old)}
    others = {album.folder for album in replaced}
    for folder in (leaving - found.occupied) | (changed & arriving) | others:
        if folder in found.folders and folder in found.albums and folder not in found.anchored:
            yield found.albums[folder]


def name_of(folder: str) -> str:
    """Return the name of a folder as it is compared."""
    return spelling(file_name(folder))
