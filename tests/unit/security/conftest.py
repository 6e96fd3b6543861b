"""A migrated database with a gallery."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.db.engine import make_engine
from bviewer.models import Album, Gallery, User
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
