from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.picking import UNSEEN, bind, unbind
from bviewer.albums.trash import delete_album, purge
from bviewer.library.tree import Library
from bviewer.models import Album, Deletion, Visibility, now
from bviewer.sync.inodes import Inodes
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Scan, scan
from bviewer.sync.very_folders import find_displaced, renamed_closed, renamed_of_others
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import fill, grow_old, let_pass, looked_at, picture, write_anew


def test_a_closed_folder_is_known_elsewhere_although_its_old_place_was_asked_for(site: Site):
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


def test_a_folder_that_a_closed_album_let_go_of_is_known_whatever_that_follows_by_now(site: Site):
    fill(site, "secret/1.jpg", "secret/2.jpg")
    secret = site.album("secret").id
    site.set_visibility("secret", Visibility.PRIVATE)
    (site.library / "web").mkdir()
    with site.session() as session:
        album = session.get_one(Album, secret)
        unbind(session, album)
        bind(session, album, "web")
    site.sync()
    edit_all(site.library / "secret")
    move(site, "secret", "new")
    site.sync()
    assert visible(site) == set()


def test_the_very_folder_of_what_is_gone_for_good_is_known_in_another_gallery_of_its_owner(
    site: Site,
):
    """But not of what everybody could see."""
    fill(site, "secret/1.jpg", "open/2.jpg", "half/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    other = site.add_gallery("other.test", home="half")
    ids = [site.album(folder).id for folder in ("secret", "open")]
    with site.session() as session:
        for album_id in ids:
            delete_album(session, session.get_one(Album, album_id))
        session.execute(update(Deletion).values(deleted_at=datetime(2001, 1, 1, tzinfo=UTC)))
        assert purge(session) == 2
    for folder in ("secret", "open"):
        edit_all(site.library / folder)
        move(site, folder, f"half/{folder} 2")
    site.sync(host="other.test")
    with site.session() as session:
        found = select(Album.folder, Album.closed_like).where(
            Album.gallery_id == other, Album.parent_id.is_not(None)
        )
        closed = {tuple(row) for row in session.execute(found)}
    assert closed == {("secret 2", ids[0]), ("open 2", None)}


@pytest.fixture
def used_anew(site: Site) -> Site:
    """A site whose visible album `import` is missing: its folder was emptied, and is `family/new`
    now, a private album."""
    fill(site, "import/1.jpg", "family/2.jpg", "2020/3.jpg", "2020/4.jpg")
    site.set_visibility("family", Visibility.PRIVATE)
    move(site, "import/1.jpg", "2020/1.jpg")
    move(site, "import", "family/new")
    fill(site, "family/new/5.jpg", "family/new/6.jpg")
    assert site.album("import").folder_inode == UNSEEN, "it is the other one's now"
    with site.session() as session:
        grow_old(session)
    return site


def nothing(_site: Site) -> None:
    """Nothing else happens."""


def delete_new(site: Site) -> None:
    """Its owner does without the closed album."""
    with site.session() as session:
        delete_album(session, session.get_one(Album, site.album("family/new").id))


def put_away(site: Site) -> None:
    """It is seen to be gone."""
    move(site, "family/new", "../away")
    site.sync()
    move(site, "../away", "family/new")


def put_one_back(site: Site) -> None:
    """The missing album has one of its own pictures again."""
    move(site, "2020/1.jpg", "family/new/1.jpg")


@pytest.mark.parametrize("meanwhile", [nothing, delete_new, put_away, put_one_back])
def test_a_closed_folder_stays_closed_at_the_place_of_a_missing_album_that_had_it(
    used_anew: Site, meanwhile: Callable[[Site], None]
):
    edit_all(used_anew.library / "family/new")
    meanwhile(used_anew)
    move(used_anew, "family/new", "import")
    used_anew.sync()
    assert visible(used_anew) == {"2020/1.jpg", "2020/3.jpg", "2020/4.jpg"} - {
        "2020/1.jpg" if meanwhile is put_one_back else ""
    }


def test_what_is_back_from_another_disk_is_no_closed_folder_that_is_where_it_was():
    """Although their inodes are the same."""
    secret = KnownAlbum("id", "secret", missing=False, visibility="private", folder_inode=34)
    holiday = KnownAlbum("other", "holiday", missing=True, visibility="visible", folder_inode=34)
    albums = {"secret": secret, "holiday": holiday}
    found = Scan(albums, inodes={"": 9, "secret": 34, "holiday": 34})
    assert renamed_closed(found, [], {}) == {}
    found = Scan(albums, inodes={"": 9, "secret": 35, "holiday": 34})
    assert renamed_closed(found, [], {}) == {"holiday": ["id"]}


def test_what_is_back_with_its_own_files_is_no_closed_folder_that_had_the_same_inode():
    """Such as the roots of two disks, of which one is back first."""
    secret = KnownAlbum("id", "secret", missing=True, visibility="private", folder_inode=34)
    secret = secret._replace(gone_at=now())
    disk = KnownAlbum("other", "disk", missing=True, visibility="visible", folder_inode=34)
    found = Scan({"secret": secret, "disk": disk}, inodes={"": 9, "disk": 34})
    assert renamed_closed(found, [secret], {}) == {"disk": ["id"]}
    found.returned.add("disk")
    assert renamed_closed(found, [secret], {}) == {"disk": ["id"]}, "it may be another's by now"
    found.intact.add("disk")
    assert renamed_closed(found, [secret], {}) == {}
    deleted = {"was": secret}
    found = Scan({"disk": disk}, deleted, inodes={"": 9, "disk": 34}, returned={"disk"})
    assert renamed_closed(found, [], {}) == {}, "no other album has the inode"


def test_a_closed_folder_may_be_each_of_two_that_come_with_its_inode():
    secret = KnownAlbum("id", "secret", missing=False, visibility="private", folder_inode=34)
    found = Scan({"secret": secret}, inodes={"": 9, "new": 34, "newer": 34})
    assert renamed_closed(found, [secret], {}) == {"new": ["id"], "newer": ["id"]}
    deleted = {"was": KnownAlbum("id", "was", missing=True, visibility="visible", folder_inode=34)}
    found = Scan({}, deleted, inodes={"": 9, "new": 34, "newer": 34})
    assert renamed_closed(found, [], {}) == {"new": ["id"], "newer": ["id"]}


def test_files_that_are_back_tell_that_a_folder_is_and_those_around_it(site: Site):
    fill(site, "disk/in/1.jpg", "disk/in/2.jpg", "open/3.jpg")
    move(site, "disk", "../away")
    site.sync(accept_missing=True)
    assert looked_at(site).returned == set()
    move(site, "../away", "disk")
    assert looked_at(site).returned == looked_at(site).intact == {"disk/in", "disk", ""}
    edit_all(site.library / "disk")
    assert looked_at(site).returned == {"disk/in", "disk", ""}
    assert looked_at(site).intact == set(), "the inodes may be given again"
    for name in ("1.jpg", "2.jpg"):
        write_anew(site, f"disk/in/{name}")
    assert looked_at(site).returned == set(), "these may be others"


def test_an_album_goes_on_to_follow_a_folder_that_it_had_let_go_of_by_another_name(site: Site):
    fill(site, "open/1.jpg", "other/2.jpg")
    album_id = site.album("open").id
    move(site, "open", "new")
    with site.session() as session:
        album = session.get_one(Album, album_id)
        unbind(session, album)
        bind(session, album, "new")
    site.sync(accept_missing=True)
    fill(site, "new/3.jpg")
    move(site, "new", "third")
    site.sync(accept_missing=True)
    assert site.album("third").id == album_id
    assert visible(site) == {"third/1.jpg", "third/3.jpg", "other/2.jpg"}


def test_another_gallery_is_asked_for_all_its_folders_at_once(site: Site):
    site.add_gallery("other.test", home="half")
    (site.library / "half").mkdir()
    numbers = []
    for number in (2, 6):
        fill(site, *(f"half {number}/{each}/1.jpg" for each in range(number)))
        site.set_visibility(f"half {number}", Visibility.PRIVATE)
        move(site, f"half {number}", f"half/{number}")
        with site.statements() as statements, site.session() as session:
            library = Library(site.library, site.runtime.settings.formats, home="half")
            found = scan(session, library, 2, "", lambda: None)
            statements.clear()
            renamed = list(renamed_of_others(session, library, 2, found))
        assert len(renamed) == number + 1
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_a_folder_that_an_album_had_lately_comes_to_the_place_of_a_missing_one_that_had_it(
    used_anew: Site,
):
    move(used_anew, "family/new", "family/.work")
    copy(used_anew, "family/.work", "family/new")
    used_anew.sync()
    edit_all(used_anew.library / "family/.work")
    move(used_anew, "family/.work", "import")
    used_anew.sync()
    assert visible(used_anew) == {"2020/1.jpg", "2020/3.jpg", "2020/4.jpg"}


@pytest.mark.parametrize("then", [["import", ""], ["", ""]])
@pytest.mark.parametrize("was", ["import/1.jpg", "import/in/1.jpg"])
def test_the_folder_of_an_album_is_anothers_if_only_that_was_looked_at_since(
    site: Site, was: str, then: list[str]
):
    """Such as that of a closed one; it goes back to the place of the first, edited."""
    fill(site, was, "family/2.jpg", "2020/3.jpg")
    site.set_visibility("family", Visibility.PRIVATE)
    let_pass(site, 100)
    if "in" in was.split("/"):
        move(site, "import/in", "in")
    move(site, "import", "family/new")
    for name in ("5.jpg", "6.jpg"):
        site.write(f"family/new/{name}", picture(next(site.numbers)))
    site.sync("family")
    edit_all(site.library / "family/new")
    move(site, "family/new", "import")
    for start in then:
        site.sync(start, accept_missing=True)
    assert not {"import/5.jpg", "import/6.jpg"} & visible(site)


def test_others_are_at_the_places_of_folders_that_albums_had(site: Site):
    """But for those that albums followed, or missed for long, that held nothing, and where inodes
    tell nothing."""
    albums = {
        name: KnownAlbum(name, name, missing=False, visibility="visible", folder_inode=number)
        for number, name in enumerate(("there", "left", "moved", "gone", "share"), 1)
    }
    inodes = {"there": 1, "left": 22, "new": 3, "share": 55}
    share = Inodes(changed=Counter({7: 1}))
    found = Scan(albums, inodes=inodes, devices={"share": 7}, file_inodes=share)
    for files in (found.filled, found.had_files):
        files.update(albums)

    def displaced(**folders: str) -> list[str]:
        return [album.id for album in find_displaced(found, folders)]

    assert displaced(moved="new") == ["left"]
    assert displaced(moved="new", there="left") == ["there", "left"]
    albums["left"] = albums["left"]._replace(missing=True)
    assert displaced() == []
    albums["left"] = albums["left"]._replace(gone_at=now())
    assert displaced() == ["left"]
    found.intact.add("left")
    found.filled.remove("left")
    assert displaced() == ["left"]
    albums["left"] = albums["left"]._replace(missing=False, gone_at=None)
    assert displaced() == []
    found.intact.remove("left")
    assert displaced() == ["left"]
    found.had_files.remove("left")
    assert displaced() == []
    found.filled.add("left")
    assert displaced() == ["left"]
