from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.db.autocommit import make_autocommit_engine
from bviewer.db.engine import make_engine
from bviewer.models import Gallery, GalleryAlias, User
from bviewer.tree.aliases import host_behind
from bviewer.tree.ancestry import load_ancestry
from tests.unit.settings import settings


@pytest.fixture
def engine(tmp_path: Path, migrated_url: str) -> Iterator[Engine]:
    """A autocommit engine on both databases, over two galleries."""
    configured = settings(tmp_path, **{"sqlalchemy.url": migrated_url})
    engine = make_engine(configured)
    with Session(engine) as session, session.begin():
        owner = User(name="owner")
        galleries = [Gallery(host=f"{name}.test", home="") for name in ("one", "two")]
        session.add(owner)
        session.flush()
        for gallery in galleries:
            gallery.owner_id = owner.id
        session.add_all(galleries)
        session.flush()
        session.add(GalleryAlias(host="alias.test", gallery_id=galleries[1].id))
    engine.dispose()
    bare = make_autocommit_engine(configured)
    yield bare
    bare.dispose()


def test_an_alias_leads_to_its_gallery(engine: Engine) -> None:
    assert host_behind(engine, "alias.test") == "two.test"


@pytest.mark.parametrize("host", ["one.test", "two.test", "evil.test", "", "ALIAS.test", "%"])
def test_nothing_else_does(engine: Engine, host: str) -> None:
    assert host_behind(engine, host) is None


def test_both_databases_know_an_alias_from_an_unknown_host(engine: Engine) -> None:
    for host in ("alias.test", "evil.test"):
        assert load_ancestry(engine, host, []) is None
