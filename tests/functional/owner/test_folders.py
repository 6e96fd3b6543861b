"""Browsing the library's folders: picking files for an album, following a folder, letting it go."""

import os

import pytest
from sqlalchemy import select, update

from bviewer.albums.adding import add_album
from bviewer.albums.editing import find_album
from bviewer.albums.originals import aside
from bviewer.albums.picking import count_in, pick_files, unbind, usual_folder
from bviewer.models import Album, Image, ImageState, Visibility
from bviewer.presenters import folders as presenter
from bviewer.views.owner import folders as view
from tests.functional.owner.forms import landed
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import jpeg


@pytest.fixture
def picked(gallery):
    """The gallery with a, b and c in `open`, and the id of an album to pick for."""
    for number, name in enumerate("bc", 90):
        gallery.write(f"open/{name}.jpg", jpeg(number, 40))
    mirror(gallery)
    top = gallery.album("").id
    with gallery.session() as session:
        gallery.picked = add_album(session, find_album(session, top), "Best", Visibility.PRIVATE).id
    return gallery


def browse(site, folder=None, page="", who="owner", status=200):
    asked = "" if folder is None else f"?folder={folder}{page}"
    url = f"/best-{site.picked}/folders{asked}"
    found = site.browser(who).get(url, status="*")
    while found.status_int in {301, 302}:
        found = found.follow(status="*")
    assert found.status_int == status
    return found


def marks(page):
    """What the files of a page are called, and which of them are in the album."""
    return {
        tile.select_one(".name").text: bool(tile.select(".badge"))
        for tile in page.html.select(".choices li")
    }


def choose(page, *values):
    form = page.forms["chosen"]
    for box in form.fields["item"]:
        box.checked = box._value in values
    return form


def paths(site, album_id=None):
    with site.session() as session:
        query = select(Image.path).where(Image.album_id == (album_id or site.picked))
        return sorted(session.scalars(query))


def test_files_are_picked_from_folder_to_folder_and_survive_syncs(picked):
    page = browse(picked)
    assert "This album holds what you pick here." in page
    page = page.click("open")
    assert marks(page) == dict.fromkeys(["a.jpg", "b.jpg", "c.jpg"], False)
    assert len(page.html.select(".choices img")) == 3
    assert [link.text for link in page.html.select(".way a")][-1] == "open"
    page = landed(choose(page, "a.jpg", "c.jpg").submit("action", value="pick", status=303))
    assert "They are in the album." in page
    assert marks(page) == {"a.jpg": True, "b.jpg": False, "c.jpg": True}
    assert "2 of 3 are in the album already." in page
    assert marks(browse(picked)) == marks(page)  # It opens where most of the album comes from.
    assert picked.sync().summary() == picked.sync().summary()
    assert paths(picked) == ["open/a.jpg", "open/c.jpg"]
    form = choose(page)
    form["which"] = True
    landed(form.submit("action", value="pick", status=303))
    assert paths(picked) == ["open/a.jpg", "open/b.jpg", "open/c.jpg"]
    assert picked.browser().get(f"/{picked.picked}/", status=404)


def test_what_no_sync_has_read_is_read_by_a_worker(picked):
    name = os.fsdecode(b"\xff odd.jpg")
    picked.write(f"new/{name}", jpeg(31, 20))
    picked.write("new/gone.jpg", jpeg(32, 20))
    page = browse(picked, "new")
    assert not page.html.select(".choices img")
    form = choose(page)
    form["which"] = True
    page = landed(form.submit("action", value="pick", status=303))
    picked.run_jobs()
    assert paths(picked) == ["new/gone.jpg", f"new/{name}"]
    assert "Done: 2 of 2." in browse(picked, "new")
    assert set(marks(browse(picked, "new")).values()) == {True}


@pytest.mark.parametrize("foreign", ["nothing.jpg", "..%2Fpriv%2Fs.jpg", "%00", "x" * 9000])
def test_one_file_that_is_not_there_and_nothing_is_picked(picked, foreign):
    browser = picked.browser("owner")
    page = browser.get(browse(picked, "open").request.url)
    token = page.forms["chosen"]["csrf_token"].value
    sent = {"csrf_token": token, "action": "pick", "ids": f"a.jpg {foreign}"}
    answer = browser.post(page.request.url, sent, status=422)
    assert "Nothing was changed." in answer
    assert page.request.url
    for which in ({"ids": ""}, {"which": "all", "number": "2"}):
        browser.post(page.request.url, {**sent, **which}, status=422)
    assert paths(picked) == []


@pytest.mark.parametrize(
    "folder",
    ["..", "open/..", "/etc", "open//", "nowhere", "%2500", "link", "open/a.jpg", "x/" * 100],
)
def test_nothing_outside_of_the_home_is_shown(picked, folder):
    (picked.library / "link").symlink_to("/etc")
    browse(picked, folder, status=404)


def test_what_is_passed_over_is_not_offered(picked):
    picked.write(".hidden/x.jpg")
    picked.write("open/.x.jpg")
    browse(picked, ".hidden", status=404)
    assert ".x.jpg" not in marks(browse(picked, "open"))


def test_a_disk_that_is_away_is_said(picked):
    picked.library.rename(picked.library.parent / "away")
    assert "Is a disk not mounted?" in browse(picked)


@pytest.mark.usefixtures("silent_disk")
def test_a_disk_that_does_not_answer_keeps_nobody_waiting(picked):
    assert browse(picked, status=503).headers["Retry-After"] == "5"


def test_many_files_come_in_pages_and_take_as_many_statements(picked, monkeypatch):
    for module in (presenter, view):
        monkeypatch.setattr(module, "PAGE", 2)
    page = browse(picked, "open")
    assert list(marks(page)) == ["a.jpg", "b.jpg"]
    with picked.statements() as few:
        page = browse(picked, "open", "&page=2")
    assert list(marks(page)) == ["c.jpg"]
    form = choose(page, "c.jpg")
    form["ids"] = "a.jpg"
    landed(form.submit("action", value="pick", status=303))
    assert paths(picked) == ["open/a.jpg", "open/c.jpg"]
    for module in (presenter, view):
        monkeypatch.setattr(module, "PAGE", 200)
    with picked.statements() as many:
        browse(picked, "open")
    assert len(many) <= len(few)


def test_an_album_follows_a_folder_and_lets_go_of_it(picked):
    page = browse(picked, "open")
    assert "This folder has an album of its own: open." in page
    assert 'value="bind"' not in page
    token = page.forms["chosen"]["csrf_token"].value
    sent = {"csrf_token": token, "action": "bind"}
    refused = page.test_app.post(page.request.url, sent, status=422)
    assert "This folder has an album already: open." in refused
    page = browse(picked, "open")
    assert "This folder has an album already: open." in refused
    choose(page, "a.jpg").submit("action", value="pick", status=303)
    picked.write("new/1.jpg", jpeg(31, 20))
    page = browse(picked, "new")
    follow = next(form for form in page.forms.values() if 'value="bind"' in form.text)
    page = landed(follow.submit("action", value="bind", status=303))
    assert "The album follows its folder" in page
    picked.run_jobs()
    assert paths(picked) == ["new/1.jpg", "open/a.jpg"]
    page = browse(picked, "new")
    assert "This album follows the folder new." in page
    release = next(form for form in page.forms.values() if 'value="unbind"' in form.text)
    landed(release.submit("action", value="unbind", status=303))
    picked.write("new/2.jpg", jpeg(33, 20))
    picked.sync()
    assert paths(picked) == ["new/1.jpg", "open/a.jpg"]
    with picked.session() as session:
        assert session.scalars(select(Album).where(Album.folder == "new")).all() == []


def test_an_album_is_closed_by_the_folder_of_a_closed_one_only_if_that_is_meant(picked):
    picked.set_visibility("open", Visibility.PRIVATE)
    with picked.session() as session:
        find_album(session, picked.picked).visibility = Visibility.VISIBLE
        unbind(session, session.scalars(select(Album).filter_by(folder="open")).one())
    page = browse(picked, "open")
    follow = next(form for form in page.forms.values() if 'value="bind"' in form.text)
    page = follow.submit("action", value="bind", status=200)
    assert "the next sync makes it private" in page
    with picked.session() as session:
        assert session.get_one(Album, picked.picked).folder is None
    meant = next(form for form in page.forms.values() if 'value="bind"' in form.text)
    landed(meant.submit("action", value="bind", status=303))
    with picked.session() as session:
        assert session.get_one(Album, picked.picked).folder == "open"


def test_files_of_the_own_folder_are_no_guests(picked):
    own = picked.album("open").id
    picked.picked = own
    page = browse(picked)
    assert marks(page) == dict.fromkeys(["a.jpg", "b.jpg", "c.jpg"], True)
    assert "in the album already" not in page
    with picked.session() as session:
        assert not any(session.scalars(select(Image.is_picked)))


@everywhere
def test_files_of_a_folder_are_counted_without_those_below_it_beside_it_or_missing(gallery):
    odd = "odd/caf\udce9"  # A name that is not UTF-8.
    for path in (
        "odd/a.jpg",
        "odd/b/c.jpg",
        "odd0.jpg",
        f"{odd}/a.jpg",
        f"{odd}/b.jpg",
        f"{odd}/gone.jpg",
    ):
        gallery.write(path)
    gallery.sync()
    top = gallery.album("").id
    with gallery.session() as session:
        best = add_album(session, find_album(session, top), "Best", Visibility.PRIVATE)
        picks = {"": ["odd0.jpg"], "odd": ["a.jpg"], "odd/b": ["c.jpg"], odd: ["a.jpg", "b.jpg"]}
        for folder, names in picks.items():
            pick_files(session, best, folder, names)
        pick_files(session, best, odd, ["gone.jpg"])
        gone = update(Image).where(Image.path == f"{odd}/gone.jpg")
        session.execute(gone.values(state=ImageState.MISSING))
        assert {folder: count_in(session, best, folder) for folder in picks} == {
            folder: len(names) for folder, names in picks.items()
        }
        assert count_in(session, best, "od") == 0
        assert usual_folder(session, best) == odd


@pytest.fixture
def aside_album(picked):
    """The id of the album of `open`, whose folder another one has taken."""
    with picked.session() as session:
        album = session.scalars(select(Album).filter_by(folder="open")).one()
        album.folder, album.missing = aside(album.id, "open"), True
        for image in session.scalars(select(Image).filter_by(album_id=album.id)):
            image.path, image.state = aside(image.id, image.path), ImageState.MISSING
        return album.id


def test_an_album_whose_folder_another_has_taken_follows_none(picked, aside_album):
    page = landed(picked.browser("owner").get(f"/{aside_album}/folders"))
    assert "This album follows the folder" not in page
    assert "gone/" not in page
    assert page.html.select('.folders a[href*="priv"]'), "all are offered"


def test_it_cannot_be_ignored(picked, aside_album):
    picked.browser("owner").get(f"/admin/ignore?album={aside_album}", status=404)


def test_no_folder_is_left_of_it_when_it_lets_go(picked, aside_album):
    with picked.session() as session:
        unbind(session, session.get_one(Album, aside_album))
    assert "gone/" not in picked.browser("owner").get("/admin/trash")
