"""Browsers that are known, and values that nobody else can make."""

import pytest

from bviewer.security import devices
from bviewer.security.cookies import DEVICE_LIFETIME, VALUE
from bviewer.security.devices import known_device, new_device, sealed_account

SECRET = "a secret for tests that is long enough"


def test_a_browser_in_which_an_account_signed_in_is_known_for_it() -> None:
    value = new_device(SECRET, 1, "anna")
    assert VALUE.fullmatch(value)
    device = "-".join(value.split("-")[:2])
    assert known_device(SECRET, 1, "anna", value) == device


def test_no_two_browsers_are_known_by_the_same_but_seen_to_be_of_one_account() -> None:
    browsers = [new_device(SECRET, 1, "anna") for _ in range(3)]
    assert len({known_device(SECRET, 1, "anna", each) for each in browsers}) == 3
    (anna,) = {sealed_account(SECRET, each) for each in browsers}
    assert anna is not None
    others = [new_device(SECRET, *each) for each in ((2, "anna"), (1, "Anna"))]
    assert not {None, anna} & {sealed_account(SECRET, each) for each in others}


@pytest.mark.parametrize(
    ("secret", "gallery_id", "name"),
    [("another secret", 1, "anna"), (SECRET, 2, "anna"), (SECRET, 1, "Anna"), (SECRET, 1, "")],
)
def test_it_is_known_for_nothing_else(secret: str, gallery_id: int, name: str) -> None:
    assert known_device(secret, gallery_id, name, new_device(SECRET, 1, "anna")) is None


def test_no_seal_is_ours_but_that_of_the_whole() -> None:
    value = new_device(SECRET, 1, "anna")
    issued, number, tag, seal = value.split("-")
    other = new_device(SECRET, 1, "berta").split("-")[2]
    for forged in (
        new_device("another secret", 1, "anna"),
        f"{issued}-{number}-{tag}",
        f"{issued}-{number}-{other}-{seal}",
        value[1:],
    ):
        assert sealed_account(SECRET, forged) is None


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
