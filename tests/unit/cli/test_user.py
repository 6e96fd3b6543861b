import pytest
from sqlalchemy import func, select

from bviewer.accounts.passwords import verify_password
from bviewer.accounts.sessions import open_session
from bviewer.models import Access, Album, Gallery, Passkey, User, UserSession

PASSWORD = ("--password", "correct horse")


def test_a_person_is_added_and_listed(installation):
    assert installation.say("user", "add", "anna", "--mail", "a@b.test", *PASSWORD) == (
        "added anna\n"
    )
    assert installation.say("user", "list") == "anna  0 galleries\n"
    with installation.session() as session:
        anna = session.scalars(select(User)).one()
    assert (anna.name, anna.mail, anna.active, anna.superuser) == ("anna", "a@b.test", True, False)
    assert verify_password(anna.password_hash, "correct horse")


def test_a_password_that_is_not_given_is_asked_for_twice_and_not_shown(installation):
    said = installation.say("user", "add", "anna", stdin="correct horse\ncorrect horse\n")
    assert "correct" not in said
    with installation.session() as session:
        assert verify_password(session.scalars(select(User.password_hash)).one(), "correct horse")


def test_two_different_passwords_add_nobody(installation, written):
    result = installation.run("user", "add", "anna", stdin="correct horse\nwrong horse\n")
    assert result.exit_code == 1
    assert written == []


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("owner", "correct horse", "there is a user owner already"),
        ("", "correct horse", "a user name has 1 to 100 printable characters"),
        ("x" * 101, "correct horse", "a user name has 1 to 100 printable characters"),
        ("es\x1b[2Jc", "correct horse", "a user name has 1 to 100 printable characters"),
        ("berta", "short", "a password needs at least 10 characters"),
        ("berta", "", "a password needs at least 10 characters"),
        ("berta", "password123", "this password is among the first that others would try"),
        ("berta", "\udc80 Zeichensalat", "a password is text in UTF-8"),
        ("berta", "x" * 1025, "a password has at most 1024 bytes"),
    ],
)
def test_a_person_who_cannot_be_added_is_one_line(gallery, written, name, password, message):
    assert gallery.fail("user", "add", name, "--password", password) == message
    assert written == []


def test_a_new_password_signs_out_everywhere(gallery):
    with gallery.session() as session, session.begin():
        gallery_id = session.scalars(select(Gallery.id)).one()
        for name in ("anna", "anna", "owner"):
            user_id = session.scalars(select(User.id).where(User.name == name)).one()
            open_session(session, user_id, gallery_id)

    assert gallery.say("user", "password", "anna", "--password", "battery staple") == (
        "changed the password of anna, who is signed out everywhere\n"
    )
    with gallery.session() as session:
        anna = session.scalars(select(User).where(User.name == "anna")).one()
        assert verify_password(anna.password_hash, "battery staple")
        left = session.scalars(
            select(User.name).join(UserSession, UserSession.user_id == User.id)
        ).all()
    assert left == ["owner"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("password", "nobody", *PASSWORD), "there is no user nobody"),
        (("password", "no\x1b[2J\nbody", *PASSWORD), "there is no user no\\x1b[2J body"),
        (("password", "anna", "--password", "short"), "a password needs at least 10 characters"),
        (("disable", "nobody"), "there is no user nobody"),
        (("remove", "owner"), "the gallery pub.test belongs to owner; `disable` keeps both"),
        (("grant", "nobody"), "there is no user nobody"),
        (("grant", "anna", "--gallery", "else.test"), "there is no gallery else.test"),
        (("grant", "anna", "--album", "nothing"), "there is no album nothing"),
        (("revoke", "anna"), "anna had no such access"),
        (("revoke", "anna", "--album", "nothing"), "there is no album nothing"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(gallery, written, arguments, message):
    assert gallery.fail("user", *arguments) == message
    assert written == []


def test_a_person_is_disabled_enabled_and_removed(gallery):
    gallery.say("user", "grant", "anna")
    assert gallery.say("user", "disable", "anna") == "anna can no longer sign in\n"
    assert "anna  0 galleries, not active\n  may see" in gallery.say("user", "list")
    assert gallery.say("user", "enable", "anna") == "anna can sign in again\n"
    assert "not active" not in gallery.say("user", "list")
    assert gallery.say("user", "remove", "anna") == "removed anna\n"
    assert "anna" not in gallery.say("user", "list")


def test_access_is_given_once_and_taken_back(gallery):
    for _ in range(2):
        assert gallery.say("user", "grant", "anna") == "anna may see pub.test\n"
    assert accesses(gallery) == [(None, True)]

    assert gallery.say("user", "revoke", "anna") == "anna may no longer see pub.test\n"
    assert accesses(gallery) == [(None, False)]
    assert gallery.fail("user", "revoke", "anna") == "anna had no such access"

    gallery.say("user", "grant", "anna")
    assert accesses(gallery) == [(None, True)]


def test_access_to_an_album_is_apart_from_that_to_the_gallery(gallery):
    album = album_ids(gallery)["rome"]
    assert gallery.say("user", "grant", "anna", "--album", album) == f"anna may see album {album}\n"
    assert gallery.fail("user", "revoke", "anna") == "anna had no such access"
    gallery.say("user", "grant", "anna", "--gallery", "pub.test")
    gallery.say("user", "revoke", "anna")
    assert set(accesses(gallery)) == {(None, False), (album, True)}


def test_what_people_may_see_is_listed_with_them(gallery):
    album = album_ids(gallery)["rome"]
    gallery.say("user", "grant", "anna", "--album", album)
    gallery.say("user", "grant", "anna")
    gallery.say("user", "revoke", "anna")
    assert gallery.say("user", "list") == (
        f"anna  0 galleries\n  may see album {album} (rome) at pub.test\nowner  1 galleries\n"
    )


def test_an_album_of_another_gallery_is_not_given(gallery):
    gallery.say("gallery", "add", "other.test", "--owner", "owner", "--home", "rome", "--shared")
    album = album_ids(gallery)["rome"]
    assert gallery.fail("user", "grant", "anna", "--gallery", "other.test", "--album", album) == (
        f"album {album} is not in the gallery other.test"
    )
    assert gallery.fail("user", "grant", "anna") == "which gallery? name its host"
    assert accesses(gallery) == []


def test_people_are_listed_with_what_is_special_about_them(gallery):
    with gallery.session() as session, session.begin():
        session.scalars(select(User).where(User.name == "anna")).one().active = False
        session.add(User(name="odd\x1b[31m\nname\u202e"))
    assert gallery.say("user", "list") == (
        "anna  0 galleries, not active\n"
        "odd\\x1b[31m\\nname\\u202e  0 galleries\n"
        "owner  1 galleries\n"
    )


def test_a_command_without_arguments_says_how_it_is_used(installation):
    result = installation.run("user", "add")
    assert result.exit_code == 2
    assert "Missing argument 'NAME'" in result.stderr
    with installation.session() as session:
        assert session.scalar(select(func.count(User.id))) == 0


def accesses(installation):
    with installation.session() as session:
        return session.execute(select(Access.album_id, Access.active)).all()


def album_ids(installation):
    with installation.session() as session:
        return dict(session.execute(select(Album.folder, Album.id)).all())


def test_all_that_people_change_of_themselves_is_changed_by_command(gallery):
    assert gallery.say("user", "rename", "anna", "ann") == "anna is called ann now\n"
    assert gallery.say("user", "mail", "ann", "a@b.test") == "mail for ann goes to a@b.test\n"
    assert gallery.say("user", "language", "ann", "de") == "the language of ann is de\n"
    assert gallery.fail("user", "mail", "ann", "x") == "mail cannot be sent to such an address"
    assert gallery.fail("user", "rename", "ann", "owner") == "there is a user owner already"
    with gallery.session() as session:
        ann = session.scalars(select(User).where(User.name == "ann")).one()
        assert (ann.mail, ann.language) == ("a@b.test", "de")
    gallery.say("user", "language", "ann", "browser")
    with gallery.session() as session:
        assert session.scalars(select(User.language).where(User.name == "ann")).one() is None


def test_sessions_and_passkeys_are_listed_and_ended(gallery):
    with gallery.session() as session, session.begin():
        user_id = session.scalars(select(User.id).where(User.name == "anna")).one()
        gallery_id = session.scalars(select(Gallery.id)).one()
        open_session(session, user_id, gallery_id, "Firefox", "192.0.2.1")
        key = {"credential_id": b"1", "public_key": b"2", "sign_count": 0}
        session.add(Passkey(user_id=user_id, host="pub.test", name="Phone", **key))
    said = gallery.say("user", "sessions", "anna")
    assert "192.0.2.1" in said
    assert "Firefox" in said
    assert gallery.say("user", "sessions", "anna", "--end").endswith("ended: 1\n")
    assert gallery.say("user", "sessions", "anna") == ""
    assert gallery.say("user", "passkeys", "anna") == "1  Phone  pub.test, used never\n"
    assert gallery.fail("user", "passkeys", "owner", "--remove", "1") == "there is no such passkey"
    gallery.say("user", "passkeys", "anna", "--remove", "1")
    assert gallery.say("user", "passkeys", "anna") == ""
