"""What must be true of the rows after every sync."""

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from bviewer.db.sessions import reading_session
from bviewer.library.identity import quick_hash
from bviewer.library.names import display_name
from bviewer.models import Album, AlbumSummary, AlbumYear, Base, Image, Visibility
from bviewer.security.visibility import effective_visibility
from tests.site import Site


def dump(site: Site) -> dict[str, list[tuple]]:
    """All rows of all tables, but for what is kept of each sync."""
    with reading_session(site.runtime.engine) as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
            if table.name != "sync_report"
        }


def rows(site: Site) -> tuple[dict[str, Album], dict[str, Image]]:
    """Albums and images by id, detached."""
    with reading_session(site.runtime.engine) as session:
        albums = {album.id: album for album in session.scalars(select(Album))}
        images = {image.id: image for image in session.scalars(select(Image))}
    return albums, images


def assert_titled(site: Site, given: dict[str, str]) -> None:
    """Titles are the names of folders, but for those (by album id) that a person gave."""
    for album in rows(site)[0].values():
        if album.folder:
            own = display_name(album.folder.rpartition("/")[2])
            assert album.title == given.get(album.id, own)


def present(site: Site) -> dict[str, str]:
    """State by path, of images that are not missing."""
    _albums, images = rows(site)
    return {image.path: image.state for image in images.values() if image.state != "missing"}


def outcome(site: Site, known: set[str]) -> dict[str, object]:
    """All that a sync writes, comparable between syncs: rows that it made have no id of theirs."""
    albums, images = rows(site)

    def name(row_id: str | None) -> str | None:
        return row_id if row_id is None or row_id in known else "new"

    def anonymous(text: str) -> str:
        return "/".join(
            part if part in known or part not in albums.keys() | images.keys() else "new"
            for part in text.split("/")
        )

    folder = {album.id: anonymous(album.folder) for album in albums.values()}
    with reading_session(site.runtime.engine) as session:
        summaries = sorted(
            (folder[row.album_id], row.audience, row.images, row.albums, row.first_time,
             row.last_time, row.years, anonymous(row.cover_path or ""))
            for row in session.scalars(select(AlbumSummary))
        )  # fmt: skip
    return {
        "albums": sorted(
            (name(album.id), folder[album.id], folder.get(album.parent_id, ""), album.title,
             album.visibility, album.missing)
            for album in albums.values()
        ),
        "images": sorted(
            (name(image.id), anonymous(image.path), folder[image.album_id], image.state, image.size,
             image.mtime_ns, image.ctime_ns, image.quick_hash, image.time, image.sort_key)
            for image in images.values()
        ),
        "summaries": summaries,
    }  # fmt: skip


def hash_of(path: Path) -> bytes:
    """The identity of a file."""
    with path.open("rb") as file:
        return quick_hash(file, path.stat().st_size)


def assert_mirrored(site: Site) -> None:
    """Present rows are exactly what is on disk, each in the album of its folder."""
    albums, images = rows(site)
    top = site.library
    files = {str(path.relative_to(top)): path for path in top.rglob("*") if path.is_file()}
    folders = {"", *(str(path.relative_to(top)) for path in top.rglob("*") if path.is_dir())}
    assert {album.folder for album in albums.values() if not album.missing} == folders
    shown = [image for image in images.values() if image.state != "missing"]
    assert Counter(image.path for image in shown) == Counter(files.keys())
    for image in shown:
        album, file = albums[image.album_id], files[image.path]
        assert (album.folder, album.missing) == (image.path.rpartition("/")[0], False)
        assert (image.size, image.quick_hash) == (file.stat().st_size, hash_of(file))
        assert image.mtime_ns == file.stat().st_mtime_ns
    for album in albums.values():
        if album.folder and not album.missing:
            assert albums[album.parent_id].folder == album.folder.rpartition("/")[0]


def assert_counted(site: Site) -> None:
    """Summaries tell what a count by hand tells."""
    albums, images = rows(site)
    with reading_session(site.runtime.engine) as session:
        stored = {
            (row.album_id, row.audience): (
                row.images, row.films, row.broken, row.albums, row.first_time, row.last_time,
                row.years, row.cover_path,
            )
            for row in session.scalars(select(AlbumSummary))
        }  # fmt: skip
        years = {
            (row.album_id, row.year): (row.images, row.films)
            for row in session.scalars(select(AlbumYear))
        }
    expected = {
        (album_id, audience): count(albums, images, album_id, audience)
        for album_id in albums
        for audience in ("everybody", "trusted")
    }
    assert stored == expected
    assert years == by_years(images.values())


def by_years(images: Iterable[Image]) -> dict[tuple[str, int], tuple[int, int]]:
    """Items that are shown, and those of them that play, by their albums and years."""
    found: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for image in images:
        is_dated = image.file_time is not None or image.precision != "file"
        if is_dated and image.state != "missing" and not is_broken(image):
            found[image.album_id, image.time.year].append(image.kind != "image")
    return {key: (len(films), sum(films)) for key, films in found.items()}


def is_broken(image: Image) -> bool:
    """Whether visitors do not see a photograph."""
    return (image.state, image.kind) == ("broken", "image")


def count(
    albums: dict[str, Album], images: dict[str, Image], album_id: str, audience: str
) -> tuple:
    """Number of images, of those that play, of those that cannot be shown and of albums that show
    some, first and last time, years, way to the newest ready image."""
    ways = list(ways_below(albums, album_id, audience))
    counted = [
        (image, "/".join([*way, image.id]))
        for way in [[], *ways]
        for image in images.values()
        if image.album_id == (way[-1] if way else album_id) and image.state != "missing"
    ]
    dated = [image for image, _way in counted if image.file_time or image.precision != "file"]
    times = [image.time for image in dated]
    covers = [(image.time, image.id, way) for image, way in counted if image.state == "ready"]
    cover = max(covers, default=(None, None, None))[2]
    years = tuple(sorted({time.year for time in times}))
    ends = min(times, default=None), max(times, default=None)
    films = sum(image.kind != "image" for image, _way in counted)
    showing = {step for _image, way in counted for step in way.split("/")[:-1]}
    broken = sum(is_broken(image) for image, _way in counted)
    return len(counted), films, broken, len(showing), *ends, years, cover


def ways_below(albums: dict[str, Album], album_id: str, audience: str):
    """The ids on the way to each album below that counts."""
    for child in albums.values():
        is_open = audience == "trusted" or child.visibility == "visible"
        if child.parent_id == album_id and not child.missing and is_open:
            yield [child.id]
            for way in ways_below(albums, child.id, audience):
                yield [child.id, *way]


def openness(albums: dict[str, Album], album_id: str | None) -> str:
    """What an album amounts to below its ancestors."""
    flags = []
    while album_id is not None:
        flags.append(albums[album_id].visibility)
        album_id = albums[album_id].parent_id
    return effective_visibility(flags)


def visible(site: Site) -> set[str]:
    """The paths of images that a stranger may see."""
    albums, images = rows(site)
    return {
        each.path
        for each in images.values()
        if each.state != "missing" and albums[each.album_id].gallery_id is not None
        if openness(albums, each.album_id) == Visibility.VISIBLE
    }


def assert_followed(site: Site, before: dict[str, Image]) -> None:
    """A row whose content is on disk, once, is the row of that file."""
    _albums, images = rows(site)
    places = defaultdict(list)
    for path in site.library.rglob("*"):
        if path.is_file():
            places[hash_of(path)].append(str(path.relative_to(site.library)))
    owners = Counter(image.quick_hash for image in before.values())
    for image in before.values():
        found = places[image.quick_hash]
        if len(found) == owners[image.quick_hash] == 1:
            now = images[image.id]
            assert (now.path, now.quick_hash) == (found[0], image.quick_hash)


def fingerprint(root: Path) -> dict[str, tuple]:
    """Names, kinds, sizes, times, rights and bytes of everything below a folder."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in ("", *folders, *files):
            path = Path(folder, name)
            status = path.lstat()
            body = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            found[str(path)] = (
                status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns,
                status.st_uid, status.st_nlink, body,
            )  # fmt: skip
    return found
