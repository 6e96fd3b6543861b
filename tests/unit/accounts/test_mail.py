"""Mail, in real conversations with a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.accounts.mail import MailNotSent, send_mail
from tests.ports import free_port
from tests.smtp import Server, mail_server, mail_settings
from tests.unit.settings import settings


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server."""
    with mail_server() as server:
        yield server


def test_a_mail_arrives_as_it_was_written(server: Server, tmp_path: Path) -> None:
    body = "Größe 山\n.\n.hidden\n" + "x" * 2000 + "\n"
    send_mail(settings(tmp_path, **mail_settings(server)), "anna@pub.test", "Über München", body)
    (mail,) = server.inbox
    assert (mail.sender, mail.recipients) == ("bviewer@pub.test", ["anna@pub.test"])
    assert mail.text.replace("\r\n", "\n").rstrip() == body.rstrip()
    message = mail.message
    assert (message["Subject"], message["To"]) == ("Über München", "anna@pub.test")
    assert message["From"] == "bviewer <bviewer@pub.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    assert message["Message-ID"]
    assert server.login is None


def test_name_and_password_are_used_where_there_are_some(server: Server, tmp_path: Path) -> None:
    login = {"mail.username": "bviewer", "mail.password": "p #;:"}
    changed = settings(tmp_path, **mail_settings(server), **login)
    send_mail(changed, "anna@pub.test", "x", "y")
    assert server.login == ("bviewer", "p #;:")


def test_a_password_is_never_sent_in_the_clear_where_tls_is_asked_for(
    server: Server, tmp_path: Path
) -> None:
    login = {"mail.username": "bviewer", "mail.password": "secret", "mail.tls": "true"}
    with pytest.raises(MailNotSent, match="TLS is not available"):
        send_mail(settings(tmp_path, **mail_settings(server), **login), "a@b.test", "x", "y")
    assert server.login is None
    assert server.inbox == []


@pytest.mark.parametrize("changes", [{}, {"mail.ssl": "true"}, {"mail.tls": "true"}])
def test_a_server_that_is_not_there_is_one_error(
    server: Server, tmp_path: Path, changes: dict[str, str]
) -> None:
    wrong = {**mail_settings(server), "mail.port": str(free_port()), **changes}
    with pytest.raises(MailNotSent, match=r"^no mail to a@b\.test: .*refused"):
        send_mail(settings(tmp_path, **wrong), "a@b.test", "x", "y")


def test_a_server_that_wants_no_such_mail_is_one_error(tmp_path: Path) -> None:
    with mail_server(refuses="RCPT") as server:
        with pytest.raises(MailNotSent, match="not here"):
            send_mail(settings(tmp_path, **mail_settings(server)), "a@b.test", "x", "y")
        assert server.inbox == []


def test_a_server_that_hangs_up_instead_of_saying_good_bye_has_taken_the_mail(
    tmp_path: Path,
) -> None:
    with mail_server(hangs_up="QUIT") as server:
        send_mail(settings(tmp_path, **mail_settings(server)), "a@b.test", "x", "y")
        assert len(server.inbox) == 1


def test_a_server_that_hangs_up_before_has_not(tmp_path: Path) -> None:
    with mail_server(hangs_up="DATA") as server:
        with pytest.raises(MailNotSent):
            send_mail(settings(tmp_path, **mail_settings(server)), "a@b.test", "x", "y")
        assert server.inbox == []


@pytest.mark.parametrize("recipient", ["a@b.test\nBcc: c@d.test", "\xe4@b.test"])
def test_an_address_that_is_none_is_one_error(
    server: Server, tmp_path: Path, recipient: str
) -> None:
    with pytest.raises(MailNotSent):
        send_mail(settings(tmp_path, **mail_settings(server)), recipient, "x", "y")
    assert server.inbox == []
