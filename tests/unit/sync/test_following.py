"""What images follow at a request: edits of what they are, and nothing that was private."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import choose
from bviewer.albums.editing import set_visibility
from bviewer.albums.picking import find_folder_album, unbind
from bviewer.albums.selections import select_items
from bviewer.albums.transfers import move_items
from bviewer.library.reading import Reader, Reading
from bviewer.models import Album, Image, ImageState, Visibility
from bviewer.queue.task import TryLater
from bviewer.rendering.album_jobs import reread_image
from bviewer.rendering.reconcile import recognise_original
from bviewer.rendering.render import render_image
from bviewer.sync.following import Fate, fate_of
from tests.clips import taken_at
from tests.functional.folders import copy, edit_all, move
from tests.functional.happenings import delete_for_good
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import hash_of, rows, visible
from tests.unit.sync.fixtures import GALLERY, edit, fill, picture, says_when, take_out, write_anew

Happening = Callable[[Site], None]
PATH = "open/1.jpg"


@pytest.fixture
def photos(site: Site) -> Site:
    """An album that is visible, and one that is private, with files of the same names."""
    fill(site, PATH, "open/2.jpg", "secret/1.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    return site


def pick(site: Site, path: str = PATH) -> str:
    """Show an image in a visible selection as well; returns its id there."""
    image = site.image(path)
    with site.session() as session:
        selection = select_items(session, session.get_one(Album, image.album_id), [image.id])
        set_visibility(session, selection, Visibility.VISIBLE)
        return session.scalars(select(Image.id).filter_by(album_id=selection.id)).one()


def ask(site: Site, image_id: str) -> Image:
    """Have an image rendered as often as it takes; returns its row."""
    for _ in range(3):
        with suppress(TryLater):
            render_image(site.runtime, image_id)
    return rows(site)[1][image_id]


def write_edit_of(site: Site) -> None:
    """A private album has what a visible picture becomes."""
    site.write("secret/x.jpg", (site.library / PATH).read_bytes() + b"edited")
    site.sync()
    edit(site, PATH)


def copy_over(site: Site) -> None:
    """Another file takes the place of an equal one."""
    site.write("open/new.jpg", (site.library / PATH).read_bytes())
    (site.library / "open/new.jpg").replace(site.library / PATH)


def keep_a_copy(site: Site) -> None:
    """A private album has the same."""
    copy(site, PATH, "secret/x.jpg")
    site.sync()


def keep_a_copy_and_copy_over(site: Site) -> None:
    keep_a_copy(site)
    copy_over(site)


def write_what_was_taken_out(site: Site) -> None:
    """An edited one beside it was removed, and is gone for good."""
    site.write("open/9.jpg", (site.library / PATH).read_bytes() + b"edited")
    site.sync()
    take_out(site, "open/9.jpg")
    delete_for_good(site)
    copy(site, "open/9.jpg", PATH)


def write_edit_of_what_was_taken_out(site: Site) -> None:
    """One of the same moment was removed, edited, and put in the place of this one."""
    site.write("open/9.jpg", (site.library / PATH).read_bytes() + b"next")
    site.sync()
    take_out(site, "open/9.jpg")
    edit(site, "open/9.jpg")
    move(site, "open/9.jpg", PATH)


def write_scan_that_was_taken_out(site: Site) -> None:
    """A scan was removed that says the moment of this one in another way, and is written over it
    with what a camera would say."""
    site.write("open/9.jpg", jpeg(16, 12, xmp=says_when(site.image(PATH).time)))
    site.sync()
    take_out(site, "open/9.jpg")
    edit(site, PATH)


@pytest.mark.parametrize(
    ("happen", "fate"),
    [
        (lambda site: edit(site, PATH), Fate.FOLLOWS),
        (lambda site: write_anew(site, PATH), Fate.FOLLOWS),
        (write_edit_of, Fate.UNKNOWN),
        (write_what_was_taken_out, Fate.UNKNOWN),
        (write_edit_of_what_was_taken_out, Fate.UNKNOWN),
        (write_scan_that_was_taken_out, Fate.UNKNOWN),
        (copy_over, Fate.FOLLOWS),
        (keep_a_copy, Fate.FOLLOWS),
        (keep_a_copy_and_copy_over, Fate.UNKNOWN),
        (lambda site: site.write(PATH, picture(77)), Fate.UNKNOWN),
    ],
    ids=[
        *("edited", "anew", "known", "out", "out and edited", "scan", "equal", "same"),
        *("known and equal", "another moment"),
    ],
)
def test_an_image_follows_what_is_known_from_nowhere_else(
    photos: Site, happen: Happening, fate: Fate
) -> None:
    happen(photos)
    reader = Reader(photos.runtime.library, UTC, photos.runtime.limits)
    (reading,) = reader.read_all([PATH])
    assert isinstance(reading, Reading)
    with photos.session() as session:
        image = session.scalars(select(Image).filter_by(path=PATH)).one()
        assert fate_of(session, photos.runtime.library, GALLERY, image, reading) == fate


def replace_folder(site: Site) -> None:
    shutil.rmtree(site.library / "open")
    move(site, "secret", "open")
    site.sync(accept_missing=True)


def replace_edited_folder(site: Site) -> None:
    edit_all(site.library / "secret")
    replace_folder(site)


def replace_edited_folder_and_keep_it_closed(site: Site) -> None:
    """Its owner says so, and nothing tells any more that a sync had closed it."""
    replace_edited_folder(site)
    site.set_visibility("open", Visibility.PRIVATE)


@pytest.mark.parametrize("ask_for", [render_image, recognise_original, reread_image])
@pytest.mark.parametrize(
    "replace",
    [replace_folder, replace_edited_folder, replace_edited_folder_and_keep_it_closed],
)
def test_what_was_picked_is_gone_when_a_private_folder_has_its_place(
    photos: Site, replace: Happening, ask_for: Callable[..., None]
) -> None:
    image_id = pick(photos)
    before = rows(photos)[1][image_id].quick_hash
    replace(photos)
    with suppress(TryLater):
        ask_for(photos.runtime, image_id)
    image = rows(photos)[1][image_id]
    assert (image.state, image.quick_hash) == (ImageState.MISSING, before)


def write_over(site: Site, path: str) -> None:
    """As programs do that keep the file."""
    (site.library / path).write_bytes(picture(3000))


@pytest.mark.parametrize("is_synced", [True, False])
@pytest.mark.parametrize(
    ("path", "edit"),
    [
        (PATH, write_over),
        (PATH, write_anew),
        ("secret/1.jpg", edit),
        ("secret/1.jpg", write_anew),
    ],
)
def test_what_was_picked_follows_edits(
    photos: Site, path: str, edit: Callable[[Site, str], None], is_synced: bool
) -> None:
    """If no sync has seen them yet, whoever asks has one do so."""
    image_id = pick(photos, path)
    edit(photos, path)
    if is_synced:
        photos.sync()
    image = ask(photos, image_id)
    assert (image.state, image.quick_hash) == (ImageState.READY, hash_of(photos.library / path))


def test_what_was_picked_follows_no_other_picture_that_was_copied_over_it(photos: Site) -> None:
    """Although that keeps the file: what is not picked is private."""
    image_id = pick(photos, "secret/1.jpg")
    other = (photos.library / "secret/3.jpg").read_bytes()
    (photos.library / "secret/1.jpg").write_bytes(other)
    photos.sync()
    assert ask(photos, image_id).state == ImageState.MISSING


def exchange(site: Site) -> None:
    move(site, "open", "between")
    move(site, "secret", "open")
    move(site, "between", "secret")


def test_an_exchange_of_folders_that_no_sync_has_seen_is_followed_by_what_was_picked(
    photos: Site,
) -> None:
    image_id = pick(photos)
    exchange(photos)
    image = ask(photos, image_id)
    assert (image.state, image.path) == (ImageState.READY, "secret/1.jpg")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda site: edit(site, PATH), ImageState.READY),
        (lambda site: (site.library / PATH).write_bytes(jpeg(16, 12)), ImageState.READY),
        (lambda site: write_over(site, PATH), ImageState.MISSING),
        (lambda site: write_anew(site, PATH), ImageState.READY),
        (lambda site: copy(site, "secret/1.jpg", PATH), ImageState.MISSING),
        (lambda site: (edit_all(site.library), move(site, "secret/1.jpg", PATH)), "missing"),
    ],
    ids=[
        "edited",
        "written over without its moment",
        "written over with another moment",
        "written anew",
        "copied from a private album",
        "edited and moved",
    ],
)
def test_what_no_sync_looks_after_follows_edits_alone(
    photos: Site, change: Happening, state: str
) -> None:
    image_id = photos.image(PATH).id
    with photos.session() as session:
        unbind(session, session.scalars(select(Album).filter_by(folder="open")).one())
    change(photos)
    assert ask(photos, image_id).state == state


def test_an_equal_file_in_its_place_is_judged_by_a_sync(photos: Site) -> None:
    """Else the album would seem to have kept one of its pictures, and show all that came along."""
    copy(photos, PATH, "secret/x.jpg")
    move(photos, PATH, "open/x.jpg")
    photos.sync()
    image_id = photos.image("open/x.jpg").id
    exchange(photos)
    recognise_original(photos.runtime, image_id)
    photos.sync()
    assert photos.album("open").visibility == Visibility.PRIVATE


def test_another_file_in_its_place_is_judged_by_a_sync(photos: Site) -> None:
    """Nobody knows it, for all that is private was edited before."""
    edit_all(photos.library / "secret")
    image_id = photos.image(PATH).id
    exchange(photos)
    with suppress(TryLater):
        render_image(photos.runtime, image_id)
    photos.sync()
    assert photos.album("open").visibility == Visibility.PRIVATE


def test_what_was_taken_at_the_same_moment_is_judged_by_a_sync_in_another_folder(
    photos: Site,
) -> None:
    """It may be the private original of what a visible album shows in another version."""
    original = (photos.library / PATH).read_bytes() + b"original"
    (photos.library / "secret/1.jpg").write_bytes(original)
    exchange(photos)
    ask(photos, photos.image(PATH).id)
    assert photos.album("open").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("edit_file", [edit, write_anew])
def test_of_a_series_what_was_picked_follows_none_that_got_its_name(
    site: Site, edit_file: Callable[[Site, str], None]
) -> None:
    """They were taken within a second; one is deleted, and the others are renumbered and edited."""
    for number in range(3):
        site.write(f"secret/{number}.jpg", picture(1) + bytes(number))
    site.sync()
    site.set_visibility("secret", Visibility.PRIVATE)
    image_id = pick(site, "secret/1.jpg")
    (site.library / "secret/0.jpg").unlink()
    for number in (1, 2):
        edit_file(site, f"secret/{number}.jpg")
        move(site, f"secret/{number}.jpg", f"secret/{number - 1}.jpg")
    site.sync()
    assert rows(site)[1][image_id].state == ImageState.MISSING


def give_inode(site: Site, image_id: str, path: str) -> None:
    """Let a file have the inode that another one had, as file systems do that soon give it anew."""
    with site.session() as session:
        session.get_one(Image, image_id).inode = (site.library / path).stat().st_ino


@pytest.mark.parametrize("make", [picture, lambda number: jpeg(16, 12) + bytes([number]), taken_at])
def test_what_was_picked_from_a_private_folder_is_no_other_one_with_its_inode(
    site: Site, make: Callable[[int], bytes]
) -> None:
    for number in (1, 2):
        site.write(f"secret/{number}.jpg", make(number))
    fill(site, "open/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    image_id = pick(site, "secret/1.jpg")
    site.sync()
    (site.library / "secret/1.jpg").unlink()
    site.write("secret/1.jpg", make(77))
    give_inode(site, image_id, "secret/1.jpg")
    site.sync()
    assert rows(site)[1][image_id].state == ImageState.MISSING


def test_what_was_moved_by_hand_is_no_other_one_with_its_name_and_inode(moved: Site) -> None:
    """Although everybody sees what else is in its folder."""
    (moved.library / "open/1.jpg").unlink()
    moved.write("open/1.jpg", picture(3000))
    with moved.session() as session:
        image_id = session.scalars(select(Image.id).filter_by(path="open/1.jpg")).one()
    give_inode(moved, image_id, "open/1.jpg")
    moved.sync()
    assert rows(moved)[1][image_id].state == ImageState.MISSING


def test_of_a_series_in_a_private_folder_no_edit_is_followed(site: Site) -> None:
    """Others may have got both its name and its inode."""
    for number in (1, 2):
        site.write(f"secret/{number}.jpg", picture(1) + bytes(number))
    fill(site, "open/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    image_id = pick(site, "secret/1.jpg")
    edit(site, "secret/1.jpg")
    site.sync()
    assert rows(site)[1][image_id].state == ImageState.MISSING


@pytest.mark.parametrize("make", [picture, taken_at])
def test_what_has_all_inodes_of_a_visible_folder_is_judged_by_a_sync(
    photos: Site, make: Callable[[int], bytes]
) -> None:
    """A private folder was edited and copied to where the visible one was deleted just before."""
    for number in (1, 2):
        photos.write(f"open/{number}.jpg", make(number))
    photos.sync()
    image_id = photos.image(PATH).id
    for number, path in enumerate(("secret/1.jpg", "secret/3.jpg"), 40):
        photos.write(path, make(number))
    shutil.rmtree(photos.library / "open")
    move(photos, "secret", "open")
    give_inode(photos, image_id, PATH)
    with photos.session() as session:
        album = session.scalars(select(Album).filter_by(folder="open")).one()
        album.folder_inode = (photos.library / "open").stat().st_ino
    ask(photos, image_id)
    photos.sync(accept_missing=True)
    assert not visible(photos)


@pytest.mark.parametrize(
    "write", [edit, lambda site, path: site.write(path, jpeg(9, 9))], ids=["edited", "another"]
)
def test_what_was_moved_from_a_private_folder_is_no_other_one_that_is_written_over_it(
    site: Site, write: Callable[[Site, str], None]
) -> None:
    """It does not say when it was taken, and a scanner may write its next page to the same file."""
    site.write("secret/1.jpg", jpeg(16, 12))
    fill(site, "secret/2.jpg", "open/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        secret, there = (find_folder_album(session, GALLERY, each) for each in ("secret", "open"))
        assert secret
        assert there
        image_id = session.scalars(select(Image.id).filter_by(path="secret/1.jpg")).one()
        move_items(session, secret, there, choose(session, secret, [image_id]), may_open=True)
    assert visible(site) == {"open/3.jpg", "secret/1.jpg"}
    write(site, "secret/1.jpg")
    ask(site, image_id)
    assert visible(site) == {"open/3.jpg"}
    site.sync()
    assert visible(site) == {"open/3.jpg"}
