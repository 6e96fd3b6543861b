import pytest

from bviewer.hosts import normalize_host


@pytest.mark.parametrize(
    ("host", "normal"),
    [
        ("Example.COM", "example.com"),
        ("example.com:8080", "example.com"),
        ("example.com.", "example.com"),
        ("example.com.:80", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("127.0.0.1:6543", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("[::1]:6543", "[::1]"),
        ("my_nas", "my_nas"),
    ],
)
def test_a_host_has_one_spelling(host: str, normal: str):
    assert normalize_host(host) == normal


@pytest.mark.parametrize(
    "host", ["", ".", "a b", "a/b", "a..b", "x" * 64, "a\n", "a@b", ".a", "a" * 40 + ".b" * 120]
)
def test_what_is_no_host_has_none(host: str):
    assert normalize_host(host) == ""
