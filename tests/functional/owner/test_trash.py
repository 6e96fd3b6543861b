"""Deleting an album with all below it: gone for everybody at once, and whole when put back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bviewer.access.grants import all_grants, grant
from bviewer.access.groups import add_group, add_member
from bviewer.access.invitations import invite, invited, make_link
from bviewer.access.offers import Offer
from bviewer.access.shares import list_shares, make_share
from bviewer.accounts.users import find_user
from bviewer.albums.editing import find_album, set_cover
from bviewer.albums.overview import overview_of
from bviewer.albums.picking import unbind
from bviewer.albums.trash import delete_album, purge, restore_album
from bviewer.models import (
    Access,
    Album,
    DeletedFolder,
    Deletion,
    Gallery,
    Image,
    Invitation,
    Share,
    ShareHolder,
    now,
)
from bviewer.security.visitor import ShareOption
from tests.functional.owner.forms import form_at, form_to, landed
from tests.functional.stacks import everywhere
from tests.pictures import jpeg
from tests.problems import refused
from tests.unit.sync.checks import assert_counted

PEOPLE = ("viewer", "guest", "everywhere", "owner", None)


def addresses(site):
    """All that could be asked for in priv, with short addresses."""
    urls = [site.album_url("priv"), site.album_url("priv/openchild")]
    images = [site.image_url("priv/s.jpg"), site.image_url("priv/openchild/q.jpg")]
    ids = [site.album("priv").id, site.album("priv/openchild").id]
    return [
        *urls,
        *(f"{url}feed" for url in urls),
        *images,
        *(f"{url}{name}" for url in images for name in ("small.jpg", "full")),
        *(f"/{each}/" for each in ids),
    ]


def told(site, urls):
    """What everybody gets at the addresses, and at the home and its feed."""
    answers = {}
    for name in PEOPLE:
        browser = site.browser(name)
        answers[name] = [browser.get(url, status="*").status_int for url in urls]
        answers[name] += [
            sorted(link["href"] for link in browser.get("/").html.select("main a")),
            browser.get("/feed").text.count("<entry>"),
        ]
    return answers


def album_in(session, folder):
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def deletion_in(session, folder):
    return session.get_one(Deletion, album_in(session, folder).id)


def delete_in(session, folder):
    delete_album(session, album_in(session, folder))


def test_an_owner_is_told_what_goes_deletes_it_and_puts_it_back(family):
    browser, urls = family.browser("owner"), addresses(family)
    told(family, urls)  # Pictures are made.
    before = told(family, urls)
    page = browser.get(family.album_url("priv")).click("Edit").click("Delete")
    assert (
        "This leaves the gallery: 2 albums with 2 files. Nothing is removed from the disk." in page
    )
    trash = landed(form_to(page, "delete").submit(status=303))
    assert "Deleted. You can put it back for 30 days." in trash
    after = told(family, urls)
    for name in PEOPLE:
        assert set(after[name][:-2]) == {404}
        assert family.album("priv").id not in str(after[name][-2])
    assert (family.library / "priv/s.jpg").exists()
    assert_counted(family)
    page = landed(form_to(trash, "trash").submit("album", status=303))
    assert "It is back where it was." in page
    assert told(family, urls) == before
    assert_counted(family)
    assert "Nothing was deleted." in browser.get("/admin/trash")


@everywhere
def test_a_deletion_takes_the_same_number_of_statements_however_much_it_is(gallery):
    counts = []
    for folder in ("other", "priv"):
        with gallery.session() as session, gallery.statements() as statements:
            delete_in(session, folder)
            counts.append(len(statements))
    assert counts[0] == counts[1]


def test_deleted_folders_do_not_come_back_with_a_sync_nor_when_they_are_gone_for_good(family):
    with family.session() as session:
        delete_in(session, "priv")
    for _ in range(2):
        family.write("priv/new.jpg")
        family.write("priv/deeper/new.jpg")
        family.sync()
        with family.session() as session:
            folders = set(session.scalars(select(Album.folder).where(Album.gallery_id == 1)))
            assert not any((folder or "").startswith("priv") for folder in folders)
            session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=31)))
            assert purge(session) in {0, 1}
    with family.session() as session:
        assert session.scalars(select(Deletion)).all() == []
        assert not any(path.startswith("priv/") for path in session.scalars(select(Image.path)))
        assert len(session.scalars(select(Access)).all()) == 1
        unbind(session, album_in(session, "open"))
    browser = family.browser("owner")
    page = browser.get("/admin/trash")
    gone, let_go = page.html.select("h2 ~ ul")
    assert "priv/openchild" in gone.text
    assert "open" in let_go.text
    assert "priv" not in let_go.text
    landed(form_to(page, "trash").submit("folders", status=303))
    family.sync()
    assert family.album("priv/deeper").gallery_id == 1


def test_what_was_deleted_lately_is_kept(gallery):
    with gallery.session() as session:
        delete_in(session, "priv")
        session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=29)))
        assert purge(session) == 0


@pytest.mark.parametrize("folder", ["priv", "priv/openchild"])
def test_a_closed_album_does_not_appear_under_another_name_because_it_was_deleted(gallery, folder):
    for number, path in enumerate(("priv/s.jpg", "priv/openchild/q.jpg")):  # Of no other content.
        gallery.write(path, jpeg(80 + number, 40))
    gallery.sync()
    with gallery.session() as session:
        delete_in(session, folder)
    (gallery.library / folder).rename(gallery.library / "renamed")
    gallery.sync()
    assert gallery.album("renamed").gallery_id is None  # It is in the trash, by its new name.


def test_what_is_deleted_with_what_it_was_in_comes_back_after_that(gallery):
    with gallery.session() as session:
        delete_in(session, "priv/openchild")
        delete_in(session, "priv")
        child = deletion_in(session, "priv/openchild")
        with refused("parent_deleted", "album"):
            restore_album(session, child)
        restore_album(session, deletion_in(session, "priv"))
        restore_album(session, child)
    assert gallery.album("priv/openchild").parent_id == gallery.album("priv").id
    assert_counted(gallery)


def test_an_album_is_not_put_back_beside_another_one_of_its_folder(gallery):
    with gallery.session() as session:
        delete_in(session, "priv")
        deletion = session.scalars(select(Deletion)).one()
        album_in(session, "other").folder = "priv"
        session.flush()
        with refused("folder_taken", "album", title="other"):
            restore_album(session, deletion)


def test_nothing_knows_a_deleted_album(family):
    album_id, image_id = family.album("priv").id, family.image("priv/s.jpg").id
    with family.session() as session:
        set_cover(session, album_in(session, ""), image_id)
        albums = overview_of(session, 1).albums
        delete_in(session, "priv")
        assert overview_of(session, 1).albums == albums - 2
        with refused("album_unknown", "album", album=album_id):
            find_album(session, album_id)
        assert all(each[1] is None for given in all_grants(session).values() for each in given)
    assert image_id not in family.browser("owner").get("/")


def test_a_home_is_not_deleted_and_another_gallery_is_not_put_back(gallery):
    browser = gallery.browser("owner")
    form = form_to(browser.get("/delete"), "delete")
    assert "The home of a gallery cannot be deleted." in form.submit(status=409)
    gallery.add_gallery("other.test", owner="foreign")
    with gallery.session() as session:
        delete_in(session, "other")
    deleted = gallery.album("other").id
    stranger = gallery.browser("foreign", host="other.test")
    token = stranger.get("/admin/trash").forms[0]["csrf_token"].value
    answer = stranger.post("/admin/trash", {"csrf_token": token, "album": deleted}, status=422)
    assert "cannot be put back" in answer
    with gallery.session() as session:
        assert session.get(Deletion, deleted) is not None
        assert session.scalars(select(DeletedFolder.folder)).all() == ["other"]


def test_what_came_meanwhile_is_not_deleted_unseen(gallery):
    browser = gallery.browser("owner")
    form = form_to(browser.get(f"{gallery.album_url('other')}delete"), "delete")
    gallery.write("other/later.jpg")
    gallery.sync()
    assert "It is not the same any more." in form.submit(status=409)
    assert gallery.album("other").gallery_id == 1


@pytest.mark.parametrize("folder", ["", "priv"])
def test_an_owner_adds_an_album_that_is_private_until_more_is_said(gallery, folder):
    browser, url = gallery.browser("owner"), gallery.album_url(folder)
    form = form_at(browser, f"{url}new-album")
    assert form["visibility"].value == "private"
    form["title"] = "Picked"
    page = landed(form.submit(status=303))
    assert "Now choose what comes into it." in page
    assert page.request.path.endswith("/folders")
    empty = page.click("Arrange")
    assert "No photographs here." in empty
    assert "arrange" not in str(empty.html.select("script, .hint"))
    parent_id = gallery.album(folder).id
    with gallery.session() as session:
        album = session.scalars(select(Album).where(Album.title == "Picked")).one()
        assert (album.folder, album.parent_id) == (None, parent_id)
    assert_counted(gallery)
    assert form_at(browser, f"{url}new-album").submit(status=422)
    gallery.sync()
    browser.get(page.request.url, status=200)


@pytest.fixture
def given(family):
    """The family with everything that leads to priv: two links, one with a password, which a
    browser has followed; a group; and an invitation. Returns that browser and the addresses."""
    family.add_user("aunt")
    with family.session() as session:
        gallery, album = session.get_one(Gallery, 1), album_in(session, "priv")
        group = add_group(session, gallery, "Aunts")
        add_member(session, gallery, group, find_user(session, "aunt"))
        grant(session, group, gallery, album.id)
        tokens = [
            make_share(
                session,
                gallery,
                album.id,
                label="Party",
                password=password,
                options=dict.fromkeys(ShareOption, True),
            )
            for password in ("", "with cake and candles")
        ]
        invitation = make_link(invite(session, gallery, "a@example.org", Offer(album.id)))
    browser, links = family.browser(), [f"/s/{token}" for token in tokens]
    for link in links:
        browser.get(link, status=303)
    return browser, [*links, "/s/", f"/invitation/{invitation}"]


@everywhere
@pytest.mark.usefixtures("hasher")
def test_links_groups_and_invitations_lead_to_nothing_deleted_and_come_back_with_it(family, given):
    browser, links = given
    urls = [family.album_url("priv"), family.image_url("priv/s.jpg"), *links]
    aunt = family.browser("aunt")
    pages = ("people", "groups", "group/1", "shares", "invite", "requests")
    owner = family.browser("owner")

    def found():
        return (
            [browser.get(url, status="*").status_int for url in urls],
            [aunt.get(url, status="*").status_int for url in urls[:2]],
            [bool(re.search(r"\bpriv\b", owner.get(f"/admin/{page}").text)) for page in pages],
        )

    before = found()
    assert any(before[-1])
    with family.session() as session:
        delete_in(session, "priv")
        gallery = session.get_one(Gallery, 1)
        assert list_shares(session, 1) == invited(session, gallery) == []
    opened, by_group, told_of = found()
    assert set(opened) == {404}
    assert set(by_group) == {404}
    assert not any(told_of)
    with family.session() as session:
        restore_album(session, deletion_in(session, "priv"))
    assert found() == before


@everywhere
@pytest.mark.usefixtures("hasher")
def test_everything_that_leads_to_an_album_is_gone_for_good_with_it(family, given):
    image_id = family.image("priv/s.jpg").id
    with family.session() as session:
        set_cover(session, album_in(session, ""), image_id)
        delete_in(session, "priv")
        session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=31)))
        assert purge(session) == 1
    with family.session() as session:
        for table in (Share, ShareHolder, Invitation, Deletion):
            assert session.scalars(select(table)).all() == []
        assert {access.album_id for access in session.scalars(select(Access))} == {None}
    for page in ("people", "groups", "group/1", "shares", "audit", "trash"):
        family.browser("owner").get(f"/admin/{page}", status=200)
