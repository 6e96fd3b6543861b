"""Who asks for work that takes long, and when they may ask again."""

from datetime import timedelta

import pytest

from bviewer.models import Slideshow, now
from bviewer.security import askers
from bviewer.security.askers import asker_of, is_person, seconds_to_wait
from bviewer.security.visitor import STRANGER, Visitor
from tests.site import Site
from tests.unit.slideshow.conftest import add_show


def test_people_count_for_themselves_and_all_others_by_their_network() -> None:
    anna, stranger = Visitor(user_id=7), STRANGER
    assert asker_of(anna, "192.0.2.1") == asker_of(anna, None) == "user:7"
    assert asker_of(stranger, "192.0.2.1") != asker_of(stranger, "192.0.2.2")
    assert asker_of(stranger, "2001:db8::1") == asker_of(stranger, "2001:db8::2")
    assert asker_of(stranger, None) == asker_of(stranger, "")
    assert is_person(asker_of(anna, None))
    assert not is_person(asker_of(stranger, None))


def test_one_who_asked_for_enough_waits_until_the_first_is_an_hour_old(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    monkeypatch.setattr(askers, "now", lambda: moment)
    for minutes in (60, 50, 20):
        add_show(site, None, created_at=moment - timedelta(minutes=minutes), asker="user:1")
    soon = moment - timedelta(minutes=59, seconds=59.5)
    add_show(site, None, created_at=soon, asker="user:2")
    with site.session() as session:
        for asker, most, seconds in (("1", 3, 0), ("1", 2, 600), ("2", 1, 1), ("3", 1, 0)):
            assert seconds_to_wait(session, Slideshow, f"user:{asker}", most) == seconds
