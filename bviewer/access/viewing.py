"""Looking at a gallery as somebody else sees it. It is kept in the session of its owner alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from bviewer.models import Access, Gallery, User, UserSession, ViewsAs
from bviewer.problems import Problem
from bviewer.security.audit import audit
from bviewer.security.tokens import digest


def people_to_view_as(session: Session, gallery_id: int) -> Sequence[Row[int, str]]:
    """Return id and name of everybody with access to something of a gallery, but for its owner."""
    return session.execute(
        select(User.id, User.name)
        .join(Access, Access.user_id == User.id)
        .join(Gallery, Gallery.id == Access.gallery_id)
        .where(Gallery.id == gallery_id, Access.active, User.active, User.id != Gallery.owner_id)
        .distinct()
        .order_by(User.name)
    ).all()


def start_viewing(session: Session, token: str, gallery_id: int, person_id: int | None) -> None:
    """Let an owner's session see what a person sees, or what everybody does without one."""
    names = {row.id: row.name for row in people_to_view_as(session, gallery_id)}
    if person_id is not None and person_id not in names:
        raise Problem("person_unknown", "person")
    kind = ViewsAs.EVERYBODY if person_id is None else ViewsAs.PERSON
    write(session, token, views_as=kind, views_as_id=person_id)
    seen = "everybody" if person_id is None else repr(names[person_id])
    audit.info("the owner of gallery %d looks at it as %s", gallery_id, seen)


def stop_viewing(session: Session, token: str) -> None:
    """Let an owner be the owner again."""
    write(session, token, views_as=None, views_as_id=None)


def write(session: Session, token: str, **values: Any) -> None:
    """Change the session of a cookie's secret."""
    change = update(UserSession).where(UserSession.token_hash == digest(token))
    session.execute(change.values(**values), execution_options={"synchronize_session": False})
