"""Folders whose files keep their names, although all of them are others or were edited."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import accumulate

import pytest
from sqlalchemy import select

from bviewer.albums.trash import delete_album
from bviewer.library.reading import Reader
from bviewer.models import Album, Visibility
from bviewer.sync.known import KnownImage
from bviewer.sync.replaced import is_rhythm, spread
from tests.functional.folders import copy, edit_all, move
from tests.pictures import exif_block, jpeg, text
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import age_and_sync, planned, put_into_vault, says_when, take_out

NAMES = ("IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg")
OPEN = {"top.jpg", *(f"open/{name}" for name in NAMES)}
IRREGULAR = {"open": (100, 107, 109), "secret": (200, 203, 211)}
RHYTHM = {"open": (100, 101, 102), "secret": (200, 201, 202)}
ALIKE = {"open": (100, 101, 107), "secret": (200, 201, 207)}
ONE_MOMENT = {"open": (100, 107, 300), "secret": (200, 203, 1300)}
TIMETABLE = {"open": (100, 107, 109), "secret": (480, 720, 1200)}
Series = dict[str, tuple[int, ...]]


def taken(minutes: int, zone: str = "") -> bytes:
    """A picture that says when it was taken, with the zone of its clock. A thousand minutes later
    there is another one of the same moment."""
    return at(minutes % 1000, zone, width=16 + minutes // 1000)


def at(minutes: int, zone: str = "", width: int = 16, fraction: str = "") -> bytes:
    """A picture of that minute."""
    moment = datetime(2020, 1, 1) + timedelta(minutes=minutes)
    tags = {0x9003: f"{moment:%Y:%m:%d %H:%M:%S}", 0x9011: zone, 0x9291: fraction}
    said = [text(tag, value) for tag, value in tags.items() if value]
    return jpeg(width, 12, exif=exif_block(exif=said))


def silent(number: int) -> bytes:
    """A picture of a size of its own that does not say when it was taken."""
    return jpeg(16 + number, 12)


def anew(site: Site, path: str, content: bytes) -> None:
    """As programs do that edit: what they wrote takes the place of what was there."""
    site.write(f"{path}.new", content + b"edited")
    move(site, f"{path}.new", path)


def exchange(site: Site) -> None:
    """Two folders give each other their files, one by one."""
    for name in NAMES:
        move(site, f"open/{name}", ".between")
        move(site, f"secret/{name}", f"open/{name}")
        move(site, ".between", f"secret/{name}")


def begin(site: Site, content: Callable[[int], bytes], series: Series = IRREGULAR) -> None:
    """Two folders long known, with equal names, of which one is closed."""
    for folder, numbers in series.items():
        for name, number in zip(NAMES, numbers, strict=True):
            site.write(f"{folder}/{name}", content(number))
    site.write("top.jpg", content(300))
    site.sync()
    site.set_visibility("secret", Visibility.PRIVATE)
    age_and_sync(site)


def edit(
    site: Site, content: Callable[[int], bytes] = taken, series: Series = IRREGULAR, later: int = 0
) -> None:
    """Write all pictures of both folders anew, by a clock that was set right."""
    for folder, numbers in series.items():
        for name, number in zip(NAMES, numbers, strict=True):
            anew(site, f"{folder}/{name}", content(number + later))


@pytest.mark.parametrize("series", [IRREGULAR, RHYTHM, ALIKE, ONE_MOMENT])
def test_edited_pictures_that_change_places_stay_as_closed_as_they_were(site: Site, series: Series):
    begin(site, taken, series)
    edit(site, taken, series)
    exchange(site)
    site.sync()
    assert visible(site) == {"top.jpg"}


def by_hand(minutes: int) -> bytes:
    """A scan of which a person wrote down the minute."""
    return jpeg(16, 12, xmp=says_when(datetime(2020, 1, 1) + timedelta(minutes=minutes)))


def test_so_do_those_that_say_when_they_were_taken_as_people_wrote_it_down(site: Site):
    begin(site, by_hand)
    edit(site, by_hand)
    exchange(site)
    site.sync()
    assert visible(site) == {"top.jpg"}


@pytest.mark.parametrize("has_sidecars", [False, True])
def test_what_says_the_moments_of_other_ones_as_well_is_there(site: Site, has_sidecars: bool):
    """What is beside a file goes before what is in it."""
    if has_sidecars:
        for name, number in zip(NAMES, (900, 907, 953), strict=True):
            moment = datetime(2020, 1, 1) + timedelta(minutes=number)
            site.write(f"secret/{name}.xmp", says_when(moment))
    begin(site, by_hand)
    for name, number in zip(NAMES, IRREGULAR["secret"], strict=True):
        anew(site, f"secret/{name}", by_hand(number))
    site.write("new/1.jpg", silent(3))
    age_and_sync(site)
    assert visible(site) == {*OPEN, "new/1.jpg"}


@pytest.mark.parametrize("later", [0, 60], ids=["one clock", "set right"])
def test_of_one_timetable_those_of_another_day_are_other_pictures(site: Site, later: int):
    """A camera takes one at 8, 12 and 20 o'clock."""
    begin(site, at, TIMETABLE)
    edit(site, at, TIMETABLE)
    for name, hour in zip(NAMES, (8, 12, 20), strict=True):
        move(site, f"secret/{name}", f"new/{name}")
        site.write(f"secret/{name}", at(7 * 24 * 60 + 60 * hour + later))
    site.sync()
    assert visible(site) == OPEN


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([], True),
        ([5], True),
        ([5, 5], True),
        ([4, 8, 4], True),
        ([4, 8, 12, 4, 8], True),
        ([5, 7], False),
        ([1, 1, 97, 1, 1, 3], False),
    ],
)
def test_gaps_that_repeat_themselves_are_a_rhythm(gaps: list[int], expected: bool):
    minutes = accumulate(gaps, initial=0)
    times = {datetime(2020, 1, 1) + timedelta(minutes=each) for each in minutes}
    assert is_rhythm(times) is expected


@pytest.mark.parametrize("content", [taken, silent])
def test_what_was_moved_out_is_closed_although_another_picture_has_one_of_its_names(
    site: Site, content: Callable[[int], bytes]
):
    begin(site, content)
    edit(site, content)
    for name in NAMES:
        move(site, f"secret/{name}", f"open/{name}")
    site.write(f"secret/{NAMES[1]}", content(250))
    site.sync(accept_missing=True)
    assert visible(site) == {"top.jpg"}


@pytest.mark.parametrize("other", [silent(7), jpeg()[:400], b""], ids=["silent", "cut", "empty"])
def test_what_says_no_moment_is_no_edit_of_what_says_one(site: Site, other: bytes):
    begin(site, taken)
    edit(site)
    for number, name in enumerate(NAMES):
        move(site, f"secret/{name}", f"open/{name}")
        site.write(f"secret/{name}", other + bytes(number))
    site.sync()
    assert visible(site) == {"top.jpg"}


def test_what_cannot_be_read_is_no_edit_of_what_says_when_it_was_taken(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    """A disk that fails, or whose files may not be read."""
    begin(site, taken)
    edit(site)
    exchange(site)
    monkeypatch.setattr(Reader, "read_all", lambda _self, paths: [OSError(5, "") for _ in paths])
    assert "" in planned(site).vanished.beside


@pytest.mark.parametrize("name", [NAMES[0], "other.jpg", None], ids=["same", "other", "none"])
def test_a_folder_of_the_name_alone_brings_no_album_back(site: Site, name: str | None):
    """A disk is away for one sync, for example: its mount point is there."""
    begin(site, taken)
    edit(site)
    move(site, "secret", ".away")
    site.sync(accept_missing=True)
    move(site, ".away", "new")
    (site.library / "secret").mkdir()
    if name:
        site.write(f"secret/{name}", taken(500))
    site.sync(accept_missing=True)
    assert visible(site) == OPEN


@pytest.mark.parametrize("is_back", [False, True], ids=["broken alone", "with its pictures"])
def test_nor_does_what_nobody_could_see_there(site: Site, is_back: bool):
    site.write("secret/cut.jpg", taken(1)[:60])
    begin(site, taken)
    edit(site)
    move(site, "secret", ".away")
    site.sync(accept_missing=True)
    if is_back:
        move(site, ".away", "secret")
        site.write("new/1.jpg", silent(1))
    else:
        move(site, ".away/cut.jpg", "secret/cut.jpg")
        move(site, ".away", "new")
    site.sync(accept_missing=True)
    assert visible(site) == OPEN | ({"new/1.jpg"} if is_back else set())


@pytest.mark.parametrize("number", [1, 5])
def test_what_nobody_can_see_does_not_outvote_others_in_the_place_of_pictures(
    site: Site, number: int
):
    for each in range(number):
        site.write(f"secret/cut{each}.jpg", taken(each)[:60])
    begin(site, taken)
    edit(site)
    for each, name in enumerate(NAMES):
        move(site, f"secret/{name}", f"new/{name}")
        site.write(f"secret/{name}", taken(500 + 2**each))
    for each in range(number):
        (site.library / f"secret/cut{each}.jpg").chmod(0o640)
    site.sync()
    assert visible(site) == OPEN


def test_nor_does_it_count_against_the_pictures_that_are_there(site: Site):
    for each in range(5):
        site.write(f"secret/cut{each}.jpg", taken(each)[:60])
    begin(site, taken)
    edit(site)
    for each in range(5):
        (site.library / f"secret/cut{each}.jpg").chmod(0o640)
    assert_nothing_closes(site)


def test_nor_one_that_holds_albums_alone(site: Site):
    begin(site, taken)
    site.write("vault/inner/1.jpg", taken(400))
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    age_and_sync(site)
    anew(site, "vault/inner/1.jpg", taken(400))
    move(site, "vault", ".away")
    site.sync(accept_missing=True)
    (site.library / "vault").mkdir()
    copy(site, ".away/inner", "new")  # On another disk, so that no inode tells.
    site.sync(accept_missing=True)
    assert visible(site) == OPEN


@pytest.mark.parametrize("is_edited", [False, True])
def test_an_album_is_back_with_its_pictures(site: Site, is_edited: bool):
    begin(site, taken)
    move(site, "secret", ".away")
    site.sync(accept_missing=True)
    move(site, ".away", "secret")
    if is_edited:
        edit(site)
    assert_nothing_closes(site)


def assert_nothing_closes(site: Site, new: str = "new") -> None:
    """What is new beside an album that went, or called like it, would be its heir."""
    site.write(f"{new}/1.jpg", silent(1))
    site.sync()
    assert visible(site) == {*OPEN, f"{new}/1.jpg"}


@pytest.mark.parametrize("content", [taken, silent])
def test_what_was_edited_is_there(site: Site, content: Callable[[int], bytes]):
    begin(site, content)
    edit(site, content)
    assert_nothing_closes(site)


def test_what_was_taken_by_a_clock_that_was_set_right_is_there(site: Site):
    begin(site, taken)
    edit(site, later=60)
    assert_nothing_closes(site)


def test_what_says_its_zone_now_is_there(site: Site):
    begin(site, taken, RHYTHM)
    edit(site, lambda number: taken(number, zone="+02:00"), RHYTHM)
    assert_nothing_closes(site)


@pytest.mark.parametrize(("before", "after"), [("25", ""), ("", "25")])
def test_what_says_its_moment_less_precisely_or_more_so_is_there(
    site: Site, before: str, after: str
):
    site.write("secret/4.jpg", at(226, fraction=before))
    begin(site, taken)
    anew(site, "secret/4.jpg", at(226, fraction=after))
    assert_nothing_closes(site)


def another(site: Site) -> None:
    anew(site, f"secret/{NAMES[0]}", taken(500))


def an_empty_one(site: Site) -> None:
    site.write(f"secret/{NAMES[0]}", b"")


def a_copy(site: Site) -> None:
    copy(site, f"secret/{NAMES[1]}", f"secret/{NAMES[0]}")


@pytest.mark.parametrize("happen", [another, an_empty_one, a_copy])
@pytest.mark.parametrize("is_edited", [False, True])
@pytest.mark.parametrize("folder", ["", "secret"])
def test_one_whose_name_another_file_has_may_be_in_what_is_new_beside(
    site: Site, is_edited: bool, folder: str, happen: Callable[[Site], None]
):
    begin(site, taken)
    if is_edited:
        edit(site)
    happen(site)
    site.write("open/new/1.jpg", silent(1))
    site.write("new/1.jpg", silent(2))
    for each in (folder, ""):
        site.sync(each)
        assert visible(site) == {*OPEN, "open/new/1.jpg"}


@pytest.mark.parametrize("later", [0, 60], ids=["edited", "set right"])
def test_so_it_may_be_if_most_others_were_edited_or_their_clock_set_right(site: Site, later: int):
    more = {f"secret/{minutes}.jpg": minutes for minutes in (226, 239)}
    for path, minutes in more.items():
        site.write(path, taken(minutes))
    begin(site, taken)
    edit(site, series={"secret": IRREGULAR["secret"]}, later=later)
    for path, minutes in more.items():
        anew(site, path, taken(minutes + later))
    another(site)
    site.write("new/1.jpg", silent(2))
    site.sync()
    assert visible(site) == OPEN


def test_what_is_edited_in_a_closed_folder_is_synced_alone(site: Site):
    begin(site, taken)
    anew(site, f"secret/{NAMES[0]}", taken(200))
    site.write("new/1.jpg", silent(2))
    assert not site.sync("secret").is_whole


def nothing(_site: Site, _name: str) -> bytes:
    return b""


def what_is_known(site: Site, name: str) -> bytes:
    return (site.library / f"open/{name}").read_bytes()


def what_was_removed(site: Site, name: str) -> bytes:
    take_out(site, f"open/{name}")
    site.sync()
    return what_is_known(site, name)


def what_was_deleted(site: Site, name: str) -> bytes:
    with site.session() as session:
        query = select(Album).where(Album.folder == "open", Album.gallery_id.is_not(None))
        if album := session.scalars(query).one_or_none():
            delete_album(session, album)
    return what_is_known(site, name)


def what_was_edited(site: Site, name: str) -> bytes:
    """The version of another one, in whichever folder that is, which a backup has."""
    folder = site.library / ("secret" if name == NAMES[0] else "open")
    older = (folder / NAMES[-1]).read_bytes()
    edit_all(folder)
    site.sync()
    return older


@pytest.mark.parametrize(
    "content", [nothing, what_is_known, what_was_removed, what_was_deleted, what_was_edited]
)
@pytest.mark.parametrize("new", ["new", "open/secret"])
def test_what_has_the_names_of_pictures_without_moments_may_be_no_edit(
    site: Site, new: str, content: Callable[[Site, str], bytes]
):
    begin(site, silent)
    others = {name: content(site, name) for name in NAMES}
    before = visible(site)
    for name, other in others.items():
        move(site, f"secret/{name}", f"{new}/{name}")
        site.write(f"secret/{name}", other)
    edit_all(site.library / new)
    for _ in range(2):
        site.sync()
        assert visible(site) == before


def test_an_older_version_of_it_is_put_back(site: Site):
    begin(site, silent)
    before = {name: (site.library / f"secret/{name}").read_bytes() for name in NAMES}
    edit_all(site.library / "secret")
    site.sync()
    for name, content in before.items():
        anew(site, f"secret/{name}", b"")
        site.write(f"secret/{name}", content)
    assert_nothing_closes(site)


def test_one_without_a_moment_that_was_written_over_is_there(site: Site):
    """Another one was taken out."""
    begin(site, silent)
    edit_all(site.library / "secret")
    (site.library / "secret" / NAMES[0]).unlink()
    assert_nothing_closes(site, "open/secret")


@pytest.mark.parametrize("taken_out", [NAMES[:1], NAMES], ids=["one", "all"])
@pytest.mark.parametrize(
    "names", [NAMES[:1], NAMES[1:], NAMES], ids=["its name", "other names", "all names"]
)
def test_what_was_removed_stays_so_although_another_picture_has_its_name(
    site: Site, taken_out: tuple[str, ...], names: tuple[str, ...]
):
    begin(site, taken)
    for name in taken_out:
        take_out(site, f"open/{name}")
    site.sync()
    edit(site)
    for name in NAMES:
        move(site, f"open/{name}", f"new/{name}")
    for number, name in enumerate(names):
        site.write(f"open/{name}", taken(500 + 2**number))
    site.sync(accept_missing=True)
    assert not any(path.startswith("new/") for path in visible(site))


@pytest.mark.parametrize("hide", [take_out, put_into_vault])
def test_what_was_removed_stays_so_if_another_picture_has_the_name_of_one_beside_it(
    site: Site, hide: Callable[[Site, str], None]
):
    begin(site, taken)
    site.write("vault/0.jpg", taken(900))
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    hide(site, f"open/{NAMES[0]}")
    site.sync()
    for name in NAMES[:2]:
        move(site, f"open/{name}", f"new/{name}")
    edit_all(site.library / "new")
    site.write(f"open/{NAMES[1]}", taken(500))
    for _ in range(2):
        site.sync()
        assert not any(path.startswith("new/") for path in visible(site))


def test_pictures_of_all_parts_of_a_folder_are_looked_at():
    images = [
        KnownImage(str(number), "album", "", 1, 1, 1, None, b"", "ready") for number in range(10)
    ]
    assert [image.id for image in spread(images, 3)] == ["0", "4", "8"]
    assert [*spread(images, 10)] == images


@pytest.mark.parametrize("owner", ["owner", "other"])
def test_what_another_gallery_knows_of_the_same_file_is_an_edit_all_the_same(
    site: Site, owner: str
):
    begin(site, silent)
    edit_all(site.library / "secret")
    site.add_gallery("two.test", owner=owner)
    site.sync(host="two.test")
    site.write("new/1.jpg", silent(1))
    assert site.sync().closed == []
