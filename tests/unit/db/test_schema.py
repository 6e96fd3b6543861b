"""Which schema it is, known without Alembic; and Alembic says the same."""

from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bviewer.db.schema import alembic_config, current_revision, migrate, revisions


def test_revisions_are_those_of_alembic_by_the_names_of_their_files(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/some.sqlite")
    scripts = ScriptDirectory.from_config(alembic_config(engine))
    known = list(scripts.walk_revisions())
    assert revisions() == sorted(script.revision for script in known)
    assert revisions()[-1] == scripts.get_current_head()
    for script in known:
        assert Path(script.path).name.startswith(f"{script.revision}_")


@pytest.mark.parametrize("migrated", [False, True])
def test_current_revision_is_what_alembic_reads(tmp_path: Path, migrated: bool) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/some.sqlite")
    told: list[tuple[int, int]] = []
    if migrated:
        migrate(engine, lambda done, total: told.append((done, total)))
    with engine.connect() as connection:
        expected = MigrationContext.configure(connection).get_current_revision()
        assert current_revision(connection) == expected
    engine.dispose()
    assert expected == (revisions()[-1] if migrated else None)
    total = len(revisions()) * migrated
    assert told == [(done, total) for done in range(1, total + 1)]
