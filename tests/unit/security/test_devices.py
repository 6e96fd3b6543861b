"""Browsers that are known, and values that nobody else can make."""

import pytest

from bviewer.security import devices
from bviewer.security.cookies import DEVICE_LIFETIME, VALUE
from bviewer.security.devices import known_device, new_device, sealed_device

SECRET = "a secret for tests that is long enough"


def test_a_browser_in_which_an_account_signed_in_is_known_for_it() -> None:
    value = new_device(SECRET, 1, "anna")
    assert VALUE.fullmatch(value)
    device = "-".join(value.split("-")[:2])
    assert known_device(SECRET, 1, "anna", value) == device
    # Whoever does not know the account sees that it is ours.
    assert sealed_device(SECRET, value) == device


def test_no_two_browsers_are_known_by_the_same() -> None:
    assert new_device(SECRET, 1, "anna") != new_device(SECRET, 1, "anna")


@pytest.mark.parametrize(
    ("secret", "gallery_id", "name"),
    [("another secret", 1, "anna"), (SECRET, 2, "anna"), (SECRET, 1, "Anna"), (SECRET, 1, "")],
)
def test_it_is_known_for_nothing_else(secret: str, gallery_id: int, name: str) -> None:
    assert known_device(secret, gallery_id, name, new_device(SECRET, 1, "anna")) is None


def test_no_seal_is_ours_but_that_of_the_whole() -> None:
    value = new_device(SECRET, 1, "anna")
    device, signed = value.rsplit("-", 2)[0], value.split("-")[2]
    for forged in (new_device("another secret", 1, "anna"), f"{device}-{signed}", value[1:]):
        assert sealed_device(SECRET, forged) is None


@pytest.mark.parametrize("value", [None, "", "-", "x", "1-x", "1--", "1-x-" + "0" * 64])
def test_what_we_never_handed_out_is_no_browser(value: str | None) -> None:
    assert known_device(SECRET, 1, "anna", value) is None


def test_a_changed_value_is_no_browser() -> None:
    value = new_device(SECRET, 1, "anna")
    for changed in (f"1{value}", f"{value}0", value[:-1]):
        assert known_device(SECRET, 1, "anna", changed) is None


def test_a_browser_is_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    value = new_device(SECRET, 1, "anna")
    later = devices.time.time() + DEVICE_LIFETIME.total_seconds()
    monkeypatch.setattr(devices.time, "time", lambda: later - 5)
    assert known_device(SECRET, 1, "anna", value)
    monkeypatch.setattr(devices.time, "time", lambda: later + 5)
    assert known_device(SECRET, 1, "anna", value) is None
