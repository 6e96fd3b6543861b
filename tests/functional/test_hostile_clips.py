"""Video files that mean harm, or only look like some: a reason for each, and work goes on."""

import os
import signal
from dataclasses import replace
from typing import Any

import pytest

from bviewer.models import ImageState, ItemKind
from bviewer.queue.task import TryLater
from bviewer.rendering.render import render_image
from bviewer.renditions import pipeline, posters
from tests.clips import claiming, clip, painted, write
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.rendering.test_failures import crash, hang, kill_worker, render_in_a_process

GOOD = "a/good.mp4"
ENDLESS = 3_000_000_000  # Bytes that take no room: most are a hole.


def damaged() -> bytes:
    """A film whose pictures are gone."""
    data = bytearray(clip("mp4"))
    at = data.index(b"mdat") + 4
    data[at : at + 300] = bytes(300)
    return bytes(data)


# What the header tells, and what is told once a picture is wanted.
AT_ONCE = {
    "cut.mov": (clip("mov")[:400], "the video is damaged"),
    "playlist.mp4": (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "not a video in a"),
    "list.mkv": (b"ffconcat version 1.0\nfile good.mp4\n", "not a video in a supported format"),
    "page.webm": (b"<!doctype html><script>alert(1)</script>", "not a video in a supported format"),
    "empty.3gp": (b"", "the file is empty"),
    "other.mkv": (write("matroska", "ffv1", [painted()]), "is not decoded (ffv1)"),
}
ENDLESS_ONES = {f"endless.{kind}": clip(kind)[:400] for kind in ("avi", "mkv", "mts")}
WHEN_WANTED = {
    "damaged.mp4": (damaged(), "the video is damaged"),
    "huge.mkv": (claiming(30_000, 30_000, 30_000), "30,000 x 30,000 pixels is more than the limit"),
}


def test_each_has_a_reason_and_keeps_nobody_waiting(site: Site) -> None:
    for name, (data, _reason) in (AT_ONCE | WHEN_WANTED).items():
        site.write(f"a/{name}", data)
    for name, head in ENDLESS_ONES.items():
        os.truncate(site.write(f"a/{name}", head), ENDLESS)
    site.write("a/photograph.mp4", jpeg())
    site.write(GOOD, clip("mp4"))
    assert site.sync().skipped == []

    reasons = {name: reason for name, (_data, reason) in AT_ONCE.items()}
    reasons |= dict.fromkeys(ENDLESS_ONES, "its header is damaged or too large")
    for name, reason in reasons.items():
        row = site.image(f"a/{name}")
        assert (row.kind, row.state) == (ItemKind.CLIP, ImageState.BROKEN), name
        assert reason in (row.reason or ""), name
    browser = site.browser()
    for name, (_data, reason) in WHEN_WANTED.items():
        assert browser.get(f"{site.image_url(f'a/{name}')}small.jpg", status=202)
        site.run_jobs()
        row = site.image(f"a/{name}")
        assert (row.state, row.attempts) == (ImageState.BROKEN, 1), name
        assert reason in (row.reason or ""), name
    assert site.image("a/photograph.mp4").kind == ItemKind.IMAGE
    for name in (GOOD, "a/photograph.mp4"):
        browser.get(f"{site.image_url(name)}small.jpg", status=202)
        site.run_jobs()
        browser.get(f"{site.image_url(name)}small.jpg", status=200)


def swell(*_args: Any) -> None:
    """A decoder that wants more than there is."""
    bytearray(1 << 40)


@pytest.mark.parametrize(
    ("decoder", "tries", "reason"),
    [
        (crash, 2, "the decoder crashed (signal SIGSEGV)"),
        (hang, 2, "it took longer than 0.5 s"),
        (swell, 1, "it needs more memory than allowed"),
    ],
)
def test_what_no_decoder_survives_is_tried_twice_and_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch, decoder: Any, tries: int, reason: str
) -> None:
    site.write(GOOD, clip("mp4"))
    site.sync()
    runtime = replace(site.runtime, limits=replace(site.runtime.limits, seconds=0.5))
    monkeypatch.setattr(posters, "decode_poster", decoder)
    item = site.image(GOOD).id
    for _ in range(tries - 1):
        with pytest.raises(TryLater):
            render_image(runtime, item)
    render_image(runtime, item)
    row = site.image(GOOD)
    assert (row.state, row.reason, row.attempts) == (ImageState.BROKEN, reason, tries)
    monkeypatch.setattr(pipeline, "render", pytest.fail)
    render_image(runtime, item)


def test_a_worker_that_is_killed_over_one_is_followed_by_another(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(GOOD, clip("mp4"))
    site.sync()
    item = site.image(GOOD).id
    with monkeypatch.context() as patched:
        patched.setattr(posters, "decode_poster", lambda *_: kill_worker(os.getppid()))
        assert render_in_a_process(site, item) == -signal.SIGKILL
    assert site.image(GOOD).attempts == 1
    render_image(site.runtime, item)
    assert (site.image(GOOD).state, site.image(GOOD).attempts) == (ImageState.READY, 0)
    site.browser().get(f"{site.image_url(GOOD)}small.jpg", status=200)
