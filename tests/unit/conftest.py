"""Fixtures that several rooms' tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.library import reading
from tests.mirrored import mirror
from tests.pictures import noise
from tests.read_here import start_here
from tests.site import Site
from tests.unit.queue.working import PATH


@pytest.fixture
def with_app() -> bool:
    """No application: what a module does by itself is tested here. Where pages are asked for as
    well, a module has a fixture of this name."""
    return False


@pytest.fixture
def reads_apart() -> bool:
    """No processes that read files: a fork of what runs all tests takes longer than what most of
    them test. Where files may crash or hang, a module has a fixture of this name."""
    return False


@pytest.fixture(autouse=True)
def _read_here(reads_apart: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not reads_apart:
        monkeypatch.setattr(reading, "start_limited", start_here)


@pytest.fixture
def queued(tmp_path: Path, database: Path, with_app: bool) -> Iterator[Site]:
    """A site whose jobs wait until the test runs them."""
    queue = {"bviewer.queue": f"sqlite:///{tmp_path}/queue.sqlite"}
    site = Site(tmp_path, database, with_app=with_app, **queue)
    site.add_gallery()
    yield site
    site.runtime.queue.close()
    site.close()


@pytest.fixture
def image(site: Site) -> str:
    """The id of the image at PATH, beside another one."""
    site.write(PATH, noise(640, 480))
    site.write("a/other.jpg")
    mirror(site)
    return site.image(PATH).id
