"""A migrated database, and a hasher that can be watched."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.db import make_engine
from bviewer.models import Album, Gallery, User
from bviewer.security import passwords
from tests.hasher import WatchedHasher
from tests.unit.settings import settings


@pytest.fixture
def engine(tmp_path: Path, database: Path) -> Iterator[Engine]:
    """An engine on a migrated, empty SQLite file."""
    shutil.copy(database, tmp_path / "bviewer.sqlite")
    engine = make_engine(settings(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that is rolled back."""
    with Session(engine) as session:
        yield session


@pytest.fixture
def gallery(session: Session) -> Gallery:
    """A gallery with its owner and its top album, whose id is `top`."""
    owner = User(name="owner")
    session.add(owner)
    session.flush()
    gallery = Gallery(owner_id=owner.id, host="pub.test", home="")
    session.add(gallery)
    session.flush()
    session.add(Album(id="top", gallery_id=gallery.id, title="top", sort_key=b"", folder=""))
    session.flush()
    return gallery


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> WatchedHasher:
    """A hasher in the place of the real one, as cheap as Argon2id can be."""
    watched = WatchedHasher(memory_cost=8, time_cost=1, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", watched)
    passwords.dummy_hash.cache_clear()
    passwords.dummy_hash()
    watched.hashed.clear()
    yield watched
    passwords.dummy_hash.cache_clear()
