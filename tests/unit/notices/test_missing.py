"""Owners are told once which photographs are missing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bviewer.models import Letter, User
from bviewer.notices.missing import report_missing, write_of_missing
from bviewer.notices.owners import send_now
from bviewer.queue.recover import recover
from bviewer.sync.by_itself import sync_by_itself
from bviewer.sync.check_images import check_images
from tests.site import Site
from tests.smtp import Server, mail_settings


@pytest.fixture
def site(tmp_path: Path, database: Path, server: Server) -> Iterator[Site]:
    """Two galleries: of `anna`, who has an address, and of `bert`, who has none."""
    site = Site(tmp_path, database, with_app=False, **mail_settings(server))
    site.add_gallery("anna.test", owner="anna", home="anna")
    site.add_gallery("bert.test", owner="bert", home="bert")
    with site.session() as session:
        session.scalars(select(User).where(User.name == "anna")).one().mail = "anna@pub.test"
    for path in ("rome/a.jpg", "rome/b.jpg", "c.jpg", "d.jpg", "e.jpg"):
        site.write(f"anna/{path}")
    for path in ("d.jpg", "e.jpg"):
        site.write(f"bert/{path}")
    site.sync(host="anna.test")
    site.sync(host="bert.test")
    yield site
    site.close()


def look(site: Site) -> None:
    """What is done every night."""
    report_missing(site.runtime)
    site.run_jobs()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the job says."""
    return [record.getMessage() for record in caplog.records if "notices" in record.name]


def test_nobody_is_told_that_nothing_is_missing(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    look(site)
    assert server.connections == 0
    assert warnings(caplog) == []


def test_the_owner_gets_one_mail_with_all_that_is_missing(site: Site, server: Server) -> None:
    (site.library / "anna/rome/a.jpg").unlink()
    (site.library / "anna/c.jpg").unlink()
    look(site)
    (mail,) = server.inbox
    assert mail.recipients == ["anna@pub.test"]
    assert mail.message["Subject"] == "anna.test: 2 files are not there"
    assert "rome\n\n- rome/a.jpg\n" in mail.text
    assert "<p>rome</p>\n<ul><li>rome/a.jpg</li></ul>" in mail.html
    assert "- c.jpg\n" in mail.text
    assert "http://anna.test/admin\n" in mail.text
    assert "b.jpg" not in mail.text


def test_the_same_is_not_told_every_night(site: Site, server: Server) -> None:
    missing = site.library / "anna/c.jpg"
    missing.unlink()
    for _night in range(3):
        look(site)
    assert len(server.inbox) == 1
    (site.library / "anna/rome/a.jpg").unlink()
    look(site)
    assert len(server.inbox) == 2


def test_a_disk_of_which_a_sync_has_told_is_not_told_of_at_night(
    site: Site, server: Server
) -> None:
    away = (site.library / "anna").rename(site.library / "away")
    sync_by_itself(site.runtime, 1)
    recover(site.runtime)
    site.run_jobs()
    (mail,) = server.inbox
    assert mail.message["Subject"] == "anna.test: New photographs cannot be looked for"
    assert "The photographs cannot be reached. Is a disk not mounted?" in mail.text
    look(site)
    assert len(server.inbox) == 1
    away.rename(site.library / "anna")
    sync_by_itself(site.runtime, 1)
    (site.library / "anna/c.jpg").unlink()
    look(site)
    assert len(server.inbox) == 2


def test_what_was_back_meanwhile_is_told_again(site: Site, server: Server) -> None:
    missing = site.library / "anna/c.jpg"
    for _time in range(2):
        missing.unlink()
        look(site)
        site.write("anna/c.jpg")
        look(site)
    assert len(server.inbox) == 2


def test_whoever_asks_is_told_every_time(site: Site, server: Server) -> None:
    (site.library / "anna/c.jpg").unlink()
    for _time in range(2):
        (report,) = check_images(site.runtime, "anna.test")
        assert send_now(site.runtime, write_of_missing(site.runtime, report)) == (
            "told anna@pub.test"
        )
    assert len(server.inbox) == 2
    look(site)
    assert len(server.inbox) == 2


def test_an_owner_without_an_address_is_a_line_in_the_log(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    (site.library / "bert/d.jpg").unlink()
    look(site)
    assert server.connections == 0
    assert warnings(caplog) == [
        "bert.test: 1 image has no file; no mail was sent: the owner has no address"
    ]


def test_an_owner_who_is_not_active_gets_no_mail(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with site.session() as session:
        session.scalars(select(User).where(User.name == "anna")).one().active = False
    (site.library / "anna/c.jpg").unlink()
    look(site)
    assert server.connections == 0
    assert warnings(caplog) == [
        "anna.test: 1 image has no file; no mail was sent: the owner is not active"
    ]


@pytest.fixture
def both(site: Site) -> Site:
    """Both owners have an address, and both miss a photograph."""
    with site.session() as session:
        session.scalars(select(User).where(User.name == "bert")).one().mail = "bert@pub.test"
    (site.library / "anna/c.jpg").unlink()
    (site.library / "bert/d.jpg").unlink()
    return site


def test_a_cache_that_cannot_be_written_to_keeps_nobody_from_being_told(
    both: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    (both.cache / "missing").write_text("in the way of a folder")
    look(both)
    assert [mail.recipients for mail in server.inbox] == [["anna@pub.test"], ["bert@pub.test"]]
    said = warnings(caplog)
    assert [line.partition(":")[0] for line in said] == ["anna.test"] * 2 + ["bert.test"] * 2
    assert said[0].startswith("anna.test: what its owner knows cannot be noted: ")
    assert said[3] == "bert.test: 1 image has no file; a mail goes to bert@pub.test"


def test_a_note_that_cannot_be_removed_keeps_nobody_from_being_told(
    both: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    both.write("anna/c.jpg")
    (both.cache / "missing" / "1").mkdir(parents=True)
    look(both)
    assert [mail.recipients for mail in server.inbox] == [["bert@pub.test"]]
    assert warnings(caplog)[0].startswith("anna.test: what its owner knows cannot be noted: ")


def test_a_note_of_any_bytes_is_that_of_something_else(both: Site, server: Server) -> None:
    (both.cache / "missing").mkdir()
    (both.cache / "missing" / "1").write_bytes(b"\xff\0")
    look(both)
    look(both)
    assert len(server.inbox) == 2


def test_a_mail_that_is_not_taken_is_tried_again(site: Site, server: Server) -> None:
    with site.session() as session:
        session.scalars(select(User).where(User.name == "anna")).one().mail = "nonsense"
    (site.library / "anna/c.jpg").unlink()
    look(site)
    look(site)
    assert server.inbox == []
    with site.session() as session:
        assert session.query(Letter).one().tries == 1


def test_folders_and_disks_that_are_gone_are_said_in_the_language_of_their_owner(
    site: Site, server: Server
) -> None:
    with site.session() as session:
        session.scalars(select(User).where(User.name == "anna")).one().language = "de"
    shutil.rmtree(site.library / "anna/rome")
    look(site)
    for name in ("c.jpg", "d.jpg"):
        (site.library / "anna" / name).unlink()
    look(site)
    folder, disk = server.inbox
    assert folder.message["Subject"] == "anna.test: 2 Dateien sind nicht da"
    assert "nichts mehr lesbar. Ist eine Platte nicht eingehängt?" in folder.text
    assert "- rome: 2 Dateien\n" in folder.text
    assert "4 von 5 Dateien sind nicht da." in disk.text
    assert "rome" not in disk.text


def test_an_unmounted_disk_is_one_line_in_the_mail(site: Site, server: Server) -> None:
    site.library.rename(site.library.with_name("away"))
    look(site)
    (mail,) = server.inbox
    assert mail.message["Subject"] == (
        "anna.test: The photographs cannot be reached. Is a disk not mounted?"
    )
    assert "jpg" not in mail.text


def test_no_transaction_is_open_while_the_disk_is_looked_at(site: Site) -> None:
    pool, open_ones = site.runtime.engine.pool, []
    check_images(site.runtime, None, lambda _more: open_ones.append(pool.checkedout()))
    assert open_ones == [0] * 3
