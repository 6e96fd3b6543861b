"""Counters that slow down guessing of passwords."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class Attempt(Base):
    """How often one key (an account, an address) was tried since `started`, in epoch seconds."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    started: Mapped[int] = mapped_column(BigInteger, index=True)
    count: Mapped[int]
