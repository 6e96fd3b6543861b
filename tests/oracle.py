"""Who may do what, said a second time: from the words of the design, not from the code.

Tests compare the application with this. An album is given by its way: the (id, flag) pairs from
the top album down to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

Way = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Person:
    """Who looks at a gallery: its owner, a guest of all of it or of some albums, or nobody.

    Anybody may hold shares for albums, each of which makes its one album visible to them; originals
    come with some of them, which are in `downloads` as well.

    What was given to groups that the person is in counts as what was given to the person. A program
    with a token that is `bound` to an album is the person there and below it, and nobody elsewhere.
    """

    owns: bool = False
    has_all: bool = False
    has: frozenset[str] = frozenset()
    group_has_all: bool = False
    group_has: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    downloads: frozenset[str] = frozenset()
    bound: str | None = None


STRANGER = Person()


def may(person: Person, permission: str, way: Way) -> bool:
    """Whether a person has a permission on the album at the end of a way."""
    if person.bound is not None and person.bound not in {album_id for album_id, _flag in way}:
        return False
    match permission:
        case "view":
            return may_open(person, way)
        case "download":  # As if there were no other shares.
            return may_open(replace(person, shares=person.downloads), way)
        case "list":
            return may_see_listed(person, way)
        case "edit" | "manage":
            return person.owns
    return False


def is_trusted(person: Person, way: Way) -> bool:
    """Access to a gallery or an album reaches everything below it."""
    has_all, has = person.has_all or person.group_has_all, person.has | person.group_has
    return person.owns or has_all or any(album_id in has for album_id, _flag in way)


def may_open(person: Person, way: Way) -> bool:
    """Visible and hidden: whoever may open its parent. Private: the owner, people with access.

    Any: who holds a share for this very album.
    """
    if not way or is_trusted(person, way) or way[-1][0] in person.shares:
        return True
    return way[-1][1] != "private" and may_open(person, way[:-1])


def may_see_listed(person: Person, way: Way) -> bool:
    """Visible: whoever may open its parent. Hidden and private: the owner, people with access.

    Any: who holds a share for this very album.
    """
    if is_trusted(person, way) or way[-1][0] in person.shares:
        return True
    return way[-1][1] == "visible" and may_open(person, way[:-1])
