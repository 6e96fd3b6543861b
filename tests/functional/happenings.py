"""What may happen to a private album and to what is in it, in all its ways.

Each function returns what nobody else may see afterwards, whatever syncs make of it.
"""

import os
import shutil
import unicodedata
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update

from bviewer.albums.chosen_items import Chosen
from bviewer.albums.lately import APPEARS_FOR
from bviewer.albums.picking import unbind
from bviewer.albums.removing import remove_items
from bviewer.albums.trash import KEPT_FOR, delete_album, let_folders_return, purge
from bviewer.models import Album, Deletion, Visibility, now
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.fixtures import fill, picture

Happening = Callable[[Site], set[bytes]]


def sync(site: Site, start: str = "") -> None:
    site.sync(start, accept_missing=True)


def content(site: Site, *paths: str) -> set[bytes]:
    """What is in files, or in all files of folders."""
    return {
        file.read_bytes()
        for path in paths
        for file in [site.library / path, *(site.library / path).rglob("*.jpg")]
        if file.is_file()
    }


def put(site: Site, path: str, number: int) -> set[bytes]:
    """Write a picture that nobody knows yet."""
    site.write(path, picture(number))
    return {picture(number)}


def exchange(site: Site, one: str, other: str) -> None:
    move(site, one, ".between")
    move(site, other, one)
    move(site, ".between", other)


def share(site: Site, *names: str) -> set[bytes]:
    """Let open hold pictures that secret has as well; returns what only secret has."""
    shared = set()
    for number, name in enumerate(names, 2000):
        shared |= put(site, f"open/{name}", number)
        copy(site, f"open/{name}", f"secret/{name}")
    site.sync()
    return content(site, "secret") - shared


def age(site: Site, than: timedelta) -> None:
    """Let all that came and went have done so long ago."""
    with site.session() as session:
        session.execute(update(Album).values(arrived_at=now() - than, gone_at=now() - than))


def delete_for_good(site: Site) -> None:
    """Let upkeep delete what was deleted."""
    with site.session() as session:
        session.execute(update(Deletion).values(deleted_at=now() - 2 * KEPT_FOR))
    with site.session() as session:
        purge(session)


def exchanged_with_one_that_has_a_picture_of_it(site: Site) -> set[bytes]:
    secret = share(site, "x.jpg")
    exchange(site, "open", "secret")
    return secret


def exchanged_on_a_disk_that_keeps_no_inodes(site: Site) -> set[bytes]:
    secret = share(site, "1.jpg", "2.jpg")
    for folder in ("open", "secret"):
        copy(site, folder, f".{folder}")
        shutil.rmtree(site.library / folder)
    move(site, ".open", "secret")
    move(site, ".secret", "open")
    return secret


def put_in_the_place_of_a_selection_of_it(site: Site) -> set[bytes]:
    secret = share(site, "x.jpg", "y.jpg")
    move(site, "open", "older")
    move(site, "secret", "open")
    return secret


def put_in_the_place_of_one_that_was_removed(site: Site) -> set[bytes]:
    secret = share(site, "x.jpg")
    shutil.rmtree(site.library / "open")
    move(site, "secret", "open")
    return secret


def exchanged_and_synced_in_part(site: Site) -> set[bytes]:
    fill(site, "open/2.jpg")
    secret = content(site, "secret")
    exchange(site, "open", "secret")
    sync(site, "open")
    return secret


def exchanged_and_synced_in_the_other_part(site: Site) -> set[bytes]:
    secret = content(site, "secret")
    exchange(site, "open", "secret")
    sync(site, "secret")
    return secret


def exchanged_after_some_were_edited(site: Site) -> set[bytes]:
    (site.library / "secret" / "2.jpg").write_bytes(picture(2000))
    secret = content(site, "secret")
    exchange(site, "open", "secret")
    return secret


def exchanged_after_all_were_edited(site: Site) -> set[bytes]:
    edit_all(site.library / "secret")
    secret = content(site, "secret")
    exchange(site, "open", "secret")
    return secret


def exchanged_with_one_that_has_a_hard_link_of_it(site: Site) -> set[bytes]:
    secret = content(site, "secret")
    os.link(site.library / "open/1.jpg", site.library / "secret/1.jpg")
    site.sync()
    exchange(site, "open", "secret")
    return secret


def put_in_the_place_of_one_with_a_hard_link_of_it(site: Site) -> set[bytes]:
    secret = content(site, "secret")
    os.link(site.library / "open/1.jpg", site.library / "secret/1.jpg")
    site.sync()
    shutil.rmtree(site.library / "open")
    move(site, "secret", "open")
    return secret


def scans_exchanged(site: Site) -> set[bytes]:
    """They begin and end with the same white margins, and are equal in size."""
    margin = b"II*\0" + bytes(40_000)
    for folder, number in (("open", 1), ("secret", 2)):
        site.write(f"{folder}/scan.tif", margin + bytes([number]) + bytes(40_000))
    site.sync()
    secret = content(site, "secret") | {margin + b"\2" + bytes(40_000)}
    exchange(site, "open", "secret")
    return secret


def exchanged_after_editing_below_one_that_moves(site: Site) -> set[bytes]:
    """The album follows that above it, to what took its place."""
    fill(site, "other/5.jpg")
    edit_all(site.library / "secret/below")
    secret = content(site, "secret")
    exchange(site, "secret/below", "other")
    move(site, "secret", "open/new")
    return secret


def replaced_after_editing(site: Site) -> set[bytes]:
    shutil.rmtree(site.library / "open")
    edit_all(site.library / "secret")
    move(site, "secret", "open")
    return content(site, "open")


def replaced_after_editing_and_synced_in_part(site: Site) -> set[bytes]:
    secret = replaced_after_editing(site)
    sync(site, "open")
    return secret


def moved_out_of_its_folder_after_editing(site: Site) -> set[bytes]:
    edit_all(site.library / "secret")
    for name in ("2.jpg", "3.jpg"):
        move(site, f"secret/{name}", f"new/{name}")
    return content(site, "new")


def left_by_all_and_back_edited_later(site: Site) -> set[bytes]:
    for name in ("2.jpg", "3.jpg"):
        move(site, f"secret/{name}", f".away/{name}")
    sync(site)
    edit_all(site.library / ".away")
    move(site, ".away", "new")
    return content(site, "new")


def moved_after_editing_and_only_the_new_one_synced(site: Site) -> set[bytes]:
    secret = moved_out_of_its_folder_after_editing(site)
    sync(site, "new")
    return secret


def moved_together_with_a_visible_one(site: Site) -> set[bytes]:
    """The album of open follows its only picture."""
    edit_all(site.library / "secret")
    secret = content(site, "secret")
    move(site, "open/1.jpg", "secret/1.jpg")
    (site.library / "open").rmdir()
    move(site, "secret", "new")
    return secret


def put_in_the_place_of_smaller_versions(site: Site) -> set[bytes]:
    """They have the same names, and were taken at the same moments."""
    copy(site, "secret", "open")
    edit_all(site.library / "open")
    site.sync()
    for path in (site.library / "secret").rglob("*.jpg"):
        path.write_bytes(path.read_bytes() + b"developed")
    fill(site, "open/0.jpg")
    put(site, "secret/5.jpg", 2005)
    secret = content(site, "secret")
    shutil.rmtree(site.library / "open")
    move(site, "secret", "open")
    return secret


def put_in_the_place_of_smaller_versions_of_all(site: Site) -> set[bytes]:
    """All that is read there may be an edit of what was there."""
    copy(site, "secret", "open")
    (site.library / "open/1.jpg").unlink()
    edit_all(site.library / "open")
    site.sync()
    for path in (site.library / "secret").rglob("*.jpg"):
        path.write_bytes(path.read_bytes() + b"developed")
    secret = content(site, "secret")
    shutil.rmtree(site.library / "open")
    move(site, "secret", "open")
    return secret


def merged_with_a_visible_one_and_named_like_it(site: Site) -> set[bytes]:
    """The visible picture is back where it was, the very file, in another folder."""
    secret = content(site, "secret")
    move(site, "open/1.jpg", "secret/1.jpg")
    (site.library / "open").rmdir()
    move(site, "secret", "open")
    return secret


def merged_after_editing_and_named_like_the_visible_one(site: Site) -> set[bytes]:
    edit_all(site.library / "secret")
    return merged_with_a_visible_one_and_named_like_it(site)


def merged_after_editing_and_copied_to_the_place_of_the_visible_one(site: Site) -> set[bytes]:
    edit_all(site.library / "secret")
    secret = content(site, "secret")
    move(site, "open/1.jpg", "secret/1.jpg")
    (site.library / "open").rmdir()
    copy(site, "secret", "open")
    shutil.rmtree(site.library / "secret")
    return secret


def moved_together_with_more_from_a_visible_one(site: Site) -> set[bytes]:
    """The album of open follows its pictures, which are most of what is there."""
    fill(site, "open/5.jpg", "open/6.jpg")
    shutil.rmtree(site.library / "secret" / "below")
    edit_all(site.library / "secret")
    secret = content(site, "secret")
    for name in ("1.jpg", "5.jpg", "6.jpg"):
        move(site, f"open/{name}", f"secret/{name}")
    (site.library / "open").rmdir()
    move(site, "secret", "new")
    return secret


def moved_after_editing_under_a_name_that_others_have(site: Site) -> set[bytes]:
    fill(site, "a/2024/1.jpg", "b/2024/2.jpg", "c/3.jpg")
    site.set_visibility("a/2024", Visibility.PRIVATE)
    edit_all(site.library / "a")
    move(site, "a/2024", "c/2024")
    return content(site, "c/2024")


def moved_after_editing_and_synced_one_after_the_other(site: Site) -> set[bytes]:
    fill(site, "a/1.jpg", "b/2.jpg", "a/Ours/3.jpg")
    site.set_visibility("a/Ours", Visibility.PRIVATE)
    edit_all(site.library / "a" / "Ours")
    move(site, "a/Ours", "b/Ours")
    sync(site, "a")
    sync(site, "b")
    return content(site, "b/Ours")


def away_during_a_sync_and_back_edited(site: Site) -> set[bytes]:
    move(site, "secret", ".away")
    sync(site)
    edit_all(site.library / ".away")
    move(site, ".away", "new")
    return content(site, "new")


def back_in_other_letters_after_long(site: Site) -> set[bytes]:
    fill(site, "Privé/8.jpg")
    site.set_visibility("Privé", Visibility.PRIVATE)
    shutil.rmtree(site.library / "Privé")
    sync(site)
    age(site, 2 * APPEARS_FOR)
    return put(site, unicodedata.normalize("NFD", "PRIVé/9.jpg"), 2000)


def duplicate_of_one_that_was_removed(site: Site) -> set[bytes]:
    """What is put into the renamed folder later is as private as ever."""
    copy(site, "open", "twin")
    site.sync()
    site.set_visibility("twin", Visibility.PRIVATE)
    shutil.rmtree(site.library / "open")
    move(site, "twin", "new")
    sync(site)
    return put(site, "new/later.jpg", 2000)


def older_versions_restored(site: Site) -> set[bytes]:
    copy(site, "secret", ".backup")
    older = content(site, "secret")
    for number, path in enumerate(sorted((site.library / "secret").rglob("*.jpg")), 2000):
        path.write_bytes(picture(number))
    site.sync()
    move(site, ".backup", "restored")
    return older


def deleted_for_good_and_renamed(site: Site) -> set[bytes]:
    with site.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="secret")).one())
    delete_for_good(site)
    with site.session() as session:
        let_folders_return(session, 1)
    move(site, "secret", "new")
    return content(site, "new")


def unbound_deleted_for_good_and_renamed(site: Site) -> set[bytes]:
    with site.session() as session:
        album = session.scalars(select(Album).filter_by(folder="secret")).one()
        unbind(session, album)
        delete_album(session, album)
    delete_for_good(site)
    move(site, "secret", "new")
    return content(site, "new")


def taken_out_deleted_for_good_and_copied(site: Site) -> set[bytes]:
    image = site.image("secret/2.jpg")
    with site.session() as session:
        album = session.get_one(Album, image.album_id)
        remove_items(session, album, Chosen(album.id, (image.id,), 1))
    with site.session() as session:
        delete_album(session, session.get_one(Album, image.album_id))
    delete_for_good(site)
    copy(site, "secret/2.jpg", "new/2.jpg")
    return content(site, "new")


def copied_while_its_owner_closed_it_in_another_way(site: Site) -> set[bytes]:
    site.set_visibility("secret", Visibility.HIDDEN)
    age(site, 2 * APPEARS_FOR)
    with site.session() as session:
        session.execute(update(Album).values(closed_at=None))
    fill(site, "new/0.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    copy(site, "secret", "new")
    return content(site, "secret")


def synced_while_it_was_copied(site: Site, first: bytes) -> set[bytes]:
    site.write("new/0.jpg", first)
    site.sync()
    copy(site, "secret", "new")
    return content(site, "secret")


def copied_before_any_sync_saw_it(site: Site, folder: str) -> set[bytes]:
    secret = put(site, "secret/sub/0.jpg", 2000)
    copy(site, "secret/sub", folder)
    return secret


def copied_and_synced_before_the_original(site: Site) -> set[bytes]:
    secret = put(site, "secret/0.jpg", 2000)
    copy(site, "secret/0.jpg", "open/deep/new/0.jpg")
    sync(site, "open/deep/new")
    return secret


HAPPENINGS: dict[str, Happening] = {
    **{
        function.__name__: function
        for function in (
            exchanged_with_one_that_has_a_picture_of_it,
            exchanged_on_a_disk_that_keeps_no_inodes,
            put_in_the_place_of_a_selection_of_it,
            put_in_the_place_of_one_that_was_removed,
            exchanged_and_synced_in_part,
            exchanged_and_synced_in_the_other_part,
            exchanged_after_some_were_edited,
            exchanged_after_all_were_edited,
            exchanged_with_one_that_has_a_hard_link_of_it,
            put_in_the_place_of_one_with_a_hard_link_of_it,
            scans_exchanged,
            exchanged_after_editing_below_one_that_moves,
            replaced_after_editing,
            replaced_after_editing_and_synced_in_part,
            moved_out_of_its_folder_after_editing,
            left_by_all_and_back_edited_later,
            moved_after_editing_and_only_the_new_one_synced,
            moved_together_with_a_visible_one,
            put_in_the_place_of_smaller_versions,
            put_in_the_place_of_smaller_versions_of_all,
            merged_with_a_visible_one_and_named_like_it,
            merged_after_editing_and_named_like_the_visible_one,
            merged_after_editing_and_copied_to_the_place_of_the_visible_one,
            moved_together_with_more_from_a_visible_one,
            moved_after_editing_under_a_name_that_others_have,
            unbound_deleted_for_good_and_renamed,
            taken_out_deleted_for_good_and_copied,
            copied_while_its_owner_closed_it_in_another_way,
            moved_after_editing_and_synced_one_after_the_other,
            away_during_a_sync_and_back_edited,
            back_in_other_letters_after_long,
            duplicate_of_one_that_was_removed,
            older_versions_restored,
            deleted_for_good_and_renamed,
            copied_and_synced_before_the_original,
        )
    },
    "begun_with_half_of_a_picture": lambda site: synced_while_it_was_copied(
        site, picture(2000)[:-150]
    ),
    "begun_with_an_empty_file": lambda site: synced_while_it_was_copied(site, b""),
    "begun_with_a_broken_file": lambda site: synced_while_it_was_copied(site, b"no picture"),
    "begun_with_an_unknown_picture": lambda site: synced_while_it_was_copied(site, picture(2000)),
    "copied_at_once_to_an_earlier_name": lambda site: copied_before_any_sync_saw_it(site, "a"),
    "copied_at_once_to_a_later_name": lambda site: copied_before_any_sync_saw_it(site, "z"),
}
