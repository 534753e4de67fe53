"""The form of a game: its start is typed by the clocks of the place, and kept as a moment."""

from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from starlette.datastructures import FormData

from touchline.server.accounts.schemas import known_zone
from touchline.server.games.models import Game
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Form
from touchline.server.portal.language import Reader

Told = TypeVar("Told", bound=BaseModel)
_FIELDS = ("opponent", "place", "time_zone", "our_score", "their_score", "expected_takes")


def read(reader: Reader, sent: FormData, schema: type[Told], **known: Any) -> Form[Told]:
    """Return a game's form as it was sent."""
    starts_at = _moment(str(sent.get("starts_at", "")), str(sent.get("time_zone", "")))
    if starts_at is not None:
        known["starts_at"] = starts_at
    return forms.read(reader, sent, schema, switches=("is_home",), **known)


def of_game(reader: Reader, game: Game) -> Form[Any]:
    """Return the form of a game that is there."""
    local = game.starts_at.astimezone(ZoneInfo(game.time_zone))
    values = scenes.values_of(game, *_FIELDS)
    return forms.empty(
        reader,
        **values,
        kind=game.kind.value,
        is_home="on" if game.is_home else "",
        starts_at=local.strftime("%Y-%m-%dT%H:%M"),
    )


def _moment(text: str, zone: str) -> datetime | None:
    """Return what `2026-11-28T10:15` means by the clocks of a zone; None if it is no such time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(known_zone(zone)))
    except ValueError:
        return None
