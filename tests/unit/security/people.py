"""The kinds of people at a gallery, as `Visitor` and as the oracle knows them.

The albums are those of `tests.trees.chain`: each in the one before.
"""

from collections.abc import Collection

from bviewer.security.visitor import STRANGER, ShareOption, Visitor
from tests.oracle import Person
from tests.trees import GALLERY_ID, OWNER_ID, node_id

TOP, PARENT, ALBUM, CHILD = map(node_id, "ABCD")
SIBLING = node_id("S")


def visitor(
    user_id: int, *granted: str, has_gallery: bool = False, shared: Collection[str] = ()
) -> Visitor:
    """A signed-in person."""
    return Visitor(
        user_id,
        "x",
        GALLERY_ID,
        user_id == OWNER_ID,
        has_gallery,
        granted=frozenset(granted),
        shared=frozenset(shared),
    )


def holder(*album_ids: str, downloads: Collection[str] = ()) -> tuple[Visitor, Person]:
    """Somebody who is not signed in and holds shares; originals come with some of them."""
    shares = frozenset(album_ids)
    options = frozenset((album_id, ShareOption.DOWNLOAD) for album_id in downloads)
    known = Person(shares=shares, downloads=frozenset(downloads))
    return Visitor(shared=shares, share_options=options), known


PEOPLE: dict[str, tuple[Visitor, Person]] = {
    "a stranger": (STRANGER, Person()),
    "signed in without access": (visitor(7), Person()),
    "the owner of another gallery": (visitor(2), Person()),
    "a guest of another gallery": (Visitor(7, "x", 2, has_gallery=True), Person()),
    "a guest of a sibling": (visitor(7, SIBLING), Person(has=frozenset({SIBLING}))),
    "a guest of the child": (visitor(7, CHILD), Person(has=frozenset({CHILD}))),
    "a guest of the album": (visitor(7, ALBUM), Person(has=frozenset({ALBUM}))),
    "a guest of the parent": (visitor(7, PARENT), Person(has=frozenset({PARENT}))),
    "a guest of the top album": (visitor(7, TOP), Person(has=frozenset({TOP}))),
    "a guest of both ends": (visitor(7, TOP, CHILD), Person(has=frozenset({TOP, CHILD}))),
    "a guest of the gallery": (visitor(7, has_gallery=True), Person(has_all=True)),
    "the owner": (visitor(OWNER_ID), Person(owns=True)),
    "a holder of a share for a sibling": holder(SIBLING),
    "a holder of a share for the top album": holder(TOP),
    "a holder of a share for the parent": holder(PARENT),
    "a holder of a share for the album": holder(ALBUM),
    "a holder of a share for the child": holder(CHILD),
    "a holder of shares for both ends": holder(TOP, CHILD),
    "a holder with originals of the parent": holder(PARENT, downloads=[PARENT]),
    "a holder with originals of the album": holder(ALBUM, downloads=[ALBUM]),
    "a holder with originals of the parent but not the child": holder(
        PARENT, CHILD, downloads=[PARENT]
    ),
    "a guest of the child with a share for the parent": (
        visitor(7, CHILD, shared={PARENT}),
        Person(has=frozenset({CHILD}), shares=frozenset({PARENT})),
    ),
    "a guest of the parent with a share for the top album": (
        visitor(7, PARENT, shared={TOP}),
        Person(has=frozenset({PARENT}), shares=frozenset({TOP})),
    ),
    "a guest of the gallery with a share for the album": (
        visitor(7, has_gallery=True, shared={ALBUM}),
        Person(has_all=True, shares=frozenset({ALBUM})),
    ),
    "the owner with a share for the child": (
        visitor(OWNER_ID, shared={CHILD}),
        Person(owns=True, shares=frozenset({CHILD})),
    ),
}
