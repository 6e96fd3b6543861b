"""Galleries: one owner's site on one domain."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.album import Visibility
from bviewer.models.base import Base, FilePath


class Positions(StrEnum):
    """Who is told where a photograph was taken."""

    NOBODY = "nobody"
    TRUSTED = "trusted"  # The owner and people with access.
    EVERYBODY = "everybody"


class Layout(StrEnum):
    """How an album's page lays out its photographs."""

    SQUARES = "squares"
    ROWS = "rows"  # Of one height, each photograph in its own shape.


class Gallery(Base):
    """One owner's site. Its top album is the album of the gallery without a parent.

    The budgets are what its renditions and archives may take of the cache, in MB of 1024² bytes.
    Without a title there is no about page. `indexed`: search engines may list what is visible.
    `new_albums` is the visibility of albums that a sync makes, unless they are in a closed one.
    `ignored` has names and patterns of what is passed over, one in a line. `accent` is a colour
    such as "#d9a441", or empty for ours. `zone_of_times` is the zone in which the times of its
    images were read, if any were, and `latest_year` the last year that was believed then.
    `introduced` is false until its owner came for the first time.
    `previews`: other sites may show what is public of a page whose address was passed on.
    `mailed_links`: people may sign in by a link to their mail address, and need no password.
    `shows_videos`: random shows have the pictures of films of providers as well. `api_origins` has
    the origins of other sites whose pages may use the API, one in a line.
    `layout` is how pages of albums lay out photographs. `auto_sync`: it is synced without being
    asked to when its folders change.
    """

    __tablename__ = "gallery"
    # What waits for a gallery that was removed must never find another one.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    host: Mapped[str] = mapped_column(String(253), unique=True)
    home: Mapped[str] = mapped_column(FilePath)
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    images_budget_mb: Mapped[int] = mapped_column(default=20480)
    archives_budget_mb: Mapped[int] = mapped_column(default=2048)
    about_title: Mapped[str] = mapped_column(String(100), default="")
    about_text: Mapped[str] = mapped_column(Text, default="")
    indexed: Mapped[bool] = mapped_column(default=False)
    ignored: Mapped[str] = mapped_column(Text, default="")
    new_albums: Mapped[str] = mapped_column(String(10), default=Visibility.VISIBLE)
    positions: Mapped[str] = mapped_column(String(10), default=Positions.TRUSTED)
    accent: Mapped[str] = mapped_column(String(7), default="", server_default="")
    footer: Mapped[str] = mapped_column(Text, default="", server_default="")
    zone_of_times: Mapped[str | None] = mapped_column(String(64))
    latest_year: Mapped[int | None]
    introduced: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_videos: Mapped[bool] = mapped_column(default=False, server_default=false())
    previews: Mapped[bool] = mapped_column(default=True, server_default=true())
    mailed_links: Mapped[bool] = mapped_column(default=False, server_default=false())
    api_origins: Mapped[str] = mapped_column(Text, default="", server_default="")
    auto_sync: Mapped[bool] = mapped_column(default=True, server_default=true())
    layout: Mapped[str] = mapped_column(
        String(10), default=Layout.SQUARES, server_default=Layout.SQUARES
    )
