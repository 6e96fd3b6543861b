"""Sessions of signed-in people; deleting the row signs the browser out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now, public_id

LONGEST_DESCRIPTION = 200


class ViewsAs(StrEnum):
    """As whom an owner looks at the gallery."""

    EVERYBODY = "everybody"
    PERSON = "person"
    GROUP = "group"
    SHARE = "share"


class UserSession(Base):
    """One browser, signed in at one gallery. Only the digest of its cookie is stored.

    `browser` and `address` are what it said when somebody signed in, for that person to know it by.
    `views_as` says as whom the owner of the gallery looks at it: as everybody, as a person
    (`views_as_id`), as a group or as whoever has a link. It means nothing in the session of anybody
    else.
    """

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    browser: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="", server_default="")
    address: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    views_as: Mapped[str | None] = mapped_column(String(10))
    views_as_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    views_as_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("group.id", ondelete="SET NULL")
    )
    views_as_share_id: Mapped[int | None] = mapped_column(
        ForeignKey("share.id", ondelete="SET NULL")
    )
