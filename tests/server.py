"""A server as operators have it: processes of `production.ini` on PostgreSQL and Redis."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Gallery, Image
from bviewer.process.project import open_project
from bviewer.queue.runtime import Runtime
from bviewer.sync.service import run_sync
from bviewer.tree.outline import outline
from tests.entrance import PRODUCTION_INI
from tests.processes import Program, bviewer, running, wait_until

HOST = "pub.test"
SECRET = "a secret for tests that is long enough"


class Server:
    """An installation in a folder, with one visible gallery. Its processes are up to the test."""

    def __init__(self, folder: Path, database: str, queue: str, **settings: str) -> None:
        """`settings` are keys of the ini file; nobody renders what nobody asked for by default."""
        self.folder = folder
        self.library, self.cache = folder / "library", folder / "cache"
        self.library.mkdir()
        self.cache.mkdir()
        self.ini = folder / "production.ini"
        self.settings = {
            "sqlalchemy.url": database,
            "bviewer.library": str(self.library),
            "bviewer.cache": str(self.cache),
            "bviewer.queue": queue,
            "bviewer.secret": SECRET,
            "bviewer.delivery": "nginx",
            "bviewer.secure_cookies": "false",
            "bviewer.precache": "false",
            **settings,
        }
        self.ini.write_text(self._text(), encoding="utf-8")

    def _text(self) -> str:
        text = PRODUCTION_INI.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^(sqlalchemy\.url|bviewer\.\w+) = .*\n", "", text)
        lines = "".join(f"{key} = {value}\n" for key, value in self.settings.items())
        text = text.replace("use = egg:bviewer\n", f"use = egg:bviewer\n{lines}")
        return text.replace("/run/bviewer/%(instance)s/web.sock", f"{self.folder}/%(instance)s")

    @contextmanager
    def prepared(self) -> Iterator[Runtime]:
        """The runtime of the installation, with its gallery synced."""
        with open_project(self.ini) as runtime:
            with work_session(runtime.engine) as session:
                add_gallery(session, HOST, add_user(session, "owner"), "", visibility="visible")
            run_sync(runtime, 1)
            yield runtime

    def socket(self, instance: int = 1) -> Path:
        """Where a web process listens."""
        return self.folder / str(instance)

    def web_command(self, instance: int = 1) -> list[str]:
        """How its unit starts a web process."""
        pserve = str(Path(sys.executable).with_name("pserve"))
        return [pserve, str(self.ini), f"instance={instance}"]

    def worker_command(self, workers: int = 1) -> list[str]:
        """How its unit starts the workers."""
        return bviewer("worker", self.ini, "--workers", workers)

    @contextmanager
    def web(self, instance: int = 1) -> Iterator[Program]:
        """Run a web process, which listens when the context begins."""
        with running(self.web_command(instance), self.folder / "run") as program:
            wait_until(self.socket(instance).exists, "the web process")
            yield program

    @contextmanager
    def worker(self, workers: int = 1) -> Iterator[Program]:
        """Run workers."""
        with running(self.worker_command(workers), self.folder / "run") as program:
            yield program


def image_urls(runtime: Runtime) -> dict[str, str]:
    """The paths of the pages of all images, by the path of their file."""
    with reading_session(runtime.engine) as session:
        albums = {
            album.id: album.url
            for gallery in session.scalars(select(Gallery.id))
            for album in outline(session, gallery)
        }
        rows = session.execute(select(Image.path, Image.album_id, Image.id))
        return {path: f"{albums[album]}{image}/" for path, album, image in rows}
