"""Arranging by hand in the browser."""

import pytest

from bviewer.presenters import arranging
from bviewer.views.owner import arranging as view
from tests.functional.owner.forms import landed
from tests.mirrored import mirror
from tests.pictures import jpeg


@pytest.fixture
def three(gallery):
    """The gallery with photographs a, b and c in `open`."""
    for number, name in enumerate("bc", 90):
        gallery.write(f"open/{name}.jpg", jpeg(number, 40))
    mirror(gallery)
    return gallery


def titles(page):
    return [img["alt"] for img in page.html.select(".images img[alt]") if img["alt"]]


def test_a_photograph_is_moved_by_its_number_and_by_steps(three):
    browser, url = three.browser("owner"), three.album_url("open")
    page = browser.get(url).click("Edit").click("Arrange")
    assert titles(page) == ["a", "b", "c"]
    form = form_of(page, three.image("open/c.jpg").id)
    form["place"] = "1"
    page = landed(form.submit(status=303))
    assert "Saved." in page
    assert titles(page) == ["c", "a", "b"]
    page = landed(form_of(page, three.image("open/b.jpg").id).submit("step", value="-1"))
    assert titles(page) == ["c", "b", "a"]
    assert titles(three.browser().get(url)) == ["c", "b", "a"]
    page = landed(form_of(page, three.image("open/c.jpg").id).submit("step", value="1"))
    assert titles(page) == ["b", "c", "a"]


def form_of(page, item_id):
    """The form that moves one thing."""
    return next(form for form in page.forms.values() if f'value="{item_id}"' in form.text)


def post(site, **values):
    browser = site.browser("owner")
    url = f"{site.album_url('open')}arrange"
    token = browser.get(url).forms[1]["csrf_token"].value
    return browser.post(url, {"csrf_token": token, **values}, status="*")


def test_a_page_is_sent_as_it_was_dragged(three):
    ids = [three.image(f"open/{name}.jpg").id for name in "bca"]
    assert post(three, ids=" ".join(ids), place="1", quietly="1").status_int == 204
    assert titles(three.browser().get(three.album_url("open"))) == ["b", "c", "a"]


@pytest.mark.parametrize("foreign", ["priv/s.jpg", None])
def test_one_foreign_id_changes_nothing(three, foreign):
    own = three.image("open/c.jpg").id
    other = three.image(foreign).id if foreign else "x" * 9000
    answer = post(three, ids=f"{own} {other}", place="1")
    assert answer.status_int == 422
    assert "Nothing was changed." in answer
    assert three.album("open").order == "oldest"


@pytest.mark.parametrize("place", ["", "-3", "x", "9" * 400, "1e309", "0"])
def test_a_place_that_is_none_is_the_nearest(three, place):
    own = three.image("open/b.jpg").id
    assert post(three, ids=own, place=place).status_int == 303
    first = titles(three.browser().get(three.album_url("open")))
    assert first.index("b") == (2 if place.startswith("9") else 0)


@pytest.mark.parametrize("page", ["2", "999999999999", "9" * 400])
def test_there_are_as_many_pages_as_it_takes(three, page):
    browser = three.browser("owner")
    browser.get(f"{three.album_url('open')}arrange?page={page}", status=404)
    browser.get(f"{three.album_url('open')}arrange?page=x", status=200)


def test_many_child_albums_and_many_photographs_come_in_pages_with_their_numbers(
    gallery, monkeypatch
):
    for number, path in enumerate(("a/1", "b/1", "c/1", "1", "2", "3", "4", "5"), 70):
        gallery.write(f"open/{path}.jpg", jpeg(number, 40))
    gallery.sync()
    for module in (arranging, view):
        monkeypatch.setattr(module, "PAGE", 2)
    browser, seen, pages = gallery.browser("owner"), [], 1
    page = browser.get(f"{gallery.album_url('open')}arrange")
    while True:
        numbers = page.html.select(".place [name=place]")
        seen.append([int(number["value"]) for number in numbers])
        assert {number["max"] for number in numbers} <= {"4", "6"}
        if not page.html.select("[rel=next]"):
            break
        page, pages = page.click("Next page"), pages + 1
    assert seen == [[1, 2, 1, 2], [3, 4, 3, 4], [5, 6]]
    assert page.click("Previous page").html.select("[rel=prev]")
