"""`bviewer clear-cache`: make room in the cache."""

from itertools import groupby
from pathlib import Path

import click

from bviewer.cli.amounts import readable_bytes
from bviewer.cli.progress import counting
from bviewer.cli.project import ini_argument, project_of
from bviewer.rendering.eviction import Budget, keep_budgets
from bviewer.renditions.inventory import Tally


@click.command("clear-cache")
@ini_argument
@click.argument("gallery", required=False)
@click.option("--full", is_flag=True, help="Remove everything, not only what is over the budget.")
def clear_cache(ini: Path, gallery: str | None, full: bool) -> None:
    """Remove cached files that were used longest ago, down to each gallery's budgets.

    What is needed again is made again. Nothing in the library is touched.
    """
    with project_of(ini) as runtime, counting("files looked at") as count:
        done = keep_budgets(runtime, gallery, full=full, progress=count.add)
    for host, parts in groupby(done, lambda part: part[0].host):
        click.echo(f"{host}  {'; '.join(describe(*part) for part in parts)}")
    failures = [tally for _budget, tally in done if tally.failures]
    if failures:
        number = sum(tally.failures for tally in failures)
        raise click.ClickException(f"{number:,} files or folders stay: {failures[0].reason}")


def describe(budget: Budget, tally: Tally) -> str:
    """Return what was done about the images or the archives of a gallery."""
    return (
        f"{budget.kind}: removed {tally.files_removed:,} of {tally.files_before:,} files, "
        f"{readable_bytes(tally.bytes_removed)} of {readable_bytes(tally.bytes_before)}"
    )
