"""`bviewer serve` over photographs that were renamed, moved, copied or mounted elsewhere."""

import json
import shutil
import sqlite3
import threading
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
from bviewer.config.settings import SettingsError
from bviewer.models import Visibility
from bviewer.problems import Problem
from bviewer.process import project, relocation
from bviewer.process.installation import default_data_folder
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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Path:
    """A home directory with a gallery in which much is closed, taken away, put together and given
    away; to copy."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.fill("photos")
    with pytest.MonkeyPatch.context() as patch:
        live_in(home, empty, patch)
        data = home.serve("photos")
        albums = home.albums(data)
        ids = {title: album["id"] for title, album in albums.items()}
        home.run("album", data, "set", ids["secret"], "--visibility", "private", "--title", "Ours")
        home.run("album", data, "set", ids["quiet"], "--visibility", "hidden")
        home.run("album", data, "delete", ids["gone"])
        image = {row["path"].decode(): row["id"] for row in tables(data)["image"]}
        home.run("item", data, "remove", ids["open"], image["open/8.jpg"])
        home.run("item", data, "set", ids["open"], image["open/1.jpg"], "--title", "First")
        home.run("album", data, "add", ids["photos"], "Best", "--visibility", "private")
        home.run("item", data, "pick", home.albums(data)["Best"]["id"], "open", "2.jpg")
        home.run("user", data, "add", "anna", "--password", "correct horse")
        home.run("user", data, "grant", "anna", "--album", ids["secret"])
        home.run("share", data, "add", ids["quiet"], "--label", "a friend")
    return home.folder


def live_in(home: Home, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have default data folders in a home directory, and new databases be copies."""
    migrate = project.migrate

    def copy_and_migrate(engine: Engine, *_progress: object) -> None:
        if not Path(str(engine.url.database)).exists():
            copy_rows(empty, engine)
        migrate(engine)

    monkeypatch.setattr(project, "migrate", copy_and_migrate)
    monkeypatch.setenv("HOME", str(home.folder))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)


@pytest.fixture
def home(tmp_path: Path, prepared: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home directory with photographs and their gallery: all was copied there from another one,
    and the settings were changed by hand."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    home = Home(tmp_path)
    live_in(home, empty, monkeypatch)
    return home


@pytest.fixture
def data(home: Home, prepared: Path) -> Path:
    """Where the data of the gallery is."""
    (copied,) = (home.folder / ".local/share/bviewer").iterdir()
    data = copied.rename(default_data_folder(home.folder / "photos"))
    ini = data / "bviewer.ini"
    ini.write_text(ini.read_text().replace(str(prepared), str(home.folder)))
    before = tables(data)
    home.run("sync", data)
    assert tables(data) == before
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


def test_a_gallery_goes_on_where_its_photographs_are(
    home: Home, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, ini, place = tables(data), (data / "bviewer.ini").read_text(), home.folder / "photos"
    capsys.readouterr()
    for number, happen in enumerate(MOVES):
        configured = read_settings(data / "bviewer.ini").library
        former, place = place, home.folder / f"disk {number} 100%"
        happen(former, place)
        assert home.serve(place.name) == data
        said = capsys.readouterr().out
        if happen is leave_a_link:
            assert said == ""
        else:
            assert said.startswith(f"the photographs of {configured} are in {place} now: going on")
            assert said.count("\n") == 1
            changed = ini.replace(f"{home.folder}/photos", str(place).replace("%", "%%"))
            assert (data / "bviewer.ini").read_text() == changed
        assert tables(data) == before, happen
        assert home.serve(place.name) == data
        assert capsys.readouterr().out == ""
    assert [path.name for path in data.parent.iterdir()] == [data.name]


def test_inodes_of_another_disk_tell_nothing(home: Home, data: Path) -> None:
    """There the folder of an open album has the number that a closed one had, by chance."""
    copy_away(home.folder / "photos", home.folder / "disk")
    with closing(sqlite3.connect(data / "bviewer.sqlite")) as database:
        for former, name in (("secret", "open"), ("quiet", "secret/below")):
            inode = (home.folder / "disk" / name).stat().st_ino
            database.execute(
                "UPDATE album SET folder_inode = ? WHERE folder = ?", (inode, former.encode())
            )
        database.commit()
        before = tables(data)
        inode = (home.folder / "disk" / "open").stat().st_ino
        database.execute(
            "INSERT INTO former_folder SELECT id, ?, gallery_id, folder, NULL FROM album"
            " WHERE folder = ?",
            (inode, b"secret"),
        )
        database.commit()
    home.serve("disk")
    assert tables(data) == before


@pytest.mark.parametrize("happen", [rename, copy_away])
def test_what_was_renamed_meanwhile_is_as_closed_as_before(
    home: Home, data: Path, happen: Callable[[Path, Path], None]
) -> None:
    disk = home.folder / "disk"
    before, known = home.albums(data), tables(data)
    happen(home.folder / "photos", disk)
    for former, name in (("secret", "A to Z"), ("quiet", "open/b"), ("gone", "c")):
        (disk / former).rename(disk / name)
    (disk / "open/2.jpg").rename(disk / "second.jpg")
    assert home.serve("disk") == data
    after = home.albums(data)
    known_as = {each["id"]: each["effective"] for each in before.values()}
    known_now = {each["id"]: each["effective"] for each in after.values()}
    assert {id_: known_now.pop(id_) for id_ in known_as} == known_as
    # What was deleted may be back by another name, for its owner alone.
    assert set(known_now.values()) <= {"private"}
    now = tables(data)
    for table in ("access", "share", "deletion"):
        assert now[table] == known[table]
    kept = ("id", "own_title", "is_picked", "quick_hash", "state")
    images = {tuple(row[name] for name in kept) for row in known["image"]}
    assert images <= {tuple(row[name] for name in kept) for row in now["image"]}


def test_what_is_there_twice_is_asked_about(home: Home, data: Path) -> None:
    """Nothing is made, and nothing is changed, until somebody says which one is meant."""
    photos, disk, ini = home.folder / "photos", home.folder / "disk", data / "bviewer.ini"
    shutil.copytree(photos, disk)
    before = ini.read_bytes()
    names = {"library": str(photos), "data": str(data)}
    with refused("photographs_known", "data", folder=str(disk), **names):
        home.serve("disk")
    write(home.folder / "all/other.jpg", picture(40))
    (home.folder / "link").symlink_to("photos")
    for name in ("photos/secret", "."):
        folder = str((home.folder / name).resolve())
        with refused("photographs_overlap", "data", folder=folder, **names):
            home.serve(name)
    assert home.serve("link") == data
    assert [path.name for path in data.parent.iterdir()] == [data.name]
    assert ini.read_bytes() == before
    second = home.serve("disk", home.folder / "second")
    assert tables(second)["album"][0]["id"] != tables(data)["album"][0]["id"]
    assert home.serve("disk", data) == data
    assert read_settings(ini).library == disk


def test_folders_above_and_below_are_not_the_library(home: Home, data: Path) -> None:
    """Neither with the data folder named nor without, and whether or not it was moved."""
    (home.folder / "disk").mkdir()
    place, before = home.folder / "disk/pictures", tables(data)
    rename(home.folder / "photos", place)
    for chosen in (None, data):
        part = {"folder": str(place / "open"), "data": str(data)}
        with refused("photographs_below", "photos", data=str(data), below=str(place)):
            home.serve("disk", chosen)
        with refused("photographs_in_part", "photos", **part):
            home.serve("disk/pictures/open", chosen)
    assert read_settings(data / "bviewer.ini").library == home.folder / "photos"
    assert home.serve("disk/pictures") == data
    assert tables(data) == before
    for name, code in (
        ("disk", "photographs_below"),
        ("disk/pictures/open", "photographs_in_part"),
    ):
        with pytest.raises(Problem, match=code):
            home.serve(name, data)


def test_others_have_a_gallery_of_their_own(home: Home, data: Path) -> None:
    """Also in the place of photographs that went elsewhere."""
    home.fill("others", 30)
    (home.folder / "empty").mkdir()
    for number, path in enumerate(PATHS[:3]):
        write(home.folder / "few/new" / path.replace("/", "-"), picture(number))
    names = {"data": str(data), "library": str(home.folder / "photos")}
    with refused("photographs_of_others", "data", folder=str(home.folder / "others"), **names):
        home.serve("others", data)
    few = {"folder": str(home.folder / "few"), "data": str(data)}
    with refused("photographs_in_part", "photos", **few):
        home.serve("few", data)
    with refused("photographs_overlap", "data", **few, library=str(home.folder / "photos")):
        home.serve("few")
    reason = f"the folder {home.folder}/empty is empty; is its disk mounted?"
    with refused("library_offline", "photos", reason=reason):
        home.serve("empty", data)
    assert read_settings(data / "bviewer.ini").library == home.folder / "photos"
    assert home.serve("others") != data
    rename(home.folder / "photos", home.folder / "disk")
    assert home.serve("disk") == data
    home.fill("photos", 45)
    assert home.serve("photos").name == f"{data.name}-2"
    assert home.serve("photos").name == f"{data.name}-2"


def test_what_cannot_be_looked_at_is_passed_over(
    home: Home, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("broken ini", "damaged", "newer", "unmade"):
        shutil.copytree(data, data.parent / name)
    (data.parent / "broken ini/bviewer.ini").write_text("[app:main]\nbviewer.secret = x\n")
    (data.parent / "damaged/bviewer.sqlite").write_bytes(b"no database" * 1000)
    (data.parent / "unmade/bviewer.sqlite").unlink()
    with closing(sqlite3.connect(data.parent / "newer/bviewer.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    rename(home.folder / "photos", home.folder / "disk")
    capsys.readouterr()
    assert home.serve("disk") == data
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(" is passed over: ")[0] for line in told[:-1]] == [
        str(data.parent / name) for name in ("broken ini", "damaged", "newer")
    ]
    assert not (data.parent / "unmade/bviewer.sqlite").exists()
    # Its own that is broken is no reason to make another, open one.
    for name in ("broken ini", "damaged", "newer", "unmade"):
        shutil.rmtree(data.parent / name)
    (data / "bviewer.ini").write_text("[app:main]\nbviewer.secret = x\n")
    (home.folder / "photos").mkdir()
    with pytest.raises(SettingsError):
        home.serve("photos")


def test_data_that_cannot_be_looked_at_may_be_that_of_photographs_that_went(
    home: Home, data: Path
) -> None:
    with closing(sqlite3.connect(data / "bviewer.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    home.fill("others", 70)
    assert home.serve("others") != data, "they are in their place"
    rename(home.folder / "photos", home.folder / "disk")
    with pytest.raises(Problem, match="photographs_maybe_known"):
        home.serve("disk")
    assert home.serve("disk", home.folder / "another") == home.folder / "another"


def test_a_folder_that_was_empty_when_it_was_shown_may_get_photographs_that_are_known(
    home: Home, data: Path
) -> None:
    (home.folder / "disk").mkdir()
    installed, library = prepare(home.folder / "disk", None)
    set_up(installed, library, None, Visibility.VISIBLE)
    assert installed.folder != data
    (home.folder / "disk").rmdir()
    rename(home.folder / "photos", home.folder / "disk")
    assert home.serve("disk") == data


def test_settings_are_changed_whole_or_not_at_all(home: Home, data: Path) -> None:
    ini = data / "bviewer.ini"
    text = ini.read_text()
    ini.write_text(text.replace("cache = %(here)s/cache", "cache = %(bviewer.library)s-cache"))
    before = ini.read_bytes()
    rename(home.folder / "photos", home.folder / "disk")
    with refused("library_not_changed", "data", ini=str(ini), library=str(home.folder / "disk")):
        home.serve("disk")
    assert ini.read_bytes() == before
    assert not list(data.glob("*part*"))
    assert [path.name for path in data.parent.iterdir()] == [data.name]


def test_two_that_may_be_meant_are_both_named(home: Home, data: Path) -> None:
    copy = data.parent / "copy"
    shutil.copytree(data, copy)
    rename(home.folder / "photos", home.folder / "disk")
    names = {"folder": str(home.folder / "disk"), "library": str(home.folder / "photos")}
    both = f"{copy} or --data {data}"
    with refused("photographs_known", "data", data=both, **names):
        home.serve("disk")


def test_a_disk_that_does_not_answer_is_taken_for_one_that_is_there(
    home: Home, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = threading.Event()
    monkeypatch.setattr(relocation, "PATIENCE", 0.5)
    monkeypatch.setattr(relocation, "is_any_there", lambda *_: end.wait() and False)
    rename(home.folder / "photos", home.folder / "disk")
    with pytest.raises(Problem, match="photographs_known"):
        home.serve("disk")
    with monkeypatch.context() as patch:
        patch.setattr(relocation, "read_settings", lambda _ini: end.wait())
        with refused("data_unanswered", "data", data=str(data)):
            home.serve("disk")
    end.set()
    assert home.serve("disk", data) == data
