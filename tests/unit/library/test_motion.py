"""Films in the files of photographs: where they begin, whoever put them there."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.library.bounded import BoundedReader
from bviewer.library.header import read_header
from bviewer.library.motion import Motion, find_motion
from tests.examples import examples
from tests.motion import (
    ROME,
    boxed_photo,
    early_photo,
    film,
    google_photo,
    listed,
    packet,
    samsung_photo,
)
from tests.pictures import jpeg, picture


def _motion(data: bytes, reads: int = 50_000) -> Motion | None:
    reader = BoundedReader(io.BytesIO(data), reads=reads)
    return find_motion(reader, read_header(BoundedReader(io.BytesIO(data))).xmp)


def _film(data: bytes) -> bytes | None:
    motion = _motion(data)
    return motion and data[motion.start : motion.start + motion.size]


@pytest.mark.parametrize("photo", [google_photo, early_photo, samsung_photo, boxed_photo])
def test_the_film_is_found_whoever_put_it_there(photo: object) -> None:
    data = photo()  # type: ignore[operator]
    assert _film(data) == film()
    assert _motion(data) == Motion(data.index(film()), len(film()), is_placed=False)


def test_what_is_listed_behind_the_film_is_none_of_it() -> None:
    gain_map, other = jpeg(8, 8), bytes(50)
    sizes = (("GainMap", len(gain_map)), ("MotionPhoto", len(film())), ("Other", len(other)))
    xmp = listed(("Primary", 0), *sizes)
    assert _film(jpeg(24, 16, xmp=xmp) + gain_map + film() + other) == film()


@pytest.mark.parametrize("behind", [bytes(40), b"\0\0\0\x0csefdMCC1", b"MCC_Data310", b"\0" * 3])
def test_what_is_behind_the_film_is_none_of_it(behind: bytes) -> None:
    """Samsung counts its notes, such as the country, as a part of the film."""
    xmp = listed(("Primary", 0), ("MotionPhoto", len(film()) + len(behind)))
    assert _film(jpeg(24, 16, xmp=xmp) + film() + behind) == film()
    assert _film(boxed_photo(film() + behind)) == film()


def test_properties_may_be_elements() -> None:
    item = f"<Item:Semantic>MotionPhoto</Item:Semantic><Item:Length>{len(film())}</Item:Length>"
    directory = f"<rdf:Seq><rdf:li>{item}</rdf:li></rdf:Seq>"
    assert _film(jpeg(24, 16, xmp=packet("", directory)) + film()) == film()
    element = f"<GCamera:MicroVideoOffset>{len(film())}</GCamera:MicroVideoOffset>"
    assert _film(jpeg(24, 16, xmp=packet("", element)) + film()) == film()


@pytest.mark.parametrize(
    ("location", "is_placed"), [(ROME, True), ("+00.0000+000.0000/", False), ("", False)]
)
def test_it_is_known_whether_a_film_says_where_it_was_taken(
    location: str, *, is_placed: bool
) -> None:
    motion = _motion(google_photo(film(location=location)))
    assert motion
    assert motion.is_placed == is_placed


LENGTH = len(film())


@pytest.mark.parametrize(
    "length", [0, 1, LENGTH - 1, LENGTH + 1, 10**9, 10**17, "9" * 4000, "-5", "x", ""]
)
def test_what_a_file_says_wrongly_is_no_film(length: object) -> None:
    assert _motion(jpeg(24, 16, xmp=listed(("MotionPhoto", length))) + film()) is None
    assert _motion(early_photo(offset=length)) is None


@pytest.mark.parametrize(
    "moving",
    [
        b"",
        bytes(1000),
        jpeg(24, 16),
        picture("HEIF", 24, 16),  # It begins like a film, but for its kind.
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
        film().replace(b"moov", b"none"),
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42\0\0\0\1mdat" + b"\xff" * 8,
    ],
    ids=["empty", "zeros", "jpeg", "heic", "nothing else", "no index", "endless"],
)
@pytest.mark.parametrize("photo", [google_photo, early_photo, samsung_photo, boxed_photo])
def test_what_is_no_film_is_none(photo: object, moving: bytes) -> None:
    assert _motion(photo(moving)) is None  # type: ignore[operator]


@pytest.mark.parametrize("back", [1, -1, 10**6, 2**32 - 10**6])
def test_a_trailer_that_leads_elsewhere_has_no_film(back: int) -> None:
    if back < 2**31:
        assert _motion(samsung_photo(back=back)) is None
    data = samsung_photo()
    assert _motion(data[:-8] + struct.pack("<I", back % 2**32) + b"SEFT") is None


@pytest.mark.parametrize("length", [0, 1, 7, 9, 2**31])
def test_a_box_that_is_not_what_it_says(length: int) -> None:
    motion = _motion(boxed_photo(length=length))
    assert motion is None or (length == 0 and motion.size == LENGTH)  # Nought: up to the end.


def test_boxes_without_end_are_followed_for_a_while() -> None:
    empty = struct.pack(">I4s", 8, b"free")
    assert _motion(picture("HEIF", 24, 16) + empty * 10**5 + boxed_photo()[-LENGTH - 8 :]) is None


def test_a_list_without_end_is_followed_for_a_while() -> None:
    xmp = listed(*[("Other", 0)] * 200, ("MotionPhoto", LENGTH))
    assert _motion(jpeg(24, 16, xmp=xmp) + film()) is None
    xmp = listed(*[("Other", 0)] * 50, ("MotionPhoto", LENGTH))
    assert _film(jpeg(24, 16, xmp=xmp) + film()) == film()


def test_only_photographs_that_phones_take_have_films() -> None:
    xmp = listed(("MotionPhoto", LENGTH))
    assert _motion(picture("PNG", 24, 16, xmp=xmp) + film()) is None


def test_a_dying_disk_is_no_answer() -> None:
    class Dying(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 1000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    data = google_photo()
    xmp = read_header(BoundedReader(io.BytesIO(data))).xmp
    with pytest.raises(OSError, match="Input/output"):
        find_motion(BoundedReader(Dying(data)), xmp)


def test_a_budget_ends_the_search() -> None:
    assert _motion(google_photo(), reads=3) is None


@examples(50)
@given(
    place=st.integers(0, len(google_photo()) - 1),
    data=st.binary(min_size=1, max_size=12),
    photo=st.sampled_from([google_photo(), early_photo(), samsung_photo(), boxed_photo()]),
)
def test_damage_harms_nobody(place: int, data: bytes, photo: bytes) -> None:
    damaged = photo[:place] + data + photo[place + len(data) :]
    motion = _motion(damaged)
    if motion is not None:
        assert 0 < motion.start < motion.start + motion.size <= len(damaged)
        assert damaged[motion.start + 4 : motion.start + 8] == b"ftyp"
