"""Fixtures that all tests share."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bviewer.db.schema import migrate
from bviewer.models import Visibility
from tests.caches import forget_results
from tests.examples import register_profiles
from tests.forks import use_large_pages
from tests.memory import write_into_memory
from tests.rows import copy_rows
from tests.shared_work import share_work
from tests.site import Site, prepared

write_into_memory()
register_profiles()
share_work()

pytest_plugins = ["tests.hasher", "tests.postgresql", "tests.providers", "tests.redis"]


def pytest_collection_finish() -> None:
    """Fork faster: the tests themselves take the most memory, and are all there now.

    The garbage collector, which would write to all of it, leaves them alone.
    """
    gc.freeze()
    use_large_pages()


def pytest_runtest_setup() -> None:
    """Begin each test without what others have found out."""
    forget_results()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database to copy."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path, empty: Path) -> str:
    """The URL of a database with all tables and no rows, of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_postgresql"))
    shutil.copy(empty, tmp_path / "bviewer.sqlite")
    return f"sqlite:///{tmp_path}/bviewer.sqlite"


@pytest.fixture(scope="session")
def database(empty: Path) -> Path:
    """What a site runs on."""
    return empty


@pytest.fixture(scope="session")
def one_gallery(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Path:
    """The folder of a site with one visible gallery over an empty library, to copy."""
    return prepared(tmp_path_factory.mktemp("one-gallery"), empty, lambda _site: None)


@pytest.fixture(scope="session")
def each_kind(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Path:
    """The folder of a site with albums of each kind of visibility, to copy."""
    return prepared(tmp_path_factory.mktemp("each-kind"), empty, fill)


@pytest.fixture
def with_app() -> bool:
    """Whether the site of a test has an application, which takes most of the time to make it."""
    return True


@pytest.fixture
def site(tmp_path: Path, database: Path, with_app: bool, one_gallery: Path) -> Iterator[Site]:
    """A site with one visible gallery over an empty library."""
    site = Site(tmp_path, database, with_app=with_app)
    copy_rows(one_gallery / "bviewer.sqlite", site.runtime.engine)
    yield site
    site.close()


@pytest.fixture
def gallery(site: Site, each_kind: Path) -> Site:
    """The site over a library of each kind of visibility, synced.

    open (visible): a.jpg, secretchild (private): p.jpg; hid (hidden): h.jpg, visiblechild: v.jpg;
    priv (private): s.jpg, openchild (visible): q.jpg. `viewer` has access to priv, `guest` to
    priv/openchild only, `everywhere` to the gallery; `foreign` owns another gallery.
    """
    site.copy(each_kind)
    return site


def fill(site: Site) -> None:
    """Make the albums of each kind."""
    for path in (
        *("open/a.jpg", "open/secretchild/p.jpg"),
        *("hid/h.jpg", "hid/visiblechild/v.jpg"),
        *("priv/s.jpg", "priv/openchild/q.jpg"),
    ):
        site.write(path)
    site.write("other/o.jpg")
    site.sync()
    site.set_visibility("open/secretchild", Visibility.PRIVATE)
    site.set_visibility("hid", Visibility.HIDDEN)
    site.set_visibility("priv", Visibility.PRIVATE)
