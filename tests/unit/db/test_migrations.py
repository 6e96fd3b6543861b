import random
import string
import subprocess
import sys
from datetime import datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, event, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.albums.summaries import refresh_summaries
from bviewer.db.engine import make_engine
from bviewer.db.schema import alembic_config, is_outdated, migrate
from bviewer.models import Album, AlbumSummary, Base, Gallery, Image, User
from tests.unit.settings import ini_section, settings

ANY_BYTES = "".join(chr(byte) if byte < 128 else chr(0xDC00 + byte) for byte in range(1, 256))
ODD_PATHS = ["bad\udcff\udcfe.jpg", "nfc-\u00e9", "nfd-e\u0301", "new\nline", "🏔", ANY_BYTES]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/bviewer.sqlite"
    else:
        url = request.getfixturevalue("postgresql")
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": url}))
    yield engine
    engine.dispose()


def test_the_migrated_schema_is_that_of_the_models(engine):
    migrate(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models_on(engine)) == []


def test_a_difference_between_schema_and_models_would_be_seen(engine):
    migrate(engine)

    with engine.connect() as connection:
        connection.exec_driver_sql('ALTER TABLE album DROP COLUMN "order"')
        connection.exec_driver_sql("DROP INDEX uq_album_top")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        kinds = {difference[0] for difference in compare_metadata(context, models_on(engine))}
    assert kinds == {"add_column", "add_index"}


def test_migrations_can_be_taken_back_and_run_again(engine):
    migrate(engine)
    command.downgrade(alembic_config(engine), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]

    migrate(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_migrating_what_is_up_to_date_changes_nothing(engine):
    migrate(engine)
    with Session(engine) as session, session.begin():
        session.add(User(name="anna"))

    migrate(engine)
    with Session(engine) as session:
        assert session.query(User.name).all() == [("anna",)]


def test_galleries_that_are_older_than_their_settings_get_the_same_as_new_ones(engine):
    migrate(engine)
    with Session(engine) as session, session.begin():
        add_rows(session, "old.test", "")
    command.downgrade(alembic_config(engine), "0004")

    migrate(engine)
    with Session(engine) as session, session.begin():
        add_rows(session, "new.test", "")
        budgets = session.query(Gallery.images_budget_mb, Gallery.archives_budget_mb).all()
        about = session.query(Gallery.about_title, Gallery.about_text).all()
        told = session.query(Gallery.indexed, Gallery.positions).all()
    assert budgets == [(20480, 2048)] * 2
    assert about == [("", "")] * 2
    assert told == [(False, "trusted")] * 2


def test_the_years_of_older_albums_are_counted_as_those_of_new_ones(engine):
    migrate(engine)
    with Session(engine) as session, session.begin():
        places = {"": add_rows(session, "pub.test", "")}
        for path, year, flags in (
            ("open", 2007, {}),
            ("open/again", 2026, {}),
            ("open/priv", 2015, {"visibility": "private"}),
            ("open/priv/in", 2010, {}),
            ("open/lost", 2001, {"missing": True}),
        ):
            places[path] = add_album(session, places[path.rpartition("/")[0]], path, year, **flags)
        refresh_summaries(session, session.scalars(select(Album.id)))
        counted = session.execute(YEARS).all()
    assert ("open", "public", (2007, 2026)) in counted
    assert ("open", "trusted", (2007, 2010, 2015, 2026)) in counted

    command.downgrade(alembic_config(engine), "0008")
    migrate(engine)
    with Session(engine) as session:
        assert session.execute(YEARS).all() == counted


def test_all_revisions_are_one_transaction(engine):
    commits = []
    event.listen(engine, "commit", commits.append)
    migrate(engine)
    assert len(commits) == 1


def test_processes_that_start_together_do_not_migrate_twice(engine, tmp_path):
    url = engine.url.render_as_string(hide_password=False).replace("%", "%%")
    ini = tmp_path / "bviewer.ini"
    section = ini_section(tmp_path, **{"sqlalchemy.url": url})
    ini.write_text("[app:main]\n" + "".join(f"{key} = {text}\n" for key, text in section.items()))
    command = [sys.executable, "-m", "bviewer", "migrate", ini]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert ends == [(b"", 0)] * 3
    assert not is_outdated(engine)


def test_paths_of_any_bytes_round_trip_and_stay_apart(engine):
    migrate(engine)
    with Session(engine) as session, session.begin():
        for number, path in enumerate(ODD_PATHS):
            add_rows(session, f"{number}.test", path)

    with Session(engine) as session:
        assert session.query(Gallery.home).order_by(Gallery.id).all() == listed(ODD_PATHS)
        for path in ODD_PATHS:
            assert session.query(Image.path).filter(Image.path == path).all() == [(path,)]
            assert session.query(Album.folder).filter(Album.folder == path).all() == [(path,)]


def test_paths_may_be_as_long_as_the_deepest_library_has_them(engine):
    letters = random.Random(0)  # Nothing that compresses.
    path = "/".join("".join(letters.choices(string.ascii_letters, k=255)) for _ in range(64))
    migrate(engine)

    with Session(engine) as session, session.begin():
        album = add_rows(session, "pub.test", path)
        again = [
            Album(
                gallery_id=album.gallery_id, parent_id=album.id, title="", sort_key=b"", folder=path
            ),
            image(album.id, path),
        ]
    for row in again:
        with Session(engine) as session:
            session.add(row)
            with pytest.raises(IntegrityError):
                session.flush()


def test_keys_are_enforced(engine):
    migrate(engine)
    with Session(engine) as session, session.begin():
        gallery_id = add_rows(session, "pub.test", "").gallery_id

    refused = [
        Album(gallery_id=gallery_id, title="a second top", sort_key=b"", folder="other"),
        Gallery(owner_id=12345, host="other.test", home=""),
        User(name="pub.test"),
    ]
    for row in refused:
        with Session(engine) as session:
            session.add(row)
            with pytest.raises(IntegrityError):
                session.flush()


def models_on(engine):
    """The models' metadata without what is for the other database: Alembic compares all of it."""
    metadata = MetaData()
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(metadata)
        for parts, copies in ((table.indexes, copy.indexes), (table.constraints, copy.constraints)):
            foreign = {part.name for part in parts if not is_meant_for(part, engine.dialect.name)}
            copies.difference_update([part for part in copies if part.name in foreign])
    return metadata


def is_meant_for(part, dialect):
    return part._ddl_if is None or part._ddl_if.dialect == dialect


def listed(values):
    return [(value,) for value in values]


YEARS = (
    select(Album.folder, AlbumSummary.circle, AlbumSummary.years)
    .join(AlbumSummary, AlbumSummary.album_id == Album.id)
    .order_by(Album.folder, AlbumSummary.circle)
)


def add_rows(session, host, path):
    owner = User(name=host)
    session.add(owner)
    session.flush()
    gallery = Gallery(owner_id=owner.id, host=host, home=path)
    session.add(gallery)
    session.flush()
    album = Album(gallery_id=gallery.id, title="top", sort_key=b"", folder=path)
    session.add(album)
    session.flush()
    session.add(image(album.id, path))
    session.flush()
    return album


def add_album(session, parent, path, year, **flags):
    album = Album(
        gallery_id=parent.gallery_id, parent_id=parent.id, title="", sort_key=b"", folder=path,
        **flags,
    )  # fmt: skip
    session.add(album)
    session.flush()
    session.add(image(album.id, f"{path}/a.jpg", year))
    session.add(image(album.id, f"{path}/gone.jpg", 1950, state="missing"))
    return album


def image(album_id, path, year=2024, **values):
    return Image(
        album_id=album_id,
        path=path,
        sort_key=b"",
        time=datetime(year, 5, 4),
        time_source="mtime",
        size=1,
        mtime_ns=1_714_824_000_000_000_000,
        ctime_ns=1_714_824_000_000_000_000,
        quick_hash=b"\0" * 16,
        **values,
    )
