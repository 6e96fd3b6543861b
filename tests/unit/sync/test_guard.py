from collections.abc import Callable
from pathlib import Path

import pytest

from bviewer.cli.sentences import sentence
from bviewer.library.tree import Library
from bviewer.sync.guard import SyncRefused, require_folder, require_library, require_presence
from tests.pictures import jpeg
from tests.problems import refused
from tests.site import Site
from tests.unit.sync.checks import dump
from tests.unit.sync.fixtures import fill
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged


def hide(path: Path) -> None:
    path.rename(path.with_name(f".{path.name}"))


def replace_by_a_file(path: Path) -> None:
    hide(path)
    path.write_text("not a folder")


def replace_by_an_empty_folder(path: Path) -> None:
    hide(path)
    path.mkdir()


def remove_most(path: Path) -> None:
    for number in range(6):
        (path / f"{number}.jpg").unlink()


OFFLINE: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (hide, "library_offline .*cannot read the folder"),
    "not a folder": (replace_by_a_file, "library_offline .*not a folder"),
    "empty": (replace_by_an_empty_folder, "library_offline .*is its disk mounted"),
    "mostly gone": (remove_most, "images_vanished .*vanished=6, known=10"),
}


@pytest.mark.parametrize(("happen", "message"), OFFLINE.values(), ids=OFFLINE.keys())
def test_a_library_that_looks_unmounted_stops_the_sync_and_changes_nothing(
    site: Site, happen: Callable[[Path], None], message: str
):
    fill(site, *(f"{number}.jpg" for number in range(10)))
    before = dump(site)
    happen(site.library)
    with pytest.raises(SyncRefused, match=message), site.statements() as statements:
        site.sync()
    assert dump(site) == before
    of_photographs = [statement for statement in statements if "sync_report" not in statement]
    assert all(statement.startswith("SELECT") for statement in of_photographs)


def test_an_unreadable_library_stops_the_sync_and_changes_nothing(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database, with_app=False)
        site.add_gallery()
        fill(site, "a.jpg")
        before = dump(site)
        give_to_nobody(folder, but="library")
        site.library.chmod(0)
        site.close()

        def check() -> None:
            with pytest.raises(SyncRefused, match="Permission denied"):
                site.sync()
            site.close()

        unprivileged(check)
        assert dump(site) == before
        site.close()


@pytest.mark.parametrize("happen", [hide, replace_by_a_file, replace_by_an_empty_folder])
def test_nobody_can_accept_that_the_whole_library_is_missing(
    site: Site, happen: Callable[[Path], None]
):
    fill(site, "a.jpg")
    before = dump(site)
    happen(site.library)
    with pytest.raises(SyncRefused):
        site.sync(accept_missing=True)
    assert dump(site) == before


def test_a_person_may_accept_that_most_images_are_gone(site: Site):
    fill(site, *(f"{number}.jpg" for number in range(10)))
    remove_most(site.library)
    assert site.sync(accept_missing=True).missing == 6
    assert site.sync().missing == 0


def test_the_folder_of_the_gallery_counts_and_not_the_library(site: Site):
    site.write("mine/a.jpg")
    site.write("other/b.jpg")
    site.add_gallery("mine.test", home="mine")
    site.sync(host="mine.test")
    (site.library / "mine" / "a.jpg").unlink()
    with pytest.raises(SyncRefused, match=r"mine is empty"):
        site.sync(host="mine.test")
    (site.library / "mine").rmdir()
    with pytest.raises(SyncRefused, match="No such file"):
        site.sync(host="mine.test")


@pytest.mark.parametrize(
    ("known", "vanished", "is_refused"),
    [(0, 0, False), (2, 1, False), (1, 1, True), (3, 2, True), (100, 50, False), (100, 51, True),
     (400, 50, False), (500, 51, True), (510, 51, False), (1000, 100, False), (1000, 101, True)],
)  # fmt: skip
def test_how_many_may_be_gone(known: int, vanished: int, is_refused: bool):
    if not is_refused:
        require_presence(known, vanished, accept_missing=False)
        return
    with refused("images_vanished", vanished=vanished, known=known):
        require_presence(known, vanished, accept_missing=False)
    require_presence(known, vanished, accept_missing=True)


def test_a_library_with_anything_in_it_is_there(tmp_path: Path):
    reason = f"the folder {tmp_path} is empty; is its disk mounted?"
    with refused("library_offline", reason=reason):
        require_library(Library(tmp_path))
    (tmp_path / "readme.txt").touch()
    require_library(Library(tmp_path))


@pytest.mark.parametrize("folder", ["nowhere", "a.jpg", "link", "pipe/a"])
def test_a_folder_that_is_not_there_cannot_be_synced(tmp_path: Path, folder: str):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(SyncRefused) as refusal:
        require_folder(Library(tmp_path), folder)
    assert (refusal.value.code, refusal.value.field) == ("folder_unreadable", "folder")
    assert sentence(refusal.value).startswith(f"cannot read the folder {folder}: ")


@pytest.mark.parametrize("folder", ["..", "a/../b", "/etc", "a//b", "."])
def test_a_folder_outside_is_not_even_looked_for(tmp_path: Path, folder: str):
    with refused("path_not_plain", "folder", path=folder):
        require_folder(Library(tmp_path), folder)
