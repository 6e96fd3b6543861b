"""What somebody could find at any time since a place in the log of changes.

Time is counted in the numbers of changes. What was before each is in the log, so the tree is known
as it was between any two of them, as far up from an album as anybody has to look.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Visibility
from bviewer.security.visibility import Flags, keys_of
from bviewer.security.visitor import Visitor

FROM_THE_BEGINNING, NOW = 0, 1 << 63


class State(NamedTuple):
    """What an album or item is like for a while: where it is, the flag of an album, whether it is
    there at all, and whether it is missing."""

    parent_id: str | None
    visibility: str
    is_there: bool
    is_missing: bool


GONE = State(None, Visibility.PRIVATE, is_there=False, is_missing=False)


class Before(NamedTuple):
    """What a node was like before a change."""

    change_id: int
    state: State


class Sight(NamedTuple):
    """Whether an album is found from one change until another one, and the flags down to it."""

    start: int
    end: int
    flags: Flags
    is_found: bool


@dataclass(frozen=True)
class Past:
    """The past of albums: what they are now, and were before each of their changes."""

    visitor: Visitor
    home_id: str
    now: Mapping[str, State]
    before: Mapping[str, Sequence[Before]]

    def sights(
        self, album_id: str, start: int = FROM_THE_BEGINNING, end: int = NOW, depth: int = 0
    ) -> Iterator[Sight]:
        """Yield whether somebody finds an album meanwhile, going from listing to listing."""
        for first, last, state in self._states(album_id, start, end):
            if not state.is_there or depth > MAX_DEPTH:
                yield Sight(first, last, (), is_found=False)
            elif state.parent_id is None:
                yield self._sight(album_id, state, Sight(first, last, (), is_found=False))
            else:
                for above in self.sights(state.parent_id, first, last, depth + 1):
                    yield self._sight(album_id, state, above)

    def _states(self, album_id: str, start: int, end: int) -> Iterator[tuple[int, int, State]]:
        first = start
        for change_id, state in spans(self.before.get(album_id, ()), self.now.get(album_id, GONE)):
            if change_id > first:
                yield first, min(change_id, end), state
                first = change_id
            if first >= end:
                return

    def _sight(self, album_id: str, state: State, above: Sight) -> Sight:
        flags = (*above.flags, (album_id, state.visibility))
        is_whole = flags[0][0] == self.home_id
        is_shown = self.visitor.is_owner or not state.is_missing
        is_found = (above.is_found and self._is_listed(flags)) or self._is_top(flags)
        return Sight(above.start, above.end, flags, is_whole and is_shown and is_found)

    def _is_listed(self, flags: Flags) -> bool:
        """Return whether an album is listed in the one that it is in."""
        album_id, flag = flags[-1]
        is_trusted = self.visitor.is_trusted_with([above for above, _flag in flags[:-1]])
        is_open = flag == Visibility.VISIBLE or album_id in self.visitor.given
        return is_trusted or is_open

    def _is_top(self, flags: Flags) -> bool:
        """Return whether somebody begins at an album: the home, what they were given, or the one
        that their token is for; if they may open it."""
        visitor, album_id = self.visitor, flags[-1][0]
        tops = {visitor.bound_to} if visitor.bound_to else {self.home_id, *visitor.given}
        if album_id not in tops:
            return False
        keys = keys_of(flags)
        is_trusted = visitor.is_trusted_with([each for each, _flag in flags])
        return keys is None or is_trusted or not visitor.shared.isdisjoint(keys)


def spans(before: Sequence[Before], now: State) -> Iterator[Before]:
    """Yield until which change a node was like what, ending with now."""
    ends = [*before, Before(NOW, now)]
    for step, following in zip(ends, [*ends[1:], None], strict=True):
        if following is None or following.state != step.state:
            yield step


def is_ever(sights: Sequence[Sight], start: int, end: int) -> bool:
    """Return whether an album is found at some time in between."""
    return any(each.is_found and each.start < end and start < each.end for each in sights)
