"""`bviewer video`: films of YouTube and Vimeo in albums; `bviewer tree` shows the ids of albums."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from bviewer.albums.editing import find_album
from bviewer.cli.project import ini_argument
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Video
from bviewer.problems import Problem
from bviewer.process.project import open_project
from bviewer.videos.editing import (
    VideoValues,
    add_video,
    change_video,
    delete_video,
    move_video,
    title_of,
    videos_of,
)

title_option = click.option("--title")
caption_option = click.option("--caption")
time_option = click.option(
    "--time", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), help="Local time."
)


@click.group()
@ini_argument
@click.pass_context
def video(context: click.Context, ini: Path) -> None:
    """Put films of YouTube and Vimeo into albums."""
    context.obj = ini


@video.command()
@click.argument("album_id", metavar="ALBUM")
@click.argument("address")
@title_option
@caption_option
@time_option
@click.pass_obj
def add(ini: Path, album_id: str, address: str, **said: Any) -> None:
    """Put the film of an ADDRESS, or of an id, into an album."""
    values = VideoValues(**{name: value for name, value in said.items() if value is not None})
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        added = add_video(session, find_album(session, album_id), address, values)
        line = f"added {added.id}: {printable(title_of(added))}"
    click.echo(line)


@video.command("list")
@click.argument("album_id", metavar="ALBUM")
@click.pass_obj
def list_all(ini: Path, album_id: str) -> None:
    """List the films of an album."""
    with open_project(ini) as runtime, reading_session(runtime.engine) as session:
        for each in videos_of(session, find_album(session, album_id).id):
            what = f"{each.provider} {each.provider_id}  {each.time:%Y-%m-%d %H:%M}"
            click.echo(f"{each.id}  {what}  {printable(each.title)}".rstrip())


@video.command("set")
@click.argument("video_id", metavar="ID")
@title_option
@caption_option
@time_option
@click.pass_obj
def change(
    ini: Path, video_id: str, title: str | None, caption: str | None, time: datetime | None
) -> None:
    """Change what is said about a film."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        found = find(session, video_id)
        values = VideoValues(
            found.title if title is None else title,
            found.caption if caption is None else caption,
            time,
        )
        change_video(session, found, values)
        line = f"{found.id} is {printable(title_of(found))!r}, of {found.time:%Y-%m-%d %H:%M}"
    click.echo(line)


@video.command()
@click.argument("video_id", metavar="ID")
@click.argument("album_id", metavar="ALBUM")
@click.option("--open", "may_open", is_flag=True, help="More people may see it there.")
@click.pass_obj
def move(ini: Path, video_id: str, album_id: str, *, may_open: bool) -> None:
    """Put a film into another album."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        target = find_album(session, album_id)
        move_video(session, find(session, video_id), target, may_open=may_open)
    click.echo(f"{video_id} is in {album_id}")


@video.command()
@click.argument("video_id", metavar="ID")
@click.pass_obj
def delete(ini: Path, video_id: str) -> None:
    """Take a film out of its album; at its provider nothing changes."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        delete_video(session, find(session, video_id))
    click.echo(f"deleted {video_id}")


def find(session: Session, video_id: str) -> Video:
    """Return the film of an id; refuse if there is none."""
    found = session.get(Video, video_id)
    if found is None:
        raise Problem("video_unknown", "video", video=video_id)
    return found
