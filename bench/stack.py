"""Warm thumbnails per second through the whole stack of a server.

`python -m bench.stack`. wrk → nginx with the shipped configuration → one or two web processes as
`production.ini` has them → PostgreSQL, and X-Accel-Redirect back to nginx, which sends the file. It
stands beside a bare Pyramid view behind the same nginx, and beside the same files sent by nginx
alone. The rounds alternate, so that a noisy machine disturbs all alike.

All of it, wrk included, shares the processors of one machine. So the processor time of each part is
told as well: it says what a second process would bring where wrk is elsewhere.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench.laboratory import fill_gallery, tell
from bench.thumbnails import PICTURES, make_library, requests_per_second, write_script
from bviewer.process.project import open_project
from bviewer.rendering.render import render_image
from tests import nginx, postgresql, redis
from tests.entrance import PRODUCTION_INI
from tests.processes import children, wait_until

ROUNDS = 7
CONNECTIONS = 16  # As many as two web processes have threads.
HOST = nginx.HOST
FILES = "location ^~ /files/ {{ alias {images}/; disable_symlinks on from={images}/; {type} }}"
ALONE, BARE, ONE, TWO = "nginx alone", "bare view, 1 process", "1 process", "2 processes"


@dataclass(frozen=True, slots=True)
class Run:
    """What to ask of whom, and the processes that work on the answer, by their job."""

    address: str
    script: Path
    processes: dict[str, list[int]]


class Round(NamedTuple):
    """Requests per second, and microseconds of processor time per request by job."""

    rate: float
    cost: dict[str, float]


# The servers.


def write_ini(folder: Path, changes: dict[str, str]) -> Path:
    """`production.ini` with all that it names moved into a folder."""
    text = PRODUCTION_INI.read_text(encoding="utf-8").replace("/run/bviewer/", f"{folder}/")
    for key, value in changes.items():
        line = re.compile(rf"^{re.escape(key)} = .*", re.MULTILINE)
        text, count = line.subn(f"{key} = {value}", text)
        assert count == 1, f"production.ini has no {key}"
    ini = folder / "production.ini"
    ini.write_text(text, encoding="utf-8")
    return ini


def write_bare_ini(folder: Path, ini: Path) -> Path:
    """The same server for an application with a single view."""
    server = ini.read_text(encoding="utf-8").partition("[server:main]")[2]
    bare = folder / "bare.ini"
    bare.write_text(
        f"[app:main]\npaste.app_factory = bench.apps:bare_factory\n\n[server:main]{server}"
    )
    return bare


@contextmanager
def web_process(ini: Path, instance: str) -> Iterator[tuple[str, int]]:
    """A web process meanwhile; yields where it listens, and its id."""
    socket = ini.parent / instance / "web.sock"
    socket.parent.mkdir()
    command = [sys.executable, "-m", "pyramid.scripts.pserve", str(ini), f"instance={instance}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until(socket.exists, f"web process {instance}")
            yield f"unix:{socket}", process.pid
        finally:
            process.terminate()


@contextmanager
def front(folder: Path, applications: list[str], own: str = "") -> Iterator[tuple[str, list[int]]]:
    """An nginx meanwhile; yields its address, and the ids of its processes."""
    folder.mkdir()
    ports = nginx.Ports()
    main = nginx.render(
        folder,
        folder.parent / "library",
        folder.parent / "cache",
        applications,
        ports,
        own=own,
        limited=False,
    )
    with nginx.serving(main, ports.plain):
        pid = folder / "nginx.pid"
        wait_until(lambda: pid.exists() and pid.read_text(), "nginx")
        master = int(pid.read_text())
        yield f"http://{HOST}:{ports.plain}", [master, *children(master)]


# What they need.


def warm_gallery(ini: Path, library: Path) -> tuple[list[str], list[str]]:
    """A gallery whose renditions are all there: paths of thumbnails, and of their files."""
    make_library(library)
    image_paths = fill_gallery(ini, HOST).image_paths
    with open_project(ini) as runtime:
        for path in image_paths:
            render_image(runtime, path.rstrip("/").rpartition("/")[2])
        images = runtime.settings.cache / "images"
        files = [str(file.relative_to(images)) for file in sorted(images.rglob("*-small.jpg"))]
    assert len(files) == PICTURES
    return [f"{path}small.jpg" for path in image_paths], [f"/files/{file}" for file in files]


@contextmanager
def stack_of_servers(folder: Path) -> Iterator[dict[str, Run]]:
    """Everything started; yields what is to be measured."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql.running_server())
        queue = stack.enter_context(redis.running_server())
        database.execute("CREATE DATABASE bviewer")
        ini = write_ini(
            folder,
            {
                "sqlalchemy.url": database.url("bviewer"),
                "bviewer.library": str(folder / "library"),
                "bviewer.cache": str(folder / "cache"),
                "bviewer.queue": queue.url(0),
                "bviewer.secret": "a secret for benches that is long enough",
            },
        )
        (folder / "library").mkdir()
        thumbnails, files = warm_gallery(ini, folder / "library")
        first, one = stack.enter_context(web_process(ini, "1"))
        second, two = stack.enter_context(web_process(ini, "2"))
        bare, other = stack.enter_context(web_process(write_bare_ini(folder, ini), "bare"))
        own = FILES.format(images=folder / "cache" / "images", type="default_type image/jpeg;")
        behind_one, nginx_one = stack.enter_context(front(folder / "nginx-1", [first], own))
        behind_two, nginx_two = stack.enter_context(front(folder / "nginx-2", [first, second]))
        before_bare, nginx_bare = stack.enter_context(front(folder / "nginx-bare", [bare]))
        server = [int((database.folder / "cluster" / "postmaster.pid").read_text().split()[0])]
        script = write_script(folder / "thumbnails.lua", thumbnails, {})
        yield {
            ALONE: Run(
                behind_one, write_script(folder / "files.lua", files, {}), {"nginx": nginx_one}
            ),
            BARE: Run(
                before_bare,
                write_script(folder / "bare.lua", ["/"], {}),
                {"web": [other], "nginx": nginx_bare},
            ),
            ONE: Run(behind_one, script, {"web": [one], "nginx": nginx_one, "PostgreSQL": server}),
            TWO: Run(
                behind_two, script, {"web": [one, two], "nginx": nginx_two, "PostgreSQL": server}
            ),
        }


# The measurement.


def processor_time(processes: list[int]) -> float:
    """Seconds that processes and their children have run so far (Linux, proc(5))."""
    found = {*processes, *(child for process in processes for child in children(process))}
    threads = (file for process in found for file in Path(f"/proc/{process}/task").glob("*"))
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def measure(run: Run) -> Round:
    """One round."""
    before = processor_times(run)
    started = time.perf_counter()
    rate = requests_per_second(run.address, run.script, CONNECTIONS)
    requests = rate * (time.perf_counter() - started)
    after = processor_times(run)
    return Round(rate, {job: 1e6 * (after[job] - before[job]) / requests for job in after})


def processor_times(run: Run) -> dict[str, float]:
    """Seconds by job; wrk is a child of this process, and ends."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    jobs = {job: processor_time(processes) for job, processes in run.processes.items()}
    return {**jobs, "wrk": usage.ru_utime + usage.ru_stime}


def cost(rounds: list[Round], job: str) -> float:
    """The median of microseconds per request."""
    return statistics.median(each.cost[job] for each in rounds)


def ratio(rounds: dict[str, list[Round]], one: str, other: str) -> float:
    """The median of what a round of one has to the round of the other beside it."""
    pairs = zip(rounds[one], rounds[other], strict=True)
    return statistics.median(this.rate / that.rate for this, that in pairs)


def main() -> None:
    """Measure and tell."""
    # Others must get in (PostgreSQL is not root), and a socket's path is short.
    with (
        tempfile.TemporaryDirectory(prefix="bviewer-") as folder,
        stack_of_servers(Path(folder)) as runs,
    ):
        for run in runs.values():
            measure(run)
        rounds: dict[str, list[Round]] = {name: [] for name in runs}
        for _round in range(ROUNDS):
            for name, run in runs.items():
                rounds[name].append(measure(run))
    for name, measured in rounds.items():
        rate = statistics.median(each.rate for each in measured)
        costs = ", ".join(f"{job} {cost(measured, job):.0f} µs" for job in measured[0].cost)
        print(f"{name}: {rate:.0f} requests/s; processor time per request: {costs}")
    print(f"thumbnails, 1 process, of nginx alone: {ratio(rounds, ONE, ALONE):.3f}")
    tell("thumbnails, 1 process, of a bare view", ratio(rounds, ONE, BARE), 0.3)
    of_bare = cost(rounds[BARE], "web") / cost(rounds[ONE], "web")
    print(f"the same by processor time of the web process: {of_bare:.3f}")
    tell("thumbnails, 2 processes / 1", ratio(rounds, TWO, ONE), 1.6, unit=" x")
    each = cost(rounds[ONE], "web") / cost(rounds[TWO], "web")
    print(f"by processor time of the web processes, each with a processor: {2 * each:.3g} x")
    all_jobs = sum(cost(rounds[TWO], job) for job in rounds[TWO][0].cost)
    most = (os.cpu_count() or 1) * 1e6 / all_jobs
    print(f"with all processors of this machine busy: {most:.0f} requests/s at the most")


if __name__ == "__main__":
    main()
