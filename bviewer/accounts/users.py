"""Adding users and changing their passwords. Everything takes effect with the commit."""

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, true
from sqlalchemy.orm import Session

from bviewer.accounts.passwords import hash_password
from bviewer.models import Access, ApiToken, Gallery, Group, Membership, Token, User, UserSession
from bviewer.problems import Problem
from bviewer.security.audit import Event, actor_of, keep, record_for_site

LONGEST_NAME = 100


def add_user(
    session: Session, name: str, password: str | None = None, mail: str | None = None
) -> User:
    """Add a user; without a password only a one-time link lets them in."""
    require_free_name(session, name)
    password_hash = None if password is None else hash_password(password, name, mail)
    user = store_user(session, name, password_hash, mail)
    note_account(session, Event.USER_ADDED, user)
    return user


def require_free_name(session: Session, name: str) -> None:
    """Refuse a name that is none, or somebody's already; with a space around it, it would look like
    that of somebody else."""
    if not 0 < len(name) <= LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise Problem("user_name_invalid", "name", maximum=LONGEST_NAME)
    if session.scalar(select(User.id).where(User.name == name)):
        raise Problem("user_exists", "name", name=name)


def store_user(session: Session, name: str, password_hash: str | None, mail: str | None) -> User:
    """Add a user whose password is hashed by now; refuse a name that was taken meanwhile."""
    require_free_name(session, name)
    user = User(name=name, password_hash=password_hash, mail=mail)
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, name: str) -> User:
    """Return the user of that name; refuse if there is none."""
    user = session.scalar(select(User).where(User.name == name))
    if user is None:
        raise Problem("user_unknown", "name", name=name)
    return user


def user_name(session: Session, user_id: int) -> str:
    """Return the name of a user who is there."""
    return session.scalars(select(User.name).where(User.id == user_id)).one()


def set_password(session: Session, user: User, password: str) -> None:
    """Change a password; everybody signed in as this user is signed out."""
    store_password(session, user, hash_password(password, user.name, user.mail))


def store_password(session: Session, user: User, password_hash: str) -> None:
    """Change a password that is hashed by now; everybody signed in as this user is signed out."""
    user.password_hash = password_hash
    sign_out_everywhere(session, user)
    note_account(session, Event.PASSWORD_CHANGED, user)


def sign_out_everywhere(session: Session, user: User) -> None:
    """End all sessions of a user, and make the links for signing in and the tokens of programs
    worthless."""
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    session.execute(delete(Token).where(Token.user_id == user.id))
    session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))


def disable_user(session: Session, user: User) -> None:
    """Let a user sign in no more; what belongs to them stays."""
    user.active = False
    note_account(session, Event.USER_DISABLED, user)
    sign_out_everywhere(session, user)


def enable_user(session: Session, user: User) -> None:
    """Let a user sign in again."""
    user.active = True
    note_account(session, Event.USER_ENABLED, user)


def make_operator(session: Session, user: User) -> None:
    """Let a user run the site: people, galleries and work, which opens no album."""
    user.superuser = True
    note_account(session, Event.OPERATOR_MADE, user)


def end_operator(session: Session, user: User) -> None:
    """Let a user run the site no more, with effect on the next request."""
    user.superuser = False
    note_account(session, Event.OPERATOR_ENDED, user)


def remove_user(session: Session, user: User) -> None:
    """Remove a user with all grants; refuse while galleries belong to them."""
    host = session.scalar(select(Gallery.host).where(Gallery.owner_id == user.id))
    if host is not None:
        raise Problem("user_owns_gallery", "name", name=user.name, gallery=host)
    note_account(session, Event.USER_REMOVED, user)
    session.delete(user)


def note_account(session: Session, event: Event, user: User, **params: str | None) -> None:
    """Note what becomes of an account, for whoever runs the site, and for the owners of galleries
    that it is known at.

    What is done at one of them concerns that one alone; at a gallery that does not know the person
    it concerns nobody.
    """
    record_for_site(session, event, user=user.name, **params)
    here = actor_of(session).gallery_id
    for gallery_id in session.scalars(galleries_knowing(user.id)).all():
        if here in {None, gallery_id}:
            keep(session, event, gallery_id, user=user.name, **params)


def galleries_knowing(user_id: int) -> Select[int]:
    """Select the galleries that are a person's, or that gave something to them or a group of
    theirs."""
    given = select(Access.gallery_id).where(Access.user_id == user_id)
    groups = select(Group.gallery_id).join(Membership, Membership.group_id == Group.id)
    in_groups = groups.where(Membership.user_id == user_id)
    is_known = or_(Gallery.owner_id == user_id, Gallery.id.in_(given), Gallery.id.in_(in_groups))
    return select(Gallery.id).where(is_known)


def has_text(text: str) -> ColumnElement[bool]:
    """Return whether a text is in the name or the mail address of a user."""
    columns = (User.name, User.mail)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def list_users(session: Session, text: str = "") -> list[tuple[User, int]]:
    """Return users with the number of galleries each owns: all, or those with a text in them."""
    rows = session.execute(
        select(User, func.count(Gallery.id))
        .outerjoin(Gallery)
        .where(has_text(text) if text else true())
        .group_by(User.id)
        .order_by(User.name)
    )
    return [(user, count) for user, count in rows]
