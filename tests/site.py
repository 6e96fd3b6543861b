"""A whole bviewer over a library in a temporary folder, as tests handle it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pyramid.router import Router
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from bviewer.accounts.api_tokens import make_token
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.albums.editing import set_visibility
from bviewer.albums.galleries import add_gallery
from bviewer.config.settings import Settings
from bviewer.db.engine import make_engine
from bviewer.db.sessions import work_session
from bviewer.models import Album, Gallery, Image, ImageState, Scope, User, Visibility
from bviewer.sync.report import Report
from bviewer.sync.service import run_sync
from bviewer.tasks import make_runtime
from bviewer.tree.urls import top_url
from tests.applications import give_back, take_application
from tests.header_lint import header_lint
from tests.pictures import jpeg
from tests.plans import noting
from tests.rows import copy_rows
from tests.stack import Embedded, Stack

if TYPE_CHECKING:
    from bviewer.queue.runtime import Runtime

HOST = "pub.test"
SECRET = "a secret for tests that is long enough"


TAKEN = b'<rdf:Description xmp:CreateDate="2023-11-14T22:13:20"/>'


class Site:
    """An application, its library on disk, and short ways to set both up."""

    def __init__(
        self,
        folder: Path,
        database: Path | Stack,
        *,
        waiting: bool = False,
        with_app: bool = True,
        **changes: str,
    ) -> None:
        """`database` is a migrated SQLite file to copy, or what to run on instead.

        Jobs are run at once unless they are to be `waiting`. `changes` are keys of the ini file.
        Without an application there are no pages to ask for, and services work with what commands
        and workers have.
        """
        stack = Embedded(database) if isinstance(database, Path) else database
        self.library = folder / "library"
        self.cache = folder / "cache"
        self.library.mkdir()
        self.cache.mkdir()
        self.ini = {
            "bviewer.library": str(self.library),
            "bviewer.cache": str(self.cache),
            "bviewer.secret": SECRET,
            "bviewer.video_pictures": "false",  # Tests ask nobody, unless they say whom.
            "bviewer.api_per_minute": "1000000",  # Nor do they wait for a minute to end.
            "bviewer.precache": "false",  # What is made is what a test asks for.
            **stack.settings(folder, waiting=waiting),
            **changes,
        }
        self.numbers = count(1)  # Of pictures that differ.
        self._waiting = waiting
        self._exits = ExitStack()
        self._app: Router | None = None
        if with_app:
            self._app = take_application(self.ini)
            self._exits.callback(give_back, self._app, self.ini)
            self.runtime: Runtime = self.app.registry["bviewer.runtime"]
            self.front = self._exits.enter_context(stack.front(self.app, self))
        else:
            settings = Settings.from_ini(self.ini)
            self.runtime = make_runtime(settings, make_engine(settings))

    @property
    def app(self) -> Router:
        """The application."""
        assert self._app is not None, "a site that was made without an application"
        return self._app

    @property
    def is_behind_nginx(self) -> bool:
        """Whether browsers talk to nginx, which has a say of its own."""
        return self.front is not self.app

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits at the end."""
        with work_session(self.runtime.engine) as session:
            yield session

    def close(self) -> None:
        """Let go of the database."""
        self.runtime.engine.dispose()
        if self._app is not None:
            self._app.registry["bviewer.autocommit_engine"].dispose()
        self._exits.close()

    def run_jobs(self) -> None:
        """Do what a worker would do, unless jobs are to wait."""
        huey = self.runtime.queue.huey
        while not self._waiting and huey.pending_count():
            if (task := huey.dequeue()) is not None:
                huey.execute(task)

    # People and galleries.

    def add_gallery(
        self, host: str = HOST, owner: str = "owner", home: str = "", **options: str
    ) -> int:
        """A gallery, with its owner if there is none of that name; returns its id."""
        with self.session() as session:
            person = session.scalar(select(User).where(User.name == owner))
            person = person or add_user(session, owner)
            # Tests look from several galleries at the same few files.
            return add_gallery(session, host, person, home, shared=True, **options).id

    def add_user(self, name: str, password: str | None = None) -> int:
        """A person; returns the id."""
        with self.session() as session:
            return add_user(session, name, password).id

    def browser(self, name: str | None = None, host: str = HOST) -> TestApp:
        """A browser at a gallery, signed in as `name` or not at all."""
        surroundings = {"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}
        browser = TestApp(header_lint(self.front), extra_environ=surroundings)
        if name is not None:
            with self.session() as session:
                user_id = session.scalars(select(User.id).where(User.name == name)).one()
                gallery_id = session.scalars(select(Gallery.id).where(Gallery.host == host)).one()
                token = open_session(session, user_id, gallery_id)
            browser.set_cookie("bv", token)
        return browser

    def program(
        self, name: str, scope: Scope = Scope.READ, album_id: str | None = None, host: str = HOST
    ) -> TestApp:
        """A program at a gallery, with a new token of somebody."""
        with self.session() as session:
            gallery = session.scalars(select(Gallery).where(Gallery.host == host)).one()
            user = session.scalars(select(User).where(User.name == name)).one()
            token = make_token(
                session, user, gallery, label="Mirror", scope=scope, album_id=album_id
            )
        program = self.browser(host=host)
        program.extra_environ["HTTP_AUTHORIZATION"] = f"Bearer {token.secret}"
        return program

    # The library.

    def write(self, path: str, content: bytes | None = None) -> Path:
        """Put a file into the library; if nothing else is given, a small picture that says when it
        was taken, and not by a camera."""
        file = self.library / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(jpeg(60, 40, xmp=TAKEN) if content is None else content)
        # Older than any rule about files that are still being written.
        os.utime(file, (1_700_000_000, 1_700_000_000))
        return file

    def sync(self, folder: str = "", *, accept_missing: bool = False, host: str = HOST) -> Report:
        """Mirror the library into albums."""
        with self.session() as session:
            gallery_id = session.scalars(select(Gallery.id).where(Gallery.host == host)).one()
        return run_sync(self.runtime, gallery_id, folder, accept_missing=accept_missing)

    def copy(self, folder: Path) -> None:
        """Be as another site was, which is closed: copy its library, its cache and its rows."""
        for name in ("library", "cache"):
            shutil.copytree(folder / name, self.library.parent / name, dirs_exist_ok=True)
        self.numbers = count(1001)  # Its pictures have lower ones.
        copy_rows(folder / "bviewer.sqlite", self.runtime.engine)
        self.recognise_files()
        self.numbers = count(1000)  # None is one of those that were copied.

    def recognise_files(self) -> None:
        """Have rows that were copied know the files here; else a sync would find them changed."""
        with self.session() as session:
            for image in session.scalars(select(Image).where(Image.state != ImageState.MISSING)):
                status = (self.library / image.path).stat()
                image.ctime_ns, image.inode = status.st_ctime_ns, status.st_ino
            for album in session.scalars(select(Album).where(Album.folder_inode.is_not(None))):
                album.folder_inode = (self.library / (album.folder or "")).stat().st_ino

    # Albums and images.

    def album(self, folder: str) -> Album:
        """The album of a folder, detached."""
        with Session(self.runtime.engine, expire_on_commit=False) as session:
            return session.scalars(select(Album).where(Album.folder == folder)).one()

    def image(self, path: str) -> Image:
        """The image of a file, detached."""
        with Session(self.runtime.engine, expire_on_commit=False) as session:
            return session.scalars(select(Image).where(Image.path == path)).one()

    def set_visibility(self, folder: str, visibility: Visibility) -> None:
        """Flag the album of a folder."""
        with self.session() as session:
            album = session.scalars(select(Album).where(Album.folder == folder)).one()
            set_visibility(session, album, visibility)

    def album_url(self, folder: str) -> str:
        """The path of an album's page."""
        with self.session() as session:
            way = [session.scalars(select(Album).where(Album.folder == folder)).one()]
            while (above := way[0].parent_id) is not None:
                way.insert(0, session.get_one(Album, above))
            address = top_url(way[0].visibility)
            for album in way[1:]:
                address = address.child(album.id, album.title, album.visibility)
            return address.url

    def image_url(self, path: str) -> str:
        """The path of an image's page."""
        return f"{self.album_url(path.rpartition('/')[0])}{self.image(path).id}/"

    # What requests cost.

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL statements that run meanwhile."""
        seen: list[str] = []
        engines = [self.runtime.engine]
        if self._app is not None:
            engines.append(self._app.registry["bviewer.autocommit_engine"])
        with noting(engines, lambda statement: seen.append(statement.sql)):
            yield seen


def prepared(folder: Path, empty: Path, prepare: Callable[[Site], None]) -> Path:
    """The folder of a closed site with one visible gallery, to copy."""
    site = Site(folder, empty, with_app=False)
    site.add_gallery()
    prepare(site)
    site.close()
    return folder
