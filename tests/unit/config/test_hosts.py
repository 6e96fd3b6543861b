import pytest

from bviewer.config.hosts import normalize_host, readable_host

LONGEST = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])


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
        ("Bücher。example", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        # What browsers make of these letters is not what IDNA of 2003 makes of them.
        ("faß.example", "xn--fa-hia.example"),
        ("FAẞ.example", "xn--fa-hia.example"),
        ("σίσυφος.example", "xn--kxa6ajbbmh.example"),
        ("ΣΊΣΥΦΟΣ.example", "xn--kxa6akbbkh.example"),
        ("نامه\u200c\u0627ی.example", "xn--mgba3gch31f060k.example"),
        # From IdnaTestV2.txt of UTS #46: what is mapped, what is ignored, joiners that join.
        ("Faß.de", "xn--fa-hia.de"),
        ("FASS.DE", "fass.de"),
        ("Bücher.de", "xn--bcher-kva.de"),
        ("Βόλος.com", "xn--nxasmm1c.com"),
        ("a\u0308.de", "xn--4ca.de"),
        ("日本語。JP", "xn--wgv71a119e.jp"),
        ("日本語\uff0eJP.", "xn--wgv71a119e.jp"),
        ("ex\xadample.com", "example.com"),
        ("ﬁnch.example", "finch.example"),
        ("\uff11\uff12\uff13.example", "123.example"),
        ("ශ්\u200dරී.com", "xn--10cl1a0b660p.com"),
        ("אב.example", "xn--4dbc.example"),
        # Browsers are not as strict as IDNA 2008.
        ("☕.example", "xn--53h.example"),
        ("I♥NY.example", "xn--iny-zx5a.example"),
        ("bü_cher.example", "xn--b_cher-3ya.example"),
        ("-ü.example", "xn----eha.example"),
        (LONGEST, LONGEST),
        (LONGEST.upper() + ".:443", LONGEST),
        ("ü" * 57, "xn--td" + "a" * 57),
    ],
)
def test_a_host_has_one_spelling(host: str, normal: str):
    assert normalize_host(host) == normal


@pytest.mark.parametrize(
    "host",
    [
        *("", ".", "a b", "a/b", "a..b", "x" * 64, "a\n", "a@b", ".a", "a" * 40 + ".b" * 120),
        *(f"{LONGEST}d", f"a.{LONGEST}", "ü" * 60, "ß" * 60, "xn--\xff", "a\u202eb", "ß\u202e"),
        *("ß/", "ß\x1b", "\udcff", "ß\udcff", "。", "ß..a"),
        # A mark with nothing before it, joiners that join nothing, mixed directions, no letter.
        *("\u0308a.de", "a\u200cb.de", "ü\u200d.de", "אa.de", "ü.\u200d", "\xad.de", "\ue000.de"),
        *("xn--ü.de", "ü\uff1a80", "a⒈de", "ü" * 2000, "ü\U0010ffff"),
    ],
)
def test_what_is_no_host_has_none(host: str):
    assert normalize_host(host) == ""


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("example.com", "example.com"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("www.xn--r8jz45g.xn--zckzah", "www.例え.テスト"),
        ("xn--fa-hia.example", "faß.example"),
        (LONGEST, LONGEST),
        ("[::1]", "[::1]"),
    ],
)
def test_a_name_is_read_in_the_letters_of_its_owner(name: str, readable: str):
    assert readable_host(name) == readable
    assert normalize_host(readable) == name


@pytest.mark.parametrize(
    "name",
    [
        *("xn--a.example", "xn--.example", "xn--99999999.example", "xn--bcher-kva.xn--a"),
        "xn--fass-.example",  # Not how anybody writes fass.example.
        "xn--a-qfa650v.example",  # With a letter that nobody sees.
    ],
)
def test_what_cannot_be_read_stays_as_it_is(name: str):
    assert readable_host(name) == name
