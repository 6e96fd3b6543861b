"""Owners are told what a sync closed, and what it shows of closed albums."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bviewer.albums.gallery_removal import remove_gallery
from bviewer.models import Gallery, Letter, SyncReport, User, Visibility
from bviewer.notices.missing import write_of_missing
from bviewer.notices.syncs import tell_of_syncs, write_of_syncs
from bviewer.queue.recover import recover
from bviewer.sync.check_images import check_images
from bviewer.sync.service import sync_gallery_in_turn
from tests.site import Site
from tests.smtp import Mail, Server, mail_settings
from tests.unit.sync.fixtures import GALLERY, fill


@pytest.fixture
def site(tmp_path: Path, database: Path, server: Server) -> Iterator[Site]:
    """A gallery with a private album, whose owner has an address."""
    settings = {**mail_settings(server), "bviewer.secure_cookies": "true"}
    site = Site(tmp_path, database, with_app=False, **settings)
    site.add_gallery()
    with site.session() as session:
        session.query(User).one().mail = "owner@pub.test"
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    yield site
    site.close()


def change_owner(site: Site, **values: object) -> None:
    with site.session() as session:
        session.execute(update(User).values(**values))


def copy(site: Site, old: str, new: str) -> None:
    site.write(new, (site.library / old).read_bytes())


def mails(site: Site, server: Server) -> list[Mail]:
    """What was sent after a sync, when workers have looked for what is to be done."""
    sync_gallery_in_turn(site.runtime, GALLERY)
    recover(site.runtime)
    site.run_jobs()
    return server.inbox


def test_a_mail_says_which_album_arrived_private_and_why_and_where_to_decide(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
):
    copy(site, "secret/2.jpg", "new/2.jpg")
    (mail,) = mails(site, server)
    assert mail.recipients == ["owner@pub.test"]
    assert mail.message["Subject"] == "pub.test: 1 album was closed"
    why = "new: Private. It holds files of secret, which is not for everybody."
    assert f"Closed\n\n- {why}\n" in mail.text
    assert f"<p>Closed</p>\n<ul><li>{why}</li></ul>" in mail.html
    for text in (mail.text, mail.html):
        assert "https://pub.test/admin/news" in text
    assert "a mail goes to owner@pub.test" in caplog.text
    assert len(mails(site, server)) == 1, "it is told once"


def test_a_mail_says_what_a_visible_album_shows_of_a_private_one_in_the_language_of_its_reader(
    site: Site, server: Server
):
    change_owner(site, language="de")
    copy(site, "secret/2.jpg", "open/2.jpg")
    copy(site, "secret/3.jpg", "open/3.jpg")
    (mail,) = mails(site, server)
    assert mail.message["Subject"] == (
        "pub.test: 2 Dateien geschlossener Alben sind in einem offeneren"
    )
    assert "- open: 2 Dateien aus secret" in mail.text
    assert '<html lang="de"' in mail.html


def test_nobody_is_told_of_a_sync_without_anything_closed(site: Site, server: Server):
    fill(site, "new/4.jpg")
    assert mails(site, server) == []
    assert write_of_syncs(site.runtime, GALLERY) == []


@pytest.mark.parametrize(
    ("owner", "said"),
    [({"mail": None}, "the owner has no address"), ({"active": False}, "the owner is not active")],
)
def test_an_owner_who_cannot_be_reached_is_a_line_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture, owner: dict[str, object], said: str
):
    copy(site, "secret/2.jpg", "new/2.jpg")
    site.sync()
    change_owner(site, **owner)
    tell_of_syncs(site.runtime, str(GALLERY))
    assert f"gallery 1: no mail was sent: {said}" in caplog.text


def test_a_mail_that_is_not_taken_is_tried_again(site: Site, server: Server):
    change_owner(site, mail="nonsense")
    copy(site, "secret/2.jpg", "new/2.jpg")
    assert mails(site, server) == []
    with site.session() as session:
        letter = session.query(Letter).one()
        assert letter.tries == 1
        letter.recipient, letter.due_at = "owner@pub.test", letter.due_at.replace(year=2000)
    assert [mail.recipients for mail in mails(site, server)] == [["owner@pub.test"]]


def test_of_a_gallery_that_was_removed_meanwhile_nobody_is_told(site: Site, server: Server):
    with site.session() as session:
        session.query(SyncReport).update({"is_told": False})
    (site.library / "open/1.jpg").unlink()
    (report,) = check_images(site.runtime)
    with site.session() as session:
        remove_gallery(session, session.get_one(Gallery, GALLERY), "pub.test")
    tell_of_syncs(site.runtime, str(GALLERY))
    said = write_of_missing(site.runtime, report).obstacle
    assert said == "no mail was sent: the gallery was removed meanwhile"
    assert server.inbox == []
