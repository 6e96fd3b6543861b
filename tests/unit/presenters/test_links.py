"""Addresses in what an owner wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.presenters.links import linked


def urls(text: str) -> list[str]:
    """The addresses that a text leads to."""
    return [piece.url for piece in linked(text) if piece.url]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://example.org/a?b=c&d#e.", ["https://example.org/a?b=c&d#e"]),
        ("(http://example.org)", ["http://example.org"]),
        ("https://example.org/a_(b), or mailto:me@example.org!", None),
        ("<https://example.org>", ["https://example.org"]),
        ("HTTPS://EXAMPLE.ORG", ["HTTPS://EXAMPLE.ORG"]),
        ('"https://müller.example/ü"', ["https://müller.example/ü"]),
        ("https://a.example\nhttps://b.example", ["https://a.example", "https://b.example"]),
        ("https://a.example/\u202egpj.exe", ["https://a.example/"]),
    ],
)
def test_addresses_of_pages_and_mail_are_links(text, expected):
    assert urls(text) == (expected or ["https://example.org/a_(b)", "mailto:me@example.org"])


@pytest.mark.parametrize(
    "text",
    [
        *("javascript:alert(1)", "data:text/html,x", "ftp://example.org", "file:///etc/passwd"),
        *("//example.org", "www.example.org", "me@example.org", "xhttps://example.org"),
        *("https://", "http://...", "mailto:", "mailto:@", "mailto:me@", "https:///x"),
    ],
)
def test_nothing_else_is_a_link(text):
    assert urls(text) == []


@given(st.text(st.sampled_from("https://mailto:@a.)(]<>\"' \n")))
def test_no_letter_of_a_text_is_lost(text):
    assert "".join(piece.text for piece in linked(text)) == text
