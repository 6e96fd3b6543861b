"""One sync, from the first look to the summaries."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from bviewer.albums.excluding import excluded_files, excluded_paths
from bviewer.albums.lately import is_recent
from bviewer.albums.originals import home_of, steps_aside
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.db.engine import refresh_statistics
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.ignoring import NO_RULES
from bviewer.library.names import printable
from bviewer.library.reading import Reader
from bviewer.library.tree import Library
from bviewer.models import Access, Album, Gallery, now
from bviewer.sandbox.limits import Limits
from bviewer.sync.albums import move_albums
from bviewer.sync.apply import mark_lost, move_images
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.folders import FolderWriter
from bviewer.sync.former_folders import follow_former, remember_folders
from bviewer.sync.guard import (
    HalfSeen,
    Unexplained,
    require_folder,
    require_library,
    require_presence,
)
from bviewer.sync.inodes import InDoubt, have_read
from bviewer.sync.left_out import has_gone
from bviewer.sync.left_out_files import recognise_left_out
from bviewer.sync.let_go import follow_folders, picked_paths
from bviewer.sync.meanwhile import bound_by, is_overtaken, lost_still, moves_due, unchanged
from bviewer.sync.motions import count_as_one, look_for_motions
from bviewer.sync.noting import note_contents
from bviewer.sync.picked import follow_files, paths_of
from bviewer.sync.picked_files import (
    Looked,
    are_there,
    count_picked,
    follow_unsynced,
    look_at_picked,
    settle_picked,
)
from bviewer.sync.plan import Plan, make_plan
from bviewer.sync.report import NOBODY, Hiding, Report, Witness


def sync_gallery(
    engine: Engine,
    library: Library,
    gallery_id: int,
    start: str = "",
    *,
    limits: Limits,
    accept_missing: bool = False,
    witness: Witness = NOBODY,
) -> Report:
    """Make the albums of a gallery follow its folders, from folder `start` downwards; all of them,
    if more than pictures of known folders came, or anything went or moved.

    `limits` are those of reading one file. The `witness` is told how far it is. Files that are
    being written wait, if the library lets them, but not where they may be what went elsewhere:
    albums would lose their photographs.

    Refuse, with nothing changed but which files are to be read, if the library looks unmounted or
    `start` cannot be listed.
    """
    sync = partial(
        sync_as_listed,
        engine,
        gallery_id=gallery_id,
        limits=limits,
        accept_missing=accept_missing,
        witness=witness,
    )
    while True:
        try:
            return sync(library, start=start)
        except Unexplained:
            start = ""
        except InDoubt as files:
            with work_session(engine) as session:
                have_read(session, files.image_ids)
        except HalfSeen:
            library = library.waiting(0)


def sync_as_listed(
    engine: Engine,
    library: Library,
    gallery_id: int,
    start: str,
    *,
    limits: Limits,
    accept_missing: bool,
    witness: Witness,
) -> Report:
    """Sync a gallery; raises HalfSeen, Unexplained or InDoubt, with nothing changed but what a
    person took out followed, if files that wait may be what went elsewhere, or more has to be
    looked at or read."""
    with reading_session(engine) as session:
        gallery = session.get_one(Gallery, gallery_id)
        rules, problems = NO_RULES.adding(gallery.ignored, "the gallery")
        whole = home_of(library, gallery.home)
        zone = ZoneInfo(gallery.time_zone)
    home = whole.ignoring(rules)
    require_library(home)
    require_folder(home, start)
    report = Report(is_whole=not start)
    reader = Reader(whole, zone, limits, lambda: witness.progress(report.added))

    def look(news: Collection[str] = ()) -> tuple[Library, Plan, Looked]:
        with reading_session(engine) as session:
            home = whole.ignoring(rules.excluding(excluded_paths(session, gallery_id)))
            plan = make_plan(
                session, reader, home, gallery_id, start, lambda: witness.progress(0), news=news
            )
            if plan.scan.is_arriving and (plan.has_gone or has_gone(session, whole, gallery_id)):
                raise HalfSeen
        picked = look_at_picked(engine, whole, gallery_id, start)
        if start and not (plan.is_explained and are_there(picked)):
            raise Unexplained
        require_all(engine, gallery_id, plan, picked, accept_missing=accept_missing)
        return home, plan, picked

    home, plan, picked = look()
    before = Arrivals(gallery_id, report, witness=witness)  # Nothing appears yet.
    news = recognise_left_out(engine, reader, before, start)
    if follow_unsynced(engine, reader, before, picked) or news:
        home, plan, picked = look(news)  # Other files are passed over now, or known.
    with reading_session(engine) as session:
        report.hidden = hidden_with_access(session, plan)
    report.albums, report.ignored = len(plan.scan.folders), plan.scan.ignored
    report.renamed, report.times = renamings(plan), plan.scan.times
    plan.scan.skipped += [f"the gallery, {problem}" for problem in problems]
    report.skipped += map(printable, plan.scan.skipped)
    missing = set(plan.missing)
    arrivals = Arrivals(gallery_id, report, plan.appearing, plan.vanished, witness=witness)
    writer = FolderWriter(
        engine,
        home,
        gallery_id,
        zone,
        report,
        missing,
        limits,
        arrivals,
        plan.moves,
        bound_by(plan),
    )
    carry_out(plan, writer, reader)
    if not plan.is_idle:
        picked = look_at_picked(engine, whole, gallery_id, start)
    # What is passed over in folders may be picked all the same.
    settle_picked(engine, reader, arrivals, picked)
    look_for_motions(engine, reader, gallery_id, lambda: witness.progress(report.added))
    with reading_session(engine) as session:
        count_as_one(session, report)
    if report.added:
        refresh_statistics(engine)
    return report


def require_all(
    engine: Engine, gallery_id: int, plan: Plan, looked_at: Looked, *, accept_missing: bool
) -> None:
    """Refuse to go on if too much is gone of what is in folders, or was picked from any."""
    with reading_session(engine) as session:
        moved = set(paths_of(session, plan.moves).values())
        followed = {**plan.folders, **plan.scan.let_go}
        moved.update(path for path, _new in picked_paths(session, gallery_id, followed))
    known, vanished = plan.scan.known, len(plan.missing.keys() - plan.scan.hidden)
    require_presence(known, vanished, accept_missing=accept_missing)
    picked, lost = count_picked(looked_at, moved)
    require_presence(known + picked, vanished + lost, accept_missing=accept_missing)


def renamings(plan: Plan) -> list[tuple[str, str]]:
    """Return the old and the new names of folders, without those that only step aside or stay."""
    return [
        (printable(old), printable(new))
        for old, new in {**plan.folders, **plan.scan.let_go}.items()
        if new != old and not steps_aside(new)
    ]


def hidden_with_access(session: Session, plan: Plan) -> list[Hiding]:
    """Return the albums that a rule hides now from people who have access to them."""
    hidden = {
        album.id: reason
        for album in plan.lost
        if (reason := plan.scan.why_hidden(album.folder)) is not None
    }
    return [
        Hiding(row.id, row.title, hidden[row.id], row.people)
        for chunk in chunks(sorted(hidden))
        for row in session.execute(
            select(Album.id, Album.title, func.count(Access.id).label("people"))
            .join(Access, Access.album_id == Album.id)
            .where(Album.id.in_(chunk), Access.active)
            .group_by(Album.id, Album.title)
            .order_by(Album.title)
        )
    ]


def carry_out(plan: Plan, writer: FolderWriter, reader: Reader) -> None:
    """Write what was planned, in transactions that each leave something to go on from.

    The `reader` is that of the whole library, whatever is passed over.
    """
    note_gone(writer.engine, writer.gallery_id, plan)
    note_contents(writer.engine, reader.library, writer.arrivals, plan.scan.unnoted)
    if plan.scan.let_go:
        with work_session(writer.engine) as session:
            follow_folders(session, writer.gallery_id, plan.scan.let_go)
    if plan.moves or plan.folders:
        if not follow(plan, writer):
            writer.report.skipped.append("albums were changed meanwhile: the next sync goes on")
            writer.report.is_unfinished = True
            return
        recognise_left_out(writer.engine, reader, writer.arrivals, plan.scan.start)
        with reading_session(writer.engine) as session:
            excluded = excluded_paths(session, writer.gallery_id)
        rules = writer.library.rules.excluding(excluded)  # They went along with their folders.
        writer = replace(writer, library=writer.library.ignoring(rules))
    for images_read in writer.update(plan.different):
        writer.arrivals.witness.progress(images_read)
    # What waits for the next sync may be what is missing: that has to find both.
    if (writer.missing or plan.lost) and not writer.report.is_unfinished:
        with work_session(writer.engine) as session:
            gone = unchanged(session, {each: plan.missing[each] for each in writer.missing})
            lost = lost_still(session, writer.gallery_id, plan)
            refresh_summaries(session, mark_lost(session, gone, lost, writer.report))
            writer.arrivals.end(session)
    count_up(plan, writer)


def follow(plan: Plan, writer: FolderWriter) -> bool:
    """Let albums and images follow their folders and files.

    If the folders have other albums by now, nothing is done, and False returned.
    """
    gallery_id, arrivals = writer.gallery_id, writer.arrivals
    with work_session(writer.engine) as session:
        if is_overtaken(session, gallery_id, plan):
            return False
        moves = moves_due(session, gallery_id, plan)
        writer.report.moved = len(moves)
        around = arrivals.around(session, plan.folders)
        follow_former(session, gallery_id, plan.very_folders)
        touched = move_albums(session, gallery_id, plan.folders)
        touched |= arrivals.close_around(session, around)
        touched |= move_images(session, moves, arrivals)
        new = dict(picked_paths(session, gallery_id, plan.folders))
        new |= {plan.moved[image_id].path: path for image_id, path in moves.items()}
        staying = excluded_files(session, gallery_id)
        touched |= follow_files(
            session,
            gallery_id,
            new,
            lambda image: (image.path, image.quick_hash) not in staying,
        )
        refresh_summaries(session, touched | arrivals.closed)
        arrivals.end(session)
    return True


def note_gone(engine: Engine, gallery_id: int, plan: Plan) -> None:
    """Note when albums went last, and what folders they had, before anything else is written: an
    heir may come later, and who closes one meanwhile means that as well."""
    known = {album.id: album for album in plan.scan.albums.values()}
    closed = {album_id for some in plan.vanished.beside.values() for album_id in some}
    gone = closed.union(plan.vanished.visible)
    due = sorted(
        album_id
        for album_id in gone
        if album_id in plan.went or not is_recent(known[album_id].gone_at)
    )
    is_over = plan.scan.former.is_news and plan.scan.is_whole
    if due or plan.displaced or is_over:
        with work_session(engine) as session:
            for chunk in chunks(due):
                session.execute(update(Album).where(Album.id.in_(chunk)).values(gone_at=now()))
            remember_folders(session, gallery_id, plan.displaced, is_whole=plan.scan.is_whole)


def count_up(plan: Plan, writer: FolderWriter) -> None:
    """Complete the report: what was neither added, changed nor moved is unchanged."""
    report, files = writer.report, sum(plan.scan.folders.values())
    unread = len(report.skipped) - len(plan.scan.skipped)
    report.missing = len(writer.missing)
    report.unchanged = files - unread - report.added - report.changed - report.moved
