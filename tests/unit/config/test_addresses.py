import pytest

from bviewer.config.addresses import parse_address


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
