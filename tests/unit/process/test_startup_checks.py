import shutil
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from bviewer.config.settings import Settings
from bviewer.db.engine import make_engine
from bviewer.db.schema import alembic_config, migrate
from bviewer.process.application import start
from tests.unit.settings import ini_section, settings


@pytest.fixture
def ini(tmp_path, database):
    """The settings of a server that can start."""
    shutil.copy(database, tmp_path / "bviewer.sqlite")
    (tmp_path / "library").mkdir()
    return ini_section(tmp_path)


def last_words(ini):
    with pytest.raises(SystemExit) as caught:
        start({}, **ini)
    message = str(caught.value.code)
    assert "\n" not in message
    return message


def refusal(ini):
    message = last_words(ini)
    assert message.startswith("bviewer: cannot start: ")
    return message.removeprefix("bviewer: cannot start: ")


def revise(tmp_path, revision):
    engine = make_engine(settings(tmp_path))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    engine.dispose()


def test_where_everything_is_there_the_application_starts(ini):
    app = start({}, **ini)
    for name in ("engine", "autocommit_engine"):
        app.registry[f"bviewer.{name}"].dispose()


def test_no_database_stays_open_for_who_is_forked_off_the_application(ini, tmp_path):
    ini["bviewer.queue"] = f"sqlite:///{tmp_path}/queue.sqlite"
    start({}, **ini)
    opened = {file.resolve() for file in Path("/proc/self/fd").iterdir()}
    assert not opened & {tmp_path / "bviewer.sqlite", tmp_path / "queue.sqlite"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sqlalchemy.url": "postgresql://x@/x?host=/nowhere"}, "sqlalchemy.url: connection "),
        ({"sqlalchemy.url": "sqlite:////nowhere/x"}, "sqlalchemy.url: unable to open database"),
        ({"bviewer.library": "/nowhere"}, "bviewer.library: [Errno 2] No such file"),
        ({"bviewer.library": "/dev/null"}, "bviewer.library: [Errno 20] Not a directory"),
        ({"bviewer.cache": "/dev/null"}, "bviewer.cache: [Errno 17] File exists"),
        (
            {"bviewer.cache": "/dev/null", "bviewer.metrics": "0123456789abcdef"},
            "bviewer.cache: [Errno 17] File exists",
        ),
    ],
)
def test_what_is_not_there_is_one_line_that_names_its_setting(ini, changes, problem):
    assert refusal({**ini, **changes}).startswith(problem)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"bviewer.queue": "rabbit://:hunter2@127.0.0.1"}, "bviewer.queue: is not sqlite:"),
        ({"bviewer.queue": "redis://:hunter2@h:six"}, "bviewer.queue: is not a URL that Redis "),
        ({"sqlalchemy.url": "postgresql+psycopg2://u:hunter2@h/x"}, "sqlalchemy.url: is neither "),
        ({"bviewer.library": "redis://:hunter2@h"}, "bviewer.library: 'redis://:...@h' is not "),
        ({"bviewer.delivery": "apache"}, "bviewer.delivery: "),
    ],
)
def test_a_wrong_setting_is_one_line_without_a_password(ini, changes, problem):
    said = last_words({**ini, **changes})
    assert said.startswith(f"bviewer: wrong settings: {problem}")
    assert "hunter2" not in said


def test_an_option_that_postgresql_does_not_have_is_one_line(ini, postgresql):
    url = postgresql.replace("host=", "hots=")
    assert refusal({**ini, "sqlalchemy.url": url}) == (
        'sqlalchemy.url: invalid connection option "hots"'
    )


def test_tables_of_another_role_are_one_line(ini, postgresql_server, postgresql):
    engine = make_engine(Settings.from_ini({**ini, "sqlalchemy.url": postgresql}))
    migrate(engine)
    engine.dispose()
    postgresql_server.execute("CREATE ROLE stranger LOGIN")
    try:
        url = postgresql.replace("bviewer@", "stranger@")
        assert refusal({**ini, "sqlalchemy.url": url}) == (
            "sqlalchemy.url: permission denied for table alembic_version"
        )
    finally:
        postgresql_server.execute("DROP ROLE stranger")


@pytest.mark.parametrize(
    ("part", "wrong", "problem"),
    [
        ("?db=", "?db=1234", "DB index is out of range"),
        ("unix://", "unix://:hunter2@", "AUTH"),
        (".sock", ".sock/x", "Error 20 connecting to "),
    ],
)
def test_a_redis_that_refuses_what_its_url_says_is_one_line(ini, redis, part, wrong, problem):
    said = refusal({**ini, "bviewer.queue": redis.replace(part, wrong)})
    assert said.startswith(f"bviewer.queue: {problem}")
    assert "hunter2" not in said


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "unix:///nowhere"])
def test_without_redis_the_application_starts_and_says_so_in_one_line(ini, caplog, url):
    test_where_everything_is_there_the_application_starts({**ini, "bviewer.queue": url})
    (record,) = [each for each in caplog.records if each.name == "bviewer.process.startup_checks"]
    assert record.getMessage().startswith("bviewer.queue: Error ")
    assert "\n" not in record.getMessage()
    assert record.exc_info is None


def test_all_that_is_not_there_is_in_one_line(ini):
    said = refusal({**ini, "bviewer.library": "/nowhere", "bviewer.cache": "/dev/null"})
    assert "bviewer.library: " in said
    assert "; bviewer.cache: " in said


def test_an_older_schema_has_to_be_brought_up_to_date_first(ini, tmp_path):
    engine = make_engine(settings(tmp_path))
    command.downgrade(alembic_config(engine), "-1")
    assert refusal(ini) == ("sqlalchemy.url: the schema is an older one; run bviewer migrate INI")
    migrate(engine)
    engine.dispose()
    test_where_everything_is_there_the_application_starts(ini)


def test_a_newer_schema_is_left_alone(ini, tmp_path):
    revise(tmp_path, "9999")
    assert (
        refusal(ini) == "sqlalchemy.url: the schema (9999) is of a newer bviewer; upgrade this one"
    )
    engine = make_engine(settings(tmp_path))
    with pytest.raises(ValueError, match="newer bviewer"):
        migrate(engine)
    engine.dispose()
