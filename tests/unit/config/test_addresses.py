import pytest

from bviewer.config.addresses import is_of_own_network, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        *(("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1")),
        *(("::FFFF:C000:201", "192.0.2.1"), ("2001:DB8::1", "2001:db8::1")),
    ],
)
def test_an_address_has_one_form(text: str, address: str) -> None:
    assert str(parse_address(text)) == address


@pytest.mark.parametrize("text", ["", "unknown", "192.0.2", "192.0.2.1:80", "[::1]", "é"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_address(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "::1", "10.255.0.1", "172.31.9.9", "192.168.178.20", "::ffff:192.168.0.4"),
        *("fd7a:115c:a1e0::1", "fe80::1", "169.254.1.1", "100.101.102.103"),
    ],
)
def test_an_address_is_of_ones_own_network(text: str) -> None:
    assert is_of_own_network(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "unknown", "172.32.0.1", "11.0.0.1", "100.128.0.1", "192.0.2.1", "203.0.113.9"),
        *("2001:db8::1", "::ffff:203.0.113.9", "ff02::1", "::"),
    ],
)
def test_an_address_is_of_another_network(text: str) -> None:
    assert not is_of_own_network(text)
