"""People who can sign in."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, public_id


class User(Base):
    """A person: an owner of galleries, a guest of some, or the site's operator.

    `language` is what they have chosen; `browser_language` is what their browser asked for when
    they signed in last, for mails to whoever has chosen none.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str] = mapped_column(String(100), unique=True)
    mail: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    superuser: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(10))
    browser_language: Mapped[str | None] = mapped_column(String(10))
