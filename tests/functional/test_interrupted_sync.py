"""PostgreSQL is killed in the middle of a sync, and again: in the end all is as on the disk."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, event

from bviewer.config.settings import Settings
from bviewer.db.engine import make_engine
from bviewer.models import Visibility
from bviewer.queue.queue import Queue
from bviewer.queue.runtime import Runtime
from bviewer.sync.service import run_sync, sync_gallery_in_turn
from bviewer.tasks import make_runtime
from tests import postgresql, redis
from tests.entrance import Entrance
from tests.site import Site
from tests.stack import Production
from tests.unit.queue.working import run_due, run_waiting
from tests.unit.sync import checks
from tests.unit.sync.fixtures import fill, give_title, picture

pytestmark = pytest.mark.soak

KNOWN, NEW = 300, 900  # Photographs, in folders of 30.
KILLS = 3


@pytest.fixture
def site(
    tmp_path: Path, databases: postgresql.Server, queues: redis.Server, entrance: Entrance
) -> Iterator[Site]:
    """A synced gallery, after a day on which all kinds of things happened to its files."""
    site = Site(tmp_path, Production(databases, queues, entrance), waiting=True)
    site.add_gallery()
    fill(site, *(place(number) for number in range(KNOWN)))
    give_title(site, "03", "Names of people stay")
    site.set_visibility("04", Visibility.PRIVATE)
    top = site.library
    (top / "03").rename(top / "renamed")
    (top / "05" / "165.jpg").rename(top / "06" / "moved.jpg")
    for number in (0, 31, 62):
        (top / place(number)).unlink()
    site.write(place(100), picture(9001) + b"changed")
    for number in range(KNOWN, KNOWN + NEW):
        site.write(place(number), picture(10_000 + number))
    yield site
    site.close()


def place(number: int) -> str:
    """Where a photograph is."""
    return f"{number // 30:02}/{number:03}.jpg"


@contextmanager
def copied(site: Site, databases: postgresql.Server) -> Iterator[Runtime]:
    """The runtime of a copy of the database, over the same library."""
    site.runtime.engine.dispose()
    site.app.registry["bviewer.autocommit_engine"].dispose()
    name = site.runtime.engine.url.database
    databases.execute(f"CREATE DATABASE undisturbed TEMPLATE {name}")
    url = databases.url("undisturbed")
    settings = Settings.from_ini({**site.ini, "sqlalchemy.url": url, "bviewer.queue": "immediate"})
    engine = make_engine(settings)
    yield make_runtime(settings, engine)
    engine.dispose()


class Writes:
    """Counts what is written, commits included, and kills the server before the write `fatal`."""

    def __init__(self, engine: Engine, server: postgresql.Server) -> None:
        self._server = server
        self.number, self.fatal, self.kills = 0, 0, 0
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "commit", self._before_commit)

    def _before_statement(self, _connection: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.startswith("SELECT"):
            self._count()

    def _before_commit(self, _connection: object) -> None:
        self._count()

    def _count(self) -> None:
        self.number += 1
        if self.number == self.fatal:
            self._server.stop()
            self.kills += 1


def test_postgresql_killed_in_the_middle_of_a_sync_costs_nothing_but_time(
    site: Site, databases: postgresql.Server
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - a test that fails shows it.
    chance = random.Random(seed)
    albums, images = checks.rows(site)
    known = {*albums, *images}
    with copied(site, databases) as undisturbed:
        whole = Writes(undisturbed.engine, databases)
        run_sync(undisturbed, 1)
        expected = checks.outcome(SimpleNamespace(runtime=undisturbed), known)
    queue, writes = site.runtime.queue, Writes(site.runtime.engine, databases)
    site.runtime.send(sync_gallery_in_turn, 1)
    work = run_waiting
    for _ in range(KILLS):
        writes.number, writes.fatal = 0, chance.randint(1, whole.number // KILLS)
        assert work(queue) == 1
        databases.start()
        work = later
    assert writes.kills == KILLS
    assert checks.outcome(site, known) != expected
    assert later(queue) == 1
    assert checks.outcome(site, known) == expected
    checks.assert_mirrored(site)
    checks.assert_counted(site)


def later(queue: Queue) -> int:
    """Run what was put off."""
    return run_due(queue, 11)
