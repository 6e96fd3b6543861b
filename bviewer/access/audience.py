"""Who can see an album: what closes it, and the people who may open it all the same."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from bviewer.models import Access, Group, User, Visibility
from bviewer.security.visibility import effective_visibility

# It is asked for by every page of an owner, and made once. A grant is good for the album at the end
# of an ancestry if it is for that one, for one above it or for the whole gallery.
PEOPLE_AND_GROUPS = (
    select(User.name, Group.name)
    .select_from(Access)
    .outerjoin(User, and_(User.id == Access.user_id, User.active))
    .outerjoin(Group, Group.id == Access.group_id)
    .where(
        Access.gallery_id == bindparam("gallery_id"),
        Access.active.is_(True),
        or_(
            Access.album_id.is_(None),
            Access.album_id.in_(bindparam("ancestry_ids", expanding=True)),
        ),
    )
    .distinct()
    .order_by(User.name, Group.name)
)


class Closure(NamedTuple):
    """What an album amounts to, and the album whose flag causes it; None if nothing closes it."""

    visibility: Visibility
    album_id: str | None


def closure_of(flags: Sequence[tuple[str, str]]) -> Closure:
    """Return what closes the album at the end of `flags`: ids and visibilities from the top on.

    The nearest of those that close as much as all do together.
    """
    effective = effective_visibility([flag for _id, flag in flags])
    if effective == Visibility.VISIBLE:
        return Closure(effective, None)
    return Closure(effective, next(id_ for id_, flag in reversed(flags) if flag == effective))


def people_and_groups(
    session: Session, gallery_id: int, ancestry_ids: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the names of people and of groups with a grant for the album at the end of an
    ancestry, whether for itself, for one above it or for the whole gallery."""
    place = {"gallery_id": gallery_id, "ancestry_ids": list(ancestry_ids)}
    rows = session.execute(PEOPLE_AND_GROUPS, place).all()
    return [name for name, _ in rows if name], [group for _, group in rows if group]
