"""Who takes part in a game, as its coach sees them; and having somebody take part no longer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.pagination import Page as PartOfList
from touchline.server.portal import game_scene, game_words, scenes
from touchline.server.portal.language import Reader
from touchline.server.portal.page import CurrentPage
from touchline.server.portal.scenes import Part

router = APIRouter(prefix="/games/{game_id:uuid}/participants/{participant_id:uuid}")

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class ShownParticipant:
    """Somebody who takes part: what they are called (a guest by their own word), and where they film."""

    id: UUID
    name: str
    is_guest: bool
    place: str
    joined_at: datetime


def of_game(
    session: Session, viewer: Viewer, reader: Reader, game_id: UUID, *, offset: int
) -> Part[ShownParticipant]:
    """Return who takes part in a game that the viewer runs, as they came."""
    wanted = PartOfList(limit=PER_PAGE, offset=offset)
    _, found, total = games.list_participants(session, viewer, game_id, wanted)
    names = games.names_of(session, found)
    shown = [
        ShownParticipant(
            id=one.id,
            name=names.get(one.id, ""),
            is_guest=one.user_id is None,
            place=game_words.place(reader, one.position),
            joined_at=one.joined_at,
        )
        for one in found
    ]
    return scenes.part(shown, total, wanted)


@router.get("/remove")
def ask_remove_participant(
    game_id: UUID, participant_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Ask whether somebody is really to take part no longer, and say what that closes."""
    _, found = games.get_participant(session, viewer, game_id, participant_id)
    return page.show(
        "participant_remove.html",
        scene=game_scene.of_staff(session, viewer, page.reader, game_id),
        participant_id=participant_id,
        is_guest=found.user_id is None,
        name=games.names_of(session, [found]).get(found.id, ""),
    )


@router.post("/remove")
def remove_participant(
    *,
    game_id: UUID,
    participant_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> Response:
    """Have somebody take part no longer."""
    games.remove_participant(session, viewer, game_id, participant_id, now=clock.now())
    return page.go(f"/games/{game_id}", "participant.removed")
