"""`bviewer album`: settings of one album."""

from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy.orm import Session

from bviewer.albums.adding import add_album
from bviewer.albums.applying import APPLICABLE, apply_below
from bviewer.albums.arranging import arrange
from bviewer.albums.browsing import browse
from bviewer.albums.editing import (
    DOWNLOADS,
    find_album,
    set_cover,
    set_description,
    set_downloads,
    set_order,
    set_positions,
    set_title,
    set_visibility,
)
from bviewer.albums.moving import move_album
from bviewer.albums.picking import bind, unbind
from bviewer.albums.removing import restore_deleted
from bviewer.albums.subtrees import size_of
from bviewer.albums.trash import delete_album
from bviewer.cli.described import PEOPLE, described_copies
from bviewer.cli.project import ini_argument, project_of, visibility_choice
from bviewer.cli.texts import text_in
from bviewer.db.sessions import work_session
from bviewer.library.names import printable
from bviewer.models import Album, Deletion, Gallery, Positions, SortOrder, Visibility
from bviewer.problems import Problem

ABOVE = "above"  # As in the album above.
ORDERS = [order.value for order in SortOrder]
SETTINGS = ("order", "downloads", "positions")
POSITIONS = [positions.value for positions in Positions]


@click.group()
@ini_argument
@click.pass_context
def album(context: click.Context, ini: Path) -> None:
    """Change albums; `bviewer tree` shows their ids."""
    context.obj = ini


@album.command("set")
@click.argument("album_id", metavar="ID")
@click.option("--visibility", type=visibility_choice)
@click.option("--title")
@click.option("--description", type=click.File("rb"), metavar="FILE", help="- to type it.")
@click.option("--order", type=click.Choice([*ORDERS, ABOVE]))
@click.option("--downloads", type=click.Choice(["yes", "no", ABOVE]), help="For visitors.")
@click.option("--positions", type=click.Choice([*POSITIONS, ABOVE]), help="Who is told of places.")
@click.option("--cover", metavar="IMAGE_ID", help="An image in the album or below it.")
@click.option("--no-cover", is_flag=True, help="The newest image is the cover again.")
@click.pass_obj
def change(
    ini: Path,
    album_id: str,
    visibility: str | None,
    title: str | None,
    description: BinaryIO | None,
    **options: Any,
) -> None:
    """Change an album, with effect on the next request."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_album(session, album_id)
        if title is not None:
            set_title(found, title)
        if description is not None:
            set_description(found, text_in(description))
        change_settings(session, found, **{name: options.pop(name) for name in SETTINGS})
        is_closing = visibility is not None and set_visibility(
            session, found, Visibility(visibility)
        )
        change_cover(session, found, **options)
        lines = [f"{printable(found.title)} is {described(found)}"]
        if is_closing:
            lines.append(described_copies(runtime.settings))
    for line in lines:
        click.echo(line)


@album.command("arrange")
@click.argument("album_id", metavar="ID")
@click.argument("ids", nargs=-1, required=True)
@click.option("--place", default=1, show_default=True, type=click.IntRange(1), help="Of the first.")
@click.pass_obj
def arrange_by_hand(ini: Path, album_id: str, ids: tuple[str, ...], place: int) -> None:
    """Put photographs or albums IDS of an album at a place in it, in this order."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_album(session, album_id)
        arrange(session, found, ids, place)
        line = f"{printable(found.title)} is {described(found)}"
    click.echo(line)


@album.command("add")
@click.argument("parent_id", metavar="PARENT_ID")
@click.argument("title")
@click.option("--visibility", type=visibility_choice, default="private", show_default=True)
@click.pass_obj
def add(ini: Path, parent_id: str, title: str, visibility: str) -> None:
    """Add an album below another one, for photographs that are picked by hand."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        parent = find_album(session, parent_id)
        made = add_album(session, parent, title, Visibility(visibility))
        line = f"{made.id}  {printable(made.title)} is {described(made)}"
    click.echo(line)


@album.command("delete")
@click.argument("album_id", metavar="ID")
@click.pass_obj
def delete(ini: Path, album_id: str) -> None:
    """Take an album and all below it out of its gallery; `restore` puts it back for 30 days."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_album(session, album_id)
        title, size = printable(found.title), size_of(session, album_id)
        delete_album(session, found)
    click.echo(
        f"{title} is deleted: albums {size.albums}, files {size.images}; the files stay on the disk"
    )


@album.command("restore")
@click.argument("album_id", metavar="ID")
@click.pass_obj
def restore(ini: Path, album_id: str) -> None:
    """Put an album that was deleted back to where it was."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        deletion = session.get(Deletion, album_id)
        if deletion is None:
            raise Problem("deletion_unknown", "album", album=album_id)
        title = printable(restore_deleted(session, deletion).title)
    click.echo(f"{title} is back")


@album.command("move")
@click.argument("album_id", metavar="ID")
@click.argument("parent_id", metavar="PARENT_ID")
@click.option("--open", "may_open", is_flag=True, help="It may be as open as its new place.")
@click.pass_obj
def move(ini: Path, album_id: str, parent_id: str, *, may_open: bool) -> None:
    """Move an album into another one; without --open it stays as closed as it is."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found, parent = find_album(session, album_id), find_album(session, parent_id)
        visibility = move_album(session, found, parent, may_open=may_open)
        title, where = printable(found.title), printable(parent.title)
    click.echo(f"{title} is in {where} now, and {visibility.value} there")


@album.command("apply")
@click.argument("album_id", metavar="ID")
@click.argument("settings", nargs=-1, required=True, type=click.Choice(list(APPLICABLE)))
@click.pass_obj
def apply(ini: Path, album_id: str, settings: tuple[str, ...]) -> None:
    """Let settings of an album hold for all albums below it, whatever they had of their own."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_album(session, album_id)
        number = apply_below(session, found, settings)
        line = f"{printable(found.title)} is {described(found)}; applied to {number} below"
    click.echo(line)


@album.command("follow")
@click.argument("album_id", metavar="ID")
@click.argument("folder", required=False)
@click.option("--none", "is_none", is_flag=True, help="No folder: it holds what is picked.")
@click.option("--close", "may_close", is_flag=True, help="It may become as closed as one deleted.")
@click.pass_obj
def follow(ini: Path, album_id: str, folder: str | None, *, is_none: bool, may_close: bool) -> None:
    """Let an album follow a FOLDER of its gallery, from the next sync on; or none any more."""
    if is_none == (folder is not None):
        raise click.UsageError("name a folder, or --none")
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_album(session, album_id)
        title = printable(found.title)
        if folder is None:
            unbind(session, found)
            what = "holds what is picked for it"
        else:
            gallery = session.get_one(Gallery, found.gallery_id)
            path = browse(runtime.library, gallery, folder).path
            bind(session, found, path, may_close=may_close)
            what = f"follows {printable(folder)}"
    click.echo(f"{title} {what}")


@album.command("open")
@click.argument("album_id", metavar="ID")
@click.pass_obj
def open_up(ini: Path, album_id: str) -> None:
    """Make an album visible, as after a sync that closed it."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_album(session, album_id)
        set_visibility(session, found, Visibility.VISIBLE)
        line = f"{printable(found.title)} is {found.visibility}"
    click.echo(line)


def change_settings(
    session: Session,
    found: Album,
    order: str | None,
    downloads: str | None,
    positions: str | None,
) -> None:
    """Change what was named of what albums leave to those above them."""
    if order is not None:
        set_order(found, None if order == ABOVE else SortOrder(order))
    if downloads is not None:
        set_downloads(session, found, DOWNLOADS[downloads.replace(ABOVE, "")])
    if positions is not None:
        set_positions(session, found, None if positions == ABOVE else Positions(positions))


def described(found: Album) -> str:
    """Return what an album says of itself; not what it leaves to those above."""
    parts = [found.visibility, f"sorted by {found.order}" if found.order else "sorted as above"]
    if found.downloads is not None:
        parts.append("with downloads" if found.downloads else "without downloads")
    if found.positions:
        parts.append(f"positions told to {PEOPLE[Positions(found.positions)]}")
    if found.cover_id:
        parts.append(f"with the cover {found.cover_id}")
    return ", ".join(parts)


def change_cover(session: Session, found: Album, cover: str | None, *, no_cover: bool) -> None:
    """Choose a cover or go back to the newest image, if either was asked for."""
    if cover is not None and no_cover:
        raise click.UsageError("--cover and --no-cover do not fit together")
    if cover is not None or no_cover:
        set_cover(session, found, cover)
