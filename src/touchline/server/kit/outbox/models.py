"""Letters that wait to be sent."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base, Identified


class Letter(Identified, Base):
    """A letter on its way out, sealed: an address and a link that signs somebody in may stand in it."""

    __tablename__ = "letters"

    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
