"""Albums as archives: what is in one for whom, and who may fetch it."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.archive import contents as archive_contents
from bviewer.archive.asking import MOST_AN_HOUR
from bviewer.models import Album, Archive, ArchiveState, Gallery, User, Visibility
from bviewer.security.visitor import ShareOption
from tests.functional.stacks import everywhere
from tests.functional.test_shares import follow, link_to
from tests.site import Site

pytestmark = everywhere
on_one_stack = pytest.mark.stacks("embedded")

# What is in the archive of the home, by the name of each photograph.
HELD = {
    None: "ao",
    "guest": "ao",
    "viewer": "aoqs",
    "everywhere": "ahopqsv",
    "owner": "ahopqsv",
}


@pytest.fixture
def people(gallery: Site) -> Site:
    """The library of each kind of visibility, with guests."""
    given = {"viewer": "priv", "guest": "priv/openchild", "everywhere": None}
    for name, folder in given.items():
        user_id = gallery.add_user(name)
        album_id = None if folder is None else gallery.album(folder).id
        with gallery.session() as session:
            user = session.get_one(User, user_id)
            grant(session, user, session.get_one(Gallery, 1), album_id)
    return gallery


def begin(page: TestResponse, status: int = 303) -> TestResponse:
    """The answer to whoever presses the button of a page."""
    return list(page.forms.values())[-1].submit("action", value="begin", status=status)


def prepared(browser: TestApp, url: str) -> TestResponse:
    """The page of an archive of an album, which is built if it is not there already."""
    page = browser.get(f"{url}download", status=200)
    return page if page.html.select("#archive a") else begin(page).follow(status=200)


def file_url(page: TestResponse) -> str:
    """Where a page leads to the file of an archive."""
    return str(page.html.select_one("#archive a")["href"])


def names(answer: TestResponse) -> list[str]:
    """What is in an archive, which is whole."""
    assert answer.content_type == "application/zip"
    archive = zipfile.ZipFile(BytesIO(answer.body))
    assert archive.testzip() is None
    return archive.namelist()


def fetched(browser: TestApp, url: str) -> list[str]:
    """What is in the archive of an album."""
    return names(browser.get(file_url(prepared(browser, url)), status=200))


def letters(paths: list[str]) -> str:
    """The names of photographs alone, in the order of the alphabet."""
    return "".join(sorted(path.rpartition("/")[2].removesuffix(".jpg") for path in paths))


def close(site: Site, folder: str) -> None:
    """Let nobody download from an album and what is below it."""
    with site.session() as session:
        session.scalars(select(Album).where(Album.folder == folder)).one().downloads = False


def test_everybody_gets_what_they_see(people: Site) -> None:
    urls = {}
    for name, held in HELD.items():
        browser = people.browser(name)
        page = prepared(browser, "/")
        urls[name] = file_url(page)
        answer = browser.get(urls[name], status=200)
        assert letters(names(answer)) == held, name
        assert answer.headers["Content-Disposition"].endswith(".zip")
        assert "private" in answer.headers["Cache-Control"]
    assert urls[None] == urls["guest"], "it is built once for all who see the same"
    assert urls["owner"] == urls["everywhere"]
    assert len(set(urls.values())) == 3
    for name in HELD:
        browser = people.browser(name)
        for url in set(urls.values()):
            browser.get(url, status=200 if url == urls[name] else 404)


def test_subalbums_are_folders_and_files_are_whole(gallery: Site) -> None:
    owner = gallery.browser("owner")
    answer = owner.get(file_url(prepared(owner, gallery.album_url("priv"))))
    assert names(answer) == ["priv/s.jpg", "priv/openchild/q.jpg"]
    archive = zipfile.ZipFile(BytesIO(answer.body))
    for entry in archive.infolist():
        file = gallery.library / entry.filename
        assert archive.read(entry) == file.read_bytes()
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.date_time == (2023, 11, 14, 22, 13, 20)  # As the gallery's clocks showed it.
        assert not entry.flag_bits & 0x08, "no data descriptor"
    part = owner.get(
        file_url(prepared(owner, gallery.album_url("priv"))), headers={"Range": "bytes=10-19"}
    )
    assert (part.status_int, part.body) == (206, answer.body[10:20])
    assert part.headers["ETag"] == answer.headers["ETag"]


def test_what_is_closed_meanwhile_is_sent_to_nobody_any_more(gallery: Site) -> None:
    browser = gallery.browser()
    url = file_url(prepared(browser, "/"))
    browser.get(url, status=200)
    gallery.set_visibility("other", Visibility.PRIVATE)
    browser.get(url, status=404)
    assert letters(fetched(browser, "/")) == "a"
    gallery.set_visibility("open", Visibility.PRIVATE)
    assert "nothing" in browser.get("/download").text
    assert begin_forged(browser, "/").status_int == 422


def begin_forged(browser: TestApp, url: str) -> TestResponse:
    """The answer to a form without its button."""
    page = browser.get(f"{url}download")
    form = list(page.forms.values())[-1]
    return browser.post(
        form.action, {"csrf_token": form["csrf_token"].value, "action": "begin"}, status="*"
    )


@on_one_stack
def test_whoever_may_not_download_an_album_has_no_archive_of_it(gallery: Site) -> None:
    url = gallery.album_url("priv")
    with_originals, without = gallery.browser(), gallery.browser()
    follow(with_originals, link_to(gallery, "priv", ShareOption.DOWNLOAD))
    follow(without, link_to(gallery, "priv"))
    assert letters(fetched(with_originals, url)) == "qs"
    for browser in (without, gallery.browser()):
        for name in ("download", "choose", "archive/7Hq2K9wx4mZp"):
            browser.get(f"{url}{name}", status=404)
    assert 'href="http://pub.test/download"' in gallery.browser().get("/").text
    assert "/download" not in without.get(url).text


@on_one_stack
def test_albums_without_downloads_are_in_no_archive_but_their_owners(people: Site) -> None:
    close(people, "priv/openchild")
    viewer, owner = people.browser("viewer"), people.browser("owner")
    url = people.album_url("priv")
    assert letters(fetched(viewer, url)) == "s"
    assert letters(fetched(owner, url)) == "qs"
    close(people, "priv")
    viewer.get(f"{url}download", status=404)
    with people.session() as session:
        child = session.scalars(select(Album).where(Album.folder == "priv/openchild")).one()
        child.downloads = True
    assert letters(fetched(viewer, "/")) == "aoq"


@on_one_stack
def test_some_photographs_are_chosen(gallery: Site) -> None:
    gallery.write("open/b.jpg")
    gallery.write("open/c.jpg")
    gallery.sync()
    browser, url = gallery.browser(), gallery.album_url("open")
    page = browser.get(f"{url}choose", status=200)
    form = page.forms["chosen"]
    assert {box["value"] for box in page.html.select("[name=item]")} == {
        gallery.image(f"open/{name}.jpg").id for name in "abc"
    }
    wanted = [gallery.image(f"open/{name}.jpg").id for name in "bc"]
    foreign = [gallery.image("priv/s.jpg").id, gallery.image("open/secretchild/p.jpg").id, "x"]
    form["ids"] = " ".join([*wanted, *foreign])
    answer = form.submit(status=303).follow(status=200)
    assert letters(names(browser.get(file_url(answer)))) == "bc"
    # Another visitor who sees the same has the same; what is not theirs, nobody learns.
    assert letters(names(gallery.browser().get(file_url(answer)))) == "bc"
    form["ids"] = " ".join(foreign)
    assert "nothing" in form.submit(status=422).html.select_one(".message").get_text()
    browser.get(f"{url}download?of=7Hq2K9wx4mZp", status=404)


@on_one_stack
def test_an_archive_that_is_too_large_says_so(gallery: Site) -> None:
    with gallery.session() as session:
        session.get_one(Gallery, 1).archives_budget_mb = 1
    gallery.write("open/large.jpg", (gallery.library / "open/a.jpg").read_bytes() + bytes(2 << 20))
    gallery.sync()
    browser = gallery.browser()
    page = browser.get("/download")
    assert "3 MB" in page.html.select_one(".message").get_text()
    assert not page.html.select("[value=begin]")
    assert "3 MB" in begin_forged(browser, "/").html.select_one(".message").get_text()


@on_one_stack
def test_whoever_asks_for_too_many_is_told_to_wait(people: Site) -> None:
    browser = people.browser()
    first = prepared(browser, "/")
    with people.session() as session:
        archive = session.scalars(select(Archive)).one()
        values = {
            column.key: getattr(archive, column.key)
            for column in Archive.__mapper__.column_attrs
            if column.key != "id"
        }
        for _ in range(MOST_AN_HOUR - 1):
            session.add(Archive(**{**values, "state": ArchiveState.CANCELLED}))
    refused = begin(browser.get(f"{people.album_url('open')}download"), status=429)
    assert 3500 < int(refused.headers["Retry-After"]) <= 3600
    assert file_url(prepared(browser, "/")) == file_url(first), "it is there already"
    # Somebody signed in counts for themselves.
    assert fetched(people.browser("viewer"), people.album_url("open")) == ["open/a.jpg"]
    with people.session() as session:
        for each in session.scalars(select(Archive)):
            each.created_at -= timedelta(hours=1)
    assert fetched(browser, people.album_url("other")) == ["other/o.jpg"]


@on_one_stack
def test_what_was_evicted_is_built_again_at_another_address(gallery: Site) -> None:
    browser = gallery.browser()
    url = file_url(prepared(browser, "/"))
    (file,) = (gallery.cache / "archives").rglob("*.zip")
    file.unlink()
    browser.get(url, status=404)
    assert file_url(prepared(browser, "/")) != url
    browser.get(url, status=404)


@on_one_stack
def test_looking_lists_nothing_as_long_as_there_can_be_no_archive_of_it(
    gallery: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a second for an album of very many."""
    browser = gallery.browser()
    prepared(browser, "/")
    gallery.write("open/b.jpg")
    gallery.sync()
    monkeypatch.setattr(archive_contents, "rows_in", pytest.fail)
    for url, held in (("/", "3 photographs"), (gallery.album_url("open"), "2 photographs")):
        page = browser.get(f"{url}download", status=200)
        assert held in page.html.select_one("form .secondary").get_text()
        assert page.html.select("[value=begin]")


@on_one_stack
def test_looking_builds_nothing(gallery: Site) -> None:
    browser = gallery.browser()
    browser.get("/download", status=200)
    browser.post("/download", {"action": "begin"}, status=[400, 403])
    with gallery.session() as session:
        assert not session.scalars(select(Archive)).all()
