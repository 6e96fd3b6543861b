"""Pictures that stand for clips."""

import io
import struct
from collections.abc import Sequence
from fractions import Fraction

import av
import pytest
from PIL import Image, ImageDraw

from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.pipeline import Rendered, render
from bviewer.renditions.sizes import Size
from tests.clips import KINDS, clip, painted, sizeless, write
from tests.unit.renditions.pictures import block_colours, blocks

LIMIT = 1_000_000
WHOLE = Size("whole", 1920, 1080, crop=False, quality=95)
SMALL = Size("small", 32, 32, crop=True, quality=95)

STORED = {
    1: ((1, 0, 0, 1), None),
    2: ((-1, 0, 0, 1), Image.Transpose.FLIP_LEFT_RIGHT),
    3: ((-1, 0, 0, -1), Image.Transpose.ROTATE_180),
    4: ((1, 0, 0, -1), Image.Transpose.FLIP_TOP_BOTTOM),
    5: ((0, 1, 1, 0), Image.Transpose.TRANSPOSE),
    6: ((0, 1, -1, 0), Image.Transpose.ROTATE_90),
    7: ((0, -1, -1, 0), Image.Transpose.TRANSVERSE),
    8: ((0, -1, 1, 0), Image.Transpose.ROTATE_270),
}
"""Matrices of clips, and how an upright picture has to be stored for each."""

BLACK = Image.new("RGB", (64, 48))


def rendered(data: bytes, *sizes: Size, limit: int = LIMIT) -> Rendered:
    return render(io.BytesIO(data), sizes or (WHOLE,), limit)


def poster(data: bytes) -> Image.Image:
    """The whole picture."""
    return Image.open(io.BytesIO(rendered(data).files["whole"]))


def near(one: Sequence[int], other: Sequence[int], by: int = 30) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("extension", KINDS)
def test_every_container_has_a_picture(extension: str) -> None:
    result = rendered(clip(extension), WHOLE, SMALL)
    assert set(result.files) == {"whole", "small"}
    assert Image.open(io.BytesIO(result.files["small"])).size == (32, 32)
    whole = Image.open(io.BytesIO(result.files["whole"]))
    assert whole.size == (result.width, result.height)
    width, height = whole.size
    corners = [(2, 2), (width - 3, 2), (width - 3, height - 3), (2, height - 3)]
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    for corner, colour in zip(corners, colours, strict=True):
        assert near(whole.getpixel(corner), colour, 60)  # type: ignore[arg-type]


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libvpx-vp9", "libsvtav1", "mpeg4"])
def test_every_codec_of_today_has_a_picture(codec: str) -> None:
    assert near(poster(clip("mp4", codec)).getpixel((5, 5)), (255, 0, 0), 60)  # type: ignore[arg-type]


@pytest.mark.parametrize("orientation", STORED)
def test_it_is_turned_and_mirrored_by_the_whole_matrix(orientation: int) -> None:
    matrix, transpose = STORED[orientation]
    picture = blocks()
    stored = picture if transpose is None else picture.transpose(transpose)
    data = write("mp4", "mjpeg", [stored], matrix=matrix, film={"qscale": "2"})
    result = rendered(data)
    assert (result.width, result.height) == (48, 32)
    upright = poster(data)
    assert upright.size == (48, 32)
    pairs = zip(block_colours(upright), block_colours(picture), strict=True)
    assert all(near(shown, painted_in, 25) for shown, painted_in in pairs)


def test_pixels_that_are_not_square_are_made_so() -> None:
    data = write("mp4", "mpeg4", [painted()], aspect=Fraction(4, 3))
    assert poster(data).size == (85, 48)
    turned = write("mp4", "mpeg4", [painted()], aspect=Fraction(4, 3), matrix=STORED[6][0])
    assert poster(turned).size == (48, 85)


def test_it_is_shrunk_to_what_is_needed() -> None:
    data = write("mov", "mjpeg", [painted(640, 480)])
    result = rendered(data, SMALL)
    small = Image.open(io.BytesIO(result.files["small"]))
    assert (result.width, result.height, small.size) == (640, 480, (32, 32))
    assert near(small.getpixel((2, 2)), (255, 0, 0))  # type: ignore[arg-type]
    assert near(small.getpixel((29, 29)), (0, 0, 255))  # type: ignore[arg-type]


@pytest.mark.parametrize("colour", ["black", "white", "#101010"])
@pytest.mark.parametrize("whole", [True, False])
def test_it_shows_something_if_the_film_does(colour: str, whole: bool) -> None:
    """With pictures that need no other, and where only the first is one."""
    empty = Image.new("RGB", (64, 48), colour)
    data = write("mp4", "mpeg4", [*[empty] * 20, *[painted()] * 10], whole=whole)
    assert near(poster(data).getpixel((5, 5)), (255, 0, 0), 60)  # type: ignore[arg-type]


def test_it_is_near_the_beginning() -> None:
    later = painted().transpose(Image.Transpose.ROTATE_180)
    data = write("mp4", "mpeg4", [*[painted()] * 5, *[later] * 30], whole=True)
    assert near(poster(data).getpixel((5, 5)), (255, 0, 0), 60)  # type: ignore[arg-type]


def test_a_film_that_is_black_has_a_black_picture() -> None:
    assert near(poster(write("mp4", "mpeg4", [BLACK] * 3)).getpixel((5, 5)), (0, 0, 0))  # type: ignore[arg-type]


def test_the_one_that_shows_most_is_taken_if_all_are_dark() -> None:
    dim = BLACK.copy()
    ImageDraw.Draw(dim).rectangle((0, 0, 32, 48), "#141414")
    data = write("mp4", "mpeg4", [*[BLACK] * 5, *[dim] * 5, *[BLACK] * 5], whole=True)
    assert poster(data).getpixel((5, 5))[0] > 10  # type: ignore[index]


@pytest.mark.parametrize(("height", "colours"), [(480, 5), (720, 1)])
def test_colours_without_a_name_go_by_the_size(height: int, colours: int) -> None:
    """BT.601 and BT.709: a red of one is another red in the other."""
    red = Image.new("RGB", (64, height), (200, 40, 40))
    frame = av.VideoFrame.from_image(red).reformat(format="yuv420p", dst_colorspace=colours)
    frame.colorspace = 2
    data = write("matroska", "mpeg4", [frame], film={"qmax": "2"})
    assert near(poster(data).getpixel((30, 30)), (200, 40, 40), 6)  # type: ignore[arg-type]


def hdr(transfer: str, level: float) -> bytes:
    """A film of one grey, written with so much of what its numbers reach."""
    frame = av.VideoFrame(64, 48, "yuv420p10le")
    for plane, value in zip(frame.planes, (64 + 876 * level, 512, 512), strict=True):
        plane.update(struct.pack("<H", round(value)) * (plane.buffer_size // 2))
    name = {"pq": "smpte2084", "hlg": "arib-std-b67"}[transfer]
    tags = f":colorprim=bt2020:transfer={name}:colormatrix=bt2020nc:range=limited"
    return write(
        "mp4",
        "libx265",
        [frame],
        pixels="yuv420p10le",
        film={"x265-params": f"log-level=none:pools=1{tags}"},
    )


@pytest.mark.parametrize(
    ("transfer", "level", "low", "high"),
    [
        ("pq", 0.0, 0, 3),
        ("pq", 0.38, 65, 80),  # 26 candela, an eighth of white: what a face in the shade has.
        ("pq", 0.581, 180, 200),  # White paper.
        ("pq", 0.75, 250, 255),  # The sun on water.
        ("hlg", 0.0, 0, 3),
        ("hlg", 0.75, 180, 200),
        ("hlg", 1.0, 250, 255),
    ],
)
def test_a_high_dynamic_range_does_not_look_grey(
    transfer: str, level: float, low: int, high: int
) -> None:
    grey = poster(hdr(transfer, level)).getpixel((20, 20))
    assert low <= grey[0] <= high  # type: ignore[index]
    assert near(grey, [grey[0]] * 3, 4)  # type: ignore[arg-type,index]


def test_of_two_fields_one_is_shown() -> None:
    """What moved between them would look like a comb."""
    comb = Image.new("RGB", (64, 48))
    draw = ImageDraw.Draw(comb)
    for row in range(48):
        draw.line((0, row, 64, row), "white" if row % 2 else "#303030")
    draw.rectangle((0, 0, 8, 48), "white")
    interlaced = {"x264-params": "interlaced=1:qp=10"}
    data = write("mpegts", "libx264", [comb] * 2, film=interlaced)
    column = [poster(data).getpixel((40, row))[0] for row in range(8, 40)]  # type: ignore[index]
    assert max(column) - min(column) < 40


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", "the video is damaged"),
        (clip("mp4")[:-200], "the video is damaged"),
        (clip("mkv")[:300], "the video is damaged"),
        (clip("avi")[:5000], "the video is damaged"),
        (sizeless(), "the video is damaged"),
        (
            write("matroska", "ffv1", [painted()]),
            "its video is in a format that is not decoded (ffv1)",
        ),
        (
            clip("mp4").replace(b"vide", b"text").replace(b"avc1", b"text"),
            "there is no film in it",
        ),
    ],
)
def test_what_has_no_picture_has_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenImage) as caught:
        rendered(data)
    assert str(caught.value) == reason


def test_a_film_of_too_many_pixels_is_not_decoded() -> None:
    with pytest.raises(BrokenImage) as caught:
        rendered(clip("mp4"), limit=64 * 48 - 1)
    assert str(caught.value) == "64 x 48 pixels is more than the limit of 0.003071 megapixels"
    assert rendered(clip("mp4"), limit=64 * 48).width == 64


def test_a_film_whose_end_is_missing_has_a_picture() -> None:
    data = write("matroska", "mpeg4", [painted()] * 60, whole=True)
    whole = poster(data[: len(data) // 2])
    assert near(whole.getpixel((5, 5)), (255, 0, 0), 60)  # type: ignore[arg-type]


class Failing(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 64:
            raise OSError(5, "Input/output error")
        return super().read(64)


def test_the_error_of_a_storage_is_none_of_the_film() -> None:
    with pytest.raises(OSError, match="Input/output error"):
        render(Failing(clip("mp4")), [WHOLE], LIMIT)
