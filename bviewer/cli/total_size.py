"""`bviewer total-size`: what there is, in the library and in the cache."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from bviewer.albums.budgets import chosen_galleries
from bviewer.albums.totals import count_originals
from bviewer.cli.amounts import counted
from bviewer.cli.progress import counting
from bviewer.cli.project import ini_argument, project_of
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery
from bviewer.renditions.cache import ARCHIVES, IMAGES, gallery_folder
from bviewer.renditions.inventory import Progress, measure

Amounts = dict[str, tuple[int, int]]  # Numbers of files and bytes, by what they are.


@click.command("total-size")
@ini_argument
@click.argument("gallery", required=False)
def total_size(ini: Path, gallery: str | None) -> None:
    """Tell number and bytes of originals, as the last sync saw them, and of cached files."""
    with (
        project_of(ini) as runtime,
        reading_session(runtime.engine) as session,
        counting("files looked at") as count,
    ):
        found = {
            chosen.host: amounts(session, chosen, runtime.settings.cache, count.add)
            for chosen in chosen_galleries(session, gallery)
        }
    for host, parts in found.items():
        click.echo(f"{host}  {described(parts)}")
    if len(found) != 1:
        click.echo(f"together  {described(together(list(found.values())))}")


def amounts(session: Session, gallery: Gallery, cache: Path, progress: Progress) -> Amounts:
    """Return what a gallery has, by rows and on the disk."""
    originals = count_originals(session, gallery)
    images = measure(cache, gallery_folder(IMAGES, gallery.id), progress)
    archives = measure(cache, gallery_folder(ARCHIVES, gallery.id), progress)
    return {
        "originals": (originals.files, originals.bytes),
        "missing": (originals.missing_files, originals.missing_bytes),
        "cached images": (images.files_before, images.bytes_before),
        "cached archives": (archives.files_before, archives.bytes_before),
    }


def together(all_amounts: list[Amounts]) -> Amounts:
    """Return the sums over all galleries."""
    names = ("originals", "missing", "cached images", "cached archives")
    return {
        name: (
            sum(amounts[name][0] for amounts in all_amounts),
            sum(amounts[name][1] for amounts in all_amounts),
        )
        for name in names
    }


def described(parts: Amounts) -> str:
    """Return one line about amounts."""
    return "; ".join(f"{name}: {counted(*amount)}" for name, amount in parts.items())
