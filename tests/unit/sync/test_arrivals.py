from collections.abc import Iterable

import pytest

from bviewer.access.shares import make_share
from bviewer.models import Gallery, Visibility
from bviewer.security.visitor import ShareOption
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.report import Report
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill


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


def test_an_album_without_an_origin_is_left_alone(site: Site):
    report = Report()
    with site.session() as session:
        arrivals = Arrivals(GALLERY, report)
        arrivals.receive(session, arrivals.album_of(session, "a"), nothing())
    assert report == Report()


def nothing() -> Iterable[str]:
    return ()
