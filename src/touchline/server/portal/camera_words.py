"""What filmed, in the words of who filmed; those of somebody from outside the team stand in quotation marks.

Whoever has a game's code may write what they like there, and the team reads it once a coach has said yes to
the recording: nobody is to take it for a word of the club or of this server.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.portal.language import Reader, translatable
from touchline.server.recordings.takes.models import Take

_INSIDE = str.maketrans('“”„«»"', "‘’‚‹›'")
"""Marks that would end the quotation, and those that stand inside of one."""


@dataclass(frozen=True, slots=True)
class CameraWords:
    """The words as a page shows them, and whether they are an outsider's."""

    text: str = ""
    is_quoted: bool = False


def of_takes(session: Session, reader: Reader, game: Game, found: Sequence[Take]) -> dict[UUID, CameraWords]:
    """Return what is said of the cameras of a game's takes, by the takes' ids; those without are missing."""
    said = [take for take in found if take.camera]
    outsiders = set(games.outsiders_of(session, game)) if said else set()
    return {take.id: _words(reader, take, outsiders) for take in said}


def _words(reader: Reader, take: Take, outsiders: set[UUID]) -> CameraWords:
    words = take.camera or ""
    if outsiders.isdisjoint({take.recorded_by, take.participant_id}):
        return CameraWords(words)
    quoted = reader.gettext(translatable("“%(words)s”")) % {"words": words.translate(_INSIDE)}
    return CameraWords(quoted, is_quoted=True)
