"""Who does something, and where: what the trail of an owner and of the operator tells."""

from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.testing import DummyRequest

from bviewer.security.audit import Actor, actor_in
from bviewer.security.permissions import Permission


def request_of(name: str, gallery_id: int | None, permission: Permission | None = None) -> Any:
    """Return what somebody asks for."""
    return DummyRequest(
        context=SimpleNamespace() if permission is None else SimpleNamespace(permission=permission),
        gallery=None if gallery_id is None else SimpleNamespace(id=gallery_id),
        remote_addr="192.0.2.1",
        visitor=SimpleNamespace(name=name),
    )


@pytest.mark.parametrize(
    ("request_", "actor"),
    [
        (request_of("anna", 7), Actor("anna", "192.0.2.1", 7)),
        (request_of("", 7), Actor(None, "192.0.2.1", 7)),
        (request_of("anna", None), Actor("anna", "192.0.2.1", None)),
        (request_of("anna", 7, Permission.MANAGE), Actor("anna", "192.0.2.1", 7)),
        (request_of("root", 7, Permission.OPERATE), Actor("root", "192.0.2.1", None)),
    ],
    ids=["person", "stranger", "no gallery", "owner", "operator"],
)
def test_an_event_tells_who_asked_from_where_and_at_which_gallery(request_, actor) -> None:
    assert actor_in(request_) == actor
