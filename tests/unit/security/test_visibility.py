import itertools
from collections.abc import Callable

import pytest
from pyramid.authorization import ACLHelper, Everyone

from bviewer.models import Circle
from bviewer.security.identity import Identity, viewer_of
from bviewer.security.permissions import Permission
from bviewer.security.visibility import (
    STRANGER,
    Viewer,
    circle_of,
    effective_visibility,
    is_told_places,
)
from bviewer.tree.resources import AlbumResource
from tests.oracle import Person, is_trusted, may
from tests.trees import GALLERY_ID, OWNER_ID, chain, node_id

FLAGS = ("visible", "hidden", "private")
TOP, PARENT, ALBUM, CHILD = map(node_id, "ABCD")
SIBLING = node_id("S")

# Every combination of flags from the top album to one three levels below it.
COMBINATIONS = list(itertools.product(FLAGS, repeat=4))


def over_all_flags(check: Callable[[tuple[str, ...]], None]) -> Callable[[pytest.Subtests], None]:
    """Make one test of a check, which names each combination of flags that fails."""

    def test(subtests: pytest.Subtests) -> None:
        for flags in COMBINATIONS:
            with subtests.test("-".join(flags)):
                check(flags)

    test.__name__, test.__doc__ = check.__name__, check.__doc__
    return test


def identity(user_id: int, *albums: str, has_gallery: bool = False) -> Identity:
    """A signed-in person."""
    return Identity(user_id, "somebody", GALLERY_ID, has_gallery, frozenset(albums))


PEOPLE: dict[str, tuple[Identity | None, Person]] = {
    "a stranger": (None, Person()),
    "signed in without access": (identity(7), Person()),
    "the owner of another gallery": (identity(2), Person()),
    "a guest of another gallery": (Identity(7, "x", 2, True, frozenset()), Person()),
    "a guest of a sibling": (identity(7, SIBLING), Person(has=frozenset({SIBLING}))),
    "a guest of the child": (identity(7, CHILD), Person(has=frozenset({CHILD}))),
    "a guest of the album": (identity(7, ALBUM), Person(has=frozenset({ALBUM}))),
    "a guest of the parent": (identity(7, PARENT), Person(has=frozenset({PARENT}))),
    "a guest of the top album": (identity(7, TOP), Person(has=frozenset({TOP}))),
    "a guest of both ends": (identity(7, TOP, CHILD), Person(has=frozenset({TOP, CHILD}))),
    "a guest of the gallery": (identity(7, has_gallery=True), Person(has_all=True)),
    "the owner": (identity(OWNER_ID), Person(owns=True)),
}


def principals(person: Identity | None) -> set[str]:
    """What ACLs know of a person."""
    return {Everyone} if person is None else person.principals()


def way_of(node: AlbumResource) -> list[tuple[str, str]]:
    """The way to an album, as the oracle takes it."""
    return [(album.id, album.visibility) for album in node.lineage]


@over_all_flags
def test_acls_of_albums_say_what_the_design_says(flags: tuple[str, ...]) -> None:
    helper, wrong = ACLHelper(), []
    for node, (name, (person, known)), permission in itertools.product(
        chain(flags), PEOPLE.items(), Permission
    ):
        allowed = bool(helper.permits(node, principals(person), permission))
        if allowed != may(known, permission, way_of(node)):
            wrong.append((node.album.title, name, permission, allowed))
    assert wrong == []


@over_all_flags
def test_images_and_their_bytes_are_decided_like_their_album(flags: tuple[str, ...]) -> None:
    helper, wrong = ACLHelper(), []
    album = chain(flags)[-1]
    image = album[node_id("Z")]
    for node, (name, (person, known)), permission in itertools.product(
        (image, image["small.jpg"]), PEOPLE.items(), Permission
    ):
        allowed = bool(helper.permits(node, principals(person), permission))
        if allowed != may(known, permission, way_of(album)):
            wrong.append((type(node).__name__, name, permission, allowed))
    assert wrong == []


@over_all_flags
def test_nobody_loses_by_signing_in(flags: tuple[str, ...]) -> None:
    helper = ACLHelper()
    for node, (person, _known), permission in itertools.product(
        chain(flags), PEOPLE.values(), Permission
    ):
        if helper.permits(node, {Everyone}, permission):
            assert helper.permits(node, principals(person), permission)


@over_all_flags
def test_a_summary_of_everything_is_for_the_trusted_alone(flags: tuple[str, ...]) -> None:
    for node, (person, known) in itertools.product(chain(flags), PEOPLE.values()):
        if person is not None and person.gallery_id != GALLERY_ID:
            continue  # Nobody is looked up at a gallery that their session is not for.
        trusted = is_trusted(known, way_of(node))
        circle = circle_of(viewer_of(person, OWNER_ID), node.lineage_ids)
        assert circle == (Circle.TRUSTED if trusted else Circle.PUBLIC)


@over_all_flags
def test_an_album_is_never_less_strict_than_what_it_is_in(flags: tuple[str, ...]) -> None:
    strictness = [FLAGS.index(effective_visibility(flags[: depth + 1])) for depth in range(4)]
    assert strictness == [max(map(FLAGS.index, flags[: depth + 1])) for depth in range(4)]


def test_a_stranger_is_trusted_with_nothing() -> None:
    assert viewer_of(None, OWNER_ID) == STRANGER
    assert not STRANGER.is_trusted_with([TOP, PARENT])


@pytest.mark.parametrize(
    ("positions", "told"),
    [("nobody", [False] * 4), ("trusted", [False, True, True, True]), ("everybody", [True] * 4)],
)
def test_places_are_told_to_those_whom_the_owner_chose(positions, told):
    people = [
        STRANGER,
        Viewer(album_ids=frozenset({PARENT})),
        Viewer(has_gallery=True),
        Viewer(is_owner=True),
    ]
    assert [is_told_places(person, [TOP, PARENT], positions) for person in people] == told
    assert is_told_places(people[1], [TOP], positions) is (positions == "everybody")
