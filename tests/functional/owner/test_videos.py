"""Films of YouTube and Vimeo in an album: added by its owner, and then one of its items."""

import pytest
from sqlalchemy import select, update

from bviewer.albums.chosen_items import choose
from bviewer.albums.transfers import move_items
from bviewer.models import Album, Image, Video
from bviewer.rendering.album_jobs import reread_image
from tests.films import TUBE, add_film, film_row, film_url, give_picture
from tests.functional.owner.forms import form_at, form_to, landed, last_form
from tests.functional.stacks import everywhere

ADDRESS = f"https://www.youtube.com/watch?v={TUBE}&t=42"


def text_of(page):
    return " ".join(page.html.select_one("main").text.split())


def videos(site):
    with site.session() as session:
        rows = session.scalars(
            select(Image).where(Image.kind == "video").order_by(Image.time)
        ).all()
        session.expunge_all()
        return rows


def add(site, folder="open", **values):
    form = form_at(site.browser("owner"), f"{site.album_url(folder)}videos")
    for name, value in {"address": ADDRESS, **values}.items():
        form[name] = value
    return form.submit(status="*")


def album_of(session, folder):
    return session.scalars(select(Album).where(Album.folder == folder)).one()


@everywhere
def test_a_film_is_added_changed_and_removed(gallery):
    page = landed(add(gallery, title="A <song>", time="1987-07-27T12:00", caption="One\r\ntwo"))
    assert "The video is in the album." in page
    line = "A <song> YouTube · Monday, 27 July 1987, 12:00 · its picture is not here yet"
    assert line in text_of(page)
    form = last_form(page.click("Edit", href=videos(gallery)[0].id))
    assert form["title"].value == "A <song>"
    form["title"] = ""
    page = landed(form.submit(status=303))
    (video,) = videos(gallery)
    assert (video.path, video.own_title, video.caption) == (f"\0youtube/{TUBE}", "", "One\ntwo")
    assert f"YouTube {TUBE}" in text_of(page)
    page = page.click("Edit", href=f"{video.id}/edit")
    assert "At YouTube nothing changes." in page
    page = landed(form_to(page, "/remove").submit(status=303))
    assert "You can put them back for 30 days." in page
    gallery.browser("owner").get(film_url(gallery, "open", video.id), status=404)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"address": "https://evil.test/watch?v=dQw4w9WgXcQ"}, "This is no address of a video"),
        ({"address": ""}, "This field is required."),
        ({"title": "x" * 301}, "301"),
        ({"time": "1066-10-14T09:00"}, "A time is between the years"),
    ],
)
def test_what_cannot_be_added_is_refused_and_kept_in_the_form(gallery, values, said):
    answer = add(gallery, **{"caption": "typed", **values})
    assert answer.status_int == 422
    if "title" not in values:
        assert said in text_of(answer)
    assert last_form(answer)["caption"].value.strip() == "typed"
    assert videos(gallery) == []


def test_an_album_has_a_film_once(gallery):
    add(gallery)
    assert "This video is in the album already." in add(gallery, address=TUBE)
    add(gallery, "hid")
    here = next(each for each in videos(gallery) if each.album_id == gallery.album("open").id)
    with gallery.session() as session:
        source, target = (album_of(session, name) for name in ("open", "hid"))
        sent = move_items(session, source, target, choose(session, source, [here.id]))
        assert (sent.number, sent.already) == (0, 1)
        assert len(session.scalars(select(Video)).all()) == 1
    assert len(videos(gallery)) == 2


def test_the_list_says_why_there_is_no_picture_and_asks_again(gallery):
    object.__setattr__(gallery.runtime.settings, "video_pictures", True)
    item = add_film(gallery, "open")
    with gallery.session() as session:
        session.execute(update(Video).values(reason="gone", due_at=None, tries=5))
    url = f"{gallery.album_url('open')}videos"
    page = gallery.browser("owner").get(url)
    assert "its picture could not be fetched: there is none, or no such video" in text_of(page)
    form = next(form for form in page.forms.values() if "again" in form.text)
    form["item"].force_value(gallery.image("open/a.jpg").id)
    form.submit("action", status=422)
    form["item"].force_value(item)
    object.__setattr__(gallery.runtime.settings, "video_pictures", False)  # Nobody is asked.
    assert "It is on its way." in landed(form.submit("action", status=303))
    with gallery.session() as session:
        video = session.scalars(select(Video)).one()
        assert video.due_at is not None
        assert video.tries == 0
    assert "Try again" not in gallery.browser("owner").get(url)
    give_picture(gallery, item)
    assert "its picture" not in text_of(gallery.browser("owner").get(url))


def test_to_have_the_files_of_films_read_again_is_to_ask_their_providers(gallery):
    item = add_film(gallery, "open")
    with gallery.session() as session:
        session.execute(update(Video).values(due_at=None, tries=5))
    reread_image(gallery.runtime, item)
    with gallery.session() as session:
        video = session.scalars(select(Video)).one()
        assert (video.due_at is not None, video.tries) == (True, 0)
    assert film_row(gallery, item).state == "bare"


def chosen_form(page, *ids):
    form = page.forms["chosen"]
    for box in form.fields["item"]:
        box.checked = box._value in ids
    return form


def test_a_film_is_chosen_among_photographs_moved_and_put_back(gallery):
    item = add_film(gallery, "hid", title="A song")
    browser = gallery.browser("owner")
    page = browser.get(f"{gallery.album_url('hid')}items")
    box = page.html.select_one(f'input[value="{item}"]')
    assert box["aria-label"] == "A song"
    assert "/icons/video" in box.find_next("img")["src"]
    page = chosen_form(page, item, gallery.image("hid/h.jpg").id).submit("action", value="send")
    form = next(each for each in page.forms.values() if "target" in each.fields)
    form["target"] = gallery.album("open").id
    page = form.submit("action", value="move")
    assert "More people can see what is in open." in page
    assert film_row(gallery, item).album_id == gallery.album("hid").id
    form = next(each for each in page.forms.values() if "target" in each.fields)
    landed(form.submit("action", value="move", status=303))
    assert film_row(gallery, item).album_id == gallery.album("open").id
    page = browser.get(f"{gallery.album_url('open')}items")
    landed(chosen_form(page, item).submit("action", value="remove", status=303))
    gallery.browser().get(film_url(gallery, "open", item), status=404)
    page = browser.get("/admin/trash")
    assert "From open 1 video · " in text_of(page)
    trash = form_to(page, "trash")
    landed(trash.submit("album", index=0, status=303))
    gallery.browser().get(film_url(gallery, "open", item), status=200)


def test_films_are_no_photographs_where_an_owner_reads_how_many_there_are(gallery):
    browser = gallery.browser("owner")

    def told():
        terms = browser.get("/admin/").html.select("dl.details dt")
        return {term.text: term.find_next("dd").text for term in terms}

    photographs = told()["Photographs"]
    add_film(gallery, "open")
    after = told()
    assert (after["Photographs"], after["Videos"]) == (photographs, "1")


def test_films_are_arranged_among_photographs(gallery):
    item = add_film(gallery, "open")
    page = gallery.browser("owner").get(f"{gallery.album_url('open')}arrange")
    assert page.html.select_one(f'[id="{item}"] img')["src"].count("/icons/video")


@pytest.mark.parametrize("name", [None, "viewer", "everywhere"])
def test_nobody_else_has_the_pages_about_films(family, name):
    item = add_film(family, "open")
    browser = family.browser(name)
    browser.get(f"{family.album_url('open')}videos", status=404)
    browser.get(f"{film_url(family, 'open', item)}edit", status=404)
