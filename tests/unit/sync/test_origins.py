from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.adding import add_album
from bviewer.albums.chosen_items import Chosen, choose_all
from bviewer.albums.excluding import include
from bviewer.albums.former_contents import keep_content
from bviewer.albums.gallery_removal import remove_gallery
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.transfers import move_items
from bviewer.albums.trash import KEPT_FOR, delete_album, purge
from bviewer.albums.versions import newer_versions
from bviewer.models import (
    Album,
    Deletion,
    FormerContent,
    Gallery,
    Image,
    Visibility,
)
from bviewer.sync.origins import known_images, origin_of, origins_of, strictest
from tests.functional.folders import copy, move
from tests.site import HOST, Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import GALLERY, edit, fill, grow_old, pick, picture


def origins(site: Site, *paths: str) -> dict[bytes, list[str]]:
    """Where the content of these images is known from."""
    places = {site.image(path).quick_hash: ["new.jpg"] for path in paths}
    with site.session() as session:
        return origins_of(session, GALLERY, places)


def test_content_is_known_from_all_albums_that_have_or_had_it(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    copy = (site.library / "a" / "1.jpg").read_bytes()
    site.write("c/1.jpg", copy)
    site.sync()
    (site.library / "a" / "1.jpg").unlink()
    site.sync()
    known = origins(site, "a/1.jpg")
    assert set(known[site.image("a/1.jpg").quick_hash]) == {site.album("a").id, site.album("c").id}


def test_a_selection_by_hand_says_something_of_what_no_folder_shows_alone(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg")
    first, second = (site.image(f"a/{number}.jpg") for number in (1, 2))
    album = site.album("a")
    with site.session() as session:
        selection = Album(gallery_id=1, parent_id=album.parent_id, title="x", sort_key=b"")
        session.add(selection)
        session.flush()
        session.get_one(Image, first.id).album_id = selection.id
        session.get_one(Image, first.id).is_picked = True
        pick(session, second, selection.id)
        places = {each.quick_hash: ["new.jpg"] for each in (first, second)}
        assert origins_of(session, GALLERY, places) == {
            first.quick_hash: {selection.id: None},
            second.quick_hash: {album.id: None},
        }


def test_the_strictest_album_counts(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "b/c/3.jpg")
    site.set_visibility("a", Visibility.HIDDEN)
    site.set_visibility("b", Visibility.PRIVATE)
    ids = [site.album(folder).id for folder in ("", "a", "b/c")]
    with site.session() as session:
        origins = [origin_of(session, album_id) for album_id in ids]
        found = strictest(origins, origins[0].flags)
        assert found is not None
        assert (found.title, found.visibility) == ("c", Visibility.PRIVATE)
        assert strictest([], origins[0].flags) is None


def test_what_is_above_all_makes_none_the_strictest(site: Site):
    fill(site, "up/a/1.jpg", "up/b/2.jpg", "up/c/3.jpg")
    site.set_visibility("up", Visibility.PRIVATE)
    site.set_visibility("up/b", Visibility.HIDDEN)
    ids = [site.album(folder).id for folder in ("up/a", "up/b", "up/c")]
    with site.session() as session:
        *origins, new = (origin_of(session, album_id) for album_id in ids)
        found = strictest(origins, new.flags)
        assert found is not None
        assert found.title == "b"


def test_the_gallery_is_named_by_nobody_else(site: Site):
    """Another owner's gallery over the same files knows nothing of this one's."""
    fill(site, "a/1.jpg")
    site.add_gallery("other.test", owner="other")
    content = site.image("a/1.jpg").quick_hash
    with site.session() as session:
        other = session.query(Gallery).filter_by(host="other.test").one().id
        assert origins_of(session, other, {content: ["b.jpg"]}) == {}


def test_what_was_written_over_is_known_from_its_album(site: Site):
    fill(site, "a/1.jpg")
    former = site.image("a/1.jpg").quick_hash
    site.write("a/1.jpg", picture(3000))
    site.sync()
    with site.session() as session:
        known = origins_of(session, GALLERY, {former: ["b.jpg"]})
    assert list(known[former]) == [site.album("a").id]


def test_an_album_that_is_gone_for_good_is_as_closed_as_it_was(site: Site):
    fill(site, "a/1.jpg")
    with site.session() as session:
        gone = FormerContent(quick_hash=b"x", album_id="gone", gallery_id=GALLERY)
        gone.visibility = Visibility.HIDDEN
        session.add(gone)
        session.flush()
        assert origin_of(session, "gone").visibility == Visibility.HIDDEN
        assert list(origins_of(session, GALLERY, {b"x": ["b.jpg"]})[b"x"]) == ["gone"]


def test_content_of_a_gallery_that_was_removed_is_known_to_its_owner_alone(site: Site):
    site.add_gallery("other.test", owner="other")
    with site.session() as session:
        owner_id = session.get_one(Gallery, GALLERY).owner_id
        session.add(FormerContent(quick_hash=b"x", album_id="gone", owner_id=owner_id))
        session.flush()
        places = {b"x": ["b.jpg"]}
        assert origins_of(session, GALLERY, places) == {b"x": {"gone": None}}
        other = session.query(Gallery).filter_by(host="other.test").one().id
        assert origins_of(session, other, places) == {}


def test_content_of_a_deleted_album_is_known_from_there_but_visible_content_is_no_secret(
    site: Site,
):
    fill(site, "closed/1.jpg", "open/2.jpg", "stays/3.jpg")
    site.set_visibility("closed", Visibility.PRIVATE)
    closed, opened = site.image("closed/1.jpg"), site.image("open/2.jpg")
    with site.session() as session:
        for image in (closed, opened):
            pick(session, image, site.album("stays").id)
        session.flush()
        for image in (closed, opened):
            delete_album(session, session.get_one(Album, image.album_id))
        known = known_images(session, 1, [closed.quick_hash, opened.quick_hash])
        places = {each.quick_hash: ["new.jpg"] for each in (closed, opened)}
        origins = origins_of(session, GALLERY, places)
    assert {(each.album_id, each.is_deleted, each.gallery_id) for each in known} == {
        (closed.album_id, True, GALLERY),
        (opened.album_id, True, GALLERY),
        (site.album("stays").id, False, GALLERY),
    }
    assert closed.album_id in origins[closed.quick_hash]
    assert opened.album_id not in origins[opened.quick_hash]


def test_what_was_closed_in_a_gallery_that_was_removed_is_closed_in_others_of_its_owner(site: Site):
    for path in ("x/secret/1.jpg", "x/edited/2.jpg", "x/deleted/3.jpg", "x/open/4.jpg"):
        site.write(path, picture(4000 + int(path[-5])))
    site.add_gallery("two.test", home="two")
    site.add_gallery("other.test", owner="other", home="other")
    site.sync()
    for name in ("secret", "edited", "deleted"):
        site.set_visibility(f"x/{name}", Visibility.PRIVATE)
        copy(site, f"x/{name}", f"two/{name}")
        copy(site, f"x/{name}", f"other/{name}")
    copy(site, "x/open", "two/open")
    site.write("x/edited/2.jpg", picture(4005))
    site.sync("x/edited")
    with site.session() as session:
        delete_album(session, session.query(Album).filter_by(folder="x/deleted").one())
        remove_gallery(session, session.get_one(Gallery, GALLERY), HOST)
    for host in ("two.test", "other.test"):
        site.sync(host=host)
    with site.session() as session:
        flags = {
            (album.gallery_id, album.folder): album.visibility
            for album in session.query(Album).filter(Album.folder != "")
        }
    assert flags == {
        **{(2, name): "private" for name in ("secret", "edited", "deleted")},
        **{(3, name): "visible" for name in ("secret", "edited", "deleted")},
        (2, "open"): "visible",
    }


def add_hand(session: Session) -> Album:
    """Add a private album that has no folder."""
    top = session.scalars(select(Album).filter_by(gallery_id=GALLERY, parent_id=None)).one()
    hand = add_album(session, top, "Hand", Visibility.PRIVATE)
    session.flush()
    return hand


def move_by_hand(site: Site, path: str) -> str:
    """Move an image into a private album made by hand; returns the id of that."""
    image = site.image(path)
    with site.session() as session:
        source, hand = session.get_one(Album, image.album_id), add_hand(session)
        move_items(session, source, hand, Chosen(source.id, (image.id,), 1))
        return hand.id


def select_by_hand(site: Site, path: str) -> str:
    """Show an image in a private album made by hand as well; returns the id of that."""
    image = site.image(path)
    with site.session() as session:
        hand = add_hand(session)
        pick(session, image, hand.id)
        return hand.id


def purge_all(session: Session) -> None:
    for deletion in session.scalars(select(Deletion)):
        deletion.deleted_at -= KEPT_FOR
    session.flush()
    purge(session)


def delete_it(session: Session, hand: Album) -> None:
    delete_album(session, hand)


def delete_for_good(session: Session, hand: Album) -> None:
    delete_album(session, hand)
    purge_all(session)


def delete_around(session: Session, hand: Album) -> None:
    """Delete an album that it is in: of itself there is no row."""
    top = session.get_one(Album, hand.parent_id)
    around = add_album(session, top, "around", Visibility.VISIBLE)
    session.flush()
    hand.parent_id = around.id
    session.flush()
    delete_album(session, around)


def take_out(session: Session, hand: Album) -> None:
    remove_items(session, hand, choose_all(session, hand))


def close_later(session: Session, hand: Album) -> None:
    """Take something out of a visible album that is closed afterwards."""
    hand.visibility = Visibility.VISIBLE
    take_out(session, hand)
    hand.visibility = Visibility.PRIVATE


@pytest.mark.parametrize(
    "change", [delete_it, delete_for_good, delete_around, take_out, close_later]
)
def test_what_was_moved_by_hand_stays_closed_when_its_album_does_not_hold_it_any_more(
    site: Site, change: Callable[[Session, Album], None]
):
    fill(site, "open/1.jpg", "open/2.jpg")
    hand_id = move_by_hand(site, "open/1.jpg")
    with site.session() as session:
        change(session, session.get_one(Album, hand_id))
    copy(site, "open", "backup")
    site.sync()
    assert site.album("backup").visibility == Visibility.PRIVATE


def test_a_selection_by_hand_that_is_gone_for_good_closes_nothing(site: Site):
    fill(site, "open/1.jpg")
    hand_id = select_by_hand(site, "open/1.jpg")
    with site.session() as session:
        delete_for_good(session, session.get_one(Album, hand_id))
    copy(site, "open", "backup")
    site.sync()
    assert site.album("backup").visibility == Visibility.VISIBLE


def test_what_was_moved_by_hand_is_closed_although_a_duplicate_is_missing(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    copy(site, "open/1.jpg", "twins/1.jpg")
    site.sync()
    (site.library / "twins" / "1.jpg").unlink()
    site.sync(accept_missing=True)
    move_by_hand(site, "open/1.jpg")
    copy(site, "open", "backup")
    site.sync()
    assert site.album("backup").visibility == Visibility.PRIVATE


def test_a_selection_of_what_is_missing_closes_nothing(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    image = site.image("open/1.jpg")
    select_by_hand(site, "open/1.jpg")
    (site.library / "open" / "1.jpg").unlink()
    site.sync(accept_missing=True)
    with site.session() as session:
        known = origins_of(session, GALLERY, {image.quick_hash: ["new.jpg"]})
    assert known == {image.quick_hash: {image.album_id: None}}


def test_what_was_moved_by_hand_is_closed_although_another_gallery_shows_it(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    move_by_hand(site, "open/1.jpg")
    site.add_gallery("two.test")
    site.sync(host="two.test")
    copy(site, "open", "backup")
    site.sync()
    with site.session() as session:
        backup = session.scalars(select(Album).filter_by(gallery_id=GALLERY, folder="backup"))
        assert backup.one().visibility == Visibility.PRIVATE


def test_what_was_moved_by_hand_is_closed_although_another_picture_took_its_name(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg", "open/3.jpg")
    move_by_hand(site, "open/1.jpg")
    move(site, "open/1.jpg", "new/1.jpg")
    move(site, "open/2.jpg", "open/1.jpg")
    copy(site, "open/1.jpg", "new/2.jpg")
    site.sync()
    assert site.album("new").visibility == Visibility.PRIVATE


def test_what_was_moved_by_hand_is_closed_when_its_gallery_is_added_again(site: Site):
    fill(site, "open/1.jpg", "other/2.jpg")
    move_by_hand(site, "open/1.jpg")
    with site.session() as session:
        remove_gallery(session, session.get_one(Gallery, GALLERY), HOST)
    site.add_gallery(HOST)
    site.sync()
    flags = {folder: site.album(folder).visibility for folder in ("open", "other")}
    assert flags == {"open": "private", "other": "visible"}


@pytest.mark.parametrize("again", [*Visibility])
def test_a_gallery_that_was_closed_as_a_whole_closes_no_albums_if_it_is_added_as_closed(
    site: Site, again: Visibility
):
    """Its albums open with it, but for those that were closed in it."""
    fill(site, "a/1.jpg", "b/2.jpg", "b/c/3.jpg", "4.jpg")
    for folder, visibility in (("", "private"), ("b", "private"), ("b/c", "hidden")):
        site.set_visibility(folder, Visibility(visibility))
    with site.session() as session:
        remove_gallery(session, session.get_one(Gallery, GALLERY), HOST)
    site.add_gallery(HOST, visibility=again)
    site.sync()
    flags = {folder: site.album(folder).visibility for folder in ("a", "b")}
    closed = "visible" if again == Visibility.PRIVATE else "private"
    assert flags == {"a": closed, "b": "private"}
    assert "4.jpg" in visible(site) or again != Visibility.VISIBLE


def test_a_gallery_that_was_closed_as_a_whole_closes_copies_in_another_one(site: Site):
    fill(site, "a/1.jpg", "two/2.jpg")
    site.set_visibility("", Visibility.PRIVATE)
    site.add_gallery("two.test", home="two")
    with site.session() as session:
        remove_gallery(session, session.get_one(Gallery, GALLERY), HOST)
    copy(site, "a/1.jpg", "two/new/1.jpg")
    site.sync(host="two.test")
    assert site.album("new").visibility == Visibility.PRIVATE


def test_what_was_deleted_from_an_album_that_was_closed_later_is_as_closed_for_good(site: Site):
    fill(site, "a/b/sub/1.jpg")
    with site.session() as session:
        albums = {album.folder: album for album in session.scalars(select(Album))}
        delete_album(session, albums["a/b/sub"])
        delete_album(session, albums["a/b"])
        albums["a"].visibility = Visibility.PRIVATE
        session.flush()
        purge_all(session)
    copy(site, "a/b/sub", "out")
    site.sync()
    assert site.album("out").visibility == Visibility.PRIVATE


@pytest.mark.parametrize(("put", "is_kept"), [(move_by_hand, True), (select_by_hand, False)])
def test_an_older_version_of_what_was_moved_by_hand_is_closed_like_that(
    site: Site, put: Callable[[Site, str], str], is_kept: bool
):
    fill(site, "open/1.jpg")
    former, hand_id = site.image("open/1.jpg").quick_hash, put(site, "open/1.jpg")
    with site.session() as session:
        keep_content(session.scalars(select(Image).filter_by(album_id=hand_id)).one())
        known = origins_of(session, GALLERY, {former: ["new.jpg"]})
        assert (session.get(FormerContent, (former, hand_id)) is not None) == is_kept
        assert (hand_id in known[former]) == is_kept


@pytest.mark.parametrize("visibility", [Visibility.VISIBLE, Visibility.PRIVATE])
def test_what_was_visible_and_is_shown_elsewhere_is_not_closed_by_a_deletion(
    site: Site, visibility: Visibility
):
    fill(site, "a/b/1.jpg", "open/2.jpg")
    copy(site, "a/b/1.jpg", "open/1.jpg")
    site.sync()
    site.set_visibility("a", visibility)
    with site.session() as session:
        delete_album(session, session.get_one(Album, site.album("a").id))
    copy(site, "a/b", "backup")
    site.sync()
    assert site.album("backup").visibility == visibility


def test_an_edit_of_what_was_visible_is_no_secret_where_others_show_it(site: Site):
    fill(site, "kids/1.jpg", "open/2.jpg")
    kids = site.album("kids").id
    with site.session() as session:
        grow_old(session)
        delete_album(session, session.get_one(Album, kids))
    edit(site, "kids/1.jpg")
    copy(site, "kids/1.jpg", "open/1.jpg")
    site.sync()
    copy(site, "kids", "backup")
    site.sync()
    assert site.album("backup").visibility == Visibility.VISIBLE


def move_to_another_disk(site: Site, path: str) -> None:
    """Copy a picture into a private folder, and delete it after a sync has seen both."""
    fill(site, "secret/9.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    copy(site, path, "secret/1.jpg")
    site.sync()
    (site.library / path).unlink()
    site.sync()


@pytest.mark.parametrize("put", [move_by_hand, move_to_another_disk])
def test_an_older_version_is_as_closed_as_what_it_became(
    site: Site, put: Callable[[Site, str], object]
):
    fill(site, "open/1.jpg", "open/2.jpg")
    copy(site, "open/1.jpg", "before.jpg")
    for _version in range(2):
        edit(site, "open/1.jpg")
        site.sync("open")
    (site.library / "before.jpg").rename(site.library.parent / "before.jpg")
    put(site, "open/1.jpg")
    (site.library / "backup").mkdir()
    (site.library.parent / "before.jpg").rename(site.library / "backup" / "1.jpg")
    site.sync()
    assert site.album("backup").visibility == Visibility.PRIVATE


def test_what_was_removed_and_is_there_again_edited_is_not_forgotten_when_it_is_restored(
    site: Site,
):
    fill(site, "secret/1.jpg", "secret/2.jpg")
    image, former = site.image("secret/1.jpg"), (site.library / "secret/1.jpg").read_bytes()
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        secret = session.get_one(Album, image.album_id)
        remove_items(session, secret, Chosen(secret.id, (image.id,), 1))
        include(session, secret, [image.path])
    edit(site, "secret/1.jpg")
    site.sync()
    with site.session() as session:
        restore_deleted(session, session.scalars(select(Deletion)).one())
    site.write("backup/1.jpg", former)
    site.sync()
    assert site.album("backup").visibility == Visibility.PRIVATE


def test_empty_files_link_versions_of_one_file_alone(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    paths = ("open/1.jpg", "open/2.jpg")
    before = [site.image(path).quick_hash for path in paths]
    for contents in ((b"", b""), (picture(5000), picture(5001))):
        for path, content in zip(paths, contents, strict=True):
            site.write(path, content)
        site.sync("open")
    after = [site.image(path).quick_hash for path in paths]
    with site.session() as session:
        owner_id = session.get_one(Gallery, GALLERY).owner_id
        for older, newer in zip(before, after, strict=True):
            later = {each for _older, each in newer_versions(session, owner_id, [older])}
            assert later.intersection(after) == {newer}
