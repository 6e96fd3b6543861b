"""Who changed what people may see and do."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant


class Audit(Base):
    """An event, for the owner of a gallery, or else for whoever runs the site: who did it, and from
    which address.

    It outlives whom and what it is about, so it refers to nothing: `params` has names and titles.
    Without a name in `who` it was done from the command line.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_gallery_id", "gallery_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    gallery_id: Mapped[int | None]
    who: Mapped[str | None] = mapped_column(String(100))
    address: Mapped[str | None] = mapped_column(String(100))
    event: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
