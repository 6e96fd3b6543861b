from datetime import timedelta
from types import SimpleNamespace

import pytest
from pyramid.authorization import Allow, Deny, Everyone
from pyramid.request import Request

from bviewer.security import policy as policy_module
from bviewer.security.permissions import Permission
from bviewer.security.policy import SecurityPolicy
from bviewer.security.visitor import STRANGER, Visitor

GALLERY = SimpleNamespace(id=3, owner_id=1)
IDLE = timedelta(days=10)
ANNA = Visitor(7, "anna", 3, granted=frozenset({"a0"}))


@pytest.fixture
def with_app() -> bool:
    """Requests are asked here."""
    return True


class Node:
    __parent__ = None

    def __init__(self, *aces):
        self.acl = aces

    def __acl__(self):
        return self.acl


@pytest.fixture
def asked(monkeypatch):
    """How often it was asked who a session's secret belongs to."""
    secrets = []

    def load_visitor(_connection, token, _gallery_id, _owner_id, idle):
        assert idle == IDLE
        secrets.append(token)
        return ANNA if token == "anna's" else STRANGER

    monkeypatch.setattr(policy_module, "load_visitor", load_visitor)
    return secrets


@pytest.fixture
def ask(site):
    """A request at the site's gallery, with a session's secret or without."""

    def ask(token):
        request = Request.blank("/")
        request.autocommit_engine = site.app.registry["bviewer.autocommit_engine"]
        request.gallery = GALLERY
        request.runtime = SimpleNamespace(settings=SimpleNamespace(session_idle=IDLE))
        request.session_token, request.share_secret, request.bearer_token = token, None, None
        return request

    return ask


PUBLIC = Node((Allow, Everyone, Permission.VIEW), (Deny, Everyone, tuple(Permission)))
GIVEN = Node((Allow, "album:a0", Permission.VIEW), (Deny, Everyone, tuple(Permission)))
CLOSED = Node((Deny, Everyone, tuple(Permission)))


def test_what_is_open_to_everyone_is_not_asked_about(ask, asked):
    policy = SecurityPolicy()
    assert policy.permits(ask("anna's"), PUBLIC, Permission.VIEW)
    assert asked == []


def test_who_it_is_decides_what_is_not_open(ask, asked):
    policy = SecurityPolicy()
    assert policy.permits(ask("anna's"), GIVEN, Permission.VIEW)
    assert not policy.permits(ask("anna's"), GIVEN, Permission.EDIT)
    assert not policy.permits(ask("another's"), GIVEN, Permission.VIEW)
    assert not policy.permits(ask(None), GIVEN, Permission.VIEW)
    assert not policy.permits(ask("anna's"), CLOSED, Permission.VIEW)


def test_a_request_is_asked_about_once_and_a_stranger_never(ask, asked):
    policy, request = SecurityPolicy(), ask("anna's")
    for _ in range(3):
        assert policy.identity(request) is ANNA
        policy.permits(request, GIVEN, Permission.VIEW)
    assert asked == ["anna's"]

    assert policy.identity(ask(None)) is None
    assert asked == ["anna's"]


def test_without_a_gallery_everybody_is_a_stranger(ask, asked):
    request = ask("anna's")
    request.gallery = None
    assert SecurityPolicy().identity(request) is None
    assert asked == []


def test_the_user_id_is_text_for_pyramid(ask, asked):
    policy = SecurityPolicy()
    assert policy.authenticated_userid(ask("anna's")) == "7"
    assert policy.authenticated_userid(ask(None)) is None


def test_signing_in_and_out_forgets_who_it_was_before(ask, asked):
    policy, request = SecurityPolicy(), ask("anna's")
    request.session_cookie = FakeCookie()
    assert policy.identity(request) is ANNA
    request.session_token = None
    assert policy.remember(request, "new") == [("Set-Cookie", "new")]
    assert policy.identity(request) is None

    request.session_token = "anna's"
    assert policy.identity(request) is None
    assert policy.forget(request) == [("Set-Cookie", None)]
    assert policy.identity(request) is ANNA


class FakeCookie:
    def get_headers(self, value):
        return [("Set-Cookie", value)]
