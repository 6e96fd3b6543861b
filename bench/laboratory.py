"""What benches share: a gallery to measure, servers to start, and how results are told."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.models import Album, Gallery, Image
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.queue.runtime import Runtime
from bviewer.sync.service import run_sync
from bviewer.tree.outline import outline


class Ready(NamedTuple):
    """A synced gallery: paths of its images' pages, and a session's secret of its owner."""

    ini: Path
    image_paths: list[str]
    owner_token: str


def prepare_gallery(folder: Path, library: Path, **settings: str) -> Ready:
    """An installation over a library, synced; `settings` are added to the ini file."""
    place = Installation(folder)
    place.create(library)
    lines = "".join(f"bviewer.{key} = {value}\n" for key, value in settings.items())
    text = place.ini.read_text()
    place.ini.write_text(text.replace("\n[server:main]", f"{lines}\n[server:main]"))
    return fill_gallery(place.ini, THIS_MACHINE)


def fill_gallery(ini: Path, host: str) -> Ready:
    """A gallery that shows the whole library of an installation, synced."""
    with open_project(ini) as runtime:
        with work_session(runtime.engine) as session:
            owner = add_user(session, "owner")
            gallery_id = add_gallery(session, host, owner, "").id
            token = open_session(session, owner.id, gallery_id)
        run_sync(runtime, gallery_id)
        return Ready(ini, image_paths(runtime), token)


def image_paths(runtime: Runtime) -> list[str]:
    """The URL paths of all image pages."""
    with work_session(runtime.engine) as session:
        gallery = session.scalars(select(Gallery)).one()
        albums = {album.id: album.url for album in outline(session, gallery.id)}
        rows = session.execute(select(Image.id, Image.album_id).join(Album).order_by(Image.path))
        return [f"{albums[row.album_id]}{row.id}/" for row in rows]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(*arguments: str) -> Iterator[tuple[str, int]]:
    """Run `bench.apps` meanwhile; yields its address and process id."""
    kind, *rest = arguments
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.apps", kind, str(port), *rest])
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(10)


def percentile(values: list[float], share: int) -> float:
    """The value that `share` percent of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def wait_for(address: str, seconds: float = 30) -> None:
    """Wait until a server answers anything at all."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(urllib.error.HTTPError):
            try:
                urllib.request.urlopen(address, timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
                continue
            return
    raise TimeoutError(f"{address} did not answer in {seconds} s")


def tell(
    name: str, value: float, required: float, *, at_most: bool = False, unit: str = ""
) -> None:
    """Print one result beside what it must reach."""
    passed = value <= required if at_most else value >= required
    relation = "at most" if at_most else "at least"
    outcome = "passed" if passed else "MISSED"
    print(
        f"{name}: {value:.3g}{unit} (must be {relation} {required:g}{unit}) {outcome}", flush=True
    )
