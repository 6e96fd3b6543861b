"""Creating an owner and a gallery is two forms; an operator learns nothing of albums by it."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts.users import end_operator, find_user
from bviewer.models import Audit, Gallery, Visibility
from bviewer.sync.service import sync_lock
from tests.functional.owner.forms import form_at, landed, last_form
from tests.functional.stacks import everywhere


def text_of(page):
    return " ".join(page.html.select_one("main").text.split())


def make_gallery(browser, folder, **values):
    form = last_form(browser.get("/site/new-gallery", {"home": folder}))
    for name, value in {"owner": "berta", "host": "berta.test", **values}.items():
        form[name] = value
    return form


def test_an_owner_and_a_gallery_are_two_forms(run):
    run.write("people/berta/1.jpg")
    with run.session() as session:
        session.get_one(Gallery, 1).home = "open"
    browser = run.browser("operator")
    form = form_at(browser, "/site/new-user")
    form["name"], form["mail"] = "berta", "berta@example.org"
    page = landed(form.submit(status=303))
    assert "The account is there." in page
    for folder in ("people", "people/berta"):
        page = last_form(page).submit("folder", value=folder, status=303).follow()
    assert [each["value"] for each in page.html.select(".way button")] == ["", "people"]
    form = last_form(page)
    assert (form["owner"].value, form["home"].value) == ("berta", "people/berta")
    form["host"], form["title"] = "berta.test", "Berta"
    page = landed(form.submit(status=303))
    assert "berta was never here." in text_of(page)
    page = next(form for form in page.forms.values() if 'value="link"' in form.text).submit(
        "action"
    )
    link = page.html.select_one("input[readonly]")["value"]
    assert link.startswith("http://berta.test/welcome/")
    run.run_jobs()
    owner = run.browser(host="berta.test")
    page = landed(last_form(owner.get(urlsplit(link).path)).submit(status=303))
    assert page.request.path == "/admin/welcome"
    assert "Photographs1 Videos0" in text_of(owner.get("/admin/"))
    run.browser(host="berta.test").get("/", status=404)
    page = browser.get("/site/galleries").click("berta.test")
    assert "Photographs1 Videos0" in text_of(page)
    assert "was never here" not in text_of(page)


def test_a_disk_that_does_not_answer_keeps_nobody_waiting(run, request):
    browser = run.browser("operator")
    form = make_gallery(browser, "open")
    request.getfixturevalue("silent_disk")
    form.submit(status=503)
    browser.get("/site/new-gallery", status=503)


def test_what_is_typed_goes_along_to_another_folder_and_back(run):
    browser = run.browser("operator")
    with run.session() as session:
        session.get_one(Gallery, 1).home = "open"
    form = make_gallery(browser, "", title="Berta & sons", visibility="hidden")
    form = last_form(form.submit("folder", value="priv", status=303).follow())
    assert form["home"].value == "priv"
    form = last_form(form.submit("folder", value="", status=303).follow())
    names = ("home", "owner", "host", "title", "visibility")
    typed = ["", "berta", "berta.test", "Berta & sons", "hidden"]
    assert [form[name].value for name in names] == typed
    last_form(browser.get("/site/new-gallery", {"visibility": "odd"}))
    with run.session() as session:
        assert session.scalars(select(Gallery.host)).all() == ["pub.test"]


@pytest.mark.parametrize(
    ("folder", "values", "said"),
    [
        ("open", {}, "The gallery pub.test shows photographs of this folder already."),
        ("", {}, "The gallery pub.test shows photographs of this folder already."),
        ("open", {"host": "x y"}, "is not the name of a host."),
        ("open", {"host": "pub.test"}, "There is a gallery at pub.test already."),
        ("open", {"owner": "nobody"}, "There is nobody called nobody."),
    ],
)
def test_a_gallery_that_cannot_be_is_refused_and_nothing_is_stored(run, folder, values, said):
    run.add_user("berta")
    answer = make_gallery(run.browser("operator"), folder, **values).submit(status=422)
    assert said in text_of(answer)
    with run.session() as session:
        assert session.scalars(select(Gallery.host)).all() == ["pub.test"]


@pytest.mark.parametrize("folder", ["..", "/etc", "open/../open", "nothing", "a//b", "open/a.jpg"])
def test_no_folder_is_shown_but_those_of_the_library(run, folder):
    browser = run.browser("operator")
    browser.get("/site/new-gallery", {"home": folder}, status=404)
    form = make_gallery(browser, "", host="new.test", owner="owner")
    form["home"].force_value(folder)
    form.submit(status=404)


def test_an_operator_may_let_another_gallery_show_photographs_of_their_own_gallery(run):
    run.add_user("berta")
    with run.session() as session:
        session.get_one(Gallery, 1).owner_id = find_user(session, "operator").id
    browser = run.browser("operator")
    make_gallery(browser, "open").submit(status=422)
    make_gallery(browser, "open", shared=True).submit(status=303)
    with run.session() as session:
        assert session.get_one(Gallery, 2).home == "open"


def test_nobody_shares_photographs_of_another_owner(run):
    run.add_user("berta")
    browser = run.browser("operator")
    form = make_gallery(browser, "open")
    assert "shared" not in form.fields
    sent = [*form.submit_fields(), ("shared", "y")]
    browser.post("/site/new-gallery", sent, status=422)


def test_nobody_but_a_new_owner_has_a_link_that_an_operator_can_make(run):
    run.add_user("guest")
    with run.session() as session:
        gallery = session.get_one(Gallery, 1)
        grant(session, find_user(session, "guest"), gallery, None)
        gallery.owner_id = find_user(session, "guest").id
        gallery.introduced = False
    browser = run.browser("operator")
    page = browser.get("/site/gallery/1")
    assert "was never here" not in text_of(page)
    token = last_form(page)["csrf_token"].value
    sent = {"csrf_token": token, "action": "link"}
    assert not browser.post("/site/gallery/1", sent).html.select("input[readonly]")


def test_an_operator_who_kept_a_link_comes_in_by_it_no_more_once_its_owner_is_here(run):
    run.add_user("berta")
    with run.session() as session:
        gallery = session.get_one(Gallery, 1)
        gallery.owner_id, gallery.introduced = find_user(session, "berta").id, False
    browser, links = run.browser("operator"), []
    token = last_form(browser.get("/site/gallery/1"))["csrf_token"].value
    for _ in range(2):
        page = browser.post("/site/gallery/1", {"csrf_token": token, "action": "link"})
        links.append(urlsplit(page.html.select_one("input[readonly]")["value"]).path)
    kept, given = links
    last_form(run.browser().get(given)).submit(status=303)
    assert "used already" in last_form(run.browser().get(kept)).submit(status=403)


def test_no_names_of_folders_are_told_that_somebody_elses_gallery_shows(run):
    browser = run.browser("operator")
    for folder in ("open", "hid", ""):
        said = text_of(browser.get("/site/new-gallery", {"home": folder}))
        assert not any(name in said for name in ("priv", "secretchild", "visiblechild"))
        assert "shown by pub.test" in said
    with run.session() as session:
        session.get_one(Gallery, 1).owner_id = find_user(session, "operator").id
    assert "openchild" in text_of(browser.get("/site/new-gallery", {"home": "priv"}))


def test_running_the_site_opens_no_album(run):
    run.set_visibility("", Visibility.PRIVATE)
    browser = run.browser("operator")
    for folder in ("", "open", "priv", "hid"):
        browser.get(run.album_url(folder), status=404)
    said = browser.get("/site/").text + browser.get("/site/gallery/1").text
    assert "secretchild" not in said
    browser.get("/admin/", status=404)


def test_a_gallery_has_other_hosts_and_its_owner_reads_of_it(run):
    browser = run.browser("operator")
    form = form_at(browser, "/site/gallery/1")
    form["host"], form["alias"] = "bücher.test", "old.test\nwww.test"
    form.submit(status=303)
    with run.session() as session:
        assert session.get_one(Gallery, 1).host == "xn--bcher-kva.test"
        row = session.query(Audit).filter_by(gallery_id=1).order_by(Audit.id.desc()).first()
        assert (row.event, row.who) == ("gallery_host", "operator")
    for host in ("pub.test", "old.test", "www.test"):
        answer = run.browser(host=host).get("/about", status=301)
        assert answer.location.startswith("http://xn--bcher-kva.test/")
    run.browser(host="other.test").get("/", status=404)


def test_whoever_runs_the_site_no_more_is_a_stranger_with_the_next_request(run):
    browser = run.browser("operator")
    assert "/site/" in browser.get("/").text
    with run.session() as session:
        end_operator(session, find_user(session, "operator"))
    browser.get("/site/", status=404)
    assert "/site/" not in browser.get("/").text


def test_an_owner_who_looks_as_somebody_else_runs_nothing_meanwhile(run):
    with run.session() as session:
        find_user(session, "owner").superuser = True
        grant(session, find_user(session, "operator"), session.get_one(Gallery, 1), None)
        number = find_user(session, "operator").id
    for seen in ("everybody", str(number)):
        browser = run.browser("owner")
        browser.get("/admin/").click("Site")
        form = form_at(browser, f"{run.album_url('open')}view-as")
        form["person"] = seen
        form.submit(status=303)
        browser.get("/site/", status=404)


@everywhere
def test_a_gallery_is_removed_by_whoever_types_its_host_and_the_site_tells_who_it_was(run):
    run.write("people/berta/1.jpg")
    run.add_gallery("berta.test", "berta", "people/berta")
    run.sync(host="berta.test")
    with run.session() as session:
        grant(session, find_user(session, "operator"), session.get_one(Gallery, 2), None)
    browser = run.browser("operator")
    assert "Remove the gallery" not in browser.get("/site/gallery/1")
    browser.get("/site/remove-gallery/1", status=404)
    page = browser.get("/site/gallery/2").click("Remove the gallery")
    told = page.html.select_one("dl").text.replace("\n", "")
    assert "Albums1Photographs and videos in them1Links0Access that was given1Groups0" in told
    form = last_form(page)
    form["typed"] = "pub.test"
    assert "This is not berta.test." in form.submit(status=422)
    form["typed"] = "Berta.test"
    with sync_lock(run.runtime, 2):  # What it finds would come into whatever gallery gets the id.
        assert "A sync is on its way." in form.submit(status=422)
    page = landed(form.submit(status=303))
    assert "The gallery is removed." in page
    assert "berta.test" not in text_of(page).replace("removed", "")
    run.browser(host="berta.test").get("/", status=404)
    assert (run.library / "people/berta/1.jpg").exists()
    newest, before = browser.get("/site/audit").html.select(".rows li")[:2]
    assert "The gallery berta.test of berta was removed." in newest.text
    assert "operator, 127.0.0.1" in newest.text
    assert "operator may see berta.test." in before.text
