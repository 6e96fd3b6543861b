"""`bviewer item`: photographs of one album, some of them or all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import click
from sqlalchemy.orm import Session

from bviewer.albums.browsing import browse
from bviewer.albums.chosen_items import Chosen, choose, choose_all
from bviewer.albums.editing import find_album
from bviewer.albums.item_editing import ItemValues, change_item, find_image
from bviewer.albums.item_times import reset_times, shift_times
from bviewer.albums.jobs import add_job, add_pick_job
from bviewer.albums.picking import names_of, pick_files
from bviewer.albums.removing import remove_items
from bviewer.albums.transfers import Transferred, copy_items, move_items
from bviewer.cli.project import ini_argument, project_of
from bviewer.cli.texts import text_in
from bviewer.db.sessions import work_session
from bviewer.library.names import printable
from bviewer.models import Album, Gallery, JobKind
from bviewer.queue.runtime import Runtime
from bviewer.rendering.album_jobs import start_job
from bviewer.sync.picking import read_picked

TIMES = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]


class Meant(NamedTuple):
    """What a command is about."""

    runtime: Runtime
    session: Session
    album: Album
    chosen: Chosen

    @property
    def text(self) -> str:
        """Return how much it is, and of what."""
        return f"{self.chosen.number} of {printable(self.album.title)}"


@click.group()
@ini_argument
@click.pass_context
def item(context: click.Context, ini: Path) -> None:
    """Change photographs of an album; the page of an album shows their ids."""
    context.obj = ini


def chosen(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take photographs of an album: ids, or all of them."""
    command = click.argument("ids", nargs=-1)(command)
    command = click.argument("album_id", metavar="ALBUM_ID")(command)
    return click.option("--all", "is_all", is_flag=True, help="All of the album.")(command)


@contextmanager
def meant(ini: Path, album_id: str, ids: tuple[str, ...], *, is_all: bool) -> Iterator[Meant]:
    """Find what is meant; what is done to it is committed at the end."""
    if is_all == bool(ids):
        raise click.UsageError("name photographs, or --all of them")
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        album = find_album(session, album_id)
        found = choose_all(session, album) if is_all else choose(session, album, ids)
        yield Meant(runtime, session, album, found)


@item.command("set")
@click.argument("album_id", metavar="ALBUM_ID")
@click.argument("image_id", metavar="ID")
@click.option("--title", help="Empty: as its file.")
@click.option("--caption", type=click.File("rb"), metavar="FILE", help="- to type it.")
@click.option("--time", type=click.DateTime(TIMES))
@click.option("--file-time", is_flag=True, help="The time that its file says.")
@click.pass_obj
def change(
    ini: Path,
    album_id: str,
    image_id: str,
    title: str | None,
    caption: BinaryIO | None,
    time: datetime | None,
    *,
    file_time: bool,
) -> None:
    """Say how a photograph is called, what is below it, and when it was taken."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        image = find_image(session, find_album(session, album_id), image_id)
        values = ItemValues(
            title=image.own_title if title is None else title,
            caption=image.caption if caption is None else text_in(caption),
            time=None if file_time else time or image.time,
        )
        change_item(session, image, values)
    click.echo(f"{image_id} is changed")


@item.command("remove")
@chosen
@click.pass_obj
def remove(ini: Path, album_id: str, ids: tuple[str, ...], *, is_all: bool) -> None:
    """Take photographs out of an album; `bviewer album restore` puts them back for 30 days."""
    with meant(ini, album_id, ids, is_all=is_all) as what:
        text = what.text
        removed = remove_items(what.session, what.album, what.chosen).album_id
    click.echo(f"{text} are removed as {removed}; the files stay on the disk")


@item.command("move")
@chosen
@click.option("--to", "target_id", required=True, metavar="ALBUM_ID")
@click.option("--open", "may_open", is_flag=True, help="More people may see them there.")
@click.pass_obj
def move(ini: Path, target_id: str, *, may_open: bool, **which: Any) -> None:
    """Put photographs into another album."""
    send(ini, target_id, move_items, "moved", may_open=may_open, **which)


@item.command("copy")
@chosen
@click.option("--to", "target_id", required=True, metavar="ALBUM_ID")
@click.option("--open", "may_open", is_flag=True, help="More people may see them there.")
@click.pass_obj
def copy(ini: Path, target_id: str, *, may_open: bool, **which: Any) -> None:
    """Show photographs in another album as well."""
    send(ini, target_id, copy_items, "copied", may_open=may_open, **which)


def send(
    ini: Path,
    target_id: str,
    service: Callable[..., Transferred],
    done: str,
    *,
    may_open: bool,
    **which: Any,
) -> None:
    """Put photographs into an album, and say how many."""
    with meant(ini, **which) as what:
        target = find_album(what.session, target_id)
        sent = service(what.session, what.album, target, what.chosen, may_open=may_open)
        title = printable(target.title)
    already = f"; {sent.already} were there already" if sent.already else ""
    click.echo(f"{sent.number} are {done} to {title}{already}")


@item.command("shift")
@chosen
@click.option("--days", type=int, default=0)
@click.option("--hours", type=int, default=0)
@click.option("--minutes", type=int, default=0)
@click.pass_obj
def shift(ini: Path, days: int, hours: int, minutes: int, **which: Any) -> None:
    """Shift the times of photographs, backwards by negative numbers; `reset` takes it back."""
    with meant(ini, **which) as what:
        text = what.text
        by = timedelta(days=days, hours=hours, minutes=minutes)
        shift_times(what.session, what.album, what.chosen, by)
    click.echo(f"{text} are shifted by {by}")


@item.command("reset")
@chosen
@click.pass_obj
def reset(ini: Path, **which: Any) -> None:
    """Give photographs the times of their files."""
    with meant(ini, **which) as what:
        text = what.text
        reset_times(what.session, what.album, what.chosen)
    click.echo(f"{text} have the times of their files")


@item.command("reread")
@chosen
@click.pass_obj
def reread(ini: Path, **which: Any) -> None:
    """Have workers read the files of photographs again."""
    have_done(ini, JobKind.REREAD, "read again", **which)


@item.command("render")
@chosen
@click.pass_obj
def render(ini: Path, **which: Any) -> None:
    """Have workers make the pictures of photographs before anybody asks for them."""
    have_done(ini, JobKind.RENDER, "made ready", **which)


def have_done(ini: Path, kind: JobKind, done: str, **which: Any) -> None:
    """Leave a job to workers, once it is stored."""
    with meant(ini, **which) as what:
        text, runtime = what.text, what.runtime
        job_id = add_job(what.session, what.album, kind, what.chosen).id
        what.session.commit()
        runtime.send(start_job, job_id)
    click.echo(f"{text} are on their way to be {done}")


@item.command("pick")
@click.argument("album_id", metavar="ALBUM_ID")
@click.argument("folder")
@click.argument("names", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="All files of the folder.")
@click.pass_obj
def pick(ini: Path, album_id: str, folder: str, names: tuple[str, ...], *, is_all: bool) -> None:
    """Put files NAMES of a FOLDER of the gallery into an album; workers read what is new."""
    if is_all == bool(names):
        raise click.UsageError("name files, or --all of them")
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        album = find_album(session, album_id)
        gallery = session.get_one(Gallery, album.gallery_id)
        listing = browse(runtime.library, gallery, folder)
        wanted = listing.files if is_all else names
        picked = pick_files(session, album, folder, names_of(listing, wanted))
        job = add_pick_job(session, album, picked.unread) if picked.unread else None
        job_id, title = job and job.id, printable(album.title)
        session.commit()
        if job_id is not None:
            runtime.send(read_picked, job_id)
    click.echo(f"{title}: {picked.number} are in it now, {len(picked.unread)} are to be read")
