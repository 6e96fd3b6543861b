import json

import pytest
from sqlalchemy import select

from bviewer.models import Album
from tests.pictures import jpeg, write


@pytest.fixture
def deep(gallery):
    """pub.test with rome (private) / forum (visible) / arch (hidden), and oslo (hidden)."""
    for path in ("rome/forum/c.jpg", "rome/forum/arch/d.jpg", "rome/forum/arch/e.jpg"):
        write(gallery.library / path, jpeg(40, 30), 1_700_000_000)
    gallery.say("sync")
    for folder, flag in (("rome", "private"), ("rome/forum/arch", "hidden"), ("oslo", "hidden")):
        gallery.say("album", "set", ids(gallery)[folder], "--visibility", flag)
    return gallery


def ids(gallery):
    with gallery.session() as session:
        return dict(session.execute(select(Album.folder, Album.id)).all())


def test_albums_are_listed_with_id_flags_numbers_and_address(deep):
    top, oslo, rome, forum, arch = (
        ids(deep)[folder] for folder in ("", "oslo", "rome", "rome/forum", "rome/forum/arch")
    )
    because = "private because of rome"
    assert deep.say("tree").splitlines() == [
        f"{top}  pub.test  [visible]  {numbers(0, 5)}  /",
        f"{oslo}    oslo  [hidden]  {numbers(1, 1)}  /oslo-{oslo}/",
        f"{rome}    rome  [private]  {numbers(1, 4)}  /{rome}/",
        f"{forum}      forum  [visible ({because})]  {numbers(1, 3)}  /{rome}/{forum}/",
        f"{arch}        arch  [hidden ({because})]  {numbers(2, 2)}  /{rome}/{forum}/{arch}/",
    ]


def numbers(own, below):
    return f"{own} images, {below} with all below"


def test_json_is_complete(deep):
    found = {album["id"]: album for album in json.loads(deep.say("tree", "--json"))}
    names = ids(deep)
    assert found.keys() == set(names.values())
    assert found[names["rome/forum/arch"]] == {
        "id": names["rome/forum/arch"],
        "title": "arch",
        "url": f"/{names['rome']}/{names['rome/forum']}/{names['rome/forum/arch']}/",
        "depth": 3,
        "visibility": "hidden",
        "effective": "private",
        "because_of": "rome",
        "missing": False,
        "images": 2,
        "images_below": 2,
        "closed_because": None,
        "closed_like": None,
    }
    assert (found[names[""]]["because_of"], found[names["rome"]]["because_of"]) == (None, None)


def test_the_nearest_cause_is_named(deep):
    deep.say("gallery", "set", "--visibility", "private")
    assert "forum  [visible (private because of rome)]" in deep.say("tree")
    assert "oslo  [hidden (private because of pub.test)]" in deep.say("tree")


def test_missing_folders_are_marked(gallery):
    (gallery.library / "rome" / "a.jpg").unlink()
    (gallery.library / "rome").rmdir()
    gallery.say("sync", "--accept-missing")
    assert "rome  [visible, folder missing]  0 images" in gallery.say("tree")
    found = {album["title"]: album for album in json.loads(gallery.say("tree", "--json"))}
    assert found["rome"]["missing"] is True


def test_odd_titles_stay_in_one_line_and_in_valid_json(gallery):
    odd = 'a\x1b[2J\n\u202e"b\u00e9🏔'
    with gallery.session() as session, session.begin():
        session.scalars(select(Album).where(Album.folder == "rome")).one().title = odd
    said = gallery.say("tree")
    assert "\x1b" not in said
    assert len(said.splitlines()) == 3
    assert 'a\\x1b[2J\\n\\u202e"b\u00e9🏔  [visible]' in said

    as_json = gallery.say("tree", "--json")
    assert "\x1b" not in as_json
    assert odd in [album["title"] for album in json.loads(as_json)]


def test_a_gallery_is_chosen_by_its_host(gallery):
    gallery.say("gallery", "add", "other.test", "--owner", "owner", "--title", "Others", "--shared")
    assert "Others" in gallery.say("tree", "OTHER.test")
    assert "Others" not in gallery.say("tree", "pub.test")
    assert gallery.fail("tree") == "which gallery? name its host"
    assert gallery.fail("tree", "else.test") == "there is no gallery else.test"


def test_looking_changes_nothing(gallery, written):
    gallery.say("tree")
    gallery.say("tree", "--json")
    assert written == []
