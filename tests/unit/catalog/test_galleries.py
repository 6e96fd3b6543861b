import pytest

from bviewer.catalog.galleries import (
    GalleryError,
    add_gallery,
    checked_zone,
    find_gallery,
    top_album,
)
from bviewer.models import AlbumSummary, User, Visibility
from tests.site import HOST, Site


def test_a_gallery_begins_with_its_top_album_and_its_summaries(site: Site):
    with site.session() as session:
        owner = session.query(User).one()
        gallery = add_gallery(
            session, "Two.test", owner, "two", title=" Two\n", visibility="private",
            time_zone="Europe/Rome",
        )  # fmt: skip
        top = top_album(session, gallery)
        assert (gallery.host, gallery.home, gallery.time_zone) == ("two.test", "two", "Europe/Rome")
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
        ("two.test", {"time_zone": "Mars/Base"}, "not a time zone"),
        ("two.test", {"time_zone": "../../etc/passwd"}, "not a time zone"),
        ("two.test", {"title": "x" * 301}, "at most 300"),
    ],
)
def test_a_gallery_that_cannot_be_is_refused(
    site: Site, host: str, options: dict[str, str], message: str
):
    with site.session() as session:
        owner = session.query(User).one()
        with pytest.raises(GalleryError, match=message):
            add_gallery(session, host, owner, "", **options)


def test_the_only_gallery_needs_no_name(site: Site):
    with site.session() as session:
        assert find_gallery(session, None).host == HOST
        assert find_gallery(session, "PUB.test").host == HOST


def test_a_gallery_is_named_where_there_are_several_or_none(site: Site):
    with site.session() as session:
        with pytest.raises(GalleryError, match="there is no gallery nowhere"):
            find_gallery(session, "nowhere")
        add_gallery(session, "two.test", session.query(User).one(), "")
        with pytest.raises(GalleryError, match="which gallery"):
            find_gallery(session, None)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_time_zones_are_known_by_their_names(name: str):
    assert checked_zone(name) == name


@pytest.mark.parametrize("name", ["", "Berlin", "/etc/localtime", "\0", "Europe"])
def test_what_is_no_time_zone_is_refused(name: str):
    with pytest.raises(GalleryError, match="time zone"):
        checked_zone(name)
