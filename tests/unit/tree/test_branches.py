"""Branches of the tree beside the albums: who may do what there; nothing is in them yet."""

import pytest
from pyramid.authorization import ACLHelper
from pyramid.request import Request
from pyramid.traversal import resource_path, traverse

from bviewer.models import Scope
from bviewer.security.bearer import is_within_token
from bviewer.security.permissions import Permission
from bviewer.security.visitor import STRANGER, Visitor
from bviewer.tree.branches import BRANCHES, AdminBranch, ApiBranch, Branch, ShareBranch, SiteBranch
from bviewer.tree.resources import HomeResource
from tests.trees import GALLERY_ID, OWNER_ID, album_row, chain, node_id, tree_of

PEOPLE = {
    "a stranger": STRANGER,
    "signed in": Visitor(7, "x", GALLERY_ID),
    "a guest of the gallery": Visitor(7, "x", GALLERY_ID, has_gallery=True),
    "a guest of the home": Visitor(7, "x", GALLERY_ID, granted=frozenset({node_id("A")})),
    "a holder of a share for the home": Visitor(shared=frozenset({node_id("A")})),
    "the owner": Visitor(OWNER_ID, "x", GALLERY_ID, is_owner=True),
}


@pytest.fixture(params=["visible", "hidden", "private"])
def home(request: pytest.FixtureRequest) -> HomeResource:
    """The home of a gallery, of each visibility."""
    return tree_of([album_row(node_id("A"), flag=request.param)])


def test_the_home_has_exactly_these_branches(home: HomeResource) -> None:
    kinds = {"admin": AdminBranch, "site": SiteBranch, "api": ApiBranch, "s": ShareBranch}
    assert kinds == BRANCHES
    for name, kind in kinds.items():
        branch = home[name]
        assert type(branch) is kind
        assert resource_path(branch) == f"/{name}"
        assert branch.__parent__ is home


@pytest.mark.parametrize("segment", ["Admin", "admins", "", "S", "v1", "x-s", "sit", "api "])
def test_no_other_name_is_a_branch(home: HomeResource, segment: str) -> None:
    with pytest.raises(KeyError):
        home[segment]


def test_only_the_home_has_branches() -> None:
    album = chain(["visible", "visible"])[-1]
    for name in BRANCHES:
        with pytest.raises(KeyError):
            album[name]


@pytest.mark.parametrize("name", BRANCHES)
def test_nothing_is_in_a_branch_yet(home: HomeResource, name: str) -> None:
    for segment in ("", "people", name, node_id("A"), "v2"):
        with pytest.raises(KeyError):
            home[name][segment]
    found = traverse(home, f"/{name}/{node_id('A')}/x")
    assert found["context"].__name__ == name
    assert found["view_name"] == node_id("A")


def test_a_branch_makes_its_children_of_their_names(home: HomeResource) -> None:
    class Members(Branch):
        children = {"albums": lambda parent, name: (parent, name)}  # noqa: RUF012

    branch = Members(home, "members")
    assert branch["albums"] == (branch, "albums")


def test_a_branch_is_closed_to_all_but_those_with_its_permission(home: HomeResource) -> None:
    helper, allowed = ACLHelper(), set()
    for branch in BRANCHES:
        for name, person in PEOPLE.items():
            for permission in Permission:
                if helper.permits(home[branch], person.principals(), permission):
                    allowed.add((branch, name, permission))
    assert allowed == {("admin", "the owner", Permission.MANAGE)}


@pytest.mark.parametrize("name", BRANCHES)
def test_no_branch_is_in_an_album_that_a_token_is_for(home: HomeResource, name: str) -> None:
    visitor = Visitor(OWNER_ID, is_owner=True, scope=Scope.MANAGE, bound_to=home.album.id)
    branch = home[name]
    request = Request.blank("/")
    assert is_within_token(visitor, request, home, Permission.MANAGE)
    for node in (branch, Branch(branch, "below")):
        assert not is_within_token(visitor, request, node, Permission.MANAGE)
