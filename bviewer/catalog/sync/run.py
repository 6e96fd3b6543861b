"""One sync, from the first look to the summaries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.catalog.originals import home_of
from bviewer.catalog.summaries import refresh_summaries
from bviewer.catalog.sync import apply
from bviewer.catalog.sync.folders import FolderWriter
from bviewer.catalog.sync.guard import require_library, require_presence
from bviewer.catalog.sync.moves import FoundFile, match_moves, renamed_folders
from bviewer.catalog.sync.report import Report
from bviewer.catalog.sync.survey import KnownImage, Survey, load_albums, load_images, survey
from bviewer.db import work_session
from bviewer.library.identity import quick_hash
from bviewer.library.listing import join
from bviewer.library.names import printable
from bviewer.library.tree import Library
from bviewer.models import Gallery

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about what was found: which rows moved where, and which albums with them."""

    survey: Survey
    moves: dict[str, str]
    folders: dict[str, str]

    @property
    def missing(self) -> list[KnownImage]:
        """Images that are nowhere any more."""
        return [image for image in self.survey.vanished.values() if image.id not in self.moves]


def sync_gallery(
    engine: Engine,
    library: Library,
    gallery_id: int,
    start: str = "",
    *,
    accept_missing: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Make the albums of a gallery follow its folders, from folder `start` downwards.

    `progress` is told how many images were read so far. Raises SyncRefused, with nothing changed,
    if the library looks unmounted.
    """
    with Session(engine.execution_options(sqlite_begin="BEGIN")) as session:
        gallery = session.get_one(Gallery, gallery_id)
        home = home_of(library, gallery.home)
        require_library(home)
        plan = make_plan(session, home, gallery, start)
        zone = ZoneInfo(gallery.time_zone)
    require_presence(plan.survey.known, len(plan.missing), accept_missing=accept_missing)
    report = Report(unchanged=plan.survey.unchanged, moved=len(plan.moves))
    report.problems += map(printable, plan.survey.problems)
    carry_out(plan, FolderWriter(engine, home, gallery_id, zone, report), progress)
    return report


def make_plan(session: Session, library: Library, gallery: Gallery, start: str) -> Plan:
    """Survey the folders and find out what has moved."""
    found = survey(session, library, gallery, start)
    astray = {**found.vanished, **found.changed}
    if not astray:
        return Plan(found, {}, {})
    strays = find_strays(
        session, library, gallery.id, found, {image.size for image in astray.values()}
    )
    moves = match_moves(astray.values(), strays)
    moves = {image_id: path for image_id, path in moves.items() if astray[image_id].path != path}
    pairs = [(astray[image_id].path, path) for image_id, path in moves.items()]
    return Plan(found, moves, albums_to_rebind(session, gallery.id, found, pairs))


def find_strays(
    session: Session, library: Library, gallery_id: int, found: Survey, sizes: set[int]
) -> Iterator[FoundFile]:
    """Files that are new at their place and of a size that is missed elsewhere."""
    albums = load_albums(session, gallery_id)
    for folder in found.different:
        album = albums.get(folder)
        known = load_images(session, album.id) if album is not None else {}
        for entry in next(library.walk(folder)).files:
            path = join(folder, entry.name)
            expected = known.get(path)
            is_new = expected is None or expected.id in found.changed
            if entry.size in sizes and is_new:
                yield from hash_file(library, path, entry.size)


def hash_file(library: Library, path: str, size: int) -> Iterator[FoundFile]:
    """The identity of a file; nothing if it cannot be read, which is said when it is added."""
    try:
        with library.open(path) as file:
            yield FoundFile(path, size, quick_hash(file, size))
    except OSError:
        return


def albums_to_rebind(
    session: Session, gallery_id: int, found: Survey, pairs: list[tuple[str, str]]
) -> dict[str, str]:
    """New folder by album id, for albums whose folder was renamed or moved."""
    bound = load_albums(session, gallery_id)
    return {
        found.lost_albums[old].id: new
        for old, new in renamed_folders(pairs).items()
        if old in found.lost_albums and new in found.folders and new not in bound
    }


def carry_out(plan: Plan, writer: FolderWriter, progress: Progress | None) -> None:
    """Write what was planned, a folder at a time."""
    report = writer.report
    with work_session(writer.engine) as session:
        touched = apply.rebind_albums(session, writer.gallery_id, plan.folders)
        touched |= apply.move_images(session, writer.gallery_id, plan.moves)
        refresh_summaries(session, touched)
    for folder in plan.survey.different:
        writer.update(folder)
        if progress is not None:
            progress(report.added + report.changed)
    with work_session(writer.engine) as session:
        lost = [album for album in plan.survey.lost_albums.values() if album.id not in plan.folders]
        refresh_summaries(session, apply.mark_lost(session, plan.missing, lost))
    report.missing, report.albums = len(plan.missing), len(plan.survey.folders)
