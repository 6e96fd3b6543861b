"""Albums that show nothing, and that all they leave out went from: it may be shown elsewhere."""

import pytest

from bviewer.albums.lately import APPEARS_FOR, is_recent
from bviewer.models import Visibility
from bviewer.sync import run
from tests.functional.folders import move
from tests.functional.happenings import age
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    fill,
    let_pass,
    picture,
    put_into_vault,
    take_out,
    write_anew,
)


@pytest.fixture
def bare(site: Site) -> Site:
    """An album whose only picture was moved by hand into a private one, long ago."""
    fill(site, "open/1.jpg", "vault/3.jpg", "other/4.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    age_and_sync(site)
    return site


def go(site: Site) -> None:
    """Let its file go to another disk, edited; its folder stays."""
    write_anew(site, "open/1.jpg")
    move(site, "open/1.jpg", "../away.jpg")


@pytest.mark.parametrize("starts", [[""], ["new", ""]], ids=["all", "the new one first"])
@pytest.mark.parametrize("new", ["new", "new/deep", "open/new"])
def test_what_went_is_as_closed_in_a_new_album(bare: Site, new: str, starts: list[str]):
    go(bare)
    move(bare, "../away.jpg", f"{new}/1.jpg")
    for start in starts:
        bare.sync(start.replace("new", new.partition("/deep")[0]), accept_missing=True)
        assert visible(bare) == {"other/4.jpg"}


def test_it_may_come_later(bare: Site):
    go(bare)
    bare.sync(accept_missing=True)
    let_pass(bare, 30)
    move(bare, "../away.jpg", "new/1.jpg")
    bare.sync()
    assert visible(bare) == {"other/4.jpg"}


def test_it_may_go_again(bare: Site):
    move(bare, "open/1.jpg", "../away.jpg")
    bare.sync(accept_missing=True)
    move(bare, "../away.jpg", "open/1.jpg")
    bare.sync()
    let_pass(bare, 30)
    go(bare)
    bare.sync(accept_missing=True)
    let_pass(bare, 30)
    move(bare, "../away.jpg", "new/1.jpg")
    bare.sync()
    assert visible(bare) == {"other/4.jpg"}


def test_a_sync_that_breaks_off_notes_that_it_went(bare: Site, monkeypatch: pytest.MonkeyPatch):
    go(bare)
    with monkeypatch.context() as patch:
        patch.setattr(run, "note_gone", None)
        with pytest.raises(TypeError):
            bare.sync(accept_missing=True)
    move(bare, "../away.jpg", "new/1.jpg")
    bare.sync()
    assert visible(bare) == {"other/4.jpg"}


def test_what_went_long_ago_closes_nothing(bare: Site):
    go(bare)
    bare.sync(accept_missing=True)
    age(bare, APPEARS_FOR)
    bare.write("new/5.jpg", picture(5000))
    bare.sync("new")
    bare.sync()
    assert visible(bare) == {"other/4.jpg", "new/5.jpg"}


def test_what_was_missing_when_it_was_removed_went_long_ago(site: Site):
    fill(site, "open/1.jpg", "other/4.jpg")
    (site.library / "open/1.jpg").unlink()
    site.sync(accept_missing=True)
    age(site, APPEARS_FOR)
    take_out(site, "open/1.jpg")
    site.sync()
    assert not is_recent(site.album("open").gone_at)


def test_what_is_passed_over_is_there(bare: Site):
    """A rule of the folder says so, and the file was touched."""
    bare.write("open/.bviewerignore", b"1.jpg")
    (bare.library / "open/1.jpg").chmod(0o600)
    bare.sync()
    assert bare.album("open").gone_at is None
