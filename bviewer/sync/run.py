"""One sync, from the first look to the summaries."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bviewer.albums.originals import home_of
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.engine import refresh_statistics
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.library.tree import Library
from bviewer.models import Gallery
from bviewer.sandbox.limits import Limits
from bviewer.sync.albums import move_albums
from bviewer.sync.apply import mark_lost, move_images
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.folders import FolderWriter
from bviewer.sync.guard import require_folder, require_library, require_presence
from bviewer.sync.plan import Plan, make_plan
from bviewer.sync.report import Report

Progress = Callable[[int], None]


def sync_gallery(
    engine: Engine,
    library: Library,
    gallery_id: int,
    start: str = "",
    *,
    limits: Limits,
    accept_missing: bool = False,
    progress: Progress = lambda _images_read: None,
) -> Report:
    """Make the albums of a gallery follow its folders, from folder `start` downwards.

    `limits` are those of reading one file. `progress` is told how many images were read
    so far, again and again, also while nothing is read yet.
    Refuse, with nothing changed, if the library looks unmounted or `start` cannot be listed.
    """
    with reading_session(engine) as session:
        gallery = session.get_one(Gallery, gallery_id)
        home = home_of(library, gallery.home)
        require_library(home)
        require_folder(home, start)
        plan = make_plan(session, home, gallery_id, start, lambda: progress(0))
        zone = ZoneInfo(gallery.time_zone)
    require_presence(plan.scan.known, len(plan.missing), accept_missing=accept_missing)
    report = Report(moved=len(plan.moves), albums=len(plan.scan.folders))
    report.skipped += map(printable, plan.scan.skipped)
    missing = set(plan.missing)
    arrivals = Arrivals(gallery_id, report, plan.vanished)
    writer = FolderWriter(engine, home, gallery_id, zone, report, missing, limits, arrivals)
    carry_out(plan, writer, progress)
    if report.added:
        refresh_statistics(engine)
    return report


def carry_out(plan: Plan, writer: FolderWriter, progress: Progress) -> None:
    """Write what was planned, in transactions that each leave something to go on from."""
    if plan.moves or plan.folders:
        with work_session(writer.engine) as session:
            touched = move_albums(session, writer.gallery_id, plan.folders)
            touched |= move_images(
                session, writer.gallery_id, plan.moves, writer.report, plan.missing
            )
            refresh_summaries(session, touched)
    for images_read in writer.update(plan.different):
        progress(images_read)
    if writer.missing or plan.lost:
        with work_session(writer.engine) as session:
            lost = [album.id for album in plan.lost]
            refresh_summaries(session, mark_lost(session, writer.missing, lost))
    count_up(plan, writer)


def count_up(plan: Plan, writer: FolderWriter) -> None:
    """Complete the report: what was neither added, changed nor moved is unchanged."""
    report, files = writer.report, sum(plan.scan.folders.values())
    unread = len(report.skipped) - len(plan.scan.skipped)
    report.missing = len(writer.missing)
    report.unchanged = files - unread - report.added - report.changed - report.moved
