"""What tests of the database run on."""

import pytest

from bviewer.db.engine import make_engine
from tests.unit.settings import settings


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/bviewer.sqlite"
    else:
        url = request.getfixturevalue("postgresql")
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": url}))
    yield engine
    engine.dispose()


@pytest.fixture
def migrated(tmp_path, migrated_url):
    """An engine of a database with all tables, of each kind."""
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": migrated_url}))
    yield engine
    engine.dispose()
