"""Films of YouTube and Vimeo in an album: added, changed, moved, deleted; for its owner alone."""

import pytest
from sqlalchemy import select

from bviewer.albums.trash import delete_album, purge
from bviewer.models import Album, Deletion, Video, now
from bviewer.videos.editing import move_video
from tests.functional.owner.forms import form_at, landed, last_form
from tests.functional.stacks import everywhere
from tests.problems import refused

ADDRESS = "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42"


def text_of(page):
    return " ".join(page.html.select_one("main").text.split())


def videos(site):
    with site.session() as session:
        rows = session.scalars(select(Video).order_by(Video.time)).all()
        session.expunge_all()
        return rows


def add(site, folder="open", **values):
    form = form_at(site.browser("owner"), f"{site.album_url(folder)}videos")
    for name, value in {"address": ADDRESS, **values}.items():
        form[name] = value
    return form.submit(status="*")


def form_with(page, action):
    return next(form for form in page.forms.values() if f'value="{action}"' in form.text)


@everywhere
def test_a_film_is_added_changed_moved_and_deleted(gallery):
    page = landed(add(gallery, title="A <song>", time="1987-07-27T12:00", caption="One\r\ntwo"))
    assert "The video is in the album." in page
    assert "A <song> YouTube · Monday, 27 July 1987, 12:00" in text_of(page)
    page = page.click(href="/video/")
    form = last_form(page)
    form["title"] = ""
    page = landed(form.submit(status=303)).click(href="/video/")
    (video,) = videos(gallery)
    assert (video.provider, video.provider_id) == ("youtube", "dQw4w9WgXcQ")
    assert (video.title, video.caption) == ("", "One\ntwo")
    form = form_with(page, "move")
    form["to"] = gallery.album("hid").id
    landed(form.submit("action", status=303))
    url = f"{gallery.album_url('hid')}video/{video.id}"
    browser = gallery.browser("owner")
    browser.get(f"{gallery.album_url('open')}video/{video.id}", status=404)
    form = form_with(browser.get(url), "delete")
    assert "Say that you are sure first." in form.submit("action", status=422)
    form["sure"] = "yes"
    page = landed(form.submit("action", status=303))
    assert "The video is not in the album any more." in page
    assert videos(gallery) == []


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
    assert "This video is in the album already." in add(gallery, address="dQw4w9WgXcQ")
    add(gallery, "hid")
    here, _there = videos(gallery)
    browser = gallery.browser("owner")
    form = form_with(browser.get(f"{gallery.album_url('open')}video/{here.id}"), "move")
    form["to"] = gallery.album("hid").id
    assert "This video is in the album already." in form.submit("action", status=422)
    assert len(videos(gallery)) == 2


def test_a_film_goes_into_no_album_of_another_gallery(gallery):
    gallery.add_gallery("other.test", "other", "elsewhere")
    add(gallery)
    (video,) = videos(gallery)
    with gallery.session() as session:
        foreign = session.scalars(select(Album.id).where(Album.gallery_id == 2)).one()
    form = form_with(
        gallery.browser("owner").get(f"{gallery.album_url('open')}video/{video.id}"), "move"
    )
    for album_id in (foreign, "nothing", ""):
        form["to"].force_value(album_id)
        form.submit("action", status=422)
    assert videos(gallery)[0].album_id == video.album_id


def test_who_moves_a_film_into_a_more_open_album_is_asked_once(gallery):
    add(gallery, "hid")
    (video,) = videos(gallery)
    with gallery.session() as session, refused("more_open_there", "album"):
        target = session.get_one(Album, gallery.album("open").id)
        move_video(session, session.get_one(Video, video.id), target)
    page = gallery.browser("owner").get(f"{gallery.album_url('hid')}video/{video.id}")
    form = form_with(page, "move")
    form["to"] = gallery.album("open").id
    page = form.submit("action")
    assert "More people can see what is in open." in page
    assert videos(gallery)[0].album_id == gallery.album("hid").id
    form_with(page, "move").submit("action", status=303)
    assert videos(gallery)[0].album_id == gallery.album("open").id


@pytest.mark.parametrize("name", [None, "viewer", "everywhere"])
def test_nobody_else_learns_of_films(family, name):
    add(family)
    (video,) = videos(family)
    url = family.album_url("open")
    browser = family.browser(name)
    denied = browser.get(f"{url}video/{video.id}", status=404)
    assert denied.body == browser.get(f"{url}video/{video.id[::-1]}", status=404).body
    browser.get(f"{url}videos", status=404)
    assert "dQw4w9WgXcQ" not in browser.get(url)


def test_films_go_with_their_album_for_good(gallery):
    add(gallery)
    with gallery.session() as session:
        delete_album(session, session.get_one(Album, gallery.album("open").id))
        session.flush()
        session.scalars(select(Deletion)).one().deleted_at = now().replace(year=2000)
        session.flush()
        purge(session)
    assert videos(gallery) == []
