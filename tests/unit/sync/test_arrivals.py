from collections.abc import Iterable

import pytest

from bviewer.models import Album, Gallery, Image, Visibility
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.origins import origin_of, origins_of, strictest
from bviewer.sync.report import Report
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill


def origins(site: Site, *paths: str) -> dict[bytes, list[str]]:
    """Where the content of these images is known from."""
    places = {site.image(path).quick_hash: ["new.jpg"] for path in paths}
    with site.session() as session:
        return origins_of(session, GALLERY, places)


def receive(site: Site, folder: str, origin: str, *, is_new: bool = True) -> Report:
    """Let an album get an image that is known from another one."""
    report, origin_id = Report(), site.album(origin).id
    with site.session() as session:
        arrivals = Arrivals(GALLERY, report)
        album = arrivals.album_of(session, folder)
        arrivals.receive(session, album, [origin_id], is_new=is_new)
    return report


def test_content_is_known_from_all_albums_that_have_or_had_it(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    copy = (site.library / "a" / "1.jpg").read_bytes()
    site.write("c/1.jpg", copy)
    site.sync()
    (site.library / "a" / "1.jpg").unlink()
    site.sync()
    known = origins(site, "a/1.jpg")
    assert set(known[site.image("a/1.jpg").quick_hash]) == {site.album("a").id, site.album("c").id}


def test_a_selection_by_hand_says_nothing(site: Site):
    fill(site, "a/1.jpg")
    with site.session() as session:
        top = session.query(Album).filter_by(folder="").one()
        album = Album(gallery_id=1, parent_id=top.id, title="x", sort_key=b"", folder=None)
        session.add(album)
        session.flush()
        session.query(Image).one().album_id = album.id
    assert origins(site, "a/1.jpg") == {}


def test_the_strictest_album_counts(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "b/c/3.jpg")
    site.set_visibility("a", Visibility.HIDDEN)
    site.set_visibility("b", Visibility.PRIVATE)
    ids = [site.album(folder).id for folder in ("", "a", "b/c")]
    with site.session() as session:
        found = strictest(origin_of(session, album_id) for album_id in ids)
        assert found is not None
        assert (found.title, found.visibility) == ("c", Visibility.PRIVATE)
        assert strictest([]) is None


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


def test_only_albums_that_are_new_and_called_alike_are_closed_as_a_branch(site: Site):
    fill(site, "s/x/y/1.jpg", "old/2.jpg")
    site.set_visibility("s", Visibility.PRIVATE)
    receive(site, "old/x/y", "s/x/y")
    receive(site, "new/other/y", "s/x/y")
    folders = ("old", "old/x", "old/x/y", "new", "new/other", "new/other/y")
    closed = [folder for folder in folders if site.album(folder).visibility == "private"]
    assert closed == ["old/x", "new/other"]


def test_an_album_without_an_origin_is_left_alone(site: Site):
    report = Report()
    with site.session() as session:
        arrivals = Arrivals(GALLERY, report)
        arrivals.receive(session, arrivals.album_of(session, "a"), nothing(), is_new=True)
    assert report == Report()


def nothing() -> Iterable[str]:
    return ()


def test_the_gallery_is_named_by_nobody_else(site: Site):
    """Another owner's gallery over the same files knows nothing of this one's."""
    fill(site, "a/1.jpg")
    site.add_gallery("other.test", owner="other")
    content = site.image("a/1.jpg").quick_hash
    with site.session() as session:
        other = session.query(Gallery).filter_by(host="other.test").one().id
        assert origins_of(session, other, {content: ["b.jpg"]}) == {}
