from pathlib import Path
from typing import Any

import pytest

from bviewer.albums.galleries import add_gallery, checked_zone, find_gallery, top_album
from bviewer.albums.gallery_hosts import add_aliases
from bviewer.models import AlbumSummary, User, Visibility
from tests.problems import refused
from tests.site import HOST, Site

LONG_TITLE = {"title": "x" * 301, "shared": True}


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
    ("host", "options", "code", "field", "params"),
    [
        ("a b", {}, "host_invalid", "host", {"host": "a b"}),
        ("PUB.test:80", {}, "host_taken", "host", {"host": HOST}),
        ("two.test", LONG_TITLE, "gallery_title_too_long", "title", {"maximum": 300}),
        ("two.test", {}, "home_taken", "home", {"gallery": HOST, "folder": "."}),
    ],
)
def test_a_gallery_that_cannot_be_is_refused(
    site: Site, host: str, options: dict[str, Any], code: str, field: str, params: dict[str, Any]
):
    with site.session() as session:
        owner = session.query(User).one()
        with refused(code, field, **params):
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
        with refused("gallery_unknown", "gallery", host="nowhere"):
            find_gallery(session, "nowhere")
        add_gallery(session, "two.test", session.query(User).one(), "", shared=True)
        with refused("gallery_ambiguous", "gallery"):
            find_gallery(session, None)


def test_without_any_gallery_none_is_found(tmp_path: Path, database: Path):
    site = Site(tmp_path, database, with_app=False)
    with site.session() as session, refused("gallery_missing", "gallery"):
        find_gallery(session, None)
    site.close()


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_time_zones_are_known_by_their_names(name: str):
    assert checked_zone(name) == name


@pytest.mark.parametrize(
    "name", ["", "Berlin", "Mars/Base", "../../etc/passwd", "/etc/localtime", "\0", "Europe"]
)
def test_what_is_no_time_zone_is_refused(name: str):
    with refused("time_zone_unknown", "time_zone", zone=name):
        checked_zone(name)
