"""Editing an album in the browser: what an owner types is stored, or kept and explained."""

from datetime import datetime

import pytest
from sqlalchemy import event

from bviewer.models import Visibility
from bviewer.presenters.album_admin import PAGES
from tests.functional.owner.forms import form_at, landed, last_form


def test_an_owner_changes_an_album_and_sees_it_once_that_it_was_saved(gallery):
    browser = gallery.browser("owner")
    page = browser.get(gallery.album_url("open")).click("Edit")
    form = last_form(page)
    form["title"], form["description"] = "Rome & Naples", "Two weeks.\nAnd a day."
    form["time"], form["visibility"], form["order"] = "2024-05-01T10:30", "hidden", "name"
    page = landed(form.submit(status=303))
    assert "Saved." in page
    assert "Rome &amp; Naples" in page
    assert "1 May 2024" in page
    assert "Saved." not in browser.get(page.request.url)
    album = gallery.album("open")
    assert (album.title, album.description) == ("Rome & Naples", "Two weeks.\nAnd a day.")
    assert (album.time, album.visibility, album.order) == (
        datetime(2024, 5, 1, 10, 30),
        Visibility.HIDDEN,
        "name",
    )


def test_the_form_has_what_is_stored_and_saving_it_changes_nothing(gallery):
    browser, url = gallery.browser("owner"), gallery.album_url("priv")
    changed = []
    event.listen(
        gallery.runtime.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: (
            changed.append(statement) if statement.startswith("UPDATE") else None
        ),
    )
    landed(form_at(browser, f"{url}edit").submit(status=303))
    assert gallery.album("priv").visibility == Visibility.PRIVATE
    assert changed == []


def test_a_gallery_is_edited_as_its_top_album(gallery):
    browser = gallery.browser("owner")
    form = form_at(browser, "/edit")
    form["title"] = "Family"
    assert "Family" in landed(form.submit(status=303))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "This field is required."),
        ("title", "x" * 301, "Field cannot be longer than 300 characters."),
        ("title", " ", "This field is required."),
        ("description", "é" * 20_001, "Field cannot be longer than 20000 characters."),
        ("time", "1066-10-14T09:00", "A time is between the years 1800 and 2200."),
        ("time", "yesterday", "This is not a day and a time such as"),
        ("order", "size", None),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(
    gallery, field, typed, said
):
    browser, url = gallery.browser("owner"), gallery.album_url("open")
    form = form_at(browser, f"{url}edit")
    form["description"], form["title"] = "A new text", "A new title"
    if field == "order":
        form["order"].force_value(typed)
    else:
        form[field] = typed
    answer = form.submit(status="*")
    assert answer.status_int == 422
    assert "This was not saved yet: see below." in answer
    assert said is None or said in answer
    assert said is None or typed.strip() in answer
    begins_at = [each["name"] for each in answer.html.select("[autofocus]")]
    assert begins_at == ([field] if said else [])
    assert ("A new text" if field != "description" else "A new title") in answer
    assert gallery.album("open").description == ""


def test_the_second_of_two_tabs_is_told_what_changed_and_loses_nothing(gallery):
    browser, url = gallery.browser("owner"), gallery.album_url("open")
    first, second = form_at(browser, f"{url}edit"), form_at(browser, f"{url}edit")
    first["description"], first["visibility"] = "From the first", "hidden"
    first.submit(status=303)
    second["description"] = "From the second"
    answer = second.submit(status=409)
    assert "Somebody has changed this meanwhile." in answer
    assert "Now: From the first" in answer
    assert "Now: Hidden: whoever has its address" in answer
    assert gallery.album("open").description == "From the first"
    again = last_form(answer)
    assert again["description"].value == "From the second"
    again.submit(status=303)
    assert gallery.album("open").description == "From the second"
    assert gallery.album("open").visibility == Visibility.VISIBLE


def test_what_a_form_does_not_have_is_not_changed_and_of_two_values_the_first_counts(gallery):
    browser, url = gallery.browser("owner"), f"{gallery.album_url('open')}edit"
    form, before = form_at(browser, url), gallery.album("open")
    form["title"] = "First"
    more = {"id": "x" * 12, "gallery_id": "2", "parent_id": gallery.album("priv").id}
    more |= {"folder": "priv", "cover_id": gallery.image("priv/s.jpg").id, "closed_because": "x"}
    fields = [*form.submit_fields(), ("title", "Second"), ("visibility", "private"), *more.items()]
    browser.post(url, fields, status=303)
    after = gallery.album("open")
    assert (after.title, after.visibility) == ("First", Visibility.VISIBLE)
    assert {name: getattr(after, name) for name in more} == {
        name: getattr(before, name) for name in more
    }


def audience(page):
    return " ".join(page.html.select_one("p.audience").text.split())


def test_a_time_without_seconds_is_no_change_of_one_with_none(gallery):
    browser, url = gallery.browser("owner"), gallery.album_url("open")
    form = form_at(browser, f"{url}edit")
    form["time"] = "2024-05-01T10:30"
    form.submit(status=303)
    first, second = form_at(browser, f"{url}edit"), form_at(browser, f"{url}edit")
    first["description"], second["time"] = "Elsewhere", "2024-05-01T10:30"
    first.submit(status=303)
    said = second.submit(status=409).html.select(".fields .message")
    assert [each.text for each in said[1:]] == ["Now: Elsewhere"]


def test_an_owner_reads_who_can_see_an_album_and_which_one_above_closes_it(family):
    browser = family.browser("owner")
    pages = {
        folder: browser.get(f"{family.album_url(folder)}edit")
        for folder in ("open", "hid", "hid/visiblechild", "priv", "priv/openchild")
    }
    said = {
        folder: " ".join(pages[folder].html.select_one("p.audience").text.split())
        for folder in pages
    }
    assert said["open"] == "Everybody can see this."
    assert said["hid"].startswith("Hidden: whoever has the address can see it.")
    assert said["hid/visiblechild"].startswith("Hidden, because hid is hidden:")
    assert said["priv"] == (
        "Private. These people can see it whatever it is: everywhere and viewer."
    )
    assert said["priv/openchild"] == (
        "Private, because priv is private. "
        "These people can see it whatever it is: everywhere, guest and viewer."
    )
    cause = pages["priv/openchild"].html.select_one("p.audience a")
    assert cause["href"] == f"http://pub.test{family.album_url('priv')}edit"


def test_visitors_pages_tell_nothing_of_an_owners(family):
    for name in (None, "everywhere"):
        page = family.browser(name).get(family.album_url("open"))
        assert "edit" not in page.text.casefold()
        assert "admin" not in page


def test_the_page_itself_is_among_the_few_links_that_are_always_seen(gallery):
    url = f"/{gallery.album('open').id}/"
    page = gallery.browser("owner").get(f"{url}videos").maybe_follow()
    links = page.html.select(".tabs a:not(.narrow)")
    assert [link.text for link in page.html.select(".tabs > .wide")] == [
        "Edit",
        "Who can see it",
        "Share",
        "Photographs",
    ]
    assert [link.text for link in page.html.select(".tabs > a[aria-current]")] == ["Videos"]
    assert len({link["href"] for link in links}) == len(links) == len(PAGES)
    narrow = page.html.select(".tabs a:not(.wide)")
    assert len({link["href"] for link in narrow}) == len(narrow) == len(PAGES)


def test_what_helps_with_a_field_is_read_out_after_its_name(gallery):
    url = f"/{gallery.album('open').id}/"
    page = gallery.browser("owner").get(f"{url}edit").maybe_follow()
    field = page.html.select_one("[name=description]")
    assert page.html.find(id=field["aria-describedby"]).text.startswith("What visitors read")
    assert field.find_parent("label").text.split() == ["Description"]
    assert len({each["id"] for each in page.html.select("[id]")}) == len(page.html.select("[id]"))
