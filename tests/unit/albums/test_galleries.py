from pathlib import Path
from typing import Any

import pytest

from bviewer.albums.galleries import add_gallery, check_home, checked_zone, find_gallery, top_album
from bviewer.albums.gallery_hosts import GalleryError, add_aliases
from bviewer.library.tree import Library, LibraryOffline, UnsafePath
from bviewer.models import AlbumSummary, User, Visibility
from tests.site import HOST, Site


def test_a_gallery_begins_with_its_top_album_and_its_summaries(site: Site):
    with site.session() as session:
        owner = session.query(User).one()
        options = {"title": " Two\n", "visibility": "private", "shared": True}
        gallery = add_gallery(session, "Two.test", owner, "two", **options)
        top = top_album(session, gallery)
        assert (gallery.host, gallery.home, gallery.time_zone) == ("two.test", "two", "UTC")
        assert (top.title, top.folder, top.visibility) == ("Two", "", Visibility.PRIVATE)
        assert top.parent_id is None
        assert session.query(AlbumSummary).filter_by(album_id=top.id).count() == 2


def test_a_gallery_without_a_title_is_called_by_its_host(site: Site):
    assert site.album("").title == HOST


@pytest.mark.parametrize(
    ("host", "options", "message"),
    [
        ("a b", {}, "not the name of a host"),
        ("PUB.test:80", {}, "there is a gallery pub.test already"),
        ("two.test", {"title": "x" * 301, "shared": True}, "at most 300"),
        ("two.test", {}, "the gallery pub.test has the folder .; add --shared"),
    ],
)
def test_a_gallery_that_cannot_be_is_refused(
    site: Site, host: str, options: dict[str, Any], message: str
):
    with site.session() as session:
        owner = session.query(User).one()
        with pytest.raises(GalleryError, match=message):
            add_gallery(session, host, owner, "", **options)


def test_the_only_gallery_needs_no_name(site: Site):
    with site.session() as session:
        assert find_gallery(session, None).host == HOST
        assert find_gallery(session, "PUB.test").host == HOST


def test_a_gallery_is_found_by_an_alias(site: Site):
    with site.session() as session:
        add_aliases(session, find_gallery(session, HOST), ["Old.test"])
        add_gallery(session, "two.test", session.query(User).one(), "", shared=True)
        assert find_gallery(session, "OLD.test:80").host == HOST
        assert find_gallery(session, "two.test").host == "two.test"


def test_a_gallery_is_named_where_there_are_several_or_none(site: Site):
    with site.session() as session:
        with pytest.raises(GalleryError, match="there is no gallery nowhere"):
            find_gallery(session, "nowhere")
        add_gallery(session, "two.test", session.query(User).one(), "", shared=True)
        with pytest.raises(GalleryError, match="which gallery"):
            find_gallery(session, None)


# Homes


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
    with pytest.raises(UnsafePath):
        check_home(library, home)
    for shared in (False, True):
        with site.session() as session, pytest.raises(UnsafePath):
            add_gallery(session, "two.test", session.query(User).one(), home, shared=shared)


@pytest.mark.parametrize(
    ("home", "link"),
    [
        *(("inside", "inside"), ("outside", "outside"), ("dangling", "dangling")),
        *(("inside/old", "inside"), ("rome/up/rome", "rome/up"), ("outside/ssl", "outside")),
    ],
)
def test_a_link_is_no_home_and_no_way_to_one(library: Library, home: str, link: str):
    with pytest.raises(GalleryError, match=f"^{link} is a link, and links are not followed$"):
        check_home(library, home)


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        *(("gone", "No such file"), ("rome/a.jpg", "not a folder"), ("rome/gone", "No such file")),
        *(("empty", "is empty"), ("x" * 300, "File name too long")),
    ],
)
def test_what_is_no_folder_with_files_is_no_home(library: Library, home: str, reason: str):
    with pytest.raises(LibraryOffline, match=reason):
        check_home(library, home)


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
    site = Site(tmp_path, database)
    site.add_gallery("one.test", home=other)
    with site.session() as session:
        owner = session.query(User).one()
        with pytest.raises(GalleryError, match=r"the gallery one\.test has the folder .*--shared"):
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
    site = Site(tmp_path, database)
    site.add_gallery("one.test", home=other)
    with site.session() as session:
        add_gallery(session, "two.test", session.query(User).one(), home)
    site.close()


# Time zones


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_time_zones_are_known_by_their_names(name: str):
    assert checked_zone(name) == name


@pytest.mark.parametrize(
    "name", ["", "Berlin", "Mars/Base", "../../etc/passwd", "/etc/localtime", "\0", "Europe"]
)
def test_what_is_no_time_zone_is_refused(name: str):
    with pytest.raises(GalleryError, match="time zone"):
        checked_zone(name)
