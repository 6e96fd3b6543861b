"""Owners are told once which photographs are missing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bviewer.accounts.mail import send_mail
from bviewer.config.settings import Settings
from bviewer.models import User
from bviewer.sync.check_images import check_images, report_missing, tell_owner
from tests.site import Site
from tests.smtp import Server, mail_server, mail_settings


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server."""
    with mail_server() as server:
        yield server


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


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the job says."""
    return [record.getMessage() for record in caplog.records if "check_images" in record.name]


def test_nobody_is_told_that_nothing_is_missing(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    report_missing(site.runtime)
    assert server.connections == 0
    assert warnings(caplog) == []


def test_the_owner_gets_one_mail_with_all_that_is_missing(site: Site, server: Server) -> None:
    (site.library / "anna/rome/a.jpg").unlink()
    (site.library / "anna/c.jpg").unlink()
    report_missing(site.runtime)
    (mail,) = server.inbox
    assert mail.recipients == ["anna@pub.test"]
    assert mail.message["Subject"] == "anna.test: 2 images have no file"
    assert f"rome  /rome-{site.album('rome').id}/" in mail.text
    assert "    rome/a.jpg" in mail.text
    assert "    c.jpg" in mail.text
    assert "b.jpg" not in mail.text


def test_the_same_is_not_told_every_night(site: Site, server: Server) -> None:
    missing = site.library / "anna/c.jpg"
    missing.unlink()
    for _night in range(3):
        report_missing(site.runtime)
    assert len(server.inbox) == 1
    (site.library / "anna/rome/a.jpg").unlink()
    report_missing(site.runtime)
    assert len(server.inbox) == 2


def test_what_was_back_meanwhile_is_told_again(site: Site, server: Server) -> None:
    missing = site.library / "anna/c.jpg"
    for _time in range(2):
        missing.unlink()
        report_missing(site.runtime)
        site.write("anna/c.jpg")
        report_missing(site.runtime)
    assert len(server.inbox) == 2


def test_whoever_asks_is_told_every_time(site: Site, server: Server) -> None:
    (site.library / "anna/c.jpg").unlink()
    for _time in range(2):
        (report,) = check_images(site.runtime, "anna.test")
        assert tell_owner(site.runtime, report) == "told anna@pub.test"
    assert len(server.inbox) == 2
    report_missing(site.runtime)
    assert len(server.inbox) == 2


def test_an_owner_without_an_address_is_a_line_in_the_log(
    site: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    (site.library / "bert/d.jpg").unlink()
    report_missing(site.runtime)
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
    report_missing(site.runtime)
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
    report_missing(both.runtime)
    assert [mail.recipients for mail in server.inbox] == [["anna@pub.test"], ["bert@pub.test"]]
    said = warnings(caplog)
    assert [line.partition(":")[0] for line in said] == ["anna.test"] * 2 + ["bert.test"] * 2
    assert said[0].startswith("anna.test: what its owner knows cannot be noted: ")
    assert said[3] == "bert.test: 1 image has no file; told bert@pub.test"


def test_a_note_that_cannot_be_removed_keeps_nobody_from_being_told(
    both: Site, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    both.write("anna/c.jpg")
    (both.cache / "missing" / "1").mkdir(parents=True)
    report_missing(both.runtime)
    assert [mail.recipients for mail in server.inbox] == [["bert@pub.test"]]
    assert warnings(caplog)[0].startswith("anna.test: what its owner knows cannot be noted: ")


def test_a_note_of_any_bytes_is_that_of_something_else(both: Site, server: Server) -> None:
    (both.cache / "missing").mkdir()
    (both.cache / "missing" / "1").write_bytes(b"\xff\0")
    report_missing(both.runtime)
    report_missing(both.runtime)
    assert len(server.inbox) == 2


def test_a_mail_server_that_is_away_is_tried_again_the_next_night(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    (site.library / "anna/c.jpg").unlink()
    (site.library / "bert/d.jpg").unlink()
    with mail_server() as other:
        pass
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bviewer.sync.owner.send_mail", refused_by(other))
        report_missing(site.runtime)
    said = warnings(caplog)
    assert len(said) == 2
    assert "no mail to anna@pub.test: " in said[0]
    report_missing(site.runtime)
    assert warnings(caplog)[2].endswith("told anna@pub.test")


def refused_by(server: Server) -> Callable[..., None]:
    """Sending mail to a server that listens no more."""

    def send(settings: Settings, *args: str) -> None:
        send_mail(replace(settings, mail_port=server.port), *args)

    return send


def test_an_unmounted_disk_is_one_line_in_the_mail(site: Site, server: Server) -> None:
    site.library.rename(site.library.with_name("away"))
    report_missing(site.runtime)
    (mail,) = server.inbox
    assert mail.message["Subject"] == "anna.test: the photographs cannot be read"
    assert "jpg" not in mail.text


def test_no_transaction_is_open_while_the_disk_is_looked_at(site: Site) -> None:
    pool, open_ones = site.runtime.engine.pool, []
    check_images(site.runtime, None, lambda _more: open_ones.append(pool.checkedout()))
    assert open_ones == [0] * 3
