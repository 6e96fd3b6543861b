"""What the last syncs of a gallery did."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant


class SyncOutcome(StrEnum):
    """How a sync ended, if it did."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class SyncReport(Base):
    """A sync, from its start on: `seen_at` moves while it runs, and is its end then.

    `told` is what its owner reads of it: see `sync.history`. One that is not `is_told` has changed
    who sees what, and a mail says so when it has ended: see `notices.syncs`.
    """

    __tablename__ = "sync_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(20), default=SyncOutcome.RUNNING)
    images_read: Mapped[int] = mapped_column(default=0)
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_told: Mapped[bool] = mapped_column(default=True, server_default=true())
