"""Who does something, and where: what the trail of an owner and of the operator tells."""

from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.testing import DummyRequest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.models import Audit, Gallery
from bviewer.security.audit import Actor, Event, actor_in, record, record_for_site
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


def test_an_event_is_kept_for_its_gallery_or_else_for_that_at_which_it_happens(
    session: Session, gallery: Gallery
) -> None:
    session.info["actor"] = lambda: Actor("anna", "192.0.2.1", gallery.id)
    record(session, Event.USER_ADDED, None, user="berta")
    record_for_site(session, Event.USER_ADDED, user="carla")
    session.info["actor"] = Actor
    record(session, Event.USER_ADDED, gallery.id, user="dora")
    kept = session.execute(select(Audit.gallery_id, Audit.who, Audit.params).order_by(Audit.id))
    assert list(kept) == [
        (gallery.id, "anna", {"user": "berta"}),
        (None, "anna", {"user": "carla"}),
        (gallery.id, None, {"user": "dora"}),
    ]


def test_the_log_tells_what_was_committed_and_nothing_else(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bviewer.audit")
    record_for_site(session, Event.USER_ADDED, user="anna")
    with session.begin_nested():
        record_for_site(session, Event.USER_ADDED, user="berta")
    assert caplog.messages == []
    session.commit()
    record_for_site(session, Event.USER_ADDED, user="carla")
    session.rollback()
    record_for_site(session, Event.USER_REMOVED, user="anna")
    session.commit()
    assert caplog.messages == [
        "there is an account 'anna'",
        "there is an account 'berta'",
        "'anna' is removed",
    ]
