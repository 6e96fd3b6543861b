import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import update

from bviewer.models import Image, ImageState, Visibility
from bviewer.renditions.versions import failure_version
from bviewer.sync import inodes
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import fill, let_pass, looked_at, picture

SCANNED = (1_577_836_800, 1_577_836_800)


def make_alike(*folders: Path) -> None:
    """Give files of equal size the same times, as those of one tick of the clock have."""
    files = [file for folder in folders for file in sorted(folder.glob("*.jpg"))]
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content + b"\0" * (2000 - len(content)))
    for _ in range(1000):
        for file in files:
            os.utime(file, SCANNED)
        if len({file.stat().st_ctime_ns for file in files}) == 1:
            return
    pytest.skip("no two files have the same time on this file system")


@pytest.fixture
def scanned(site: Site) -> Site:
    """A site with a visible and a private folder, in which files look alike."""
    names = [f"{folder}/{number}.jpg" for folder in ("open", "secret") for number in range(2)]
    fill(site, *names, "far/1.jpg", "far/2.jpg", "far/3.jpg")
    make_alike(site.library / "open", site.library / "secret")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.sync()
    let_pass(site, 100)
    return site


@pytest.mark.parametrize("others", [True, False])
@pytest.mark.parametrize("is_exchanged", [True, False])
def test_what_is_moved_onto_the_name_of_another_folder_is_not_that_though_all_times_are_equal(
    scanned: Site, is_exchanged: bool, others: bool
):
    """Also if there is nothing else on the disk, so that all inodes are others."""
    closed = {file.read_bytes() for file in (scanned.library / "secret").glob("*.jpg")}
    if not others:
        shutil.rmtree(scanned.library / "far")
        scanned.sync(accept_missing=True)
    move(scanned, "open", "between")
    move(scanned, "secret", "open")
    if is_exchanged:
        move(scanned, "between", "secret")
    else:
        shutil.rmtree(scanned.library / "between")
    scanned.write("open/new.jpg", picture(next(scanned.numbers)))
    for _ in range(2):
        scanned.sync(accept_missing=True)
        shown = {(scanned.library / path).read_bytes() for path in visible(scanned)}
        assert not shown & closed


def test_another_file_that_is_equal_in_all_else_does_not_hide_where_folders_are(scanned: Site):
    """Not for ever: it is read once."""
    copy(scanned, "far", "away")
    make_alike(scanned.library / "far", scanned.library / "away")
    scanned.sync()
    shutil.rmtree(scanned.library / "far")
    move(scanned, "away", "far")
    scanned.sync()
    edit_all(scanned.library / "secret")
    move(scanned, "secret", "open/deep/new")
    scanned.sync()
    assert not any(path.startswith("open/deep") for path in visible(scanned))


@pytest.mark.parametrize("most", [100, 1])
def test_where_most_files_have_other_inodes_none_is_read(
    site: Site, monkeypatch: pytest.MonkeyPatch, most: int
):
    """As on some shares after each mount, where they are those of other files; however many there
    are, no more are kept in mind."""
    fill(site, "open/1.jpg", "open/2.jpg", "open/3.jpg")
    monkeypatch.setattr(inodes, "MOST_IN_DOUBT", most)
    numbers = [site.image(path).inode for path in ("open/1.jpg", "open/2.jpg")]
    with site.session() as session:
        for path, number in zip(("open/2.jpg", "open/1.jpg"), numbers, strict=True):
            session.execute(update(Image).filter_by(path=path).values(inode=number))
    times = site.image("open/1.jpg").ctime_ns
    report = site.sync()
    assert (report.changed, report.unchanged) == (0, 3)
    assert site.image("open/1.jpg").ctime_ns == times
    assert site.image("open/1.jpg").inode != (site.library / "open/1.jpg").stat().st_ino


def test_inodes_of_files_that_were_touched_tell_as_much(site: Site):
    """So that one that is another one is not most of those that are as they were."""
    fill(site, "open/1.jpg", "open/2.jpg", "open/3.jpg")
    with site.session() as session:
        session.execute(update(Image).filter_by(path="open/1.jpg").values(inode=Image.inode + 1))
    for number in (2, 3):
        (site.library / f"open/{number}.jpg").chmod(0o640)
    found = looked_at(site)
    assert found.has_inode("open")
    assert len(found.file_inodes.others[found.devices["open"]]) == 1


@pytest.mark.parametrize(
    ("kept", "changed", "expected"),
    [(5, 5, False), (5, 6, True), (1000, 60, False), (1000, 101, True), (100, 50, False)],
)
def test_inodes_tell_nothing_where_many_are_others(kept: int, changed: int, expected: bool):
    both = inodes.Inodes(kept=Counter({7: kept}), changed=Counter({7: changed}))
    assert both.tell_nothing(7) is expected
    assert not both.tell_nothing(8)


def test_what_could_not_be_shown_is_left_as_it_is(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    version = failure_version(site.runtime.limits)
    broken = {"state": ImageState.BROKEN, "inode": Image.inode + 10**6, "failure_version": version}
    with site.session() as session:
        session.execute(update(Image).filter_by(path="open/1.jpg").values(broken))
    site.sync()
    assert site.image("open/1.jpg").state == ImageState.BROKEN


def test_a_file_with_another_inode_than_most_is_read(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg", "open/3.jpg")
    with site.session() as session:
        is_other = Image.path == "open/3.jpg"
        session.execute(update(Image).where(is_other).values(inode=Image.inode + 10**6))
    report = site.sync()
    assert (report.changed, report.unchanged) == (0, 3)
    file = (site.library / "open/3.jpg").stat()
    assert (site.image("open/3.jpg").inode, site.image("open/3.jpg").ctime_ns) == (
        file.st_ino,
        file.st_ctime_ns,
    )
