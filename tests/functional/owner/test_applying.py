"""Settings that are to hold for all below, and the one way in which visibility changes."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import select

import bviewer
from bviewer.albums.applying import apply_below
from bviewer.models import Album, Visibility
from tests.functional.owner.forms import form_at, landed
from tests.functional.stacks import everywhere
from tests.problems import refused
from tests.site import Site
from tests.unit.sync.checks import assert_counted

HIDDEN = ["hid", "hid/visiblechild"]
# Who may write the flag: people by one service, and syncs, which only ever close.
WRITERS = {"albums/editing.py": {"set_visibility", "set_visibility_below"}}
WRITERS["sync/closing.py"] = {"keep_closed", "close_new", "close_like"}
# These set attributes of other things than albums, by names that are not in the source.
OTHERS = {
    "albums/budgets.py": {"set_budgets"},
    "albums/former_contents.py": {"keep_albums"},
    "rendering/attempts.py": {"note"},
}


def test_settings_below_are_forgotten_and_follow_the_album(gallery):
    with gallery.session() as session:
        for album in session.scalars(select(Album).where(Album.folder.in_(HIDDEN))):
            album.order, album.downloads, album.positions = "name", True, "everybody"
    browser, url = gallery.browser("owner"), gallery.album_url("hid")
    form = form_at(browser, f"{url}below")
    form.fields["setting"][1].checked = form.fields["setting"][2].checked = True
    assert "Saved." in landed(form.submit(status=303))
    below, above = gallery.album("hid/visiblechild"), gallery.album("hid")
    assert (below.order, below.downloads, below.positions) == (None, None, "everybody")
    assert (above.order, above.downloads) == ("name", True)
    assert below.visibility == "visible"


@pytest.mark.parametrize(("folder", "flag"), [("priv", "private"), ("", "visible")])
def test_all_below_are_as_visible_as_the_album(gallery, folder, flag):
    browser, url = gallery.browser("owner"), gallery.album_url(folder)
    form = form_at(browser, f"{url}below")
    form.fields["setting"][0].checked = True
    landed(form.submit(status=303))
    assert gallery.album("priv/openchild").visibility == flag
    assert gallery.album("open/secretchild").visibility == ("visible" if not folder else "private")
    assert_counted(gallery)


def test_what_changed_meanwhile_is_not_applied_unseen(gallery):
    form = form_at(gallery.browser("owner"), f"{gallery.album_url('hid')}below")
    form.fields["setting"][0].checked = True
    gallery.set_visibility("hid", Visibility.PRIVATE)
    assert "It is not the same any more." in form.submit(status=422)
    assert gallery.album("hid/visiblechild").visibility == "visible"


@pytest.mark.parametrize("names", [[], ["title"], ["order", "folder"]])
def test_nothing_else_is_applied(gallery, names):
    with gallery.session() as session, refused("setting_unknown", None):
        apply_below(session, session.scalars(select(Album).limit(1)).one(), names)


@everywhere
def test_it_takes_the_same_number_of_statements_however_many_are_below(gallery: Site) -> None:
    counts = []
    for folder in ("priv", "other", ""):
        with gallery.session() as session, gallery.statements() as statements:
            album = session.scalars(select(Album).where(Album.folder == folder)).one()
            apply_below(session, album, ["order", "downloads", "positions"])
            counts.append(len(statements))
    assert len(set(counts)) == 1


def test_visibility_is_written_by_nobody_else():
    found = {}
    folder = Path(bviewer.__file__).parent
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and any(map(writes, ast.walk(function))):
                found.setdefault(str(path.relative_to(folder)), set()).add(function.name)
    assert found == WRITERS | OTHERS


def writes(node: ast.AST) -> bool:
    """Whether something changes the flag of an album: by its attribute, its name or a statement.

    A new album has one from the beginning.
    """
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(each, ast.Attribute) and each.attr == "visibility" for each in targets
        )
    if not isinstance(node, ast.Call):
        return False
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if called == "setattr":
        return not isinstance(node.args[1], ast.Constant) or node.args[1].value == "visibility"
    named = {each.arg for each in node.keywords}
    return called in {"values", "update"} and "visibility" in named
