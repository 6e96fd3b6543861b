"""Making links in the browser, seeing who came by them, and taking them back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.models import Share, now
from tests.functional.owner.forms import form_at, landed, last_form

LINK = re.compile(r"http://pub\.test(/s/[\w-]{27})")

pytestmark = pytest.mark.usefixtures("hasher")


def made(gallery, folder="priv", **filled):
    """The page that shows a new link."""
    browser = gallery.browser("owner")
    form = form_at(browser, f"{gallery.album_url(folder)}share")
    form["label"] = "Grandma"
    for name, value in filled.items():
        form[name] = value
    return form.submit(status=200)


def link_in(page):
    """The path of the link that a page shows."""
    (link,) = set(LINK.findall(page.text))
    return link


def shares(gallery):
    with gallery.session() as session:
        found = session.scalars(select(Share).order_by(Share.id)).all()
        session.expunge_all()
    return found


def test_an_owner_makes_a_link_and_sees_it_once(gallery):
    browser = gallery.browser("owner")
    page = browser.get(gallery.album_url("priv")).click("Edit").click("Share", index=0)
    form = last_form(page)
    form["label"] = "Grandma & <Grandpa>"
    page = form.submit(status=200)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.html.select_one(".qr-code svg path")
    assert "Grandma &amp; &lt;Grandpa&gt;" in page
    visitor = gallery.browser()
    visitor.get(link_in(page), status=303).follow(status=200)
    again = browser.get(f"{gallery.album_url('priv')}share")
    assert not LINK.search(again.text)
    assert "Grandma &amp; &lt;Grandpa&gt;" in again
    (line,) = [" ".join(line.text.split()) for line in again.html.select(".shares .secondary")]
    assert line.startswith("good · originals and camera details · 1 visit, last on ")
    assert "1 link leads here." in again


def test_a_link_is_as_it_was_filled_in(gallery):
    day = now().date() + timedelta(days=3)
    page = made(
        gallery,
        last_day=day.isoformat(),
        password="with cake and candles",
        download=False,
        details=False,
        position=True,
    )
    (share,) = shares(gallery)
    assert share.expires_at.date() == day + timedelta(days=1)
    assert (share.download, share.details, share.position) == (False, False, True)
    assert share.password_hash.startswith("$argon2id$")
    assert "with cake and candles" not in page
    (line,) = [" ".join(line.text.split()) for line in page.html.select(".shares .secondary")]
    assert line.startswith(f"good until {day.day} {day:%B %Y} · places and password · not used yet")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("label", "", "This field is required."),
        ("label", "x" * 201, "Field cannot be longer than 200 characters."),
        ("password", "short", "A password needs at least 10 characters."),
        ("password", "1234567890", "This password is among the first that others would try."),
        ("password", "é" * 513, "No password is that long."),
        ("last_day", "2020-01-01", "A link is good until today at least"),
        ("last_day", "9999-12-31", "A link is good until today at least"),
        ("last_day", "soon", "This is not a day such as"),
    ],
)
def test_what_is_refused_is_said_and_makes_no_link(gallery, field, typed, said):
    form = form_at(gallery.browser("owner"), f"{gallery.album_url('priv')}share")
    form["label"] = "Grandma"
    form[field].force_value(typed)
    answer = form.submit(status=422)
    assert said in answer
    assert not LINK.search(answer.text)
    assert shares(gallery) == []


def test_an_owner_takes_a_link_back_on_the_album_or_on_the_page_of_all(gallery):
    browser = gallery.browser("owner")
    links = [link_in(made(gallery)), link_in(made(gallery, "open"))]
    page = browser.get("/admin/").click("Links")
    titles = [line.text for line in page.html.select(".shares a")]
    assert titles == ["open", "priv"]
    page = landed(form_of(page, 1).submit("share", status=303))
    assert "The link opens nothing any more." in page
    assert "taken back" in page
    assert page.request.path_info == "/admin/shares"
    gallery.browser().get(links[0], status=404)
    gallery.browser().get(links[1], status=303)
    page = browser.get(page.html.select(".shares a")[0]["href"]).maybe_follow()
    page = landed(form_of(page, 0).submit("share", status=303))
    assert page.request.path_info == f"{gallery.album_url('open')}share"
    gallery.browser().get(links[1], status=404)
    assert not page.html.select(".shares form")


def form_of(page, place):
    """The form of a link in a list."""
    buttons = page.html.select(".shares form button")
    return next(
        form
        for form in page.forms.values()
        if "share" in form.fields
        and form["share"].value_if_submitted() == buttons[place]["value"]
        and "label" not in form.fields
    )


def test_only_what_is_an_owners_is_taken_back(gallery):
    made(gallery)
    (share,) = shares(gallery)
    gallery.add_gallery("other.test", owner="foreign", home="other")
    foreign, owner = gallery.browser("foreign", "other.test"), gallery.browser("owner")
    for browser, url in (
        (foreign, "/admin/shares"),
        (foreign, "/unshare"),
        (owner, f"{gallery.album_url('open')}unshare"),
    ):
        token = last_form(browser.get("/admin/"))["csrf_token"].value
        for named in (str(share.id), "", "x", "-1", "٣", "9" * 9, "9" * 30):
            browser.post(url, {"csrf_token": token, "share": named}, status=404)
    assert shares(gallery)[0].revoked_at is None


def test_links_that_lead_to_an_album_are_counted_with_those_of_albums_above(gallery):
    owner = gallery.browser("owner")

    def said(folder):
        page = owner.get(f"{gallery.album_url(folder)}edit")
        return " ".join(page.html.select_one("p.audience").text.split())

    assert "lead" not in said("priv/openchild")
    made(gallery)
    made(gallery, "priv/openchild")
    made(gallery, "open")
    assert said("priv/openchild").endswith("2 links lead here.")
    assert said("priv").endswith("1 link leads here.")
    assert said("open/secretchild").endswith("Nobody else was given access.")


def test_photographs_that_are_ticked_are_shared_and_nothing_else_of_the_album(gallery):
    for name in ("b", "c"):
        gallery.write(f"priv/{name}.jpg")
    gallery.sync()
    browser, url = gallery.browser("owner"), f"{gallery.album_url('priv')}share"
    form = form_at(browser, url)
    form["label"] = "For the printer"
    ticked = {gallery.image(f"priv/{name}.jpg").id for name in ("b", "c")}
    for box in form.fields["item"]:
        box.checked = box._value in ticked
    page = form.submit(status=200)
    assert not page.html.select("details[open], [name=item][checked]")
    visitor = gallery.browser()
    album = visitor.get(link_in(page), status=303).follow(status=200)
    assert [picture["alt"] for picture in album.html.select("#images img")] == ["b", "c"]
    for image in album.html.select("#images a"):
        visitor.get(image["href"], status=200)
    visitor.get(gallery.album_url("priv"), status=404)
    titles = [line.text for line in browser.get("/admin/shares").html.select(".shares a")]
    assert titles == ["priv"]
    assert not browser.get(url).html.select(".shares")


def test_a_photograph_of_another_album_among_them_and_nothing_is_shared(gallery):
    browser = gallery.browser("owner")
    form = form_at(browser, f"{gallery.album_url('priv')}share")
    form["label"] = "x"
    (first, *_) = form.fields["item"]
    first.checked = True
    fields = [*form.submit_fields(), ("item", gallery.image("open/a.jpg").id)]
    answer = browser.post(form.action, fields, status=422)
    assert "Some of these photographs are not in the album any more." in answer
    assert answer.html.select_one("details.selection[open] input[checked]")
    assert shares(gallery) == []


@pytest.mark.parametrize("token", ["", "x"])
def test_forms_of_another_page_make_no_link_and_take_none_back(gallery, token):
    made(gallery)
    browser, url = gallery.browser("owner"), gallery.album_url("priv")
    (share,) = shares(gallery)
    for address in (f"{url}share", f"{url}unshare", "/admin/shares"):
        fields = {"csrf_token": token, "label": "x", "share": str(share.id)}
        browser.post(address, fields, status=400)
    (share,) = shares(gallery)
    assert share.revoked_at is None
