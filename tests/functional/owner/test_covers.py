"""Choosing a cover: from the tiles beside a form, and from the page of a photograph."""

import pytest
from sqlalchemy import select

from bviewer.models import Album, new_id
from tests.functional.owner.forms import form_at, form_to, landed, last_form


def test_a_photograph_beside_the_form_becomes_the_cover_and_the_newest_again(gallery):
    browser, url = gallery.browser("owner"), gallery.album_url("open")
    image = gallery.image("open/a.jpg")
    form = form_to(browser.get(f"{url}edit"), "cover")
    page = landed(form.submit("image", value=image.id, status=303))
    assert "Saved." in page
    assert gallery.album("open").cover_id == image.id
    assert [each.text for each in page.html.select(".chosen")] == ["Cover"]
    page = browser.get(f"{url}cover")
    again = next(form for form in page.forms.values() if "newest" in form.text)
    landed(again.submit("image", value="", status=303))
    assert gallery.album("open").cover_id is None


def test_a_photograph_becomes_the_cover_of_an_album_above_its_own(gallery):
    browser = gallery.browser("owner")
    page = browser.get(gallery.image_url("open/a.jpg")).click("Set as cover")
    form = last_form(page)
    assert form["album"].options[0][0] == gallery.album("open").id
    form["album"] = gallery.album("").id
    assert "Saved." in landed(form.submit(status=303))
    assert gallery.album("").cover_id == gallery.image("open/a.jpg").id
    assert gallery.album("open").cover_id is None


@pytest.mark.parametrize("kind", ["beside", "unknown", "foreign"])
def test_a_photograph_is_no_cover_of_an_album_that_does_not_hold_it(gallery, kind):
    browser = gallery.browser("owner")
    form = form_at(browser, f"{gallery.image_url('open/a.jpg')}cover")
    ids = {"beside": gallery.album("hid").id, "unknown": new_id()}
    gallery_id = gallery.add_gallery("other.test", owner="foreign")
    with gallery.session() as session:
        query = select(Album.id).where(Album.gallery_id == gallery_id)
        ids["foreign"] = session.scalars(query).one()
    form["album"].force_value(ids[kind])
    answer = form.submit(status=422)
    assert ids[kind] not in answer.html.select_one(".message").text


@pytest.mark.parametrize("image", ["elsewhere", "nothing"])
def test_an_album_takes_no_cover_from_elsewhere(gallery, image):
    browser, url = gallery.browser("owner"), gallery.album_url("open")
    sent = {"elsewhere": gallery.image("priv/s.jpg").id, "nothing": "x" * 5000}[image]
    token = form_at(browser, f"{url}edit")["csrf_token"].value
    browser.post(f"{url}cover", {"csrf_token": token, "image": sent}, status=404)
    browser.post(f"{url}cover", {"csrf_token": token}, status=404)
    assert gallery.album("open").cover_id is None


def test_visitors_are_not_offered_to_choose_a_cover(gallery):
    assert "/cover" not in gallery.browser().get(gallery.image_url("open/a.jpg"))
