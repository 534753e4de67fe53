"""The table of shares."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from touchline.server.games.models import Game
from touchline.server.kit.db import Base, Identified, words


class ShareKind(StrEnum):
    """What a link shows."""

    FILM = "film"
    """The game's film: whichever version is watched, so that a healed one is shown too."""
    ANGLE = "angle"
    CLIP = "clip"


class Share(Identified, Base):
    """A link that shows one thing to whoever has it; its id is the grant of every address it hands out."""

    __tablename__ = "shares"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    game_id: Mapped[UUID] = mapped_column(ForeignKey("games.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ShareKind] = mapped_column(words(ShareKind))
    take_id: Mapped[UUID | None] = mapped_column(ForeignKey("takes.id", ondelete="CASCADE"), index=True)
    clip_id: Mapped[UUID | None] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), index=True)
    label: Mapped[str | None] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    views: Mapped[int]
    last_viewed_at: Mapped[datetime | None]
    game: Mapped[Game] = relationship(lazy="raise")
