"""The visibility rule, in its three forms side by side: as words, as ACEs and as SQL.

An album is *visible*, *hidden* or *private*; the nearest private ancestor closes everything below
it, and nothing below can open it again, except a grant or a share. Whoever is *trusted* with an
album (the gallery's owner, people with a grant for the gallery, the album or one of its ancestors)
passes every flag on the path. A share lets its holder into one album, as if that were visible; the
flags below it keep their meaning. Whether originals, details and positions come with it, the share
says; what everybody may have, it takes from nobody.

LIST asks whether an album may be shown in a listing of the album that holds it, to somebody who may
open that one. So an album below a hidden one is listed there, for whoever came by the URL.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Text, literal, or_, select, true

from bviewer.models import Album, Audience, Positions, Visibility
from bviewer.security.aces import ALLOW, DENY, EVERYONE
from bviewer.security.permissions import EVERYTHING, OWNER, VISITOR, Permission
from bviewer.security.visitor import (
    OPERATOR,
    ShareOption,
    Visitor,
    album_principal,
    download_principal,
    gallery_principal,
    share_principal,
    user_principal,
)

ACE = tuple[Any, str, Any]

Flags = Sequence[tuple[str, str]]
"""Ids and visibilities of albums, from the top to the one that is meant."""


class Opening(NamedTuple):
    """What an album amounts to, and another one that is more open."""

    before: Visibility
    after: Visibility


def effective_visibility(ancestry: Sequence[str]) -> Visibility:
    """Return the visibility of an album that follows from the flags from the top album to
    itself."""
    if Visibility.PRIVATE in ancestry:
        return Visibility.PRIVATE
    return Visibility.HIDDEN if Visibility.HIDDEN in ancestry else Visibility.VISIBLE


def effective_visibilities(
    albums: Mapping[str, tuple[str | None, str]],
) -> dict[str, Visibility]:
    """Return what albums amount to below those of their ancestors that are among them.

    `albums` has the id of the album above each of them, if there is one, and its own flag.
    """

    def flags_above(album_id: str | None) -> Iterator[str]:
        while album_id is not None and album_id in albums:
            album_id, flag = albums[album_id]
            yield flag

    return {album_id: effective_visibility(list(flags_above(album_id))) for album_id in albums}


def amount(flags: Flags) -> Visibility:
    """Return what the album at the end of an ancestry amounts to."""
    return effective_visibility([flag for _id, flag in flags])


def is_stricter(one: str, other: str) -> bool:
    """Return whether a visibility closes more than another one."""
    return effective_visibility([one, other]) != other


def opening(before: Flags, after: Flags, keys: Collection[str] = ()) -> Opening | None:
    """Return what one place amounts to, and another one, if strangers see more there; else None.

    What is above both closes neither more than the other: once it is opened, the difference is
    seen. So only what is below is compared, and galleries by what their tops hold; those also as a
    whole. Who has one of the `keys`, links to albums, passes these and what is above them.
    """
    pairs = zip(before, after, strict=False)
    common = max(1, len(list(takewhile(lambda pair: pair[0][0] == pair[1][0], pairs))))
    inside = common
    for depth, (album_id, _flag) in enumerate(after[:-1], 1):
        if depth > common and album_id in keys:
            inside = depth
    for here, there in ((before[common:], after[inside:]), (before, after)):
        found = Opening(amount(here), amount(there))
        if is_stricter(*found):
            return found
    return None


def gallery_acl(owner_id: int, gallery_id: int) -> list[ACE]:
    """Return the ACEs of a gallery's root, reached only when no album below has decided already."""
    return [
        *trusted_aces(owner_id, gallery_id, ()),
        (ALLOW, EVERYONE, VISITOR),
        (DENY, EVERYONE, EVERYTHING),
    ]


def branch_acl(owner_id: int, permission: Permission | None) -> list[ACE]:
    """Return the ACEs of a branch of the tree that holds no albums, and needs a permission.

    Nothing is inherited: what albums allow to strangers has no meaning there.
    """
    own: list[ACE] = []
    if permission in OWNER:
        own = [(ALLOW, user_principal(owner_id), (permission,))]
    elif permission == Permission.OPERATE:
        own = [(ALLOW, OPERATOR, (permission,))]
    return [*own, (DENY, EVERYONE, EVERYTHING)]


def trusted_aces(owner_id: int, gallery_id: int, album_ids: Collection[str]) -> list[ACE]:
    """Return the ACEs of those who pass every flag of an album whose ancestry is `album_ids`."""
    return [
        (ALLOW, user_principal(owner_id), OWNER),
        (ALLOW, gallery_principal(gallery_id), VISITOR),
        *((ALLOW, album_principal(album_id), VISITOR) for album_id in album_ids),
    ]


def share_aces(album_id: str) -> list[ACE]:
    """Return the ACEs of those who hold a share for this very album."""
    return [
        (ALLOW, share_principal(album_id), (Permission.VIEW, Permission.LIST)),
        (ALLOW, download_principal(album_id), (Permission.DOWNLOAD,)),
    ]


def album_acl(ancestry: Sequence[tuple[str, str]], owner_id: int, gallery_id: int) -> list[ACE]:
    """Return the ACEs that an album adds to what it inherits.

    `ancestry` holds (id, visibility) from the top album to this one. A visible album says nothing
    about strangers, because an ACE nearer to the leaf wins: it would open itself below a private
    one. It only lets in people with a grant or a share for itself.
    """
    album_id, visibility = ancestry[-1]
    if visibility != Visibility.VISIBLE:
        closed = EVERYTHING if visibility == Visibility.PRIVATE else Permission.LIST
        trusted = trusted_aces(owner_id, gallery_id, [id_ for id_, _flag in ancestry])
        return [*trusted, *share_aces(album_id), (DENY, EVERYONE, closed)]
    own: list[ACE] = [(ALLOW, album_principal(album_id), VISITOR), *share_aces(album_id)]
    if len(ancestry) > 1 and ancestry[-2][1] == Visibility.HIDDEN:
        # A hidden parent must not take its visible children out of its own listing.
        openers = openers_of(ancestry[:-1])
        own += [(ALLOW, opener, (Permission.LIST,)) for opener in openers]
    return own


def downloads_acl(
    ancestry: Sequence[tuple[str, str]], owner_id: int, gallery_id: int, *, given: bool
) -> list[ACE]:
    """Return the ACEs that stand before those of an album without downloads, for all but its owner.

    Or, if they are `given` again below one without: then whoever may open the album has them.
    """
    owner = (ALLOW, user_principal(owner_id), OWNER)
    closed = (DENY, EVERYONE, Permission.DOWNLOAD)
    if not given:
        return [owner, closed]
    trusted = trusted_aces(owner_id, gallery_id, [id_ for id_, _flag in ancestry])
    keys = keys_of(ancestry)
    openers = [EVERYONE] if keys is None else map(download_principal, keys)
    return [*trusted, *((ALLOW, opener, Permission.DOWNLOAD) for opener in openers), closed]


def missing_acl(owner_id: int) -> list[ACE]:
    """Return the ACEs of an image whose file, or an album whose folder, is gone: its owner alone is
    shown what it was."""
    return [(ALLOW, user_principal(owner_id), OWNER), (DENY, EVERYONE, EVERYTHING)]


def openers_of(ancestry: Sequence[tuple[str, str]]) -> list[str]:
    """Return the principals that may open an album without a grant, if they have its address.

    Everybody; or, below a private one, the holders of shares that open it.
    """
    keys = keys_of(ancestry)
    return [EVERYONE] if keys is None else [share_principal(album_id) for album_id in keys]


def keys_of(ancestry: Sequence[tuple[str, str]]) -> list[str] | None:
    """Return the ids of the albums for which a share opens the last one of an ancestry.

    The nearest private album and those on the path from there; None if no album is private.
    """
    flags = [flag for _id, flag in ancestry]
    if Visibility.PRIVATE not in flags:
        return None
    nearest = len(flags) - 1 - flags[::-1].index(Visibility.PRIVATE)
    return [album_id for album_id, _flag in ancestry[nearest:]]


def leading_to(ancestry: Sequence[tuple[str, str]]) -> list[str]:
    """Return the ids of the albums for which a share leads its holder to the last one of an
    ancestry, from listing to listing."""
    ids = []
    for album_id, flag in reversed(ancestry):
        ids.append(album_id)
        if flag != Visibility.VISIBLE:
            break
    return ids


def listed_children(visitor: Visitor, ancestry_ids: Collection[str]) -> ColumnElement[bool]:
    """Return the SQL form of LIST for the child albums of the album at the end of `ancestry_ids`.

    Only meant for a visitor who may open that album.
    """
    return true() if visitor.is_trusted_with(ancestry_ids) else listed_to(visitor)


def listed_to(visitor: Visitor) -> ColumnElement[bool]:
    """Return the condition for a visitor who is not trusted with the album that holds them."""
    is_visible = Album.visibility == Visibility.VISIBLE
    return or_(is_visible, Album.id.in_(visitor.given)) if visitor.given else is_visible


def listed_below(visitor: Visitor, ancestry_ids: Sequence[str]) -> CTE:
    """Return the SQL form of LIST down to all levels from the album at the end of `ancestry_ids`.

    The albums that a visitor who may open that one finds by going from listing to listing, itself
    among them, but not those whose folder is missing: `id`, and `path`, the ids from it to the
    album, each with a slash behind.
    """
    is_trusted = visitor.is_trusted_with(ancestry_ids)
    below = (
        select(Album.id, literal("", Text).label("path"), literal(is_trusted).label("is_trusted"))
        .where(Album.id == ancestry_ids[-1])
        .cte("below", recursive=True)
    )
    return below.union_all(
        select(
            Album.id,
            below.c.path + Album.id + "/",
            or_(below.c.is_trusted, Album.id.in_(visitor.granted)),
        )
        .join(below, Album.parent_id == below.c.id)
        .where(or_(below.c.is_trusted, listed_to(visitor)), Album.missing.is_(False))
    )


def is_told_of_hidden(
    visitor: Visitor, ancestry: Sequence[tuple[str, str]], named: Collection[str]
) -> bool:
    """Return whether the full address of an album tells a visitor of a hidden one.

    `ancestry` is that of `album_acl`, and `named` holds the ids that the visitor has named: whoever
    has the id of a hidden album may open it. No address names the top album.
    """
    ids = [album_id for album_id, _flag in ancestry]
    known = {*named, *visitor.shared}
    return any(
        flag == Visibility.HIDDEN
        and album_id not in known
        and not visitor.is_trusted_with(ids[: depth + 1])
        for depth, (album_id, flag) in enumerate(ancestry)
        if depth > 0
    )


def topmost_given(
    visitor: Visitor, ancestry: Sequence[tuple[str, str]], named: Collection[str]
) -> str | None:
    """Return the id of the topmost album that a visitor was given and from which the way to the end
    of an ancestry passes no hidden album that the visitor does not know."""
    given, ids = None, [album_id for album_id, _flag in ancestry]
    for depth in range(len(ids), 0, -1):
        album_id, flag = ancestry[depth - 1]
        given = album_id if album_id in visitor.given else given
        is_known = album_id in {*visitor.given, *named} or visitor.is_trusted_with(ids[:depth])
        if flag == Visibility.HIDDEN and not is_known:
            break
    return given


def is_known_to(
    visitor: Visitor, ancestry: Sequence[tuple[str, str]], named: Collection[str]
) -> bool:
    """Return whether an album has an address that tells a visitor of no hidden one."""
    if not is_told_of_hidden(visitor, ancestry, named):
        return True
    return topmost_given(visitor, ancestry, named) is not None


def audience_of(visitor: Visitor, ancestry_ids: Collection[str]) -> Audience:
    """Return the audience whose summary of an album a visitor may be shown."""
    return Audience.TRUSTED if visitor.is_trusted_with(ancestry_ids) else Audience.EVERYBODY


def come_with_share(
    visitor: Visitor, ancestry: Sequence[tuple[str, str]], option: ShareOption
) -> bool | None:
    """Return whether the shares by which a visitor opens an album bring something with them; None
    to whoever needs no share there."""
    keys = keys_of(ancestry)
    if keys is None or visitor.is_trusted_with([album_id for album_id, _flag in ancestry]):
        return None
    return any((album_id, option) in visitor.share_options for album_id in keys)


def are_details_shown(visitor: Visitor, ancestry: Sequence[tuple[str, str]]) -> bool:
    """Return whether a visitor is shown what cameras wrote into the photographs of an album."""
    return come_with_share(visitor, ancestry, ShareOption.DETAILS) is not False


def are_positions_shown(
    visitor: Visitor, ancestry: Sequence[tuple[str, str]], positions: str
) -> bool:
    """Return whether a visitor is shown where the photographs of an album were taken.

    A share may tell what only people with access are told; what nobody is told, no share tells.
    """
    by_share = come_with_share(visitor, ancestry, ShareOption.POSITION)
    if by_share is not None:
        return by_share and positions != Positions.NOBODY
    if positions == Positions.TRUSTED:
        return visitor.is_trusted_with([album_id for album_id, _flag in ancestry])
    return positions == Positions.EVERYBODY
