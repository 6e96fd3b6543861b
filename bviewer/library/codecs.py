"""What browsers call the codecs of a clip, so that one can be asked whether it plays it.

RFC 6381 has the names, and the specification of each codec what is behind the first point.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from bviewer.library.formats import Format

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.codec.context import CodecContext
    from av.container import InputContainer
    from av.video.stream import VideoStream

    Stream = VideoStream | AudioStream

_OF_WEBM = {"vp8", "vp09", "av01", "opus", "vorbis"}
_SEQUENCE = re.compile(rb"\x00\x00\x01[\x07\x27\x47\x67](...)", re.DOTALL)


def asked_type(form: Format, codecs: list[str]) -> str:
    """Return what a browser is asked with: a media type with the names of codecs.

    QuickTime is what MP4 was made from, and browsers that play both know the younger name alone. So
    it is with Matroska, as far as it holds what WebM may.
    """
    media_type = "video/mp4" if form.decoder == "mov" else form.media_type
    if media_type == "video/matroska" and codecs and _OF_WEBM.issuperset(map(_family, codecs)):
        media_type = "video/webm"
    return f'{media_type}; codecs="{", ".join(codecs)}"' if codecs else media_type


def codecs_of(container: "InputContainer", film: "VideoStream | None") -> list[str]:
    """Return the names of what a clip holds: its film and its sound, if they have one.

    Sound that is not compressed has none; where it is played it needs no name.
    """
    sound = cast("AudioStream | None", container.streams.best("audio"))
    names = (codec_name(stream) for stream in (film, sound) if stream is not None)
    return [name for name in names if name]


def codec_name(stream: "Stream") -> str:
    """Return the name of a codec, as far as it is known; empty if it has none."""
    context = cast("CodecContext | None", stream.codec_context)
    if context is None:  # FFmpeg does not know it.
        return ""
    codec = context.codec.canonical_name
    plain = "" if codec.startswith("pcm_") else _PLAIN.get(codec, codec)
    try:
        return _DETAILED[codec](stream, context.extradata or b"")
    except (KeyError, IndexError, ValueError):  # There is no more to say, or it is damaged.
        return plain


def _family(name: str) -> str:
    return name.partition(".")[0]


def _avc(_stream: "Stream", extradata: bytes) -> str:
    """ISO 14496-15: profile, constraints and level, of the box or of the sequence's parameters."""
    if extradata[0] == 1:
        return f"avc1.{extradata[1:4].hex()}"
    match = _SEQUENCE.search(extradata)
    if match is None:
        raise ValueError("parameters are in the stream")
    return f"avc1.{match[1].hex()}"


def _hevc(stream: "Stream", extradata: bytes) -> str:
    """ISO 14496-15, annex E. Safari plays `hvc1` alone, so it is said which one it is."""
    if extradata[0] != 1:
        raise ValueError("parameters are in the stream")
    kind = "hev1" if tag_of(stream) == "hev1" else "hvc1"
    space, tier, profile = extradata[1] >> 6, extradata[1] >> 5 & 1, extradata[1] & 31
    flags = int.from_bytes(extradata[2:6], "big")
    reversed_flags = int(f"{flags:032b}"[::-1], 2)
    constraints = [f"{byte:X}" for byte in extradata[6:12].rstrip(b"\0")]
    level = f"{'H' if tier else 'L'}{extradata[12]}"
    name = f"{('', 'A', 'B', 'C')[space]}{profile}"
    return ".".join([kind, name, f"{reversed_flags:X}", level, *constraints])


def _av1(_stream: "Stream", extradata: bytes) -> str:
    """AV1 in ISO files, section 5."""
    profile, level = extradata[1] >> 5, extradata[1] & 31
    tier, is_high, is_twelve = extradata[2] >> 7, extradata[2] >> 6 & 1, extradata[2] >> 5 & 1
    depth = 8 + 2 * is_high + 2 * (is_high and is_twelve)
    return f"av01.{profile}.{level:02}{'H' if tier else 'M'}.{depth:02}"


def _vp9(stream: "Stream", _extradata: bytes) -> str:
    """VP codecs in ISO files. WebM tells neither the level nor the bits: then they are the lowest
    there are of the profile."""
    context = stream.codec_context
    profile = int((context.profile or "0").rpartition(" ")[2])
    depth = 8 if profile < 2 else 10
    return f"vp09.{profile:02}.{max(context.level or 0, 10):02}.{depth:02}"


def _mpeg4(_stream: "Stream", extradata: bytes) -> str:
    """ISO 14496-2: the byte behind the start code of the sequence."""
    return f"mp4v.20.{extradata[extradata.index(bytes([0, 0, 1, 0xB0])) + 4]}"


def _aac(_stream: "Stream", extradata: bytes) -> str:
    """ISO 14496-3: the first 5 bits, or 6 more."""
    kind = extradata[0] >> 3
    if kind == 31:
        kind = 32 + ((extradata[0] & 7) << 3 | extradata[1] >> 5)
    return f"mp4a.40.{kind}"


def tag_of(stream: "Stream") -> str:
    """Return how the file calls a codec; empty if that is no text."""
    try:
        return stream.codec_context.codec_tag
    except UnicodeDecodeError:
        return ""


_DETAILED: dict[str, Callable[["Stream", bytes], str]] = {
    "h264": _avc,
    "hevc": _hevc,
    "av1": _av1,
    "vp9": _vp9,
    "mpeg4": _mpeg4,
    "aac": _aac,
}
_PLAIN = {
    "h264": "avc1",
    "hevc": "hvc1",
    "av1": "av01",
    "vp9": "vp09",
    "mpeg4": "mp4v.20",
    "aac": "mp4a.40.2",
    "vp8": "vp8",
    "h263": "s263",
    "mjpeg": "jpeg",
    "mpeg2video": "mp2v",
    "mpeg1video": "mp1v",
    "prores": "apcn",
    "dvvideo": "dvc",
    "mp3": "mp3",
    "opus": "opus",
    "vorbis": "vorbis",
    "flac": "flac",
    "alac": "alac",
    "ac3": "ac-3",
    "eac3": "ec-3",
    "amr_nb": "samr",
    "amr_wb": "sawb",
}
