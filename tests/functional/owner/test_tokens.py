"""Forms of owners and operators are taken from their own pages alone."""

import pytest

from bviewer.access.groups import add_group
from bviewer.accounts.users import find_user, make_operator
from bviewer.models import Gallery
from bviewer.tree.branches import AdminBranch, SiteBranch
from bviewer.tree.resources import AlbumResource, ImageResource

# What an address is made of, by the name of its view; it is the name alone for most.
PATHS = {name: f"{name}/1" for name in ("gallery", "group", "remove-gallery", "user")}


def addresses(site):
    """Every address of an owner or operator that takes a POST, from the registry."""
    before = {
        AdminBranch: "/admin/",
        SiteBranch: "/site/",
        AlbumResource: site.album_url("open"),
        ImageResource: site.image_url("open/a.jpg"),
    }
    for entry in site.app.registry.introspector.get_category("views"):
        view = entry["introspectable"]
        if view["context"] in before and view["request_methods"] == "POST":
            yield before[view["context"]] + PATHS.get(view["name"], view["name"])


@pytest.mark.parametrize(
    ("token", "headers"),
    [("", {}), ("x", {}), (None, {"Origin": "http://evil.test"})],
)
def test_a_form_from_elsewhere_changes_nothing(gallery, token, headers):
    with gallery.session() as session:
        add_group(session, session.get_one(Gallery, 1), "Family")
        make_operator(session, find_user(session, "owner"))
    owner = gallery.browser("owner")
    own = next(iter(owner.get("/admin/groups").forms.values()))["csrf_token"].value
    found = list(addresses(gallery))
    assert len(found) >= 12
    for address in found:
        with gallery.statements() as statements:
            sent = {"csrf_token": own if token is None else token, "action": "delete"}
            owner.post(address, sent, headers=headers, status=400)
        words = {statement.split()[0] for statement in statements}
        assert not words & {"INSERT", "UPDATE", "DELETE"}, address
