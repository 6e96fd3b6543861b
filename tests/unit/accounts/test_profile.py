"""Names, mail addresses and languages of people."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts.links import expect_link, make_secret, make_sign_in_link, use_sign_in_link
from bviewer.accounts.profile import (
    ask_for_mail,
    checked_language,
    choose_language,
    confirm_mail,
    note_browser_language,
    read_profile,
    rename_user,
    set_mail,
)
from bviewer.accounts.users import add_user, sign_out_everywhere
from bviewer.config.languages import LANGUAGES
from bviewer.models import Audit, Gallery, Token, TokenPurpose, User
from bviewer.presenters.languages import OFFERED
from bviewer.security.limits import WINDOW
from tests.problems import refused


@pytest.fixture
def anna(session: Session, gallery: Gallery) -> User:
    """A person with a mail address."""
    return add_user(session, "anna", mail="anna@pub.test")


def test_a_name_is_one_and_nobody_elses(session: Session, anna: User) -> None:
    with refused("user_exists", "name", name="owner"):
        rename_user(session, anna, "owner")
    with refused("user_name_invalid", "name", maximum=100):
        rename_user(session, anna, "a\u202eb")
    rename_user(session, anna, "anna")
    rename_user(session, anna, "Anna B.")
    assert read_profile(session, anna.id)[:4] == (anna.id, "Anna B.", "anna@pub.test", None)


def test_a_mail_address_changes_when_its_link_is_used_at_its_gallery(
    session: Session, gallery: Gallery, anna: User
) -> None:
    link = ask_for_mail(session, anna, gallery, "new@pub.test")
    token = make_secret(link)
    assert read_profile(session, anna.id).new_mail == "new@pub.test"
    elsewhere = Gallery(id=4711)
    with refused("link_gone"):
        confirm_mail(session, elsewhere, token)
    assert confirm_mail(session, gallery, token) == (anna, "anna@pub.test")
    assert (anna.mail, read_profile(session, anna.id).new_mail) == ("new@pub.test", None)
    with refused("link_gone"):
        confirm_mail(session, gallery, token)


def test_a_link_for_one_thing_is_good_for_nothing_else(
    session: Session, gallery: Gallery, anna: User
) -> None:
    sign_in = make_sign_in_link(session, anna, gallery)
    with refused("link_gone"):
        confirm_mail(session, gallery, sign_in)
    mail = make_secret(ask_for_mail(session, anna, gallery, "new@pub.test"))
    assert use_sign_in_link(session, mail, gallery.id) is None
    former = make_secret(ask_for_mail(session, anna, gallery, "newer@pub.test"))
    with refused("link_gone"):
        confirm_mail(session, gallery, mail)
    sign_out_everywhere(session, anna)
    with refused("link_gone"):
        confirm_mail(session, gallery, former)


def test_what_is_no_address_is_refused_and_mail_is_not_sent_without_end(
    session: Session, gallery: Gallery, anna: User
) -> None:
    with refused("mail_invalid", "mail"):
        ask_for_mail(session, anna, gallery, "a@b.test\nBcc: c@d.test")
    for number in range(5):
        ask_for_mail(session, anna, gallery, f"a{number}@pub.test")
    with pytest.raises(Exception, match="tries_exceeded") as caught:
        ask_for_mail(session, anna, gallery, "a6@pub.test")
    assert 0 < caught.value.params["seconds"] <= WINDOW  # type: ignore[attr-defined]


def test_another_address_makes_links_for_a_password_worthless(
    session: Session, gallery: Gallery, anna: User
) -> None:
    expect_link(session, TokenPurpose.PASSWORD, anna, gallery)
    assert set_mail(session, anna, "new@PUB.test") == "anna@pub.test"
    assert session.scalars(select(Token)).all() == []
    assert anna.mail == "new@pub.test"
    # From the command line, it concerns the site, and galleries where Anna has something.
    assert set(session.scalars(select(Audit.gallery_id))) == {None}


def test_languages_are_those_of_our_texts(session: Session, anna: User) -> None:
    assert {tag.partition("-")[0] for tag in OFFERED} == set(LANGUAGES)
    choose_language(session, anna, "de")
    assert read_profile(session, anna.id).language == "de"
    for language in ("", "xx", "de-DE"):
        with refused("language_unknown", "language"):
            checked_language(language)
    choose_language(session, anna, None)
    note_browser_language(session, anna.id, "de-AT")
    session.refresh(anna)
    assert (anna.language, anna.browser_language) == (None, "de-AT")
