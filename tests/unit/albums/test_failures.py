"""What is held against files, and when it is looked at again."""

import pytest

from bviewer.albums.failures import UNKNOWN_TIME, mark_broken, reconsider
from bviewer.models import Image, ImageState
from tests.site import Site

RULES = "01234567"


def test_reason_is_cut_to_what_the_column_holds():
    image = Image()
    mark_broken(image, "x" * 1000, RULES)
    assert (image.state, image.reason, image.failure_version) == ("broken", "x" * 300, RULES)


@pytest.mark.parametrize(
    ("state", "failure_version", "is_reopened"),
    [
        (ImageState.BROKEN, "7654321f", True),
        (ImageState.BROKEN, None, True),
        (ImageState.BROKEN, RULES, False),
        (ImageState.READY, None, False),
        (ImageState.MISSING, None, False),
    ],
)
def test_verdict_under_other_rules_is_reopened(
    site: Site, state: str, failure_version: str | None, is_reopened: bool
):
    site.write("a.jpg")
    site.sync()
    with site.session() as session:
        image = session.merge(site.image("a.jpg"))
        image.state, image.failure_version = state, failure_version
    gallery_id = site.album("").gallery_id
    with site.session() as session:
        reconsider(session, gallery_id + 1, RULES)
    assert site.image("a.jpg").ctime_ns != UNKNOWN_TIME
    with site.session() as session:
        reconsider(session, gallery_id, RULES)
    assert (site.image("a.jpg").ctime_ns == UNKNOWN_TIME) is is_reopened


def test_verdict_that_is_open_already_is_not_written_again(site: Site):
    site.write("a.jpg", b"")
    site.sync()
    gallery_id = site.album("").gallery_id
    with site.session() as session:
        reconsider(session, gallery_id, RULES)
    with site.session() as session, site.statements() as statements:
        reconsider(session, gallery_id, RULES)
    assert {statement.split()[0] for statement in statements} == {"SELECT"}
