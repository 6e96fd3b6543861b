"""What FFmpeg is not asked for: it knows many ways to open something else."""

import io
import subprocess
import sys
from pathlib import Path

import av
import pytest

from bviewer.library.bounded import BoundedReader
from bviewer.library.clip_header import read_clip_header
from bviewer.library.clips import DECODERS, OPTIONS, film_in, open_clip
from bviewer.library.formats import CLIPS, DEMUXERS, format_of
from tests.clips import KINDS, clip

# Formats whose files name other files, each with one that does.
TELLTALES = {
    "concat": "ffconcat version 1.0\nfile '{secret}'\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 1 RTP/AVP 33\n",
}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.mp4"
    path.write_bytes(clip("mp4"))
    return path


@pytest.mark.parametrize("name", TELLTALES)
def test_formats_that_lead_elsewhere_are_not_opened_even_if_asked_for(
    name: str, secret: Path
) -> None:
    text = TELLTALES[name].format(secret=secret).encode()
    # The error is that of an option, before a byte is looked at.
    with pytest.raises((av.FFmpegError, ValueError)):
        av.open(io.BytesIO(text), "r", format=name, container_options=OPTIONS)


def test_no_protocol_opens_anything(secret: Path) -> None:
    for address in (
        secret.as_uri(),
        f"file:{secret}",
        "http://127.0.0.1:9/a.mp4",
        f"async:{secret}",
    ):
        with pytest.raises((av.FFmpegError, ValueError)):
            av.open(address, "r", format="mov", container_options=OPTIONS)
    with av.open(secret.as_uri(), "r", format="mov"):
        pass  # It is the options that forbid it.


def test_a_film_that_is_said_to_be_in_another_file_is_not_sought_there(secret: Path) -> None:
    data = clip("mp4")
    at = data.index(b"url \0\0\0\1")
    elsewhere = data[:at] + b"url \0\0\0\0" + data[at + 8 :]
    opened = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in {"open", "socket.connect"}:
            opened.append(arguments[0])

    watching = True
    sys.addaudithook(watch)
    try:
        read_clip_header(BoundedReader(io.BytesIO(elsewhere)))
    finally:
        watching = False
    assert opened == []


def test_the_lists_are_those_of_what_is_opened() -> None:
    assert set(OPTIONS["format_whitelist"].split(",")) == set(DEMUXERS)
    assert {form.decoder for form in CLIPS} == set(DEMUXERS)
    assert OPTIONS["protocol_whitelist"] == "none"
    known = [name for name in DECODERS if name in av.codecs_available]
    assert set(DECODERS) - set(known) == set()


@pytest.mark.parametrize("extension", KINDS)
def test_a_film_is_found(extension: str) -> None:
    data = clip(extension)
    form = format_of(data[:400])
    assert form is not None
    with open_clip(BoundedReader(io.BytesIO(data)), form) as container:
        film = film_in(container)
        assert film is not None
        assert film.codec_context.name in DECODERS


def test_what_opens_clips_is_loaded_for_clips_alone() -> None:
    """It is large. Before child processes are made, for each of them would load it anew."""
    for load in ("bviewer.library.facts:load_parsers", "bviewer.renditions.store:load_pipeline"):
        module, _, name = load.partition(":")
        code = (
            f"import sys; from {module} import {name} as load; load(); print('av' in sys.modules);"
            "load(with_clips=True); print('av' in sys.modules)"
        )
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert said.stdout.split() == [b"False", b"True"], load
