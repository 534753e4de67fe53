"""How often something was asked since a moment."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base


class RateCounter(Base):
    """A count that holds until it expires; `counted` is a hash of what is counted."""

    __tablename__ = "rate_counters"

    counted: Mapped[str] = mapped_column(String(64), primary_key=True)
    amount: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
