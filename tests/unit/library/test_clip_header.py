import io
from datetime import timedelta
from fractions import Fraction

import pytest
from PIL import Image

from bviewer.library.bounded import BoundedReader
from bviewer.library.clip_header import ClipHeader, read_clip_header
from tests.clips import KINDS, claiming, clip, painted, sizeless, write
from tests.pictures import jpeg

TENTHS = timedelta(milliseconds=300)


def read(data: bytes) -> ClipHeader:
    return read_clip_header(BoundedReader(io.BytesIO(data)))


@pytest.mark.parametrize("extension", KINDS)
def test_every_container_tells_the_same(extension: str) -> None:
    header = read(clip(extension))
    assert header.problem is None
    # H.263 has a few sizes, whose pixels are not square.
    assert (header.width, header.height) == ((192, 144) if extension == "3gp" else (64, 48))
    assert header.duration is not None
    assert abs(header.duration - TENTHS) < timedelta(milliseconds=20)


@pytest.mark.parametrize(
    ("extension", "codec", "media_type"),
    [
        ("mp4", "libx264", 'video/mp4; codecs="avc1.42c00a, mp4a.40.2"'),
        ("mp4", "libvpx-vp9", 'video/mp4; codecs="vp09.00.10.08, mp4a.40.2"'),
        ("mp4", "libsvtav1", 'video/mp4; codecs="av01.0.00M.08, mp4a.40.2"'),
        ("mp4", "mpeg4", 'video/mp4; codecs="mp4v.20.1, mp4a.40.2"'),
        # Browsers know QuickTime by the name of what was made from it; no name is for plain sound.
        ("mov", "libx264", 'video/mp4; codecs="avc1.42c00a"'),
        ("mov", "mjpeg", 'video/mp4; codecs="jpeg"'),
        ("3gp", "h263", 'video/mp4; codecs="s263, mp4a.40.2"'),
        ("webm", "libvpx", 'video/webm; codecs="vp8, opus"'),
        # What WebM may hold is asked for as such.
        ("mkv", "libvpx-vp9", 'video/webm; codecs="vp09.00.10.08, opus"'),
        ("mkv", "libx264", 'video/matroska; codecs="avc1.42c00a, opus"'),
        ("avi", "mjpeg", 'video/x-msvideo; codecs="jpeg"'),
        ("mts", "libx264", 'video/mp2t; codecs="avc1.42c00a"'),
    ],
)
def test_browsers_are_asked_with_the_codecs(extension: str, codec: str, media_type: str) -> None:
    assert read(clip(extension, codec)).media_type == media_type


def test_safari_is_told_where_hevc_has_its_parameters() -> None:
    pictures = [painted()]
    for tag in ("hvc1", "hev1"):
        data = write("mp4", "libx265", pictures, film={"tag": tag})
        header = read(data.replace(b"hev1", tag.encode()))
        assert header.media_type == f'video/mp4; codecs="{tag}.1.6.L30.90"'


@pytest.mark.parametrize(
    ("matrix", "size"),
    [
        ((1, 0, 0, 1), (64, 48)),
        ((0, 1, -1, 0), (48, 64)),
        ((-1, 0, 0, -1), (64, 48)),
        ((0, -1, 1, 0), (48, 64)),
        ((-1, 0, 0, 1), (64, 48)),
        ((0, 1, 1, 0), (48, 64)),
        ((0, -1, -1, 0), (48, 64)),
        ((1, 0, 0, -1), (64, 48)),
    ],
)
def test_sizes_are_those_of_the_upright_film(
    matrix: tuple[int, ...], size: tuple[int, int]
) -> None:
    header = read(write("mp4", "mpeg4", [painted()], matrix=matrix))
    assert (header.width, header.height) == size


def test_pixels_may_be_wider_than_high() -> None:
    header = read(write("mp4", "mpeg4", [painted()], aspect=Fraction(4, 3)))
    assert (header.width, header.height) == (85, 48)
    turned = read(write("mp4", "mpeg4", [painted()], aspect=Fraction(4, 3), matrix=(0, 1, -1, 0)))
    assert (turned.width, turned.height) == (48, 85)


@pytest.mark.parametrize(
    "data",
    [sizeless(), claiming(2**31 - 1, 1, 2**32 - 1)],
    ids=["nothing", "more than a database counts"],
)
def test_a_size_that_no_film_has_is_none(data: bytes) -> None:
    header = read(data)
    assert (header.width, header.height, header.problem) == (None, None, "the video is damaged")
    assert header.duration == timedelta(milliseconds=100)


def test_tags_are_those_of_the_file_and_of_its_film() -> None:
    data = write(
        "mov",
        "mjpeg",
        [painted()],
        tags={"creation_time": "2024-06-13T12:25:01Z", "make": "Apple"},
        film_tags={"handler_name": "Core Media Video"},
    )
    tags = read(data).tags
    assert tags["creation_time"] == "2024-06-13T12:25:01.000000Z"
    assert tags["make"] == "Apple"
    assert tags["handler_name"] == "Core Media Video"


def test_a_film_that_does_not_say_how_long_it_is_has_no_length() -> None:
    assert read(write("webm", "libvpx", [painted()] * 2, options={"live": "1"})).duration is None


def test_sound_alone_is_no_film() -> None:
    with io.BytesIO(clip("mp4")) as whole:
        data = whole.getvalue().replace(b"vide", b"text").replace(b"avc1", b"text")
    header = read(data)
    assert header.problem == "there is no film in it"
    assert header.media_type == 'video/mp4; codecs="mp4a.40.2"'
    assert header.width is None


def test_a_cover_is_no_film() -> None:
    # A picture among the tags of a song is a stream as well.
    song = jpeg(16, 16)
    item = (len(song) + 16).to_bytes(4) + b"data" + (13).to_bytes(4) + bytes(4) + song
    cover = (len(item) + 8).to_bytes(4) + b"covr" + item
    listed = (len(cover) + 8).to_bytes(4) + b"ilst" + cover
    handler = (33).to_bytes(4) + b"hdlr" + bytes(8) + b"mdirappl" + bytes(9)
    meta = (len(listed) + len(handler) + 12).to_bytes(4) + b"meta" + bytes(4) + handler + listed
    tags = (len(meta) + 8).to_bytes(4) + b"udta" + meta
    data = b"\0\0\0\x10ftypM4V \0\0\0\0" + (len(tags) + 8).to_bytes(4) + b"moov" + tags
    assert read(data).problem == "there is no film in it"


@pytest.mark.parametrize("extension", KINDS)
def test_a_damaged_clip_is_a_reason(extension: str) -> None:
    data = clip(extension)
    for part in (data[:200], data[:400], data[: len(data) // 3], data[:60] + bytes(4000)):
        header = read(part)
        assert header.problem is None or isinstance(header.problem, str)
    assert read(data[:60] + bytes(4000)).problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"this is text", "not a video in a supported format"),
        (jpeg(), "not a video in a supported format"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "not a video in a supported format"),
        (b"ffconcat version 1.0\nfile a.mp4\n", "not a video in a supported format"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", "the video is damaged"),
    ],
)
def test_what_is_no_clip_is_a_reason(data: bytes, problem: str) -> None:
    assert read(data).problem == problem


def test_a_codec_that_is_not_on_the_list_is_a_reason() -> None:
    header = read(write("matroska", "ffv1", [painted()]))
    assert header.problem == "its video is in a format that is not decoded (ffv1)"
    assert (header.width, header.height) == (64, 48)


class Endless(io.RawIOBase):
    """A file that begins like a clip, and goes on for ever."""

    def __init__(self, head: bytes) -> None:
        self._head, self._at = head, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = {0: offset, 1: self._at + offset, 2: 1 << 62}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        part = self._head[self._at : self._at + size].ljust(size, b"\0")
        self._at += size
        return part


@pytest.mark.parametrize("extension", ["mp4", "mkv", "avi", "mts"])
def test_an_endless_file_has_a_budget(extension: str) -> None:
    reader = BoundedReader(Endless(clip(extension)[:400]), reads=300)  # type: ignore[arg-type]
    header = read_clip_header(reader)
    assert header.problem is not None


class Failing(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 500:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_the_error_of_a_storage_is_none_of_the_clip() -> None:
    data = clip("mp4")
    far = data[:32] + (200_000).to_bytes(4) + b"free" + bytes(199_992) + data[32:]
    assert read(far).problem is None
    with pytest.raises(OSError, match="Input/output error"):
        read_clip_header(BoundedReader(Failing(far)))


def test_a_picture_of_one_colour_is_a_clip_as_well() -> None:
    assert read(write("mp4", "mpeg4", [Image.new("RGB", (32, 32))])).problem is None
