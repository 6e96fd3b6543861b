from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.picking import unbind
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Visibility
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Scan
from bviewer.sync.very_folders import closed_elsewhere, renamed_closed
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.fixtures import fill, grow_old


def test_a_closed_folder_is_known_elsewhere_although_its_old_place_alone_was_synced(site: Site):
    fill(site, "x/open/1.jpg", "x/open/2.jpg", "y/secret/3.jpg", "z/4.jpg")
    site.set_visibility("y/secret", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
    edit_all(site.library / "y/secret")
    move(site, "x/open", "between")
    move(site, "y/secret", "x/open")
    move(site, "between", "y/secret")
    site.sync("y/secret", accept_missing=True)
    site.sync(accept_missing=True)
    assert site.album("x/open").visibility == Visibility.PRIVATE
    inode = (site.library / "y/secret").stat().st_ino
    assert site.album("y/secret").folder_inode == inode, "once all was looked at"


def test_where_a_folder_cannot_be_listed_a_closed_one_may_be_in_it():
    secret = KnownAlbum("id", "secret", missing=False, visibility="private", folder_inode=1)
    found = Scan({"secret": secret}, inodes={"": 9, "secret": 2})
    assert closed_elsewhere(found) == set()
    found.unread.append("locked")
    assert closed_elsewhere(found) == {"secret"}
    found.inodes["here"] = 1
    assert closed_elsewhere(found) == set()


def test_an_open_folder_of_another_disk_is_no_closed_one_that_had_the_same_inode():
    secret = KnownAlbum("id", "secret", missing=False, visibility="private", folder_inode=34)
    holiday = KnownAlbum("other", "holiday", missing=False, visibility="visible", folder_inode=34)
    albums = {"secret": secret, "holiday": holiday}
    found = Scan(albums, inodes={"": 9, "holiday": 34}, lost={"secret": secret})
    assert renamed_closed(found, [], {}) == {}
    found.inodes["new"] = 34
    assert renamed_closed(found, [], {}) == {"new": ["id"]}


def test_a_closed_folder_is_known_elsewhere_although_what_has_its_place_cannot_be_listed():
    secret = KnownAlbum("id", "a/secret", missing=False, visibility="private", folder_inode=34)
    found = Scan({"a/secret": secret}, inodes={"": 9, "new": 34})
    assert renamed_closed(found, [], {}) == {}
    for unread in ("a", "a/secret"):
        found.unread = [unread]
        assert renamed_closed(found, [], {}) == {"new": ["id"]}


def test_the_very_folder_of_a_closed_album_is_known_in_another_gallery_of_its_owner(site: Site):
    """What both galleries show is where it was, and as visible as each says."""
    fill(site, "secret/1.jpg", "half/both/2.jpg")
    closed = [site.album(folder).id for folder in ("secret", "half/both")]
    for folder in ("secret", "half/both"):
        site.set_visibility(folder, Visibility.PRIVATE)
    other = site.add_gallery("other.test", home="half")
    edit_all(site.library)
    move(site, "secret", "half/new")
    site.sync(host="other.test")
    with site.session() as session:
        found = select(Album.folder, Album.closed_like).where(
            Album.gallery_id == other, Album.parent_id.is_not(None)
        )
        assert {tuple(row) for row in session.execute(found)} == {
            ("new", closed[0]),
            ("both", None),
        }


@pytest.mark.parametrize("let_go", [delete_album, unbind])
def test_the_very_folder_of_what_was_deleted_is_known_in_another_gallery_of_its_owner(
    site: Site, let_go: Callable[[Session, Album], None]
):
    fill(site, "secret/1.jpg", "half/2.jpg")
    secret = site.album("secret").id
    site.set_visibility("secret", Visibility.PRIVATE)
    other = site.add_gallery("other.test", home="half")
    with site.session() as session:
        let_go(session, session.get_one(Album, secret))
    edit_all(site.library / "secret")
    move(site, "secret", "half/new")
    site.sync(host="other.test")
    with site.session() as session:
        found = select(Album.closed_like).where(
            Album.gallery_id == other, Album.parent_id.is_not(None)
        )
        assert session.scalars(found).all() == [secret]
