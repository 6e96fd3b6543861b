import shutil
from collections.abc import Callable, Iterable

import pytest

from bviewer.access.shares import make_share
from bviewer.models import Gallery, Visibility
from bviewer.security.visitor import ShareOption
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.report import Report
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import GALLERY, fill, grow_old, let_pass, picture


def receive(site: Site, folder: str, origin: str) -> Report:
    """Let an album get an image that is known from another one."""
    report, origin_id = Report(), site.album(origin).id
    with site.session() as session:
        arrivals = Arrivals(GALLERY, report)
        album = arrivals.album_of(session, folder)
        arrivals.receive(session, album, [origin_id])
    return report


@pytest.mark.parametrize(
    ("parent", "origin", "expected"),
    [
        (Visibility.VISIBLE, Visibility.HIDDEN, Visibility.PRIVATE),
        (Visibility.HIDDEN, Visibility.PRIVATE, Visibility.PRIVATE),
        (Visibility.HIDDEN, Visibility.HIDDEN, Visibility.VISIBLE),
        (Visibility.PRIVATE, Visibility.PRIVATE, Visibility.VISIBLE),
        (Visibility.VISIBLE, Visibility.VISIBLE, Visibility.VISIBLE),
    ],
)
def test_an_album_is_closed_only_where_it_would_be_more_open(
    site: Site, parent: Visibility, origin: Visibility, expected: Visibility
):
    fill(site, "origin/1.jpg", "parent/2.jpg")
    site.set_visibility("origin", origin)
    site.set_visibility("parent", parent)
    report = receive(site, "parent/new", "origin")
    assert site.album("parent/new").visibility == expected
    assert len(report.closed) == (expected == Visibility.PRIVATE)


@pytest.mark.parametrize(("is_shared", "expected"), [(False, "visible"), (True, "private")])
def test_a_link_opens_nothing_that_comes_from_elsewhere(site: Site, is_shared: bool, expected: str):
    fill(site, "origin/1.jpg", "parent/2.jpg")
    for folder in ("origin", "parent"):
        site.set_visibility(folder, Visibility.PRIVATE)
    if is_shared:
        options, album_id = dict.fromkeys(ShareOption, True), site.album("parent").id
        with site.session() as session:
            gallery = session.get_one(Gallery, GALLERY)
            make_share(session, gallery, album_id, label="g", options=options)
    receive(site, "parent/new", "origin")
    assert site.album("parent/new").visibility == expected


def test_what_is_above_both_hides_no_difference(site: Site):
    """A new gallery is private until it is opened: then a copy would be seen."""
    fill(site, "origin/1.jpg", "up/origin/2.jpg")
    site.set_visibility("", Visibility.PRIVATE)
    for folder in ("origin", "up", "up/origin"):
        site.set_visibility(folder, Visibility.PRIVATE)
    report = receive(site, "copy", "origin")
    receive(site, "up/copy", "up/origin")
    assert [site.album(folder).visibility for folder in ("copy", "up/copy")] == ["private"] * 2
    assert [closing.origin for closing in report.closed] == ["origin"]


def test_only_albums_that_are_new_and_called_alike_are_closed_as_a_branch(site: Site):
    fill(site, "s/x/y/1.jpg", "old/2.jpg")
    site.set_visibility("s", Visibility.PRIVATE)
    receive(site, "old/x/y", "s/x/y")
    receive(site, "new/other/y", "s/x/y")
    folders = ("old", "old/x", "old/x/y", "new", "new/other", "new/other/y")
    closed = [folder for folder in folders if site.album(folder).visibility == "private"]
    assert closed == ["old/x", "new/other"]


def test_new_albums_above_one_that_moved_tell_no_title_of_a_closed_one(site: Site):
    fill(site, "secret/2020/1.jpg", "secret/2.jpg", "old/secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
    move(site, "secret/2020", "archive/Secret/2020")
    site.sync()
    move(site, "archive/Secret/2020", "old/secret/2020")
    flags = {folder: site.album(folder).visibility for folder in ("archive", "archive/Secret")}
    assert flags == {"archive": "visible", "archive/Secret": "private"}
    site.sync()
    assert site.album("old/secret").visibility == Visibility.VISIBLE


def test_an_album_called_like_a_more_open_one_in_it_is_as_closed_as_it_was(site: Site):
    fill(site, "secret/album/1.jpg", "secret/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.set_visibility("secret/album", Visibility.HIDDEN)
    move(site, "secret", "album")
    site.sync()
    assert site.album("album").visibility == Visibility.PRIVATE
    assert site.album("album/album").visibility == Visibility.HIDDEN


@pytest.mark.parametrize("folder", ["secret/new", "secret/sibling"])
def test_a_copy_that_came_with_its_original_is_closed_whichever_looks_older(
    site: Site, folder: str
):
    fill(site, "secret/1.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.write("secret/new/2.jpg", picture(2000))
    copy(site, "secret/new", "backup")
    wait_until_files_are_younger(site, "backup/2.jpg")
    move(site, "secret/new/2.jpg", f"{folder}/renamed.jpg")
    site.sync()
    assert site.album("backup").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("renamed", ["secret", "around/secret"])
def test_a_copy_is_closed_also_if_the_closed_folder_has_another_name_by_now(
    site: Site, renamed: str
):
    fill(site, f"{renamed}/1.jpg", "around/2.jpg")
    site.set_visibility(renamed, Visibility.PRIVATE)
    site.write(f"{renamed}/3.jpg", picture(2000))
    copy(site, f"{renamed}/3.jpg", "backup/3.jpg")
    wait_until_files_are_younger(site, "backup/3.jpg")
    move(site, f"{renamed}/3.jpg", f"{renamed}/renamed.jpg")
    move(site, renamed.partition("/")[0], "vault")
    site.sync()
    assert site.album("backup").visibility == Visibility.PRIVATE


def test_a_copy_is_closed_like_what_took_the_place_of_the_closed_album(site: Site):
    """All of it was edited, and brought to another disk."""
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    edit_all(site.library / "secret")
    copy(site, "secret/2.jpg", "open/new/2.jpg")
    copy(site, "secret", "vault")
    shutil.rmtree(site.library / "secret")
    site.sync(accept_missing=True)
    flags = {folder: site.album(folder).visibility for folder in ("vault", "open/new", "open")}
    assert flags == {"vault": "private", "open/new": "private", "open": "visible"}


def wait_until_files_are_younger(site: Site, path: str) -> None:
    """Wait until a file that is written now gets a later time than another one."""
    probe, file = site.library.parent / "probe", site.library / path
    while not probe.exists() or probe.stat().st_ctime_ns <= file.stat().st_ctime_ns:
        probe.write_bytes(b"")


@pytest.mark.parametrize(
    ("put_back", "expected"), [(move, Visibility.VISIBLE), (copy, Visibility.PRIVATE)]
)
def test_a_disk_that_was_away_brings_nothing_new_but_copies_do(
    site: Site, put_back: Callable[[Site, str, str], None], expected: Visibility
):
    fill(site, "secret/1.jpg", "usb/2.jpg", "other/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    copy(site, "secret/1.jpg", "usb/1.jpg")
    with site.session() as session:
        grow_old(session)
    site.sync()
    move(site, "usb", "../away")
    site.sync(accept_missing=True)
    put_back(site, "../away", "usb")
    site.sync()
    assert site.album("usb").visibility == expected


def test_an_album_is_new_each_time_that_all_of_its_pictures_are_others(site: Site):
    """A folder that is filled anew each day, for example."""
    fill(site, "secret/1.jpg", "in/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    let_pass(site, 30)
    (site.library / "in/2.jpg").unlink()
    site.write("in/3.jpg", picture(3000))
    site.sync(accept_missing=True)
    let_pass(site, 30)
    copy(site, "secret/1.jpg", "in/1.jpg")
    site.sync()
    assert site.album("in").visibility == Visibility.PRIVATE


def test_an_album_without_an_origin_is_left_alone(site: Site):
    report = Report()
    with site.session() as session:
        arrivals = Arrivals(GALLERY, report)
        arrivals.receive(session, arrivals.album_of(session, "a"), nothing())
    assert report == Report()


def nothing() -> Iterable[str]:
    return ()


def test_what_was_closed_for_long_is_so_in_an_album_that_is_closed_since_now(site: Site):
    fill(site, "long/1.jpg", "long/2.jpg", "lately/3.jpg")
    site.set_visibility("long", Visibility.PRIVATE)
    let_pass(site, 100)
    site.write("new/4.jpg", picture(4))
    site.sync()
    site.set_visibility("lately", Visibility.PRIVATE)
    move(site, "long/1.jpg", "lately/1.jpg")
    site.sync()
    assert visible(site) == {"new/4.jpg"}
    copy(site, "lately/1.jpg", "new/1.jpg")
    site.sync()
    assert visible(site) == set()
