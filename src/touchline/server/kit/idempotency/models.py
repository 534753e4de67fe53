"""Answers that were given, by the key that came with the request."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.orm import Mapped, mapped_column

from touchline.server.kit.db import Base


class KeptAnswer(Base):
    """What was answered; `request` is a hash of who asked what with which key, `content` of all they sent."""

    __tablename__ = "kept_answers"

    request: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
