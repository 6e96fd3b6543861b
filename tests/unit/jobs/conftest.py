"""Fixtures of the jobs' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site


@pytest.fixture
def queued(tmp_path: Path, database: Path) -> Iterator[Site]:
    """A site whose jobs wait until the test runs them."""
    site = Site(tmp_path, database, **{"bviewer.queue": f"sqlite:///{tmp_path}/queue.sqlite"})
    site.add_gallery()
    yield site
    site.runtime.queue.close()
    site.close()
