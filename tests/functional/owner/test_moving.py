"""Moving an album: never into itself, never more open unseen, and old links go on working."""

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.access.groups import add_group
from bviewer.access.shares import make_share
from bviewer.albums.moving import move_album
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Gallery, Visibility
from tests.functional.owner.forms import form_to, landed
from tests.pictures import jpeg
from tests.problems import refused
from tests.unit.sync.checks import assert_counted


def album_in(session, folder):
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def move(site, folder, parent, **options):
    with site.session() as session:
        move_album(session, album_in(session, folder), album_in(session, parent), **options)


def ask(site, folder, parent):
    """The page that says what a move would do."""
    page = site.browser("owner").get(f"{site.album_url(folder)}move")
    form = form_to(page, "move")
    form["parent"].force_value(site.album(parent).id)
    return form.submit(status="*")


def words(page):
    return [dd.text for dd in page.html.select("dl.details dd")]


def test_an_owner_sees_who_can_see_it_before_it_goes_and_old_links_lead_there(family):
    old, old_image = family.album_url("open"), family.image_url("open/a.jpg")
    page = ask(family, "open", "hid")
    assert words(page) == ["everybody", "whoever has the address and everywhere"]
    assert family.album("open").parent_id == family.album("").id
    page = landed(form_to(page, "move").submit(status=303))
    assert "Moved." in page
    assert family.album("open").parent_id == family.album("hid").id
    assert (
        family.browser("owner")
        .get(old, status=301)
        .headers["Location"]
        .endswith(family.album_url("open"))
    )
    family.browser("owner").get(old_image, status=301)
    family.browser().get(old, status=404)  # It would tell of the hidden album.
    assert_counted(family)


def test_a_closed_album_stays_closed_unless_its_owner_says_more(family):
    page = ask(family, "priv/openchild", "other")
    assert words(page) == ["you, everywhere, guest and viewer", "everybody"]
    form_to(page, "move").submit(status=303)
    assert family.album("priv/openchild").visibility == "private"
    family.browser().get(family.album_url("priv/openchild"), status=404)
    assert_counted(family)


def test_an_owner_may_let_it_be_as_open_as_its_new_place(family):
    form = form_to(ask(family, "priv/openchild", "other"), "move")
    form["open"] = "yes"
    form.submit(status=303)
    assert family.album("priv/openchild").visibility == "visible"
    family.browser().get(family.album_url("priv/openchild"), status=200)
    assert_counted(family)


@pytest.mark.parametrize("parent", ["open", "open/secretchild"])
def test_an_album_does_not_go_into_itself(gallery, parent):
    page = ask(gallery, "open", parent)
    assert page.status_int == 422
    assert "An album cannot go into itself" in page
    offered = form_to(page, "move")["parent"].options
    assert gallery.album(parent).id not in [value for value, *_ in offered]
    with gallery.session() as session, refused("move_into_itself", "parent"):
        move_album(session, album_in(session, "open"), album_in(session, parent))


def test_it_does_not_go_into_another_gallery_and_a_home_stays(gallery):
    gallery_id = gallery.add_gallery("other.test", owner="foreign")
    with gallery.session() as session:
        foreign = session.scalars(select(Album).where(Album.gallery_id == gallery_id)).one()
        with refused("album_unknown", "parent", album=foreign.id):
            move_album(session, album_in(session, "open"), foreign)
        with refused("home_immovable", "parent"):
            move_album(session, foreign, album_in(session, "open"))


def test_who_can_see_it_is_said_again_if_that_changed_meanwhile(family):
    form = form_to(ask(family, "priv/openchild", "hid"), "move")
    family.set_visibility("hid", Visibility.VISIBLE)
    page = form.submit(status=200)
    assert words(page)[1] == "everybody"
    assert family.album("priv/openchild").parent_id == family.album("priv").id


def test_groups_and_links_that_would_open_it_there_are_told_before_it_goes(family):
    album_id = family.album("priv").id
    with family.session() as session:
        gallery = session.get_one(Gallery, 1)
        grant(session, add_group(session, gallery, "Aunts"), gallery, album_id)
        make_share(session, gallery, album_id, label="Party", options={})
    page = ask(family, "other", "priv")
    there = "you, everywhere, viewer, the group Aunts and whoever has a link (1)"
    assert words(page) == ["everybody", there]
    with family.session() as session:
        make_share(session, session.get_one(Gallery, 1), album_id, label="Party", options={})
    page = form_to(page, "move").submit(status=200)
    assert words(page)[1] == there.replace("1", "2")


def test_a_sync_leaves_an_album_where_it_was_put(gallery):
    move(gallery, "priv/openchild", "other")
    gallery.write("priv/openchild/new.jpg", jpeg(77, 40))
    gallery.write("priv/openchild/deep/new.jpg", jpeg(78, 40))
    gallery.sync()
    other, moved = gallery.album("other"), gallery.album("priv/openchild")
    assert moved.parent_id == other.id
    assert gallery.album("priv/openchild/deep").parent_id == moved.id
    (gallery.library / "priv").rename(gallery.library / "renamed")
    gallery.sync()
    followed = gallery.album("renamed/openchild")
    assert (followed.id, followed.parent_id) == (moved.id, other.id)
    assert_counted(gallery)


def test_what_was_put_elsewhere_stays_when_its_folders_album_is_deleted(gallery):
    move(gallery, "priv/openchild", "other")
    with gallery.session() as session:
        delete_album(session, album_in(session, "priv"))
    gallery.write("priv/openchild/new.jpg", jpeg(77, 40))
    gallery.sync()
    assert gallery.image("priv/openchild/new.jpg").album_id == gallery.album("priv/openchild").id
    assert gallery.image("priv/openchild/q.jpg").state == "ready"
