"""Mail, in real conversations with a server."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.accounts import mail
from bviewer.accounts.mail import MailNotSent, has_another_header, send_mail
from tests.nginx import program
from tests.ports import free_port
from tests.smtp import Certificate, Server, mail_server, mail_settings
from tests.unit.settings import settings


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for 127.0.0.1, which nobody trusts but who is told to."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        *(program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
        *("ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=mail.test", "-days", "2"),
        *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key


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
    with pytest.raises(MailNotSent, match="STARTTLS extension not supported"):
        send_mail(settings(tmp_path, **mail_settings(server), **login), "a@b.test", "x", "y")
    assert server.login is None
    assert server.inbox == []


LOGIN = {"mail.username": "bviewer", "mail.password": "secret"}
ENCRYPTION = [("starttls", "mail.tls"), ("encrypted", "mail.ssl")]


@pytest.mark.parametrize(("way", "key"), ENCRYPTION)
def test_a_server_that_proves_who_it_is_gets_password_and_mail(
    certificate: Certificate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    key: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_server(**{way: certificate}) as server:
        changed = settings(tmp_path, **mail_settings(server), **LOGIN, **{key: "true"})
        send_mail(changed, "anna@pub.test", "x", "y")
    assert server.login == ("bviewer", "secret")
    assert len(server.inbox) == 1


@pytest.mark.parametrize(("way", "key"), ENCRYPTION)
def test_one_that_does_not_gets_nothing(
    certificate: Certificate, tmp_path: Path, way: str, key: str
) -> None:
    with mail_server(**{way: certificate}) as server:
        changed = settings(tmp_path, **mail_settings(server), **LOGIN, **{key: "true"})
        with pytest.raises(MailNotSent, match="certificate"):
            send_mail(changed, "anna@pub.test", "x", "y")
    assert (server.connections, server.login, server.inbox) == (1, None, [])


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_ten_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mail.PATIENCE == 10
    monkeypatch.setattr(mail, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        begin = {"mail.host": "127.0.0.1", "mail.port": port, "mail.default_sender": "b@pub.test"}
        with pytest.raises(MailNotSent, match="timed out"):
            send_mail(settings(tmp_path, **begin), "anna@pub.test", "x", "y")


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


@pytest.mark.parametrize(
    "recipient",
    [
        *("a@b.test\nBcc: c@d.test", "a@b.test\r", "\xe4@b.test", "a@b\xfc.test", "a\udcff@b.test"),
        *("", "a", "a@", "@b.test", "a b@c.test", "a@b.test, c@d.test", "a@b.test\0"),
    ],
)
def test_an_address_that_is_none_is_one_error(
    server: Server, tmp_path: Path, recipient: str
) -> None:
    with pytest.raises(MailNotSent):
        send_mail(settings(tmp_path, **mail_settings(server)), recipient, "x", "y")
    assert server.inbox == []


@pytest.mark.parametrize("subject", ["x\nBcc: c@d.test", "x\r", "x\n"])
def test_a_subject_is_one_line(server: Server, tmp_path: Path, subject: str) -> None:
    with pytest.raises(MailNotSent, match="a line break in a header"):
        send_mail(settings(tmp_path, **mail_settings(server)), "anna@pub.test", subject, "y")
    assert server.connections == 0


@pytest.mark.parametrize(
    ("sender", "header"),
    [
        ("bviewer@pub.test", "bviewer@pub.test"),
        ("<bviewer@pub.test>", "bviewer@pub.test"),
        ("Bücher, Bilder <bviewer@pub.test>", '"Bücher, Bilder" <bviewer@pub.test>'),
        ('"Bücher" <bviewer@pub.test>', "Bücher <bviewer@pub.test>"),
    ],
)
def test_a_sender_has_a_name_or_none(
    server: Server, tmp_path: Path, sender: str, header: str
) -> None:
    changed = {**mail_settings(server), "mail.default_sender": sender}
    send_mail(settings(tmp_path, **changed), "Anna <anna@pub.test>", "x", "y")
    (mail,) = server.inbox
    assert (mail.sender, mail.message["From"]) == ("bviewer@pub.test", header)
    assert mail.recipients == ["anna@pub.test"]


def test_a_mail_is_made_of_bytes_that_every_server_takes() -> None:
    address = mail.parse_address("Ü <a@b.test>")
    message = mail.make_message(address, address, "ü" * 100, "ü" * 2000).as_bytes()
    assert message.isascii()
    assert max(map(len, message.splitlines())) <= 78


@pytest.mark.parametrize(
    ("folded", "is_another"),
    [
        ("Subject: one line\r\n", False),
        ("Subject: one line\r\n that goes on\r\n", False),
        ("Subject: one line\r\nX-Other: another\r\n", True),
        ("Subject: one line\nX-Other: another\r\n", True),
        ("Subject: one line\rX-Other: another\r\n", True),
    ],
)
def test_what_is_sent_as_one_header_is_one(folded: str, is_another: bool) -> None:
    assert has_another_header(folded) == is_another
