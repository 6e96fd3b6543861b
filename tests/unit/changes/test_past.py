"""A home with albums a and a/b, and an item i in the latter."""

from typing import Any

import pytest

from bviewer.changes.cursors import Followed
from bviewer.changes.past import NOW, Before, Nodes, Past, State
from bviewer.security.visitor import Visitor

STRANGER, OWNER = Visitor(), Visitor(is_owner=True)
HOME = State(None, "visible", is_there=True, is_missing=False)
A, B = HOME._replace(parent_id="home"), HOME._replace(parent_id="a")
ITEM = State("b", None, is_there=True, is_missing=False)
NODES = {"home": HOME, "a": A, "b": B, "i": ITEM}


def seen(
    node_id: str, *before: tuple[str, int, int, State], visitor: Visitor = STRANGER, **now: State
) -> list[tuple[int, int, bool]]:
    """When somebody finds a node; `before` are changes: of what, number, transaction, former
    state."""
    former: dict[str, list[Before]] = {}
    for changed, number, xid, state in before:
        former.setdefault(changed, []).append(Before(number, xid, state))
    past = Past(visitor, "home", Nodes({**NODES, **now}, former))
    return [(each.start, each.end, each.is_found) for each in past.sights(node_id)]


def found_now(node_id: str, visitor: Visitor = STRANGER, **now: Any) -> bool:
    ((_start, _end, is_found),) = seen(node_id, visitor=visitor, **now)
    return is_found


def test_what_did_not_change_was_always_found():
    assert seen("i") == [(0, NOW, True)]


@pytest.mark.parametrize("flag", ["hidden", "private"])
@pytest.mark.parametrize("closed", ["home", "a", "b"])
def test_what_is_in_a_closed_album_is_found_by_those_who_are_trusted(flag, closed):
    now = {closed: NODES[closed]._replace(visibility=flag)}
    is_home_open = (closed, flag) == ("home", "hidden")  # Its address is known to all.
    assert found_now("i", **now) == is_home_open
    assert found_now("i", OWNER, **now)
    assert found_now("i", Visitor(has_gallery=True), **now)
    assert found_now("i", Visitor(granted=frozenset({"b"})), **now)
    assert found_now("i", Visitor(shared=frozenset({"b"})), **now)
    assert found_now("a", Visitor(granted=frozenset({"b"})), **now) == (
        is_home_open or closed == "b"
    )


def test_a_share_opens_no_album_below_that_is_closed():
    closed = B._replace(visibility="private")
    assert not found_now("b", Visitor(shared=frozenset({"a"})), b=closed)
    assert found_now("b", Visitor(granted=frozenset({"a"})), b=closed)


def test_a_program_with_a_token_for_an_album_finds_nothing_beside_it():
    program = Visitor(is_owner=True, bound_to="b")
    assert [found_now(each, program) for each in NODES] == [False, False, True, True]
    other = Visitor(user_id=7, bound_to="b")
    assert found_now("i", other)
    assert not found_now("i", other, a=A._replace(visibility="private"))


def test_only_the_owner_finds_what_is_missing():
    for name in ("b", "i"):
        now = {name: NODES[name]._replace(is_missing=True)}
        assert found_now("i", OWNER, **now)
        assert not found_now("i", **now)


def test_what_is_nowhere_or_elsewhere_is_found_by_nobody():
    assert not found_now("i", OWNER, a=A._replace(is_there=False))
    assert not found_now("i", OWNER, a=A._replace(parent_id="other"))
    assert not found_now("i", OWNER, a=A._replace(parent_id=None))
    assert not found_now("other", OWNER)


def test_a_closed_album_was_found_before():
    closed = A._replace(visibility="private")
    assert seen("i", ("a", 5, 1, A), a=closed) == [(0, 5, True), (5, NOW, False)]


def test_an_item_was_found_where_it_was_when_that_was_open():
    hidden = A._replace(visibility="hidden")
    elsewhere = State("home", None, is_there=True, is_missing=False)
    changes = (("a", 3, 1, hidden), ("a", 5, 2, A), ("i", 8, 3, elsewhere))
    assert seen("i", *changes, a=hidden) == [(0, 8, True), (8, NOW, False)]
    assert seen("b", *changes, a=hidden) == [(0, 3, False), (3, 5, True), (5, NOW, False)]


def test_what_was_only_within_a_transaction_was_found_by_nobody():
    hidden = A._replace(visibility="hidden")
    changes = (("a", 5, 1, hidden), ("a", 6, 1, A))
    assert seen("i", *changes, a=hidden) == [(0, 6, False), (6, NOW, False)]
    moved = (("b", 5, 1, B), ("a", 7, 1, A))  # Into another one, and what it was in was closed.
    assert seen("i", *moved, a=hidden, b=A) == [(0, 7, True), (7, NOW, True)]


def test_changes_of_nothing_that_decides_make_no_difference():
    assert seen("i", ("a", 5, 1, A), ("a", 6, 2, A), ("home", 7, 3, HOME)) == [(0, NOW, True)]


def test_albums_that_changed_places_end_no_search():
    """b was above a, and a is above b now."""
    former = ("a", 5, 1, State("b", "visible", is_there=True, is_missing=False))
    above = ("b", 6, 1, A)
    assert seen("i", former, above) == [(0, 6, True), (6, NOW, True)]


def test_a_circle_that_no_tree_has_ends():
    assert not found_now("i", OWNER, a=A._replace(parent_id="b"))


# One album that is followed.


def follower(*named: str, visitor: Visitor = STRANGER, **now: Any) -> dict[str, bool]:
    """What somebody finds who follows b, and names albums besides."""
    followed = Followed("b", frozenset({"b", *named}))
    past = Past(visitor, "home", Nodes({**NODES, **now}, {}), followed)
    return {each: all(seen.is_found for seen in past.sights(each)) for each in {**NODES, **now}}


def test_an_album_that_is_followed_is_found_with_what_is_in_it():
    assert follower() == {"home": False, "a": False, "b": True, "i": True}
    assert follower(b=B._replace(visibility="hidden"))["i"]
    assert not follower(b=B._replace(visibility="private"))["i"]
    assert follower(b=B._replace(visibility="private"), visitor=OWNER)["i"]


def test_what_is_below_a_hidden_album_is_followed_by_those_who_know_that():
    hidden = A._replace(visibility="hidden")
    assert not follower(a=hidden)["i"]
    assert follower("a", a=hidden)["i"]
    assert follower(a=hidden, visitor=OWNER)["i"]
    assert follower(a=hidden, visitor=Visitor(shared=frozenset({"b"})))["i"]
    assert not follower("a", a=hidden._replace(visibility="private"))["i"]


def test_a_hidden_album_in_it_is_followed_by_those_who_name_it():
    hidden = State("b", "hidden", is_there=True, is_missing=False)
    inside = ITEM._replace(parent_id="c")
    for named, is_found in (((), False), (("c",), True)):
        found = follower(*named, c=hidden, j=inside)
        assert (found["b"], found["c"], found["j"]) == (True, is_found, is_found)
    assert not follower("c", c=hidden._replace(visibility="private"))["c"]


def test_what_is_below_a_missing_folder_is_followed_by_the_owner():
    missing = A._replace(is_missing=True)
    assert not follower(a=missing)["i"]
    assert follower(a=missing, visitor=OWNER)["i"]


def test_a_token_for_an_album_follows_none_above_it():
    inside = State("b", "visible", is_there=True, is_missing=False)
    assert not follower(visitor=Visitor(is_owner=True, bound_to="c"), c=inside)["b"]
    assert follower(visitor=Visitor(is_owner=True, bound_to="a"))["b"]
