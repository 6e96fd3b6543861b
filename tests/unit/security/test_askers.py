"""Who asks for work that takes long, and when they may ask again."""

from datetime import timedelta

from bviewer.models import Slideshow, now
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


def test_one_who_asked_for_enough_waits_until_the_first_is_an_hour_old(site: Site) -> None:
    for minutes in (61, 50, 20):
        add_show(site, None, created_at=now() - timedelta(minutes=minutes), asker="user:1")
    with site.session() as session:
        assert seconds_to_wait(session, Slideshow, "user:1", 3) == 0
        assert 590 < seconds_to_wait(session, Slideshow, "user:1", 2) <= 600
        assert seconds_to_wait(session, Slideshow, "user:2", 1) == 0
