"""Uploading recordings of a game: several at once, resumed after anything, the place shown on the pitch."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Response

from touchline.core.sports.sport import Sport
from touchline.core.sports.table import find_sport
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.kit.deps import DbSession
from touchline.server.portal import game_scene, game_words, pitch
from touchline.server.portal.language import Reader
from touchline.server.portal.page import CurrentPage
from touchline.server.recordings.takes import service as takes

router = APIRouter(prefix="/games/{game_id:uuid}/upload")


@dataclass(frozen=True, slots=True)
class Place:
    """A place to film from: its number in the drawing, what it is called, and where that is."""

    name: str
    number: int
    words: str
    hint: str


@router.get("")
def show_upload(game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show where recordings are uploaded."""
    scene = game_scene.to_film(session, viewer, page.reader, game_id)
    sport = find_sport(scene.game.team.sport)
    taken = {take.position for take in takes.list_takes(session, viewer, game_id) if take.position}
    return page.show(
        "upload.html",
        scene=scene,
        places=places_of(page.reader, sport),
        drawing=pitch.draw(sport, taken=taken),
    )


def places_of(reader: Reader, sport: Sport) -> list[Place]:
    """Return a sport's places to film from, as numbered in its drawing."""
    return [
        Place(position.name, number, game_words.place(reader, position.name), reader.gettext(position.hint))
        for number, position in enumerate(sport.positions, 1)
    ]
