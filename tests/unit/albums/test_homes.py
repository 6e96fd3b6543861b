from pathlib import Path

import pytest

from bviewer.albums.galleries import add_gallery
from bviewer.albums.homes import check_home
from bviewer.library.tree import Library
from bviewer.models import User
from bviewer.problems import Problem
from tests.problems import refused
from tests.site import Site


@pytest.fixture
def library(site: Site) -> Library:
    """A library with folders, links, a file in the place of a folder, and names in other bytes."""
    for path in ("rome/a.jpg", "rome/old/b.jpg", "caf\udce9/c.jpg"):
        site.write(path)
    (site.library / "empty").mkdir()
    (site.library / "inside").symlink_to("rome")
    (site.library / "outside").symlink_to("/etc")
    (site.library / "dangling").symlink_to("nowhere")
    (site.library / "rome" / "up").symlink_to("..")
    return Library(site.library)


@pytest.mark.parametrize("home", ["", "rome", "rome/old", "caf\udce9"])
def test_a_folder_of_the_library_may_be_a_home(library: Library, home: str):
    check_home(library, home)


@pytest.mark.parametrize(
    "home",
    [
        *("..", "../x", "rome/..", "rome/../..", "/", "/etc", "//etc", ".", "./rome", "rome/"),
        *("rome//old", "rome/.", "\0", "rome\0"),
    ],
)
def test_a_home_is_a_plain_path(site: Site, library: Library, home: str):
    with refused("path_not_plain", "home", path=home):
        check_home(library, home)
    for shared in (False, True):
        with site.session() as session, refused("path_not_plain", "home", path=home):
            add_gallery(session, "two.test", session.query(User).one(), home, shared=shared)


def test_a_home_is_a_name_that_files_can_have(library: Library):
    with refused("path_impossible", "home", path="caf\ud800"):
        check_home(library, "caf\ud800")


@pytest.mark.parametrize(
    ("home", "link"),
    [
        *(("inside", "inside"), ("outside", "outside"), ("dangling", "dangling")),
        *(("inside/old", "inside"), ("rome/up/rome", "rome/up"), ("outside/ssl", "outside")),
    ],
)
def test_a_link_is_no_home_and_no_way_to_one(library: Library, home: str, link: str):
    with refused("home_is_link", "home", link=link):
        check_home(library, home)


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        *(("gone", "No such file"), ("rome/a.jpg", "not a folder"), ("rome/gone", "No such file")),
        *(("empty", "is empty"), ("x" * 300, "File name too long")),
    ],
)
def test_what_is_no_folder_with_files_is_no_home(library: Library, home: str, reason: str):
    with pytest.raises(Problem, match=f"^library_offline .*{reason}") as refusal:
        check_home(library, home)
    assert refusal.value.field == "home"


@pytest.mark.parametrize(
    ("home", "other"),
    [
        *(("", "b"), ("a", "a/b"), ("a", "a"), ("a/b", "a"), ("a/b/c", "a"), ("a/b", "")),
        ("caf\udce9/x", "caf\udce9"),
    ],
)
def test_two_galleries_share_no_files_unless_that_is_said(
    tmp_path: Path, database: Path, home: str, other: str
):
    site = Site(tmp_path, database, with_app=False)
    site.add_gallery("one.test", home=other)
    with site.session() as session:
        owner = session.query(User).one()
        with refused("home_taken", "home", gallery="one.test", folder=other or "."):
            add_gallery(session, "two.test", owner, home)
        assert add_gallery(session, "two.test", owner, home, shared=True).home == home
    site.close()


@pytest.mark.parametrize(
    ("home", "other"),
    [("a", "b"), ("ab", "a"), ("a", "ab"), ("a b", "a"), ("b/a", "a"), ("A", "a")],
)
def test_folders_beside_each_other_are_homes_of_their_own(
    tmp_path: Path, database: Path, home: str, other: str
):
    site = Site(tmp_path, database, with_app=False)
    site.add_gallery("one.test", home=other)
    with site.session() as session:
        add_gallery(session, "two.test", session.query(User).one(), home)
    site.close()
