"""Which clips belong to which photographs, whatever happens to either."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import choose, choose_all, number_of_items
from bviewer.albums.failures import mark_broken
from bviewer.albums.items import find_items
from bviewer.albums.pairing import LONGEST
from bviewer.albums.picking import pick_files
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.selections import select_items
from bviewer.albums.summaries import refresh_summaries
from bviewer.albums.transfers import copy_items, move_items
from bviewer.archive.contents import Folder, read_contents
from bviewer.library.paths import file_name
from bviewer.models import (
    Album,
    AlbumSummary,
    Audience,
    Image,
    ImageState,
    ItemKind,
    MotionKind,
    Visibility,
)
from tests.clips import clip
from tests.motion import IDENTIFIER, ROME, apple_film, apple_photo, google_photo
from tests.pictures import jpeg, picture
from tests.site import Site

OTHER = "00000000-50A4-4D4B-9A2E-2F0C6E1B9D11"
STILL, FILM = "a/IMG_0001.JPG", "a/IMG_0001.MOV"
TOO_LONG = LONGEST // 100 + 1  # Pictures, ten a second.


CASES: list[tuple[dict[str, bytes], dict[str, str]]] = [
    # Names alone: photographs of phones, and short films.
    ({"i.heic": picture("HEIF", 8, 8), "I.MOV": clip("mov")}, {"i.heic": "I.MOV"}),
    ({"i.jpeg": jpeg(8, 8), "i.mp4": clip("mp4")}, {"i.jpeg": "i.mp4"}),
    ({"i.jpg": jpeg(8, 8), "j.mov": clip("mov")}, {}),
    ({"i.png": picture("PNG", 8, 8), "i.mov": clip("mov")}, {}),
    ({"i.jpg": jpeg(8, 8), "i.webm": clip("webm")}, {}),
    ({"i.jpg": jpeg(8, 8), "i.mov": b"\0\0\0\x14ftypqt  no more"}, {}),
    # A film that somebody took is not what a photograph moves by.
    ({"i.jpg": jpeg(8, 8), "i.mov": apple_film("", TOO_LONG)}, {}),
    ({"i.jpg": jpeg(8, 8), "i.mov": apple_film("", TOO_LONG - 1)}, {"i.jpg": "i.mov"}),
    # What both say decides.
    ({"i.jpg": apple_photo(), "j.mov": apple_film()}, {"i.jpg": "j.mov"}),
    ({"i.jpg": apple_photo(), "i.mov": apple_film(OTHER)}, {}),
    ({"i.jpg": apple_photo(), "i.mov": clip("mov")}, {"i.jpg": "i.mov"}),
    ({"i.jpg": jpeg(8, 8), "i.mov": apple_film()}, {"i.jpg": "i.mov"}),
    (
        {"i.jpg": apple_photo(), "i.mov": apple_film(OTHER), "j.mov": apple_film()},
        {"i.jpg": "j.mov"},
    ),
    ({"i.jpg": apple_photo(), "i.mov": apple_film(IDENTIFIER, TOO_LONG)}, {"i.jpg": "i.mov"}),
    # Two photographs with one film, and one with two.
    (
        {"i.heic": picture("HEIF", 8, 8), "i.jpg": jpeg(8, 8), "i.mov": clip("mov")},
        {"i.heic": "i.mov"},
    ),
    (
        {"i.jpg": apple_photo(), "e.jpg": apple_photo(colour="navy"), "i.mov": apple_film()},
        {"i.jpg": "i.mov"},
    ),
    (
        {"i.jpg": jpeg(8, 8), "i.mov": clip("mov"), "i.mp4": clip("mp4")},
        {"i.jpg": "i.mov"},
    ),
    (
        {"i.jpg": apple_photo(), "i.mov": clip("mov"), "i.mp4": apple_film()},
        {"i.jpg": "i.mp4"},
    ),
    # A photograph that has its film in itself, and the same once more beside it.
    ({"p.MP.jpg": google_photo(), "p.MP.mp4": clip("mp4")}, {"p.MP.jpg": "p.MP.mp4"}),
    # What cannot be shown hides no clip.
    ({"i.jpg": b"\xff\xd8\xff no picture", "i.mov": clip("mov")}, {}),
]


@pytest.fixture
def live(site: Site) -> Site:
    """A site with one live photograph, and another one that stands still."""
    site.write(STILL, apple_photo())
    site.write(FILM, apple_film())
    site.write("a/other.jpg")
    site.sync()
    return site


def pairs(site: Site) -> dict[str, str]:
    """The clips that belong to photographs, by the paths of these."""
    with site.session() as session:
        rows = session.scalars(select(Image)).all()
        paths = {row.id: row.path for row in rows}
        found = {row.path: paths[row.motion_id] for row in rows if row.motion_id}
        motions = {row.path for row in rows if row.kind == ItemKind.MOTION}
    assert motions == set(found.values())
    return found


def test_what_belongs_together(site: Site) -> None:
    expected = {}
    for number, (files, pairs_there) in enumerate(CASES):
        for name, data in files.items():
            site.write(f"{number}/{name}", data)
        expected |= {f"{number}/{still}": f"{number}/{film}" for still, film in pairs_there.items()}
    site.sync()
    assert pairs(site) == expected


def test_a_folder_of_the_same_names_is_another_one(site: Site) -> None:
    site.write("a/i.jpg")
    site.write("b/i.mov", clip("mov"))
    site.sync()
    assert pairs(site) == {}


def test_it_is_counted_once_and_covers_nothing(live: Site) -> None:
    album, film = live.album("a"), live.image(FILM)
    with live.session() as session:
        summary = session.get_one(
            AlbumSummary, {"album_id": album.id, "audience": Audience.EVERYBODY}
        )
        assert (summary.images, summary.films) == (2, 0)
        assert summary.cover_id != film.id
        assert number_of_items(session, album.id) == 2


def test_what_came_in_counts_it_once(site: Site) -> None:
    site.write(STILL, apple_photo())
    site.write(FILM, apple_film())
    site.write("b/film.mp4", clip("mp4"))
    report = site.sync()
    assert report.added == 3
    assert report.arrived == {site.album("a").id: 1, site.album("b").id: 1}
    site.write("b/film.jpg")
    assert site.sync().arrived == {site.album("b").id: 1}


@pytest.mark.parametrize(("goes", "stays"), [(STILL, FILM), (FILM, STILL)])
def test_what_loses_its_other_half_is_an_item_until_that_is_back(
    live: Site, goes: str, stays: str
) -> None:
    data = (live.library / goes).read_bytes()
    (live.library / goes).unlink()
    live.sync()
    assert pairs(live) == {}
    known = live.image(goes)
    assert (known.state, known.motion) == (ImageState.MISSING, None)
    assert live.image(stays).kind == (ItemKind.CLIP if stays == FILM else ItemKind.IMAGE)
    live.write(goes, data)
    live.sync()
    assert pairs(live) == {STILL: FILM}


def test_a_clip_that_is_known_by_its_name_is_followed_by_that(site: Site) -> None:
    site.write("a/i.jpg")
    site.write("a/i.mov", clip("mov"))
    site.sync()
    known = site.image("a/i.mov").id
    (site.library / "a/i.mov").rename(site.library / "a/j.mov")
    site.sync()
    assert pairs(site) == {}
    assert site.image("a/j.mov").id == known
    (site.library / "a/i.jpg").rename(site.library / "a/j.jpg")
    site.sync()
    assert pairs(site) == {"a/j.jpg": "a/j.mov"}
    (site.library / "b").mkdir()
    (site.library / "a/j.mov").rename(site.library / "b/j.mov")
    site.sync()
    assert pairs(site) == {}
    (site.library / "a/j.jpg").rename(site.library / "b/j.jpg")
    site.sync()
    assert pairs(site) == {"b/j.jpg": "b/j.mov"}


def test_a_photograph_that_is_found_broken_gives_its_clip_back(live: Site) -> None:
    known = live.image(STILL)
    with live.session() as session:
        image = session.get_one(Image, known.id)
        mark_broken(image, "a test", "1")
        refresh_summaries(session, {image.album_id})
    assert pairs(live) == {}


def test_what_is_written_over_is_looked_at_anew(live: Site) -> None:
    live.write(STILL, apple_photo(OTHER))
    live.sync()
    assert pairs(live) == {}
    live.write(STILL, google_photo())
    live.sync()
    assert live.image(STILL).motion_size
    live.write(STILL, jpeg(8, 8))
    live.sync()
    assert live.image(STILL).motion_size is None
    assert pairs(live) == {STILL: FILM}


def chosen_by(site: Site, *paths: str) -> list[str]:
    """The ids of images of the album that the site's photographs are in."""
    return [site.image(path).id for path in paths]


def kinds_in(site: Site, album_id: str) -> list[str]:
    """What an album has, by what it is."""
    with site.session() as session:
        return sorted(session.scalars(select(Image.kind).where(Image.album_id == album_id)))


def test_a_clip_goes_with_its_photograph(live: Site) -> None:
    ids, both, source_id = chosen_by(live, STILL), chosen_by(live, STILL, FILM), live.album("a").id
    with live.session() as session:
        source = session.get_one(Album, source_id)
        chosen = choose(session, source, ids)
        assert chosen.number == 1
        assert set(chosen.ids or ()) == {*both}
        target = Album(gallery_id=1, parent_id=source.parent_id, title="B", sort_key=b"b")
        session.add(target)
        session.flush()
        assert move_items(session, source, target, chosen, may_open=True) == (1, 0)
        target_id = target.id
    assert kinds_in(live, target_id) == [ItemKind.IMAGE, ItemKind.MOTION]
    assert kinds_in(live, source_id) == [ItemKind.IMAGE]
    live.sync()
    assert kinds_in(live, source_id) == [ItemKind.IMAGE]
    with live.session() as session:
        target = session.get_one(Album, target_id)
        source = session.get_one(Album, source_id)
        chosen = choose_all(session, target)
        assert copy_items(session, target, source, chosen, may_open=True) == (1, 0)
        assert copy_items(session, target, source, chosen, may_open=True) == (0, 1)
    assert kinds_in(live, source_id) == [ItemKind.IMAGE, ItemKind.IMAGE, ItemKind.MOTION]
    assert kinds_in(live, target_id) == [ItemKind.IMAGE, ItemKind.MOTION]


def test_a_photograph_leaves_no_clip_behind(live: Site) -> None:
    """The clip is in the other album already, and may be so in one that is closed."""
    ids, source_id = chosen_by(live, STILL), live.album("a").id
    with live.session() as session:
        source = session.get_one(Album, source_id)
        target = Album(gallery_id=1, parent_id=source.parent_id, title="B", sort_key=b"b")
        session.add(target)
        session.flush()
        pick_files(session, target, "a", [file_name(FILM)])
        chosen = choose(session, source, ids)
        assert move_items(session, source, target, chosen, may_open=True) == (1, 0)
        target_id = target.id
    for _ in range(2):
        assert kinds_in(live, source_id) == [ItemKind.IMAGE]
        assert kinds_in(live, target_id) == [ItemKind.IMAGE, ItemKind.MOTION]
        live.sync()


def test_a_clip_is_removed_and_put_back_with_its_photograph(live: Site) -> None:
    ids, album_id = chosen_by(live, STILL), live.album("a").id
    with live.session() as session:
        album = session.get_one(Album, album_id)
        deletion = remove_items(session, album, choose(session, album, ids))
    assert kinds_in(live, album_id) == [ItemKind.IMAGE]
    live.sync()
    assert kinds_in(live, album_id) == [ItemKind.IMAGE]
    with live.session() as session:
        restore_deleted(session, session.merge(deletion))
    assert pairs(live) == {STILL: FILM}
    assert live.sync().added == 0


def test_a_selection_moves_by_its_own_clip(live: Site) -> None:
    ids, album_id = chosen_by(live, STILL), live.album("a").id
    with live.session() as session:
        selection = select_items(session, session.get_one(Album, album_id), ids)
        [still] = session.scalars(
            select(Image).where(Image.album_id == selection.id, Image.kind == ItemKind.IMAGE)
        )
        clip = session.get_one(Image, still.motion_id)
        assert (clip.album_id, clip.kind) == (selection.id, ItemKind.MOTION)


def archived(site: Site, chosen: Sequence[str] | None = None) -> list[str]:
    """The names in an archive of the album."""
    folders = [Folder(site.album("a").id, None, "a")]
    with site.session() as session:
        contents = read_contents(session, folders, lambda _contents: True, chosen)
        assert contents.number == len(contents.photographs)
        return [photograph.name for photograph in contents.photographs]


def test_archives_have_both_files(live: Site) -> None:
    assert archived(live) == [STILL, FILM, "a/other.jpg"]
    assert archived(live, chosen_by(live, STILL)) == [STILL, FILM]
    assert archived(live, chosen_by(live, STILL, FILM)) == [STILL, FILM]
    assert archived(live, chosen_by(live, "a/other.jpg")) == ["a/other.jpg"]


@pytest.mark.parametrize(
    ("still", "film", "is_placed"),
    [
        (apple_photo(), apple_film(location=ROME), True),
        (apple_photo(), apple_film(), False),
        (google_photo(), apple_film(location=ROME), False),  # It moves by its own film.
    ],
)
def test_it_is_known_whether_it_says_where_it_was_taken(
    site: Site, still: bytes, film: bytes, *, is_placed: bool
) -> None:
    site.write(STILL, still)
    site.write(FILM, film)
    site.sync()
    album_id, ids = site.album("a").id, chosen_by(site, STILL)
    with site.session() as session:
        [item] = find_items(session, album_id, ids)
        assert item.motion == (MotionKind.PLACED if is_placed else MotionKind.PLAIN)


@pytest.mark.parametrize("moved", [STILL, FILM])
def test_nothing_is_opened_by_what_happens_to_one_of_two(site: Site, moved: str) -> None:
    site.write("priv/x.jpg")
    content = {STILL: apple_photo(), FILM: apple_film()}
    former = moved.replace("a/", "priv/")
    site.write(former, content[moved])
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    other = FILM if moved == STILL else STILL
    site.write(other, content[other])
    (site.library / former).rename(site.library / moved)
    site.sync()
    assert pairs(site) == {STILL: FILM}
    assert site.album("a").visibility == Visibility.PRIVATE
