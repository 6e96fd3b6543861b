"""What the guide says about backups: a dump, put back into an empty database, is the gallery."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bviewer.db.schema import require_schema
from bviewer.models import Visibility
from tests.postgresql import Server, program, run
from tests.processes import ROOT
from tests.site import Site
from tests.stack import Production, Stack

GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
DUMP = "pg_dump --format=custom"
RESTORE = "pg_restore --exit-on-error --no-owner --role bviewer --dbname"


def call(server: Server, command: str, *more: str) -> None:
    """Run one of the guide's commands on a server of this test."""
    assert command in GUIDE
    name, *options = command.split()
    where = ("--host", str(server.folder), "--username", "bviewer")
    run(program(name), *where, *options, *more)


def contents(server: Server, database: str) -> str:
    """All rows of a database."""
    file = server.folder / f"{database}.sql"
    where = ("--host", str(server.folder), "--username", "bviewer")
    run(program("pg_dump"), *where, "--data-only", "--inserts", "--file", str(file), database)
    # Two lines have a key that is another one each time.
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("\\"))


@pytest.mark.stacks("production")
def test_a_dump_brings_back_the_gallery(
    tmp_path: Path, database: Stack, postgresql_server: Server
) -> None:
    assert isinstance(database, Production)
    site = Site(tmp_path, database)
    site.add_gallery()
    for path in ("open/a.jpg", "closed/b.jpg", "Grüße ☃/c.jpg"):
        site.write(path)
    site.sync()
    site.set_visibility("closed", Visibility.PRIVATE)
    saved, folder = str(site.runtime.engine.url.database), postgresql_server.folder
    before = contents(postgresql_server, saved)
    call(postgresql_server, DUMP, "--file", str(folder / "new.dump"), saved)
    postgresql_server.execute("CREATE DATABASE restored TEMPLATE template0")
    call(postgresql_server, RESTORE, "restored", str(folder / "new.dump"))
    assert contents(postgresql_server, "restored") == before
    engine = create_engine(postgresql_server.url("restored"))
    require_schema(engine)
    engine.dispose()
    site.close()
