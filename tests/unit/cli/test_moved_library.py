"""`bviewer serve` over photographs that were renamed, moved, copied or mounted elsewhere."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from bviewer.cli import commands
from bviewer.cli.serve import prepare, set_up
from bviewer.config.ini import read_settings
from bviewer.models import Visibility
from bviewer.process import project
from tests.pictures import exif_block, jpeg, text, write
from tests.problems import refused
from tests.rows import copy_rows

PATHS = [
    *("top.jpg", "open/1.jpg", "open/2.jpg", "secret/3.jpg", "secret/below/4.jpg", "quiet/5.jpg"),
    *("gone/6.jpg", "open/7.jpg", "open/8.jpg", "secret/9.jpg"),
]


def picture(number: int) -> bytes:
    """A picture that no other number has."""
    return jpeg(16, 12, exif=exif_block(exif=[text(0x9003, f"2020:01:01 00:00:{number:02}")]))


class Home:
    """A home directory with photographs, and `bviewer serve` in it without the serving."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.fill("photos")

    def fill(self, name: str, numbers: int = 0) -> Path:
        """Put photographs into a folder."""
        for number, path in enumerate(PATHS, numbers):
            write(self.folder / name / path, picture(number), 1_700_000_000)
        return self.folder / name

    def serve(self, name: str, data: Path | None = None) -> Path:
        """Have a gallery over a folder, up to its first sync; return where its data is."""
        installed, library = prepare(self.folder / name, data)
        set_up(installed, library, None, Visibility.VISIBLE)
        self.run("sync", installed.folder)
        return installed.folder

    def run(self, command: str, data: Path, *arguments: str) -> str:
        """What a command says."""
        result = CliRunner().invoke(commands, [command, str(data / "bviewer.ini"), *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    def albums(self, data: Path) -> dict[str, dict[str, Any]]:
        """All albums by their titles."""
        return {album["title"]: album for album in json.loads(self.run("tree", data, "--json"))}


@pytest.fixture
def home(
    tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Home:
    """A home directory with a folder of photographs."""
    migrate = project.migrate

    def copy_and_migrate(engine: Engine) -> None:
        if not Path(str(engine.url.database)).exists():
            copy_rows(empty, engine)
        migrate(engine)

    monkeypatch.setattr(project, "migrate", copy_and_migrate)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return Home(tmp_path)


@pytest.fixture
def data(home: Home) -> Path:
    """The data of a gallery in which much is closed, taken away, put together and given away."""
    data = home.serve("photos")
    albums = home.albums(data)
    ids = {title: album["id"] for title, album in albums.items()}
    home.run("album", data, "set", ids["secret"], "--visibility", "private", "--title", "Ours")
    home.run("album", data, "set", ids["quiet"], "--visibility", "hidden")
    home.run("album", data, "delete", ids["gone"])
    rows = tables(data)["image"]
    image = {row["path"].decode(): row["id"] for row in rows}
    home.run("item", data, "remove", ids["open"], image["open/8.jpg"])
    home.run("item", data, "set", ids["open"], image["open/1.jpg"], "--title", "First")
    home.run("album", data, "add", ids["photos"], "Best", "--visibility", "private")
    best = home.albums(data)["Best"]["id"]
    home.run("item", data, "pick", best, "open", "2.jpg")
    home.run("user", data, "add", "anna", "--password", "correct horse")
    home.run("user", data, "grant", "anna", "--album", ids["secret"])
    home.run("share", data, "add", ids["quiet"])
    home.run("sync", data)
    return data


TABLES = {
    "album": "id gallery_id parent_id title visibility folder missing closed_because",
    "image": "id album_id path state own_title is_picked quick_hash",
    "gallery": "id host home",
    "excluded_file": "album_id name quick_hash",
    "deletion": "album_id parent_id visibility",
    "deleted_folder": "album_id folder",
    "access": "user_id gallery_id album_id",
    "share": "id album_id token_hash",
}


def tables(data: Path) -> dict[str, list[dict[str, Any]]]:
    """What people see and may see, by tables."""
    with closing(sqlite3.connect(data / "bviewer.sqlite")) as database:
        database.row_factory = sqlite3.Row
        return {
            table: [
                dict(row)
                for row in database.execute(f"SELECT {columns.replace(' ', ', ')} FROM {table}")
            ]
            for table, columns in TABLES.items()
        }


def rename(photos: Path, moved: Path) -> None:
    photos.rename(moved)


def copy_away(photos: Path, moved: Path) -> None:
    """To another disk: all inodes and times are others."""
    shutil.copytree(photos, moved, copy_function=shutil.copyfile)
    shutil.rmtree(photos)


def leave_an_empty_mount(photos: Path, moved: Path) -> None:
    photos.rename(moved)
    photos.mkdir()


def leave_a_link(photos: Path, moved: Path) -> None:
    photos.rename(moved)
    photos.symlink_to(moved)


def leave_others(photos: Path, moved: Path) -> None:
    photos.rename(moved)
    write(photos / "open/1.jpg", picture(59) + b"another")


MOVES = [rename, copy_away, leave_an_empty_mount, leave_a_link, leave_others]


@pytest.mark.parametrize("happen", MOVES)
def test_a_gallery_goes_on_where_its_photographs_are(
    home: Home, data: Path, happen: Callable[[Path, Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    before, ini = tables(data), (data / "bviewer.ini").read_text()
    capsys.readouterr()
    happen(home.folder / "photos", home.folder / "disk")
    assert home.serve("disk") == data
    said = capsys.readouterr().out
    if happen is leave_a_link:
        assert said == ""
    else:
        assert said.startswith(f"the photographs of {home.folder}/photos are in {home.folder}/disk")
        assert said.count("\n") == 1
        changed = ini.replace(f"{home.folder}/photos", f"{home.folder}/disk")
        assert (data / "bviewer.ini").read_text() == changed
    assert tables(data) == before
    assert home.serve("disk") == data
    assert capsys.readouterr().out == ""
    assert [path.name for path in data.parent.iterdir()] == [data.name]
