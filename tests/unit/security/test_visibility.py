import itertools
from collections.abc import Callable
from typing import Any

import pytest
from pyramid.authorization import ACLHelper, Everyone

from bviewer.models import Audience, ImageState
from bviewer.security.permissions import Permission
from bviewer.security.visibility import (
    are_details_shown,
    are_positions_shown,
    audience_of,
    effective_visibility,
    leading_to,
    opening,
)
from bviewer.security.visitor import STRANGER, ShareOption, Visitor
from bviewer.tree.resources import AlbumResource, ImageResource
from tests.oracle import is_trusted, may
from tests.trees import GALLERY_ID, chain, node_id
from tests.unit.security.people import ALBUM, PARENT, PEOPLE, TOP

FLAGS = ("visible", "hidden", "private")
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


def way_of(node: AlbumResource) -> list[tuple[str, str]]:
    """The way to an album, as the oracle takes it."""
    return [(album.id, album.visibility) for album in node.ancestry]


@over_all_flags
def test_acls_of_albums_say_what_the_design_says(flags: tuple[str, ...]) -> None:
    helper, wrong = ACLHelper(), []
    for node, (name, (person, known)), permission in itertools.product(
        chain(flags), PEOPLE.items(), Permission
    ):
        allowed = bool(helper.permits(node, person.principals(), permission))
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
        allowed = bool(helper.permits(node, person.principals(), permission))
        if allowed != may(known, permission, way_of(album)):
            wrong.append((type(node).__name__, name, permission, allowed))
    assert wrong == []


def test_what_is_missing_is_shown_to_the_owner_alone() -> None:
    helper = ACLHelper()
    album = chain(("visible",))[-1]
    row = album[node_id("Z")].image._replace(state=ImageState.MISSING)
    image = ImageResource(row, album)
    for node, (person, known) in itertools.product((image, image["small.jpg"]), PEOPLE.values()):
        for permission in (Permission.VIEW, Permission.DOWNLOAD, Permission.EDIT):
            assert bool(helper.permits(node, person.principals(), permission)) == known.owns


OPENINGS = [
    # Flags from below the top to the place where something was, and to where it is; keys; what it
    # was where strangers see more, and what it is there.
    ("Aprivate", "", "", "private visible"),
    ("Aprivate", "Bvisible", "", "private visible"),
    ("Aprivate", "Bhidden", "", "private hidden"),
    ("Ahidden", "Bprivate", "", None),
    ("Aprivate", "Bprivate", "", None),
    ("Aprivate", "Bprivate", "A", None),
    ("Aprivate", "Bprivate Cvisible", "B", "private visible"),
    ("Aprivate", "Bprivate Cprivate", "B", None),
    ("Aprivate", "Bprivate", "B", None),  # Its own link: it goes along.
    ("Aprivate", "Aprivate Bvisible", "", None),
    ("Aprivate", "Aprivate Bvisible", "A", None),
    ("Aprivate Bprivate", "Aprivate Cvisible", "", "private visible"),
    ("Aprivate Bhidden", "Aprivate Cvisible", "", "hidden visible"),
    ("Aprivate Bvisible", "Aprivate Cvisible", "", None),
    ("Aprivate Bprivate", "Aprivate", "", "private visible"),
    ("Aprivate Bprivate Cvisible", "Bprivate Cvisible", "", None),
]


@pytest.mark.parametrize("top", FLAGS)
@pytest.mark.parametrize(("before", "after", "keys", "expected"), OPENINGS)
def test_what_is_above_two_places_hides_no_difference(
    top: str, before: str, after: str, keys: str, expected: str | None
) -> None:
    here, there = (
        [("T", top), *((word[0], word[1:]) for word in words.split())] for words in (before, after)
    )
    found = opening(here, there, keys)
    assert (found and " ".join(found)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["private"], ["visible"], "private visible"),
        (["private"], ["private"], None),  # Each is opened by itself.
        (["visible", "private"], ["private", "visible"], "private visible"),
        (["visible", "private"], ["visible", "private"], None),
    ],
)
def test_galleries_are_compared_by_what_their_tops_hold(
    before: list[str], after: list[str], expected: str | None
) -> None:
    found = opening(list(zip("AB", before, strict=False)), list(zip("CD", after, strict=False)))
    assert (found and " ".join(found)) == expected


@over_all_flags
def test_nobody_loses_by_signing_in(flags: tuple[str, ...]) -> None:
    helper = ACLHelper()
    for node, (person, _known), permission in itertools.product(
        chain(flags), PEOPLE.values(), Permission
    ):
        if helper.permits(node, {Everyone}, permission):
            assert helper.permits(node, person.principals(), permission)


@over_all_flags
def test_a_summary_of_everything_is_for_the_trusted_alone(flags: tuple[str, ...]) -> None:
    for node, (person, known) in itertools.product(chain(flags), PEOPLE.values()):
        if person.gallery_id not in {None, GALLERY_ID}:
            continue  # Nobody is looked up at a gallery that their session is not for.
        trusted = is_trusted(known, way_of(node))
        audience = audience_of(person, node.ancestry_ids)
        assert audience == (Audience.TRUSTED if trusted else Audience.EVERYBODY)


@over_all_flags
def test_an_album_is_never_less_strict_than_what_it_is_in(flags: tuple[str, ...]) -> None:
    strictness = [FLAGS.index(effective_visibility(flags[: depth + 1])) for depth in range(4)]
    assert strictness == [max(map(FLAGS.index, flags[: depth + 1])) for depth in range(4)]


def test_a_stranger_is_trusted_with_nothing() -> None:
    assert not STRANGER.is_trusted_with([TOP, PARENT])


@pytest.mark.parametrize(
    ("positions", "told"),
    [("nobody", [False] * 4), ("trusted", [False, True, True, True]), ("everybody", [True] * 4)],
)
def test_places_are_told_to_those_whom_the_owner_chose(positions, told):
    people = [
        STRANGER,
        Visitor(granted=frozenset({PARENT})),
        Visitor(has_gallery=True),
        Visitor(is_owner=True),
    ]
    way = [(TOP, "visible"), (PARENT, "private")]
    assert [are_positions_shown(person, way, positions) for person in people[1:]] == told[1:]
    way[1] = (PARENT, "visible")
    assert [are_positions_shown(person, way, positions) for person in people] == told
    assert are_positions_shown(people[1], way[:1], positions) is (positions == "everybody")


OPEN_WAY = [(TOP, "visible"), (PARENT, "hidden")]
CLOSED_WAY = [(TOP, "private"), (PARENT, "private"), (ALBUM, "visible")]


def with_share(album_id: str, *options: ShareOption, **more: Any) -> Visitor:
    """A holder of a share with which some things come."""
    given = frozenset((album_id, option) for option in options)
    return Visitor(shared=frozenset({album_id}), share_options=given, **more)


@pytest.mark.parametrize("album_id", [PARENT, ALBUM])
def test_a_share_says_whether_details_and_places_come_with_it(album_id: str) -> None:
    plain = with_share(album_id)
    detailed = with_share(album_id, ShareOption.DETAILS)
    located = with_share(album_id, ShareOption.POSITION)
    people = [plain, detailed, located]
    assert [are_details_shown(person, CLOSED_WAY) for person in people] == [False, True, False]
    for positions, told in (("nobody", False), ("trusted", True), ("everybody", True)):
        shown = [are_positions_shown(person, CLOSED_WAY, positions) for person in people]
        assert shown == [False, False, told]


def test_a_share_above_a_private_album_brings_nothing_of_it() -> None:
    person = with_share(TOP, ShareOption.DETAILS, ShareOption.POSITION)
    assert not are_details_shown(person, CLOSED_WAY)
    assert not are_positions_shown(person, CLOSED_WAY, "everybody")


def test_a_share_takes_nothing_away() -> None:
    person = with_share(PARENT)
    assert are_details_shown(person, OPEN_WAY)
    assert are_positions_shown(person, OPEN_WAY, "everybody")
    for trusted in ({"is_owner": True}, {"has_gallery": True}, {"granted": frozenset({TOP})}):
        guest = with_share(PARENT, **trusted)
        assert are_details_shown(guest, CLOSED_WAY)
        assert are_positions_shown(guest, CLOSED_WAY, "trusted")


def test_a_share_leads_from_listing_to_listing() -> None:
    assert leading_to(CLOSED_WAY) == [ALBUM, PARENT]
    assert leading_to([(TOP, "private"), (PARENT, "visible")]) == [PARENT, TOP]
    assert leading_to([(TOP, "visible"), (PARENT, "hidden")]) == [PARENT]


@pytest.mark.parametrize(
    "downloads",
    [
        (None, False, None, None),
        (False, None, True, None),
        (False, True, False, None),
        (None, False, None, True),
        (True, None, False, True),
    ],
)
@pytest.mark.parametrize("depth", range(4))
def test_files_are_for_whoever_sees_the_album_if_the_nearest_to_say_so_gives_them(
    downloads: tuple[bool | None, ...], depth: int
) -> None:
    helper, wrong = ACLHelper(), []
    said = [each for each in downloads[: depth + 1] if each is not None]
    is_given = said[-1] if said else True
    for flags in COMBINATIONS:
        node = chain(flags, downloads)[depth]
        for name, (person, known) in PEOPLE.items():
            allowed = bool(helper.permits(node, person.principals(), Permission.DOWNLOAD))
            expected = may(known, Permission.DOWNLOAD, way_of(node)) and (is_given or known.owns)
            if allowed != expected:
                wrong.append((flags, name, allowed))
    assert wrong == []
