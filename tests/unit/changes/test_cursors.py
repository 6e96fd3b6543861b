from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta

import pytest

from bviewer.changes.cursors import GOOD_FOR, Caller, Cursor, Followed
from bviewer.models import now
from bviewer.problems import Problem
from bviewer.security.visitor import ShareOption, Visitor

VIEWER = Visitor(user_id=7, name="anna", gallery_id=1, granted=frozenset({"a", "b"}))
CALLER = Caller(VIEWER, 1, "a secret")
FOLLOWER = CALLER._replace(followed=Followed("x", frozenset({"x", "y"})))


def cursor(**values: int) -> Cursor:
    return Cursor(**{"xid": 5, "id": 9, "first_xid": 6, "time": int(now().timestamp()), **values})


def refusal(caller: Caller, text: str) -> str:
    with pytest.raises(Problem) as refused:
        caller.read(text)
    return refused.value.code


def test_a_cursor_is_read_as_it_was_written():
    assert CALLER.read(CALLER.write(cursor())) == cursor()


@pytest.mark.parametrize(
    "other",
    [
        CALLER._replace(gallery_id=2),
        CALLER._replace(secret="another"),
        CALLER._replace(visitor=replace(VIEWER, user_id=8)),
    ],
)
def test_a_cursor_is_of_one_caller_at_one_gallery(other):
    assert refusal(other, CALLER.write(cursor())) == "cursor_invalid"


@pytest.mark.parametrize(
    "other", [CALLER, FOLLOWER._replace(followed=Followed("y", frozenset({"x", "y"})))]
)
def test_a_cursor_of_an_album_is_of_no_other_and_not_of_all(other):
    text = FOLLOWER.write(cursor())
    assert FOLLOWER.read(text)
    assert refusal(other, text) == "cursor_invalid"
    assert refusal(FOLLOWER, other.write(cursor())) == "cursor_invalid"


def test_who_knows_of_other_hidden_albums_starts_over():
    text = FOLLOWER.write(cursor())
    for named in ({"x"}, {"x", "y", "z"}):
        other = FOLLOWER._replace(followed=Followed("x", frozenset(named)))
        assert refusal(other, text) == "changes_start_over"


@pytest.mark.parametrize("damage", ["", "x", "A" * 80, "=", "\u00e9", "\udc80"])
def test_what_was_not_told_is_no_cursor(damage):
    assert refusal(CALLER, damage) == "cursor_invalid"


def test_a_cursor_does_not_tell_how_much_others_changed():
    text = CALLER.write(cursor(xid=123456))
    assert text == CALLER.write(cursor(xid=123456))
    assert b"123456" not in urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_no_part_of_a_cursor_can_be_changed():
    text = CALLER.write(cursor())
    for place, sign in enumerate(text[:-1]):
        changed = text[:place] + ("A" if sign != "A" else "B") + text[place + 1 :]
        assert refusal(CALLER, changed) == "cursor_invalid"


@pytest.mark.parametrize(
    "rights",
    [
        {"granted": frozenset({"a"})},
        {"granted": frozenset({"a", "b", "c"})},
        {"shared": frozenset({"c"})},
        {"share_options": frozenset({("c", ShareOption.DETAILS)})},
        {"has_gallery": True},
        {"is_owner": True},
        {"bound_to": "a"},
    ],
)
def test_who_may_see_something_else_by_now_starts_over(rights):
    other = CALLER._replace(visitor=replace(VIEWER, **rights))
    assert refusal(other, CALLER.write(cursor())) == "changes_start_over"


def test_rights_are_the_same_in_any_order_and_under_any_name():
    same = replace(VIEWER, name="Anna", granted=frozenset(["b", "a"]), is_operator=True)
    text = CALLER.write(cursor())
    assert CALLER._replace(visitor=same).read(text) == CALLER.read(text)


def test_a_cursor_is_good_for_thirty_days():
    for age, is_good in ((GOOD_FOR - timedelta(minutes=1), True), (GOOD_FOR, False)):
        text = CALLER.write(cursor(time=int((now() - age).timestamp()) - 1))
        if is_good:
            CALLER.read(text)
        else:
            assert refusal(CALLER, text) == "changes_start_over"
