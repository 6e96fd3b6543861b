"""Row by row: hostile names, and what a mail parser (an independent reader) makes of them."""

from email import message_from_string
from email.utils import collapse_rfc2231_value

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.delivery.disposition import MAX_NAME_BYTES, content_disposition


def names_in(header):
    """The plain name and the extended one, as the standard library's mail parser reads them."""
    message = message_from_string(f"Content-Disposition: {header}\n\n")
    assert message.keys() == ["Content-Disposition"]
    assert message.get_content_disposition() == "attachment"
    parameters = message.get_params(header="content-disposition")[1:]
    assert [key for key, _ in parameters] == ["filename", "filename"]
    return tuple(collapse_rfc2231_value(value) for _, value in parameters)


CASES = {
    "IMG_2041.jpg": ("IMG_2041.jpg", "IMG_2041.jpg"),
    "IMG_2041.JPG": ("IMG_2041.JPG", "IMG_2041.JPG"),
    'a"; x=\r\nSet-Cookie: a=1.jpg': ("a___x_Set-Cookie__a_1.jpg", 'a"; x=Set-Cookie: a=1.jpg'),
    "фото.jpg": ("____.jpg", "фото.jpg"),
    "x.jpg.html": ("x.jpg.html.jpg", "x.jpg.html.jpg"),
    "bad\udcff.jpg": ("bad_.jpg", "bad\ufffd.jpg"),
    "bad\udcff\udcfe": ("bad__.jpg", "bad\ufffd\ufffd.jpg"),
    "100% sure.jpg": ("100__sure.jpg", "100% sure.jpg"),
    "new\nline.jpg": ("newline.jpg", "newline.jpg"),
    "nul\x00 and c1\x85 and line\u2028.jpg": (
        "nul_and_c1_and_line.jpg",
        "nul and c1 and line.jpg",
    ),
    "paragraph\u2029.jpg": ("paragraph.jpg", "paragraph.jpg"),
    "photo\u202egpj.exe": ("photogpj.exe.jpg", "photogpj.exe.jpg"),
    "../../etc/passwd": (".._.._etc_passwd.jpg", ".._.._etc_passwd.jpg"),
    "a\\b.jpg": ("a_b.jpg", "a_b.jpg"),
    "👩‍🚀.jpg": ("___.jpg", "👩‍🚀.jpg"),
    "it's (1)*.jpg": ("it_s__1__.jpg", "it's (1)*.jpg"),
    "": ("image.jpg", "image.jpg"),
    ".jpg": ("image.jpg", "image.jpg"),
    "\r\n": ("image.jpg", "image.jpg"),
    "x" * 236 + ".jpg": ("x" * 236 + ".jpg", "x" * 236 + ".jpg"),
    "x" * 255: ("x" * 236 + ".jpg", "x" * 236 + ".jpg"),
    "ф" * 118 + ".jpg": ("_" * 118 + ".jpg", "ф" * 118 + ".jpg"),
    "ф" * 200 + ".jpg": ("_" * 118 + ".jpg", "ф" * 118 + ".jpg"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_name_is_saved_as_expected(name):
    assert names_in(content_disposition(name, ".jpg")) == CASES[name]


def test_the_extension_is_that_of_the_type_served():
    assert names_in(content_disposition("a.jpg", ".tiff"))[1] == "a.jpg.tiff"


@given(st.text(st.characters(exclude_categories=[])))
def test_any_name_gives_one_bounded_line_of_ascii_that_ends_in_the_extension(name):
    header = content_disposition(name, ".jpg")

    assert header.isascii()
    assert header.isprintable()
    assert len(header) <= 1100
    assert header.count('"') == 2
    plain, saved = names_in(header)
    assert plain.lower().endswith(".jpg")
    assert saved.lower().endswith(".jpg")
    assert len(saved.encode()) <= MAX_NAME_BYTES
