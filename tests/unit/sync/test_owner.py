"""Owners are told what a sync closed, and what it shows of closed albums."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.models import User, Visibility
from bviewer.sync.owner import tell_of_sync
from bviewer.sync.report import Report
from bviewer.sync.service import sync_gallery_in_turn
from tests.site import Site
from tests.smtp import Server, mail_server, mail_settings
from tests.unit.sync.fixtures import GALLERY, fill


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server."""
    with mail_server() as server:
        yield server


@pytest.fixture
def site(tmp_path: Path, database: Path, server: Server) -> Iterator[Site]:
    """A gallery with a private album, whose owner has an address."""
    site = Site(tmp_path, database, with_app=False, **mail_settings(server))
    site.add_gallery()
    with site.session() as session:
        session.query(User).one().mail = "owner@pub.test"
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    yield site
    site.close()


def copy(site: Site, old: str, new: str) -> None:
    site.write(new, (site.library / old).read_bytes())


def test_a_mail_says_which_album_arrived_private_and_why_and_how_to_open_it(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
):
    copy(site, "secret/2.jpg", "new/2.jpg")
    sync_gallery_in_turn(site.runtime, GALLERY)
    (mail,) = server.inbox
    line = (
        "new is private now: it holds photographs of secret, which is private; "
        f"to open it: bviewer album INI open {site.album('new').id}"
    )
    assert mail.recipients == ["owner@pub.test"]
    assert mail.message["Subject"] == "pub.test: 1 album was closed"
    assert line in mail.text.replace("\n", " ").split("  ") or line in mail.text
    assert line in caplog.text
    assert "told owner@pub.test" in caplog.text


def test_a_mail_says_what_a_visible_album_shows_of_a_private_one(site: Site, server: Server):
    copy(site, "secret/2.jpg", "open/2.jpg")
    copy(site, "secret/3.jpg", "open/3.jpg")
    sync_gallery_in_turn(site.runtime, GALLERY)
    (mail,) = server.inbox
    assert mail.message["Subject"] == (
        "pub.test: 2 photographs of closed albums are in a more open one"
    )
    assert "2 photographs are in open now, which is visible, and known from secret" in mail.text


def test_nobody_is_told_of_a_sync_without_anything_closed(site: Site, server: Server):
    fill(site, "new/4.jpg")
    sync_gallery_in_turn(site.runtime, GALLERY)
    assert tell_of_sync(site.runtime, GALLERY, Report()) == ""
    assert server.connections == 0


def test_an_owner_without_an_address_and_a_server_that_is_away_are_said(site: Site, server: Server):
    copy(site, "secret/2.jpg", "new/2.jpg")
    report = site.sync()
    with site.session() as session:
        session.query(User).one().mail = "nonsense"
    assert tell_of_sync(site.runtime, GALLERY, report).startswith("no mail to nonsense:")
    with site.session() as session:
        session.query(User).one().mail = None
    said = tell_of_sync(site.runtime, GALLERY, report)
    assert said == "no mail was sent: the owner has no address"
    assert server.inbox == []
