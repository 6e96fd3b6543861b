import shutil

from sqlalchemy import select

from bviewer.models import User
from tests.smtp import mail_server, mail_settings


def set_mail(gallery, name, address):
    with gallery.session() as session, session.begin():
        session.scalars(select(User).where(User.name == name)).one().mail = address


def give_address(gallery):
    set_mail(gallery, "owner", "me@pub.test")


def test_nothing_is_missing(gallery):
    assert gallery.say("check-images") == "pub.test  nothing is missing\n"


def test_missing_images_are_printed_and_nothing_is_sent_without_a_mail_server(gallery, written):
    give_address(gallery)
    (gallery.library / "oslo" / "b.jpg").unlink()
    written.clear()
    said = gallery.say("check-images", "pub.test").splitlines()
    assert said[0] == "pub.test  1 image has no file"
    assert said[1].startswith("  oslo  /oslo-")
    assert said[2:] == ["      oslo/b.jpg", "  no mail was sent: there is no mail.host"]
    assert written == []


def test_the_owner_is_told(gallery):
    give_address(gallery)
    (gallery.library / "oslo" / "b.jpg").unlink()
    with mail_server() as server:
        gallery.configure(**mail_settings(server))
        assert gallery.say("check-images").endswith("\n  told me@pub.test\n")
    (mail,) = server.inbox
    assert "oslo/b.jpg" in mail.text


def test_a_mail_server_that_is_away_is_one_line(gallery):
    give_address(gallery)
    (gallery.library / "oslo" / "b.jpg").unlink()
    with mail_server() as server:
        gallery.configure(**mail_settings(server))
    result = gallery.run("check-images")
    assert result.exit_code == 1
    assert "oslo/b.jpg" in result.stdout
    assert result.stderr.startswith("Error: no mail to me@pub.test: ")
    assert result.stderr.count("\n") == 1


def test_one_gallery_whose_mail_is_not_taken_does_not_silence_the_others(gallery):
    give_address(gallery)
    gallery.say("user", "add", "bert", "--password", "correct horse", "--mail", "b@pub.test")
    (gallery.library / "bert").mkdir()
    for name in ("1.jpg", "2.jpg"):
        shutil.copy(gallery.library / "oslo" / "b.jpg", gallery.library / "bert" / name)
    options = ("--owner", "bert", "--home", "bert", "--shared")
    gallery.say("gallery", "add", "a.test", *options)
    gallery.say("gallery", "add", "z.test", *options)
    gallery.say("sync", "a.test")
    gallery.say("sync", "z.test")
    (gallery.library / "bert" / "2.jpg").unlink()
    (gallery.library / "oslo" / "b.jpg").unlink()
    set_mail(gallery, "bert", "two\nlines@pub.test")
    with mail_server() as server:
        gallery.configure(**mail_settings(server))
        result = gallery.run("check-images")
    assert [mail.recipients for mail in server.inbox] == [["me@pub.test"]]
    assert result.exit_code == 1
    for host in ("a.test", "pub.test", "z.test"):
        assert f"{host}  1 image has no file\n" in result.stdout
    assert "  told me@pub.test\n" in result.stdout
    assert result.stderr.count("no mail to two lines@pub.test") == 2
    assert result.stderr.count("\n") == 1


def test_an_unknown_gallery_is_named(gallery):
    assert gallery.fail("check-images", "else.test") == "there is no gallery else.test"
