"""An installation in a folder, and a way to run commands on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bviewer.cli import commands
from bviewer.db.engine import make_engine
from tests.pictures import jpeg, write
from tests.unit.settings import ini_section, settings


class Installation:
    """An ini file over a library with two folders, and the commands run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ini = folder / "bviewer.ini"
        self.library = folder / "library"
        self.engine = make_engine(settings(folder))
        self.configure()

    def configure(self, **changes: str) -> None:
        """Write the ini file."""
        lines = [f"{key} = {value}" for key, value in ini_section(self.folder, **changes).items()]
        text = "\n".join(["[app:main]", "use = egg:bviewer", *lines, ""])
        self.ini.write_text(text, encoding="utf-8")

    def run(self, command: str, *arguments: str, stdin: str | None = None) -> Result:
        """`bviewer COMMAND INI ARGUMENTS`."""
        return CliRunner().invoke(commands, [command, str(self.ini), *arguments], input=stdin)

    def say(self, command: str, *arguments: str, stdin: str | None = None) -> str:
        """What a command says that must succeed."""
        result = self.run(command, *arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    def fail(self, command: str, *arguments: str) -> str:
        """The one line of a command that must fail, without `Error: `."""
        result = self.run(command, *arguments)
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        assert result.stderr.isascii() or result.stderr[:-1].isprintable()
        return result.stderr.removeprefix("Error: ").removesuffix("\n")

    def session(self) -> Session:
        """A look at the database."""
        return Session(self.engine)


@pytest.fixture
def installation(tmp_path: Path, database: Path) -> Iterator[Installation]:
    """An installation without people and galleries."""
    shutil.copy(database, tmp_path / "bviewer.sqlite")
    installation = Installation(tmp_path)
    write(installation.library / "rome" / "a.jpg", jpeg(40, 30), 1_700_000_000)
    write(installation.library / "oslo" / "b.jpg", jpeg(40, 30), 1_700_000_000)
    yield installation
    installation.engine.dispose()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with a synced gallery, to copy."""
    folder = tmp_path_factory.mktemp("installation")
    installation = Installation(folder)
    write(installation.library / "rome" / "a.jpg", jpeg(40, 30), 1_700_000_000)
    write(installation.library / "oslo" / "b.jpg", jpeg(40, 30), 1_700_000_000)
    installation.say("user", "add", "owner", "--password", "correct horse")
    installation.say("user", "add", "anna", "--password", "correct horse")
    installation.say("gallery", "add", "pub.test", "--owner", "owner", "--visibility", "visible")
    installation.say("sync")
    return folder


@pytest.fixture
def gallery(tmp_path: Path, finished: Path) -> Iterator[Installation]:
    """An installation with a synced gallery pub.test of `owner`, and a person `anna`."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    installation = Installation(tmp_path)
    yield installation
    installation.engine.dispose()


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The statements that change something, but for what is kept of each sync, run by whatever
    engine meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        is_change = statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}
        if is_change and "sync_report" not in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)
