"""`bviewer tree`: what is where, and who may see it."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from bviewer.albums.galleries import find_gallery
from bviewer.cli.project import ini_argument, project_of
from bviewer.db.sessions import reading_session
from bviewer.library.names import printable
from bviewer.tree.outline import OutlineAlbum, outline


@click.command()
@ini_argument
@click.argument("gallery", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def tree(ini: Path, gallery: str | None, as_json: bool) -> None:
    """List albums with id, URL, own and effective visibility, and numbers of images."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        albums = outline(session, find_gallery(session, gallery).id)
    if as_json:
        click.echo(json.dumps([asdict(album) for album in albums], indent=2))
        return
    for album in albums:
        click.echo(describe(album))


def describe(album: OutlineAlbum) -> str:
    """Return one line about an album: its id, then the rest, indented by its depth."""
    visibility = album.visibility
    if album.effective != album.visibility:
        visibility += f" ({album.effective} because of {printable(album.because_of or '')})"
    if album.closed_because is not None:
        visibility += f", closed by a sync because of {printable(album.closed_like or '?')}"
    missing = ", folder missing" if album.missing else ""
    indent = "  " * album.depth
    numbers = f"{album.images} images, {album.images_below} with all below"
    what = f"{printable(album.title)}  [{visibility}{missing}]  {numbers}"
    return f"{album.id}  {indent}{what}  {album.url}"
