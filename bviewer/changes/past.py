"""What somebody could find at any time since a place in the log of changes.

What was before each change is in the log, so the tree is known as it was between any two of them,
as far up from a node as anybody has to look. Time is counted in numbers of changes. All changes of
a transaction are at the time of its last one: what was only in between, nobody has seen.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bviewer.changes.cursors import Followed
from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Visibility
from bviewer.security.visibility import Flags, is_known_to, keys_of
from bviewer.security.visitor import Visitor

BEGINNING, NOW = 0, 1 << 63


class State(NamedTuple):
    """What an album or item is for a while: what it is in, the flag that albums have, whether it is
    there at all, and whether it is missing."""

    parent_id: str | None
    visibility: str | None
    is_there: bool
    is_missing: bool


GONE = State(None, None, is_there=False, is_missing=False)


class Before(NamedTuple):
    """What a node was before a change, and the number of the transaction of that."""

    change_id: int
    xid: int
    state: State


class Nodes(NamedTuple):
    """Albums and items: what each is now, and what it was before each change, in their order."""

    now: Mapping[str, State]
    before: Mapping[str, Sequence[Before]]


class Sight(NamedTuple):
    """Whether a node is found from one time until another, the flags of albums down to it, and
    whether a folder of these is missing."""

    start: int
    end: int
    flags: Flags
    is_found: bool
    is_missing: bool = False


class Past:
    """The past of nodes, for somebody who goes from listing to listing: from all albums at which
    they begin, or from one that is followed."""

    def __init__(
        self, visitor: Visitor, home_id: str, nodes: Nodes, followed: Followed | None = None
    ) -> None:
        self._visitor = visitor
        self._home_id = home_id
        self._nodes = nodes
        self._followed = followed
        self._named: Collection[str] = () if followed is None else followed.named

    def sights(
        self, node_id: str, start: int = BEGINNING, end: int = NOW, depth: int = 0
    ) -> Iterator[Sight]:
        """Yield whether a node is found, from a time until another."""
        for first, last, state in self._states(node_id, start, end):
            if not state.is_there or depth > MAX_DEPTH:
                yield Sight(first, last, (), is_found=False)
            elif state.parent_id is None:
                above = Sight(first, last, (), is_found=False)
                yield self._below(above, node_id, state)
            else:
                for above in self.sights(state.parent_id, first, last, depth + 1):
                    yield self._below(above, node_id, state)

    def _states(self, node_id: str, start: int, end: int) -> Iterator[tuple[int, int, State]]:
        """Yield what a node is meanwhile; what follows on the same is one."""
        steps = [
            *((self._times[each.xid], each.state) for each in self._nodes.before.get(node_id, ())),
            (NOW, self._nodes.now.get(node_id, GONE)),
        ]
        first = start
        for (until, state), following in zip(steps, [*steps[1:], None], strict=True):
            is_last = following is None or following[1] != state
            if is_last and first < min(until, end):
                yield first, min(until, end), state
                first = until

    @cached_property
    def _times(self) -> dict[int, int]:
        """Return when each transaction was."""
        changes = [each for changes in self._nodes.before.values() for each in changes]
        return {each.xid: each.change_id for each in sorted(changes)}

    def _below(self, above: Sight, node_id: str, state: State) -> Sight:
        is_shown = self._visitor.is_owner or not state.is_missing
        if state.visibility is None:  # An item is as open as its album.
            return above._replace(is_found=above.is_found and is_shown)
        flags = (*above.flags, (node_id, state.visibility))
        is_found = (above.is_found and self._is_listed(flags)) or self._is_top(flags, above)
        is_missing = above.is_missing or state.is_missing
        return Sight(above.start, above.end, flags, is_shown and is_found, is_missing)

    def _is_listed(self, flags: Flags) -> bool:
        """Return whether an album is listed in the one that it is in."""
        album_id, flag = flags[-1]
        is_open = flag == Visibility.VISIBLE or album_id in self._visitor.given
        is_open = is_open or (flag == Visibility.HIDDEN and album_id in self._named)
        return is_open or self._visitor.is_trusted_with(ids_of(flags[:-1]))

    def _is_top(self, flags: Flags, above: Sight) -> bool:
        """Return whether somebody begins at an album, and may open it."""
        visitor, ids = self._visitor, ids_of(flags)
        if ids[0] != self._home_id or not self._begins_at(flags, above):
            return False
        keys = keys_of(flags)
        is_open = keys is None or not visitor.shared.isdisjoint(keys)
        return is_open or visitor.is_trusted_with(ids)

    def _begins_at(self, flags: Flags, above: Sight) -> bool:
        """Return whether somebody begins at an album: the home, what they were given, or the one
        that their token is for; or the followed one, as long as its id is enough to find it."""
        visitor, followed, ids = self._visitor, self._followed, ids_of(flags)
        if followed is None:
            return ids[-1] in tops_of(visitor, self._home_id)
        return (
            ids[-1] == followed.album_id
            and (visitor.bound_to is None or visitor.bound_to in ids)
            and (visitor.is_owner or not above.is_missing or not visitor.given.isdisjoint(ids))
            and is_known_to(visitor, flags, followed.named)
        )


def tops_of(visitor: Visitor, home_id: str) -> set[str]:
    """Return the ids of albums at which somebody begins to look: some of them may be closed."""
    return {visitor.bound_to} if visitor.bound_to else {home_id, *visitor.given}


def ids_of(flags: Flags) -> list[str]:
    """Return the ids of an ancestry."""
    return [album_id for album_id, _flag in flags]
