import pytest

from bviewer.models import Access, Membership
from tests.unit.cli.test_user import album_ids


@pytest.fixture
def family(gallery):
    gallery.say("group", "add", "family")
    return gallery


def test_a_group_is_added_filled_listed_renamed_and_deleted(gallery):
    assert gallery.say("group", "add", "family") == "added the group family at pub.test\n"
    assert gallery.say("group", "list") == "family  nobody yet\n"
    assert gallery.say("group", "put", "family", "anna") == "anna is in the group family\n"
    assert gallery.say("group", "rename", "family", "all") == "family is all now\n"
    album = album_ids(gallery)["rome"]
    assert gallery.say("group", "grant", "all") == "the group all may see pub.test\n"
    said = gallery.say("group", "grant", "all", "--album", album)
    assert said == f"the group all may see album {album}\n"
    listed = gallery.say("group", "list").splitlines()
    assert listed[0] == "all  anna"
    assert set(listed[1:]) == {"  may see everything", f"  may see album {album} (rome)"}
    assert gallery.say("group", "revoke", "all") == "the group all may no longer see pub.test\n"
    assert gallery.fail("group", "revoke", "all") == "the group all had no such access"
    assert gallery.say("group", "take", "all", "anna") == "anna is no longer in the group all\n"
    assert gallery.say("group", "delete", "all") == "deleted the group all\n"
    assert gallery.say("group", "list") == ""
    with gallery.session() as session:
        assert session.query(Membership).count() == 0
        assert session.query(Access).filter(Access.group_id.is_not(None)).count() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "family"), "there is a group family already"),
        (("add", ""), "the name of a group has 1 to 100 printable characters"),
        (("put", "nobody", "anna"), "there is no group nobody"),
        (("put", "family", "nobody"), "there is no user nobody"),
        (("take", "family", "anna"), "anna is not in the group"),
        (("grant", "nobody"), "there is no group nobody"),
        (("delete", "nobody"), "there is no group nobody"),
    ],
)
def test_what_cannot_be_done_is_one_line(family, arguments, message):
    assert family.fail("group", *arguments) == message
