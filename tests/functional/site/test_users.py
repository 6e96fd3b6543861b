"""Everybody who has an account: finding, letting in no more and again, removing."""

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts import directory
from bviewer.accounts.users import find_user
from bviewer.models import Audit, Gallery, User
from tests.functional.owner.forms import form_at, landed, last_form
from tests.functional.stacks import everywhere


@pytest.fixture
def crowd(run):
    """People of two galleries."""
    run.add_gallery("other.test", owner="foreign", home="other")
    run.add_user("anna")
    with run.session() as session:
        find_user(session, "anna").mail = "anna_1@example.org"
        for number in (1, 2):
            grant(session, find_user(session, "anna"), session.get_one(Gallery, number), None)
    return run


def names(page):
    return [link.text for link in page.html.select(".rows a")]


def press(browser, name, action, **values):
    url = browser.get("/site/users", {"q": name}).click(name, href="/site/user/").request.path
    token = last_form(browser.get(url))["csrf_token"].value
    sent = {"csrf_token": token, "action": action, **values}
    return browser.post(url, sent, status="*")


@everywhere
def test_people_are_found_by_name_and_mail_address(crowd):
    browser = crowd.browser("operator")
    assert names(browser.get("/site/users")) == ["anna", "foreign", "operator", "owner"]
    form = list(browser.get("/site/users").forms.values())[-1]
    form["q"] = "ANNA_1@"
    assert names(form.submit()) == ["anna"]
    for text in ("%", "_x", "\\", "nobody"):
        assert names(browser.get("/site/users", {"q": text})) == []


def test_a_long_list_has_pages(crowd, monkeypatch):
    monkeypatch.setattr("bviewer.views.site.users.PAGE", 2)
    monkeypatch.setattr(directory.search_users, "__defaults__", ("", 2))
    page = crowd.browser("operator").get("/site/users", {"q": "o"})
    assert names(page) == ["anna", "foreign"]
    assert names(page.click("More")) == ["operator", "owner"]


def test_somebody_is_let_in_no_more_and_again_and_their_galleries_are_told(crowd):
    browser, theirs = crowd.browser("operator"), crowd.browser("anna", host="other.test")
    assert theirs.get("/").html.select("header form")
    assert "let in no more" in landed(press(browser, "anna", "disable"))
    assert not theirs.get("/").html.select("header form")
    press(browser, "anna", "enable")
    with crowd.session() as session:
        theirs = select(Audit).where(Audit.gallery_id.is_not(None), Audit.who == "operator")
        rows = session.scalars(theirs.where(Audit.params["user"].as_string() == "anna"))
        told = [(row.event, row.gallery_id) for row in rows]
    assert sorted(told) == [
        *(("user_disabled", 1), ("user_disabled", 2)),
        *(("user_enabled", 1), ("user_enabled", 2)),
    ]


def test_an_account_is_removed_by_whoever_is_sure(crowd):
    browser = crowd.browser("operator")
    assert press(browser, "anna", "remove").status_int == 422
    assert press(browser, "foreign", "remove", sure="yes").status_int == 422
    page = landed(press(browser, "anna", "remove", sure="yes"))
    assert names(page) == ["foreign", "operator", "owner"]
    with crowd.session() as session:
        assert session.scalar(select(User).where(User.name == "anna")) is None


@pytest.mark.parametrize("action", ["disable", "remove"])
def test_nobody_shuts_themselves_out(crowd, action):
    answer = press(crowd.browser("operator"), "operator", action, sure="yes")
    assert answer.status_int == 422
    assert "You cannot do this to your own account." in answer
    with crowd.session() as session:
        assert find_user(session, "operator").active


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "9" * 40, "%C2%B2"])
def test_an_account_that_is_none_is_missing(crowd, number):
    crowd.browser("operator").get(f"/site/user/{number}", status=404)
    crowd.browser("operator").get(f"/site/gallery/{number}", status=404)


@pytest.mark.parametrize(
    ("name", "mail", "said"),
    [
        ("anna", "", "Somebody has this name already."),
        ("x", "anna@", "This is not a mail address"),
        ("x", "a@b.test\r\nBcc: c@d.test", "This is not a mail address"),
        ("", "", "This field is required."),
    ],
)
def test_an_account_that_cannot_be_is_refused(crowd, name, mail, said):
    form = form_at(crowd.browser("operator"), "/site/new-user")
    form["name"], form["mail"] = name, mail
    assert said in form.submit(status=422)
