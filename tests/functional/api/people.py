"""The world of tests about people: an owner, two guests, a stranger with an account, the owner of
another gallery, and whoever runs the site."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webtest import TestApp

from bviewer.accounts.users import find_user, make_operator
from bviewer.models import Scope
from tests.functional.api.asking import ask, each_kind_opened
from tests.functional.signing_in import OTHER_HOST
from tests.site import HOST, Site
from tests.stack import Stack

UNKNOWN = "1" * 12


@contextmanager
def people_opened(
    folder: Path, database: Stack, one_gallery: Path, each_kind: Path, **options: Any
) -> Iterator[Site]:
    """A site with albums of each kind and with all people."""
    with each_kind_opened(folder, database, one_gallery, each_kind, **options) as site:
        site.add_gallery(OTHER_HOST, owner="foreign", home="other")
        for name in ("operator", "nobody"):
            site.add_user(name)
        with site.session() as session:
            make_operator(session, find_user(session, "operator"))
        yield site


def programs(site: Site) -> dict[str, TestApp]:
    """Programs of everybody who is not the owner, or has less than all of the owner's rights."""
    return {
        "stranger": site.browser(),
        "viewer": site.program("viewer", Scope.MANAGE),
        "foreign": site.program("foreign", Scope.MANAGE),
        "foreign at home": site.program("foreign", Scope.MANAGE, host=OTHER_HOST),
        "operator": site.program("operator", Scope.MANAGE),
        "bound": site.program("owner", Scope.MANAGE, site.album("open").id),
    }


def host_of(name: str) -> dict[str, str]:
    """The header with the host at which somebody asks."""
    return {"Host": OTHER_HOST if name == "foreign at home" else HOST}


def listed(app: TestApp, path: str) -> list[dict[str, Any]]:
    """What a list has, from page to page."""
    rows: list[dict[str, Any]] = []
    separator = "&" if "?" in path else "?"
    address = f"{path}{separator}limit=2"
    while True:
        answer = ask(app, "GET", address)
        assert len(answer.json["data"]) <= 2
        rows += answer.json["data"]
        if answer.json["after"] is None:
            assert "Link" not in answer.headers
            return rows
        assert len(answer.json["data"]) == 2
        address = answer.headers["Link"].removeprefix("<").partition(">")[0]


def cost(site: Site, app: TestApp, path: str) -> int:
    """The number of statements of an answer."""
    with site.statements() as statements:
        ask(app, "GET", path)
    return len(statements)


def public_id(site: Site, name: str) -> str:
    """The id of somebody, as programs know it."""
    with site.session() as session:
        return str(find_user(session, name).public_id)
