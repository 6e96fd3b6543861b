"""What functional tests run on: what a laptop has, or what a server has."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.delivery import settled
from bviewer.delivery.disk import Disk, DiskSilent
from bviewer.models import Album, Gallery, User, Visibility
from bviewer.rendering import render as rendering
from tests import postgresql, redis
from tests.entrance import Entrance
from tests.functional.signing_in import OTHER_HOST, PASSWORD, gallery_row
from tests.hasher import WatchedHasher
from tests.site import Site, prepared
from tests.stack import Embedded, Production, Stack
from tests.unit.sync.fixtures import fill, give_title


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with a site on the stacks that its marker names, or once (`stacks.py`).

    Beside `embedded` and `production` there is `redirecting`: bviewer as nginx sees it, alone.
    """
    if "database" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("stacks")
        stacks = ("embedded",) if marker is None else marker.args
        metafunc.parametrize("database", stacks, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Leave tests to a soak on the stacks that a marker names (`stacks.py`)."""
    for item in items:
        marker = item.get_closest_marker("soak_on")
        is_on = item.callspec.params.get("database") if hasattr(item, "callspec") else None
        if marker is not None and is_on in marker.args:
            item.add_marker(pytest.mark.soak)


@pytest.fixture(scope="session", autouse=True)
def settled_at_once() -> Iterator[None]:
    """Let nginx send by its path what was written just now: nobody can make it older (ctime)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settled, "SETTLED_AFTER", 0)
        yield


@pytest.fixture
def silent_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many requests as may wait for the disk with the photographs do."""

    def asked(_disk: Disk) -> None:
        raise DiskSilent("it does not answer")

    monkeypatch.setattr(Disk, "asked", asked)


@pytest.fixture(scope="session")
def entrance() -> Iterator[Entrance]:
    """The nginx of all sites."""
    # Not pytest's own folder: the path of a socket has room for 107 bytes.
    with tempfile.TemporaryDirectory(prefix="bviewer-nginx-") as folder:
        entrance = Entrance(Path(folder))
        with entrance.open():
            yield entrance


@pytest.fixture(scope="session")
def production(
    postgresql_server: postgresql.Server, redis_server: redis.Server, entrance: Entrance
) -> Stack:
    """PostgreSQL, Redis and nginx."""
    return Production(postgresql_server, redis_server, entrance)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, empty: Path) -> Stack:
    """What a site of a functional test runs on."""
    if request.param == "production":
        return request.getfixturevalue("production")
    return Embedded(empty, delivery="nginx" if request.param == "redirecting" else "direct")


@pytest.fixture
def databases() -> Iterator[postgresql.Server]:
    """A PostgreSQL of this test's own."""
    with postgresql.running_server() as server:
        yield server


@pytest.fixture
def queues() -> Iterator[redis.Server]:
    """A Redis of this test's own."""
    with redis.running_server() as server:
        yield server


@pytest.fixture(scope="session")
def one_closed(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Path:
    """The folder of a site with one closed album, to copy."""
    return prepared(tmp_path_factory.mktemp("one-closed"), empty, fill_and_close)


def fill_and_close(site: Site) -> None:
    """Make the albums, close one, and let `guest` in."""
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg", "secret/below/4.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    give_title(site, "secret", "Ours")
    site.add_user("guest")
    with site.session() as session:
        guest = session.query(User).filter_by(name="guest").one()
        album_id = session.query(Album.id).filter_by(folder="secret").scalar()
        grant(session, guest, session.query(Gallery).one(), album_id)


@pytest.fixture
def secret(site: Site, one_closed: Path) -> Site:
    """An album open, and an album secret that is private but for `guest`; secret/below is not
    flagged itself."""
    site.copy(one_closed)
    return site


@pytest.fixture
def house(gallery: Site, hasher: WatchedHasher) -> Site:
    """The gallery with `anna`, who may see everything, and a second one of `foreign`."""
    gallery.add_user("anna", PASSWORD)
    gallery.add_gallery(OTHER_HOST, owner="foreign", home="other")
    with gallery.session() as session:
        grant(session, find_user(session, "anna"), gallery_row(session), None)
    return gallery


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the images that were given to a decoder."""
    ids: list[str] = []
    real = rendering.render

    def render(runtime: Any, order: Any, names: Any) -> None:
        ids.append(order.image_id)
        real(runtime, order, names)

    monkeypatch.setattr(rendering, "render", render)
    return ids


@pytest.fixture(scope="module")
def short() -> Iterator[Path]:
    """A folder with a name that is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="bv-") as folder:
        yield Path(folder)
