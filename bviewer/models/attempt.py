"""Counters that slow down guessing of passwords."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class Attempt(Base):
    """How many passwords were wrong for one key (an account, an address) since `started`, in epoch
    seconds."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    started: Mapped[int] = mapped_column(BigInteger, index=True)
    count: Mapped[int]
