"""Files that would run in a browser: none is ever sent as something that does."""

from collections.abc import Iterator

import pytest
from webtest import TestResponse

from bviewer.rendering.render import render_image
from tests.pictures import jpeg, picture
from tests.site import Site
from tests.stack import Stack

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GIF = picture("GIF", 8, 8)

# The file, and the type of its bytes if it is a picture at all.
FILES: dict[str, tuple[bytes, str | None]] = {
    "honest.jpg": (jpeg(60, 40), "image/jpeg"),
    "page.jpg": (b"<!doctype html>" + SCRIPT, None),
    "drawing.png": (SVG, None),
    "png.jpg": (picture("PNG", 60, 40), "image/png"),
    "tiff.jpg": (picture("TIFF", 60, 40), "image/tiff"),
    "jpeg.gif": (jpeg(60, 40), "image/jpeg"),
    "polyglot.gif": (GIF + b"/*" + SCRIPT + b"*/=1;alert(1)", "image/gif"),
    "polyglot.jpg": (jpeg(60, 40) + SCRIPT, "image/jpeg"),
    "half.jpg": (b"GIF89a=1;alert(1)//" + SCRIPT, "image/gif"),
    "empty.webp": (b"RIFF\0\0\0\0WEBP" + SCRIPT, "image/webp"),
}
NEVER_LISTED = ["drawing.svg", "page.html", "page.xhtml", "page.jpg.html", "script.js", "x.pdf"]
WAYS = {
    "get": ({}, 200),
    "range": ({"Range": "bytes=0-9"}, 206),
    "known": ({"If-None-Match": "*"}, 304),
    "beyond": ({"Range": "bytes=999999999-"}, 416),
}


# bviewer sends bytes itself, leaves that to nginx, and nginx does it.
pytestmark = pytest.mark.stacks("embedded", "redirecting", "production")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """A site over such files, each rendered once."""
    site = Site(tmp_path_factory.mktemp("active"), database)
    site.add_gallery()
    for name, (content, _kind) in FILES.items():
        site.write(name, content)
    for name in NEVER_LISTED:
        site.write(name, SVG + SCRIPT)
    site.sync()
    for name in FILES:
        render_image(site.runtime, site.image(name).id)
    yield site
    site.close()


def check_harmless(answer: TestResponse) -> None:
    """Whatever a browser takes the bytes for, it neither guesses nor runs anything."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_other_files_than_pictures_are_not_there(site: Site) -> None:
    page = site.browser("owner").get("/")
    assert len(page.html.select(".images li")) == len(FILES)
    for name in NEVER_LISTED:
        assert name not in page


def test_an_original_is_a_download_of_the_type_of_its_bytes(
    site: Site, subtests: pytest.Subtests
) -> None:
    for name, (_content, kind) in FILES.items():
        with subtests.test(name):
            answer = site.browser().get(f"{site.image_url(name)}full")
            assert answer.content_type == (kind or "application/octet-stream")
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith("attachment; ")
            saved_as = disposition.partition('filename="')[2].partition('"')[0].rpartition(".")[2]
            assert saved_as in {"jpg", "png", "tif", "gif", "webp", "bin"}
            assert (saved_as == "bin") == (kind is None)


def test_a_resized_copy_is_a_jpeg_or_nothing(site: Site, subtests: pytest.Subtests) -> None:
    for name in FILES:
        with subtests.test(name):
            check_copy(site.browser().get(f"{site.image_url(name)}small.jpg", status=[200, 415]))


def check_copy(answer: TestResponse) -> None:
    """It is a JPEG without a script, or a drawing of ours."""
    if answer.status_int == 200:
        assert answer.content_type == "image/jpeg"
        assert SCRIPT not in answer.body
    else:
        # A drawing of ours, which says that there is nothing to see.
        assert answer.content_type == "image/svg+xml"
        assert b"script" not in answer.body
        check_harmless(answer)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ending", ["small.jpg", "full"])
def test_bytes_are_harmless_whatever_is_asked_for(site: Site, ending: str, way: str) -> None:
    headers, status = WAYS[way]
    url = f"{site.image_url('honest.jpg')}{ending}"
    answer = site.browser().get(url, headers=headers, status="*")
    if "X-Accel-Redirect" in answer.headers:
        # nginx sends its own headers; tests of delivery look at those.
        assert answer.status_int == 200
        assert answer.body == b""
    else:
        assert answer.status_int == status
        check_harmless(answer)
        assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["/", "/login", "/nothing", "/%ff", "/login/"])
def test_pages_are_harmless_whatever_is_asked_for(site: Site, url: str) -> None:
    check_harmless(site.browser().get(url, status="*"))
