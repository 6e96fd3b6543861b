"""An album's photographs to choose from, what is done to them, and the edit page of one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.albums.editing import set_visibility
from bviewer.albums.selections import select_items
from bviewer.albums.trash import purge
from bviewer.models import Album, Deletion, Image, Job, Visibility, new_id
from bviewer.presenters import items as presenter
from bviewer.views.owner import items as view
from tests.functional.owner.forms import form_at, form_to, landed
from tests.mirrored import mirror
from tests.pictures import jpeg
from tests.site import Site


@pytest.fixture
def three(gallery):
    """The gallery with photographs a, b and c in `open`."""
    for number, name in enumerate("bc", 90):
        gallery.write(f"open/{name}.jpg", jpeg(number, 40))
    mirror(gallery)
    return gallery


def chosen_form(page, *ids):
    form = page.forms["chosen"]
    for box in form.fields["item"]:
        box.checked = box._value in ids
    return form


def alts(page):
    return [each["alt"] for each in page.html.select("#images img")]


def names(site, folder="open"):
    album_id = site.album(folder).id
    with site.session() as session:
        paths = session.scalars(select(Image.path).where(Image.album_id == album_id))
        return sorted(path.rpartition("/")[2] for path in paths)


def test_a_picked_photograph_whose_file_is_gone_is_marked_and_can_be_taken_out(three):
    browser = three.browser("owner")
    images = [three.image(f"open/{name}.jpg") for name in "bc"]
    with three.session() as session:
        album = session.get_one(Album, images[0].album_id)
        selection = select_items(session, album, [image.id for image in images])
        picked = selection.id
    (three.library / "open/b.jpg").unlink()
    three.sync()
    page = browser.get(f"/{picked}/items").maybe_follow()
    (missing,) = page.html.select("#chosen li.missing")
    assert missing.select_one(".badge").text == "file missing"
    assert missing.input["aria-label"] == "b (file missing)"
    chosen = chosen_form(page, missing.input["value"])
    page = landed(chosen.submit("action", value="remove", status=303))
    assert len(page.html.select("#chosen li")) == 1


def test_what_is_removed_is_gone_at_once_and_put_back_from_the_trash(three):
    browser, url = three.browser("owner"), f"{three.album_url('open')}items"
    image, image_url = three.image("open/b.jpg"), three.image_url("open/b.jpg")
    page = browser.get(three.album_url("open")).click("Edit").click("Photographs", index=0)
    assert not browser.get(url).html.select("#jobs")
    page = landed(chosen_form(page, image.id).submit("action", value="remove", status=303))
    assert "Removed from the album." in page
    stranger = three.browser()
    assert alts(stranger.get(three.album_url("open"))) == ["a", "c"]
    for ending in ("", "small.jpg", "full"):
        stranger.get(f"{image_url}{ending}", status=404)
        browser.get(f"{image_url}{ending}", status=404)
    three.sync()
    assert names(three) == ["a.jpg", "c.jpg"]
    trash = browser.get("/admin/trash")
    assert "From open" in trash
    assert "1 photograph" in trash
    page = landed(form_to(trash, "trash").submit("album", index=0, status=303))
    assert "It is back where it was." in page
    assert alts(page) == ["a", "b", "c"]
    assert three.image("open/b.jpg").id == image.id


def test_a_move_to_where_more_people_see_it_is_asked_for_once_more(three):
    browser, url = three.browser("owner"), f"{three.album_url('priv')}items"
    secret = three.image("priv/s.jpg").id
    page = chosen_form(browser.get(url), secret).submit("action", value="send", status=200)
    assert "1 is chosen." in page
    form = form_to(page, "items")
    words = {option[2].strip("\xa0") for option in form["target"].options}
    assert {"open · visible", "hid · hidden"} <= words
    assert three.album("priv").id not in {option[0] for option in form["target"].options}
    form["target"] = three.album("open").id
    page = form.submit("action", value="move", status=200)
    assert "More people can see what is in open." in page
    assert "everybody" in page.html.select_one(".details").text
    assert names(three, "open") == ["a.jpg", "b.jpg", "c.jpg"]
    with three.session() as session:
        set_visibility(session, album_of(session, "open"), Visibility.HIDDEN)
    page = form_to(page, "items").submit("action", value="move", status=200)
    assert "whoever has the address" in page.html.select_one(".details").text
    page = landed(form_to(page, "items").submit("action", value="move", status=303))
    assert "Moved." in page
    assert names(three, "priv") == []
    assert "s.jpg" in names(three, "open")
    three.browser().get(f"{three.album_url('open')}{secret}/", status=200)
    assert "Moved from priv to open" in browser.get("/admin/audit")


def album_of(session, folder):
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def test_all_of_an_album_are_copied_and_those_that_are_there_already_are_told_of(three):
    browser, url = three.browser("owner"), f"{three.album_url('open')}items"
    for word in ("Copied. They are in both albums now.", "is there once."):
        form = chosen_form(browser.get(url))
        form["which"] = True
        page = form.submit("action", value="send", status=200)
        assert "3 are chosen." in page
        form = form_to(page, "items")
        form["target"] = three.album("priv").id
        assert word in landed(form.submit("action", value="copy", status=303))
    assert names(three, "priv") == ["a.jpg", "b.jpg", "c.jpg", "s.jpg"]


@pytest.mark.stacks("embedded", "production")
def test_times_are_shifted_and_go_back(three):
    browser, url = three.browser("owner"), f"{three.album_url('open')}items"
    before = three.image("open/a.jpg").time
    form = chosen_form(browser.get(url), three.image("open/a.jpg").id)
    form["days"], form["minutes"], form["direction"] = "1", "30", "earlier"
    landed(form.submit("action", value="shift", status=303))
    image = three.image("open/a.jpg")
    assert (image.time, image.file_time) == (before - timedelta(days=1, minutes=30), before)
    assert "Its file says" in browser.get(f"{three.image_url('open/a.jpg')}edit")
    form = chosen_form(browser.get(url), image.id)
    landed(form.submit("action", value="reset", status=303))
    assert three.image("open/a.jpg").time == before
    for field in ("days", "hours"):
        form = chosen_form(browser.get(url), image.id)
        form[field] = {"days": "99999", "hours": "-1"}[field]
        page = form.submit("action", value="shift", status=422)
        assert page.html.select_one(f'[value="{image.id}"]').has_attr("checked")
    assert three.image("open/a.jpg").time == before


def post(site, folder="open", **values):
    browser, url = site.browser("owner"), f"{site.album_url(folder)}items"
    form = browser.get(url).forms["chosen"]
    known = {name: form[name].value for name in ("csrf_token", "revision", "number")}
    return browser.post(url, {**known, **values}, status="*")


@pytest.mark.parametrize("action", ["remove", "shift", "reset", "reread", "send", "move", "copy"])
def test_one_foreign_id_changes_nothing(three, action):
    target = three.album("priv").id
    for foreign in (three.image("priv/s.jpg").id, "x" * 5000, "\u0661"):
        ids = f"{three.image('open/a.jpg').id} {foreign}"
        answer = post(three, action=action, ids=ids, days="1", target=target)
        assert answer.status_int == 422
        assert "not in the album any more" in answer
    assert names(three) == ["a.jpg", "b.jpg", "c.jpg"]
    assert three.image("open/a.jpg").file_time is None
    with three.session() as session:
        assert not session.scalars(select(Job)).all()


def test_no_item_goes_to_another_gallery(three):
    three.add_gallery("other.test", owner="foreign")
    with three.session() as session:
        foreign = session.scalars(select(Album.id).where(Album.gallery_id == 2)).one()
    ids = three.image("open/a.jpg").id
    for target in (foreign, new_id(), three.album("open").id):
        for action in ("move", "copy"):
            assert post(three, action=action, ids=ids, target=target).status_int == 422
    assert names(three) == ["a.jpg", "b.jpg", "c.jpg"]
    assert post(three, action="nothing").status_int == 400


def test_the_second_of_two_tabs_is_told_and_keeps_its_choice(three):
    browser, url = three.browser("owner"), f"{three.album_url('open')}items"
    image = three.image("open/a.jpg")
    first, second = (chosen_form(browser.get(url), image.id) for _ in range(2))
    first["hours"] = second["hours"] = "1"
    first.submit("action", value="shift", status=303)
    page = second.submit("action", value="shift", status=422)
    assert "It is not the same any more." in page
    assert page.html.select_one(f'[value="{image.id}"]').has_attr("checked")
    assert three.image("open/a.jpg").time == image.time + timedelta(hours=1)
    all_of_it = chosen_form(browser.get(url))
    all_of_it["which"] = True
    three.write("open/d.jpg", jpeg(50, 20))
    three.sync()
    assert "It is not the same any more." in all_of_it.submit("action", value="remove", status=422)
    assert len(names(three)) == 4


def test_a_choice_goes_along_from_page_to_page(three, monkeypatch):
    for module in (presenter, view):
        monkeypatch.setattr(module, "PAGE", 2)
    browser, url = three.browser("owner"), f"{three.album_url('open')}items"
    page = browser.get(url).click("Next page")
    form = page.forms["chosen"]
    assert len(form.fields["item"]) == 1
    form["ids"] = three.image("open/a.jpg").id
    form["hours"] = "x"
    page = form.submit("action", value="shift", status=422)
    assert page.forms["chosen"]["ids"].value == three.image("open/a.jpg").id
    page = landed(page.forms["chosen"].submit("action", value="remove", status=303))
    assert names(three) == ["b.jpg", "c.jpg"]
    for beyond in ("3", "9" * 400, "-1", "x"):
        assert browser.get(f"{url}?page={beyond}").forms["chosen"].fields["item"]


@pytest.mark.stacks("embedded", "production")
def test_pictures_are_made_beforehand_and_the_progress_survives_a_reload(tmp_path, database):
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    for number, name in enumerate("abc", 40):
        site.write(f"p/{name}.jpg", jpeg(number, 30))
    site.sync()
    browser, url = site.browser("owner"), f"{site.album_url('p')}items"
    page = landed(form_at_end(browser.get(url)).submit("action", value="render", status=303))
    for _ in range(2):
        assert "0 of 3" in page.html.select_one("#jobs").text
        assert page.html.select_one("noscript a")
        page = browser.get(url)
    huey = site.runtime.queue.huey
    for _ in range(2):
        huey.execute(huey.dequeue())
    told = browser.get(url.removesuffix("items") + "progress").json
    assert told["busy"]
    (job,) = told["jobs"].values()
    assert (job["done"], job["text"].startswith("1 of 3, about")) == (1, True)
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
    page = browser.get(url)
    assert "Done: 3 of 3." in page
    assert "jobs.js" not in page
    assert site.image("p/a.jpg").placeholder
    site.close()


def form_at_end(page):
    return next(form for form in page.forms.values() if 'value="render"' in form.text)


def test_files_are_read_again_and_what_a_person_said_stays(three):
    browser = three.browser("owner")
    form = form_at(browser, f"{three.image_url('open/a.jpg')}edit")
    form["title"], form["caption"] = "A boat", "<b>in</b> the sun"
    landed(form.submit(status=303))
    with three.session() as session:
        for image in session.scalars(select(Image)):
            image.camera = {"make": "wrong"}
    assert post(three, action="reread", which="all").status_int == 303
    three.run_jobs()
    image = three.image("open/a.jpg")
    assert (image.camera, image.own_title) == ({}, "A boat")
    page = browser.get(f"{three.album_url('open')}items")
    assert "Done: 3 of 3." in page


def test_a_photograph_is_named_dated_and_removed_on_its_own_page(three):
    browser, url = three.browser("owner"), three.image_url("open/a.jpg")
    before = three.image("open/a.jpg").time
    page = browser.get(url).click("Edit")
    form = form_at(browser, f"{url}edit")
    form["title"], form["caption"] = "A <boat>", "<b>in</b>\r\nthe sun"
    page = landed(form.submit(status=303))
    assert three.image("open/a.jpg").time == before
    page = three.browser().get(url)
    assert page.html.h1.text == "A <boat>"
    assert page.html.select_one('[property="og:title"]')["content"] == "A <boat>"
    assert "<b>in</b>\nthe sun" in page.html.select_one("figcaption .description").text
    assert "A <boat>" in alts(three.browser().get(three.album_url("open")))
    assert "A &lt;boat&gt;" in three.browser().get(f"{three.album_url('open')}feed")
    other = form_at(browser, f"{url}edit")
    form = form_at(browser, f"{url}edit")
    form["time"] = "2001-02-03T04:05"
    landed(form.submit(status=303))
    other["title"] = "Mine"
    page = other.submit(status=409)
    assert "Now: " in page
    assert page.html.select_one("[name=title]")["value"] == "Mine"
    assert three.image("open/a.jpg").own_title == "A <boat>"
    for name, value in (("title", "x" * 10_000), ("time", "9999-01-01T00:00"), ("time", "soon")):
        form = form_at(browser, f"{url}edit")
        form[name].force_value(value)
        assert form.submit(status=422).html.select_one(".message")
    form = form_at(browser, f"{url}edit")
    form["time"] = ""
    landed(form.submit(status=303))
    assert (three.image("open/a.jpg").time, three.image("open/a.jpg").file_time) == (before, None)
    page = landed(form_to(browser.get(f"{url}edit"), "remove").submit(status=303))
    assert "Removed from the album." in page
    browser.get(f"{url}edit", status=404)


def test_visitors_see_nothing_of_it(three):
    assert "/edit" not in three.browser().get(three.image_url("open/a.jpg"))


def test_what_was_taken_out_for_good_is_let_in_again(three):
    assert post(three, action="remove", ids=three.image("open/b.jpg").id).status_int == 303
    with three.session() as session:
        for deletion in session.scalars(select(Deletion)):
            deletion.deleted_at -= timedelta(days=31)
        purge(session)
    browser, url = three.browser("owner"), f"{three.album_url('open')}items"
    page = browser.get(url)
    assert "1 file of its folder was taken out" in page
    form = next(form for form in page.forms.values() if "let-in" in form.text)
    landed(form.submit("action", value="let-in", status=303))
    three.run_jobs()
    assert names(three) == ["a.jpg", "b.jpg", "c.jpg"]
