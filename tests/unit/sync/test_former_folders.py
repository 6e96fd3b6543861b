import shutil
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.picking import UNSEEN, unbind
from bviewer.albums.trash import delete_album
from bviewer.library.tree import Library
from bviewer.models import Album, FormerFolder, Visibility
from bviewer.sync.former_folders import note_inodes, remember_folders
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Scan
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import fill, let_pass, write_anew


def follow_a_copy(site: Site) -> None:
    """A copy is at another place at once, which the album follows."""
    copy(site, "private/secret", "private/copy")
    move(site, "private/secret", "private/.work")
    site.sync()


def copy_back_at_once(site: Site) -> None:
    """A copy takes the place of the folder, which no sync misses."""
    move(site, "private/secret", "private/.work")
    copy(site, "private/.work", "private/secret")
    site.sync()


def copy_back(site: Site) -> None:
    """A copy takes the place of the folder, which a sync missed."""
    move(site, "private/secret", "private/.work")
    site.sync(accept_missing=True)
    copy(site, "private/.work", "private/secret")


def copy_back_and_look(site: Site) -> None:
    """Another sync sees the copy."""
    copy_back(site)
    site.sync()


AWAY = (follow_a_copy, copy_back_at_once, copy_back, copy_back_and_look)


@pytest.fixture
def working(site: Site) -> Site:
    """A site of which a private folder is about to be worked on, where it is passed over."""
    fill(site, "private/secret/1.jpg", "private/secret/2.jpg", "open/3.jpg")
    site.set_visibility("private/secret", Visibility.PRIVATE)
    let_pass(site, 100)
    return site


@pytest.mark.parametrize("go_away", AWAY)
def test_a_closed_folder_is_known_although_a_copy_took_its_place(
    working: Site, go_away: Callable[[Site], None]
):
    go_away(working)
    edit_all(working.library / "private/.work")
    move(working, "private/.work", "open/web")
    for _ in range(2):
        working.sync()
        assert visible(working) == {"open/3.jpg"}


@pytest.mark.parametrize("happen", [edit_all, delete_album, let_pass])
def test_a_folder_that_an_album_had_lately_is_known_as_long_as_a_new_album_is_new(
    working: Site, happen: Callable[..., object]
):
    copy_back_at_once(working)
    edit_all(working.library / "private/.work")
    if happen is delete_album:
        with working.session() as session:
            delete_album(session, session.get_one(Album, working.album("private/secret").id))
    if happen is let_pass:
        let_pass(working, 48)
    move(working, "private/.work", "open/web")
    working.sync()
    is_shown = working.album("open/web").visibility == Visibility.VISIBLE
    assert is_shown == (happen is let_pass)


def stay(_session: Session, _album: Album) -> None:
    """Nothing happens to an album."""


@pytest.mark.parametrize(
    ("owner", "happen", "visibility"),
    [
        ("owner", stay, Visibility.PRIVATE),
        ("owner", delete_album, Visibility.PRIVATE),
        ("owner", unbind, Visibility.PRIVATE),
        ("otto", stay, Visibility.VISIBLE),
    ],
)
def test_a_folder_that_an_album_had_lately_is_known_in_another_gallery_of_its_owner(
    working: Site,
    owner: str,
    happen: Callable[[Session, Album], None],
    visibility: Visibility,
):
    (working.library / "half").mkdir()
    working.add_gallery("other.test", owner=owner, home="half")
    copy_back_at_once(working)
    edit_all(working.library / "private/.work")
    with working.session() as session:
        happen(session, session.get_one(Album, working.album("private/secret").id))
    move(working, "private/.work", "half/web")
    working.sync(host="other.test")
    with working.session() as session:
        web = session.scalars(select(Album).where(Album.gallery_id != 1, Album.folder == "web"))
        assert web.one().visibility == visibility


def test_a_folder_that_an_album_had_lately_is_its_own_again(working: Site):
    copy_back_at_once(working)
    shutil.rmtree(working.library / "private/secret")
    move(working, "private/.work", "private/secret")
    working.set_visibility("private/secret", Visibility.VISIBLE)
    edit_all(working.library / "private/secret")
    working.sync()
    assert working.album("private/secret").visibility == Visibility.VISIBLE


def test_what_is_opened_stays_open_although_it_is_the_folder_that_a_closed_album_had(
    working: Site,
):
    copy_back_at_once(working)
    move(working, "private/.work", "open/web")
    working.sync()
    working.set_visibility("open/web", Visibility.VISIBLE)
    move(working, "open/web", "open/other")
    working.sync()
    assert visible(working) == {"open/3.jpg", "open/other/1.jpg", "open/other/2.jpg"}


def test_a_folder_that_an_album_had_lately_is_no_closed_one_if_that_is_open(working: Site):
    working.set_visibility("private/secret", Visibility.VISIBLE)
    copy_back_at_once(working)
    edit_all(working.library / "private/.work")
    move(working, "private/.work", "open/web")
    working.sync()
    assert working.album("open/web").visibility == Visibility.VISIBLE


@pytest.mark.parametrize(("later", "is_known"), [(30, True), (48, False)])
def test_time_begins_to_pass_when_all_was_looked_at(
    working: Site, monkeypatch: pytest.MonkeyPatch, later: int, is_known: bool
):
    """Until then a folder that was left may be anywhere."""
    move(working, "private/secret", "private/.work")
    copy(working, "private/.work", "private/secret")
    with monkeypatch.context() as patch:
        patch.setattr(Scan, "is_whole", False)
        for hours in (48, 30):
            working.sync()
            let_pass(working, hours)
    working.sync()
    let_pass(working, later)
    edit_all(working.library / "private/.work")
    move(working, "private/.work", "open/web")
    working.sync()
    assert (visible(working) == {"open/3.jpg"}) == is_known


def test_folders_are_remembered_once_and_not_for_ever(working: Site):
    def remembered() -> set[str]:
        with working.session() as session:
            return set(session.scalars(select(FormerFolder.folder)))

    secret, other = (
        KnownAlbum(working.album(name).id, name, missing=False, visibility="", folder_inode=number)
        for number, name in enumerate(("private/secret", "open"), 1)
    )
    for albums in ([secret, other], [secret]):
        with working.session() as session:
            remember_folders(session, 1, albums, is_whole=True)
        assert remembered() == {"private/secret", "open"}
        let_pass(working, 30)
    with working.session() as session:
        remember_folders(session, 1, [], is_whole=True)
    assert remembered() == {"private/secret"}


@pytest.mark.parametrize("first", [[], ["private/secret"]])
def test_a_closed_folder_is_known_where_that_is_asked_for_although_a_copy_has_its_place(
    working: Site, first: list[str]
):
    move(working, "private/secret", "open/web")
    copy(working, "open/web", "private/secret")
    edit_all(working.library / "open/web")
    for start in (*first, "open/web", "", ""):
        working.sync(start)
    assert visible(working) == {"open/3.jpg"}


def test_two_folders_on_two_disks_may_have_the_same_inode(site: Site):
    fill(site, "one/1.jpg", "two/2.jpg")
    ids, number = [site.album(name).id for name in ("one", "two")], site.album("one").folder_inode
    assert number
    with site.session() as session:
        one, two = (session.get_one(Album, album_id) for album_id in ids)
        note_inodes(session, site.runtime.library, 1, [(two, number)])
        assert one.folder_inode == number, "it is there"
        move(site, "one", "three")
        two.folder_inode = None
        note_inodes(session, site.runtime.library, 1, [(two, number)])
        assert (one.folder_inode, two.folder_inode) == (UNSEEN, number)


@pytest.mark.parametrize("hours", [0, 100])
@pytest.mark.parametrize("instead", ["", "copy", "elsewhere"])
def test_a_closed_folder_is_known_although_its_pictures_were_passed_over_before_it_was_away(
    working: Site, instead: str, hours: int
):
    (working.library / "private/secret/.bviewerignore").write_text("*.jpg")
    working.sync(accept_missing=True)
    let_pass(working, hours)
    move(working, "private/secret", ".away")
    (working.library / ".away/.bviewerignore").unlink()
    (working.library / "private/secret").mkdir()
    if instead:
        place = "private/secret" if instead == "copy" else "private/else"
        copy(working, ".away", place)
    working.sync()
    edit_all(working.library / ".away")
    move(working, ".away", "open/web")
    for _ in range(2):
        working.sync()
        assert visible(working) == {"open/3.jpg"}


@pytest.mark.parametrize("disks", [1, 2])
def test_what_is_on_a_disk_that_is_away_keeps_its_inode(
    site: Site, monkeypatch: pytest.MonkeyPatch, disks: int
):
    """And what was there lately is known by it; unless it is given again on the same disk."""
    fill(site, "d1/one/1.jpg", "d1/keep/2.jpg", "d2/two/3.jpg")
    ids = [site.album(name).id for name in ("d1/one", "d2/two")]
    monkeypatch.setattr(Library, "device", lambda _self, folder: int(folder[1:2] or 0) % disks)
    move(site, "d1/one", ".away")
    with site.session() as session:
        one, two = (session.get_one(Album, album_id) for album_id in ids)
        number = one.folder_inode or 0
        session.add(FormerFolder(album_id=one.id, inode=number, gallery_id=1, folder="d1/one"))
        note_inodes(session, site.runtime.library, 1, [(two, number)])
        assert (one.folder_inode == UNSEEN) == (disks == 1)
        assert (session.query(FormerFolder).first() is None) == (disks == 1)


def test_albums_of_other_galleries_keep_their_inodes(working: Site):
    (working.library / "half").mkdir()
    working.add_gallery("other.test", home="half")
    secret_id = working.album("private/secret").id
    with working.session() as session:
        other = session.query(Album).filter(Album.gallery_id != 1).one()
        other.folder, other.folder_inode = "new", 5
        session.add(FormerFolder(album_id=other.id, inode=5, gallery_id=2, folder="new"))
        secret = session.get_one(Album, secret_id)
        note_inodes(session, working.runtime.library, 1, [(secret, 5)])
        remember_folders(session, 1, [], is_whole=True)
        assert (other.folder_inode, session.query(FormerFolder).one().left_at) == (5, None)


def test_the_place_of_a_former_folder_goes_along_with_the_folder_around(working: Site):
    """There the files of that may be, edited, one by one."""
    fill(working, "private/7.jpg")
    copy_back_at_once(working)
    move(working, "private", "archive")
    working.sync()
    edit_all(working.library / "archive/.work")
    for name in ("1.jpg", "2.jpg"):
        move(working, f"archive/.work/{name}", f"archive/web/{name}")
    working.sync()
    assert visible(working) == {"archive/7.jpg", "open/3.jpg"}


@pytest.mark.parametrize("edit", [False, True])
def test_an_album_takes_no_folder_for_its_own_if_its_inode_is_anothers_by_now(
    site: Site, edit: bool
):
    """Although one of its pictures is in there."""
    fill(site, "open/1.jpg", "open/2.jpg", "secret/3.jpg", "secret/4.jpg", "top.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    let_pass(site, 100)
    move(site, "open/2.jpg", "secret/2.jpg")
    move(site, "open", "new")
    move(site, "secret", "open")
    if edit:
        for name in ("3.jpg", "4.jpg"):
            write_anew(site, f"open/{name}")
    for start in ("new", "", ""):
        site.sync(start, accept_missing=True)
    assert visible(site) <= {"new/1.jpg", "top.jpg"}


@pytest.mark.parametrize("there", ["private/secret", "private/secret/in"])
def test_what_a_closed_album_left_around_its_place_is_known_although_it_followed_the_rest_before(
    site: Site, there: str
):
    """As only where the rest went was looked at."""
    fill(site, "private/secret/1.jpg", f"{there}/2.jpg", f"{there}/3.jpg", "open/4.jpg", "top.jpg")
    site.set_visibility("private/secret", Visibility.PRIVATE)
    let_pass(site, 100)
    move(site, "private/secret/1.jpg", "open/new/1.jpg")
    for name in ("2.jpg", "3.jpg"):
        move(site, f"{there}/{name}", f"private/web/{name}")
        write_anew(site, f"private/web/{name}")
    shutil.rmtree(site.library / "private/secret")
    for start in ("open", "", ""):
        site.sync(start, accept_missing=True)
    assert visible(site) == {"open/4.jpg", "top.jpg"}
