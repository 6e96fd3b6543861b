import pytest

from bviewer.sync.known import KnownImage
from bviewer.sync.moves import Matches, Standing, match_moves, renamed_folders, settle
from bviewer.sync.unmatched import FoundFile


def row(
    name: str, path: str, content: bytes = b"", state: str = "ready", inode: int | None = None
) -> KnownImage:
    return KnownImage(name, "album", path, 10, 1, 1, inode, content or name.encode(), state)


def file(path: str, content: str | bytes, inode: int = 0) -> FoundFile:
    content = content if isinstance(content, bytes) else content.encode()
    return FoundFile(path, 10, content, inode)


def test_a_file_is_recognised_by_size_and_quick_hash():
    rows = [row("one", "a/1.jpg"), row("two", "a/2.jpg")]
    files = [file("b/x.jpg", "two"), FoundFile("b/y.jpg", 11, b"one")]
    assert match_moves(rows, files) == Matches({"two": "b/x.jpg"}, set(), set())


def test_two_files_that_changed_places_change_places():
    rows = [row("one", "1.jpg"), row("two", "2.jpg")]
    files = [file("1.jpg", "two"), file("2.jpg", "one")]
    assert match_moves(rows, files).moves == {"one": "2.jpg", "two": "1.jpg"}


def test_a_file_that_was_only_touched_stays_although_a_copy_comes_first():
    files = [file("0.jpg", "one"), file("1.jpg", "one")]
    assert match_moves([row("one", "1.jpg")], files) == Matches({}, {"1.jpg"}, set())


def test_the_inode_tells_equal_files_from_each_other():
    rows = [row("one", "a/1.jpg", b"same", inode=1), row("two", "b/1.jpg", b"same", inode=2)]
    files = [file("a/1.jpg", b"same", 2), file("b/1.jpg", b"same", 1)]
    assert match_moves(rows, files) == Matches({"one": "b/1.jpg", "two": "a/1.jpg"}, set(), set())


def test_a_file_that_stays_is_the_very_one_only_with_its_inode():
    rows = [row("one", "1.jpg", inode=1), row("two", "2.jpg", inode=2)]
    matches = match_moves(rows, [file("1.jpg", "one", 1), file("2.jpg", "two", 9)])
    assert matches == Matches({}, {"1.jpg", "2.jpg"}, {"1.jpg"})


@pytest.mark.parametrize("state", ["broken", "missing"])
def test_a_file_of_which_nothing_was_shown_anchors_nothing(state: str):
    matches = match_moves([row("one", "1.jpg", state=state, inode=1)], [file("1.jpg", "one", 1)])
    assert matches == Matches({}, {"1.jpg"}, set())


def test_hard_links_stay_where_they_are():
    rows = [row("one", "a.jpg", b"same", inode=1), row("two", "b.jpg", b"same", inode=1)]
    files = [file("b.jpg", b"same", 1), file("a.jpg", b"same", 1)]
    assert match_moves(rows, files).moves == {}


def test_without_inodes_an_equal_file_goes_where_the_others_of_its_folder_went():
    """Two folders that share a picture were exchanged on a disk that was copied meanwhile."""
    rows = [row("p", "a/p.jpg"), row("q", "b/q.jpg")]
    rows += [row("one", "a/1.jpg", b"same"), row("two", "b/1.jpg", b"same")]
    files = [file("a/1.jpg", b"same"), file("b/1.jpg", b"same")]
    files += [file("b/p.jpg", "p"), file("a/q.jpg", "q")]
    moves = match_moves(rows, files).moves
    assert (moves["one"], moves["two"]) == ("b/1.jpg", "a/1.jpg")


def test_each_row_and_each_file_is_used_once():
    rows = [row(name, f"a/{name}.jpg", b"same") for name in ("one", "two", "three")]
    files = [file(f"b/{number}.jpg", b"same") for number in range(2)]
    moves = match_moves(rows, files).moves
    assert sorted(moves.values()) == ["b/0.jpg", "b/1.jpg"]


def test_copies_follow_the_folder_that_the_others_followed():
    rows = [row("p", "a/p.jpg"), row("q", "b/q.jpg")]
    rows += [row("one", "a/1.jpg", b"same"), row("two", "b/1.jpg", b"same")]
    files = [file("y/1.jpg", b"same"), file("z/1.jpg", b"same")]
    files += [file("z/p.jpg", "p"), file("y/q.jpg", "q")]
    moves = match_moves(rows, files).moves
    assert (moves["one"], moves["two"]) == ("z/1.jpg", "y/1.jpg")


def test_copies_keep_their_names_where_nothing_tells_more():
    rows = [row("one", "a/1.jpg", b"same"), row("two", "a/2.jpg", b"same")]
    files = [file("b/2.jpg", b"same"), file("b/1.jpg", b"same")]
    assert match_moves(rows, files).moves == {"one": "b/1.jpg", "two": "b/2.jpg"}


def test_what_has_gone_just_now_comes_before_what_was_missing_already():
    rows = [row("old", "a/1.jpg", b"same", "missing"), row("new", "b/2.jpg", b"same")]
    assert match_moves(rows, [file("c/1.jpg", b"same")]).moves == {"new": "c/1.jpg"}


def test_a_missing_one_comes_back_at_another_place():
    rows = [row("one", "a/1.jpg", state="missing")]
    assert match_moves(rows, [file("b/2.jpg", "one")]).moves == {"one": "b/2.jpg"}


def test_a_guess_takes_no_row_to_where_it_would_be_more_open():
    closed = row("closed", "shut/1.jpg", b"same")._replace(album_id="shut")
    shown = row("shown", "open/3.jpg", b"same")._replace(album_id="open")
    standing = Standing({"shut": 0, "open": 2}, {"shut": 0, "open": 2}, {"open"})
    rows = [closed, shown]
    assert match_moves(rows, [file("open/1.jpg", b"same")], standing).moves == {
        "shown": "open/1.jpg"
    }
    files = [file("open/1.jpg", b"same"), file("open/2.jpg", b"same"), file("new/3.jpg", b"same")]
    assert match_moves(rows, files, standing).moves == {
        "shown": "open/1.jpg",
        "closed": "new/3.jpg",
    }
    assert match_moves(rows, files[:2], standing).moves == {"shown": "open/1.jpg"}


def test_an_inode_that_was_given_anew_leaves_but_a_guess():
    closed = row("closed", "shut/1.jpg", b"same", inode=1)._replace(album_id="shut")
    shown = row("shown", "open/3.jpg", b"same", inode=2)._replace(album_id="open")
    standing = Standing({"shut": 0, "open": 2}, {"shut": 0, "open": 2}, {"open", "shut"})
    files = [file("open/x.jpg", b"same", 3), file("shut/y.jpg", b"same", 2)]
    assert match_moves([closed, shown], files, standing).moves == {"shown": "shut/y.jpg"}


OPEN = Standing({"shut": 0, "open": 2}, {"shut": 0, "open": 2}, {"open", "shut"})


def test_content_that_a_file_still_holds_leaves_but_a_guess():
    """The open one was copied within its folder, and the closed one deleted."""
    closed = row("closed", "shut/1.jpg", b"same")._replace(album_id="shut")
    held = {(10, b"same")}
    assert match_moves([closed], [file("open/2.jpg", b"same")], OPEN, held).moves == {}
    assert match_moves([closed], [file("new/2.jpg", b"same")], OPEN, held).moves != {}
    same_inode = closed._replace(inode=3)  # It was given to the copy.
    assert match_moves([same_inode], [file("open/2.jpg", b"same", 3)], OPEN, held).moves == {}


def test_an_inode_of_hard_links_leaves_but_a_guess():
    """The closed name was deleted, and the open one renamed."""
    closed = row("closed", "shut/1.jpg", b"same", inode=1)._replace(album_id="shut")
    shown = row("shown", "open/1.jpg", b"same", inode=1)._replace(album_id="open")
    files = [file("open/2.jpg", b"same", 1)]
    assert match_moves([closed, shown], files, OPEN).moves == {"shown": "open/2.jpg"}
    assert match_moves([closed], [files[0]._replace(links=2)], OPEN, {(10, b"same")}).moves == {}


def test_the_inode_of_a_closed_file_may_be_that_of_a_copy_of_an_open_one_that_is_gone():
    """As it may be given to the next file that is made, or to a copy of where that is by now."""
    closed = KnownImage("closed", "shut", "shut/1.jpg", 10, 1, 1, 1, b"same", "ready")
    visible = KnownImage("visible", "open", "open/1.jpg", 10, 1, 1, 2, b"same", "ready")
    files = [file("open/new.jpg", b"same", 1)]
    assert match_moves([closed, visible], files, OPEN).moves == {"visible": "open/new.jpg"}
    assert match_moves([closed], files, OPEN).moves == {"closed": "open/new.jpg"}
    files.append(file("shut/new.jpg", b"same", 2))
    assert match_moves([closed, visible], files, OPEN).moves == {"visible": "shut/new.jpg"}
    along = [files[0]._replace(ctime_ns=closed.ctime_ns), files[1]]
    moves = {"closed": "open/new.jpg", "visible": "shut/new.jpg"}
    assert match_moves([closed, visible], along, OPEN).moves == moves


def test_a_copy_of_an_open_file_that_was_touched_is_not_a_closed_one_that_is_gone():
    closed = KnownImage("closed", "shut", "shut/1.jpg", 10, 1, 1, 1, b"same", "ready")
    visible = KnownImage("visible", "open", "open/1.jpg", 10, 1, 1, 2, b"same", "ready")
    files = [file("open/1.jpg", b"same", 2), file("open/new.jpg", b"same", 3)]
    assert match_moves([closed, visible], files, OPEN).moves == {}
    assert match_moves([closed], files[1:], OPEN).moves == {"closed": "open/new.jpg"}


def test_what_was_missing_comes_back_to_no_place_that_is_more_open():
    standing = Standing({"album": 1}, {"open": 2, "shut": 1})
    gone = [row("one", "shut/1.jpg", state="missing")]
    assert match_moves(gone, [file("open/1.jpg", "one")], standing).moves == {}
    assert match_moves(gone, [file("shut/2.jpg", "one")], standing).moves == {"one": "shut/2.jpg"}
    gone = [gone[0]._replace(inode=1)]
    assert match_moves(gone, [file("open/1.jpg", "one", 1)], standing).moves == {}
    just_now = [row("one", "shut/1.jpg")]
    assert match_moves(just_now, [file("open/1.jpg", "one")], standing).moves != {}


def test_thousands_of_equal_files_take_no_square_of_time():
    rows = [row(str(number), f"a/{number}.jpg", b"same") for number in range(20_000)]
    files = [file(f"b/{number}.png", b"same") for number in range(20_000)]
    assert len(match_moves(rows, files).moves) == 20_000


def test_a_renamed_folder_takes_its_subfolders_along():
    pairs = [("a/x/1.jpg", "b/x/1.jpg"), ("a/2.jpg", "b/2.jpg")]
    assert renamed_folders(pairs) == {"a": "b", "a/x": "b/x"}


def test_a_folder_that_went_up_or_down_is_recognised():
    assert renamed_folders([("a/x/1.jpg", "x/1.jpg")]) == {"a/x": "x"}
    assert renamed_folders([("x/1.jpg", "a/x/1.jpg")]) == {"x": "a/x"}


def test_the_name_of_a_file_has_no_say_in_where_its_folder_went():
    assert renamed_folders([("a/1.jpg", "b/2.jpg")]) == {"a": "b"}


def test_the_most_votes_win():
    pairs = [("a/1.jpg", "b/1.jpg"), ("a/2.jpg", "c/2.jpg"), ("a/3.jpg", "c/3.jpg")]
    assert renamed_folders(pairs) == {"a": "c"}


def test_two_folders_never_become_one():
    pairs = [("a/1.jpg", "c/1.jpg"), ("b/2.jpg", "c/2.jpg"), ("b/3.jpg", "c/3.jpg")]
    assert renamed_folders(pairs) == {"b": "c"}


def test_names_changed_on_two_levels_are_guessed():
    assert renamed_folders([("a/x/1.jpg", "b/y/1.jpg")]) == {"a/x": "b/y", "a": "b"}


def test_a_guess_comes_after_what_is_known():
    pairs = [("a/x/1.jpg", "best/y/1.jpg"), ("a/x/2.jpg", "best/y/2.jpg"), ("a/3.jpg", "b/3.jpg")]
    assert renamed_folders(pairs) == {"a/x": "best/y", "a": "b"}


def test_files_of_the_top_folder_take_no_album_with_them():
    assert renamed_folders([("1.jpg", "a/1.jpg"), ("b/2.jpg", "2.jpg")]) == {}


def test_an_unlikely_successor_is_refused():
    assert renamed_folders([("a/1.jpg", "b/1.jpg")], lambda old, new, votes: votes > 1) == {}


def test_an_album_follows_into_a_free_folder_when_its_own_is_gone():
    assert settle({"a": "b"}, gone={"a"}, free={"b"}) == {"a": "b"}


def test_an_album_whose_folder_is_still_there_stays():
    assert settle({"a": "b"}, gone=set(), free={"b"}) == {}


def test_an_album_does_not_drive_another_one_out():
    assert settle({"a": "b"}, gone={"a"}, free=set()) == {}


def test_a_chain_goes_through_as_a_whole_or_not_at_all():
    chain = {"a": "b", "b": "c", "c": "d"}
    assert settle(chain, gone={"a"}, free={"d"}) == chain
    assert settle(chain, gone={"a"}, free=set()) == {}
    assert settle(chain, gone=set(), free={"d"}) == {}


def test_two_folders_may_exchange_their_names():
    assert settle({"a": "b", "b": "a"}, gone=set(), free=set()) == {"a": "b", "b": "a"}
