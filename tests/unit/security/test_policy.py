from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from pyramid.authorization import Allow, Deny, Everyone
from pyramid.request import Request

from bviewer.models import Scope
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


class Program:
    """Who a program is, and how often that was asked."""

    def __init__(self):
        self.asked = 0
        self.visitor = STRANGER

    def load_bearer(self, _connection, token, gallery_id, owner_id):
        assert (token, gallery_id, owner_id) == ("bv_x", GALLERY.id, GALLERY.owner_id)
        self.asked += 1
        return self.visitor


@pytest.fixture
def program(monkeypatch):
    program = Program()
    monkeypatch.setattr(policy_module, "load_bearer", program.load_bearer)
    return program


def sent_by(request, method="GET"):
    request.bearer_token, request.method = "bv_x", method
    return request


def test_a_program_is_whose_token_it_has_and_no_cookie_is_looked_at(ask, asked, program):
    program.visitor = replace(ANNA, scope=Scope.READ)
    policy, request = SecurityPolicy(), sent_by(ask("the owner's"))
    assert policy.identity(request) is program.visitor
    assert policy.permits(request, GIVEN, Permission.VIEW)
    assert not policy.permits(request, CLOSED, Permission.VIEW)
    assert (asked, program.asked) == ([], 1)


def test_a_token_that_is_not_good_lets_in_nobody_but_everybody(ask, asked, program):
    policy, request = SecurityPolicy(), sent_by(ask("anna's"))
    assert policy.identity(request) is None
    assert policy.permits(request, PUBLIC, Permission.VIEW)
    assert not policy.permits(request, GIVEN, Permission.VIEW)
    assert asked == []


def test_what_is_open_to_everyone_is_closed_to_a_token_for_something_else(ask, asked, program):
    program.visitor = replace(ANNA, scope=Scope.READ, bound_to="a0")
    denied = SecurityPolicy().permits(sent_by(ask(None)), PUBLIC, Permission.VIEW)
    assert not denied
    assert "not what the token is good for" in denied.msg


def test_what_a_person_may_change_a_token_must_be_good_for(ask, asked, program):
    own = Node((Allow, "user:7", tuple(Permission)))
    for scope, method, is_let in (
        (Scope.READ, "GET", True),
        (Scope.READ, "POST", False),
        (Scope.WRITE, "POST", True),
    ):
        program.visitor = replace(ANNA, scope=scope)
        request = sent_by(ask(None), method)
        assert bool(SecurityPolicy().permits(request, own, Permission.EDIT)) == is_let


def test_the_use_of_a_token_is_noted_when_it_is_due(ask, asked, program):
    noted = []
    for token_id, expected in ((None, []), ("abc", ["abc"])):
        program.visitor = replace(ANNA, token_to_note=token_id)
        request = sent_by(ask(None))
        request.note_token = noted.append
        SecurityPolicy().identity(request)
        assert noted == expected


def test_a_program_without_a_gallery_is_a_stranger(ask, asked, program):
    request = sent_by(ask(None))
    request.gallery = None
    assert SecurityPolicy().identity(request) is None
    assert program.asked == 0


class FakeCookie:
    def get_headers(self, value):
        return [("Set-Cookie", value)]
