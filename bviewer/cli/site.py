"""`bviewer site`: how the installation is, who works, what failed and is to be tried again."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bviewer.cli.project import ini_argument, project_of
from bviewer.library.names import printable
from bviewer.queue.presence import workers_of
from bviewer.queue.queue import Queue


@click.group()
@ini_argument
@click.pass_context
def site(context: click.Context, ini: Path) -> None:
    """Tell how the installation is, and try again what failed."""
    context.obj = ini


@site.command()
@click.pass_obj
def status(ini: Path) -> None:
    """Tell what works, who is there to work, and which tasks failed; exit code 1 if a part does
    not work."""
    from bviewer.process.health import Health  # noqa: PLC0415 - it answers requests as well.

    with project_of(ini) as runtime:
        faults = Health(runtime).faults()
        for name, fault in faults.items():
            click.echo(f"{name}: {fault or 'works'}")
        if faults["the queue"] is None:
            tell_work(runtime.queue)
    if any(faults.values()):
        raise click.exceptions.Exit(1)


def tell_work(queue: Queue) -> None:
    """Tell what waits, who works and what failed."""
    for worker in workers_of(queue):
        since = datetime.fromtimestamp(worker.began, UTC)
        click.echo(
            f"worker: {worker.processes} at {printable(worker.machine)}"
            f" since {since:%Y-%m-%d %H:%M} UTC"
        )
    click.echo(f"waiting: {queue.length()}")
    for key, claim in sorted(queue.failed().items()):
        click.echo(f"failed: {printable(key)}  {printable(claim.failure)}")


@site.command()
@click.argument("tasks", nargs=-1)
@click.pass_obj
def retry(ini: Path, tasks: tuple[str, ...]) -> None:
    """Try again what failed: TASKS as `status` shows them, or everything."""
    with project_of(ini) as runtime:
        queue = runtime.queue
        sent = sum(queue.try_again(key) for key in (tasks or queue.failed()))
    click.echo(f"sent {sent} tasks again")
