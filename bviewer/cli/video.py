"""`bviewer video`: films of YouTube and Vimeo in albums; `bviewer tree` shows the ids of albums.

What is done to all items is done to these by `bviewer item`.
"""

from pathlib import Path
from typing import Any

import click

from bviewer.albums.editing import find_album
from bviewer.albums.films import film_at
from bviewer.albums.item_editing import ItemValues
from bviewer.albums.originals import image_title
from bviewer.cli.project import ini_argument, project_of
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.videos.editing import add_video, videos_of
from bviewer.videos.pictures import fetch_picture

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
    values = ItemValues(**{name: value for name, value in said.items() if value is not None})
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        added = add_video(session, find_album(session, album_id), address, values)
        line = f"added {added.id}: {printable(added.own_title or image_title(added.path))}"
        film_id = film_at(added.path).id
        session.commit()
        runtime.send(fetch_picture, film_id)
    click.echo(line)


@video.command("list")
@click.argument("album_id", metavar="ALBUM")
@click.pass_obj
def list_all(ini: Path, album_id: str) -> None:
    """List the films of an album."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        for image, video in videos_of(session, find_album(session, album_id).id):
            reason = f"  no picture: {video.reason}" if video.reason else ""
            what = f"{video.id}  {image.time:%Y-%m-%d %H:%M}  {printable(image.own_title)}"
            click.echo(f"{image.id}  {what.rstrip()}{reason}")
