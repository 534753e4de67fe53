"""What is said about a recording before its first byte: words of a stranger, read and bounded here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ValidationError

from touchline.core.sports.table import find_sport
from touchline.server.kit.fields import Label, Name
from touchline.server.recordings.takes.errors import BadAnnouncement, UnknownPosition

_MUST_BE = {
    "game_id": "must be the id of a game",
    "camera": "must be one line of at most 100 characters",
    "position": "must be the name of one of the sport's positions",
    "started_at": "must be a moment with its time zone (RFC 3339), between the years 2000 and 2100",
}
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _plausible(at: datetime) -> datetime:
    if not FIRST <= at <= LAST:
        raise ValueError("must lie between the years 2000 and 2100")
    return at


class Announced(BaseModel):
    """A recording of a game is coming, or has come."""

    game_id: UUID
    camera: Name | None = None
    position: Label | None = None
    started_at: Annotated[AwareDatetime, AfterValidator(_plausible)] | None = None


def read(said: Mapping[str, str]) -> Announced | None:
    """Return what is said of a recording; None if the file is not said to be one of a game.

    Raises:
        BadAnnouncement: something in it cannot be.
    """
    words = {field: said[field] for field in Announced.model_fields if said.get(field, "").strip()}
    if "game_id" not in words:
        return None
    try:
        return Announced.model_validate(words)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise BadAnnouncement(field, _MUST_BE[field]) from error


def check_position(sport: str, position: str | None) -> None:
    """Refuse a position that a sport does not have.

    Raises:
        UnknownPosition: it is none of them.
    """
    known = [each.name for each in find_sport(sport).positions]
    if position is not None and position not in known:
        raise UnknownPosition(known)
