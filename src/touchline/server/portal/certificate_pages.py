"""The sync certificate: where each recording lies on the game clock, how surely, and why; for a coach."""

from uuid import UUID

from fastapi import APIRouter, Response

from touchline.core.sync.certificate import Verdict
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.kit.deps import DbSession
from touchline.server.portal import camera_words, game_scene
from touchline.server.portal.language import translatable
from touchline.server.portal.page import CurrentPage
from touchline.server.recordings.films import service as films
from touchline.server.recordings.takes import service as takes

router = APIRouter(prefix="/games/{game_id:uuid}/sync")

VERDICTS = {
    Verdict.PASS: (translatable("Aligned to within half a frame"), "good"),
    Verdict.WARN: (translatable("Aligned, but less surely than half a frame"), "look"),
    Verdict.FAIL: (translatable("Not placed, so left out of the film"), "look"),
}
KINDS = {
    "sound": translatable("Sound"),
    "clock": translatable("Clock samples"),
    "picture": translatable("Picture"),
}


@router.get("")
def show_certificate(game_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show how the recordings of a game were synchronised."""
    scene = game_scene.of_game(session, viewer, page.reader, game_id)
    sync = films.sync_of(session, viewer, game_id)
    listed = takes.list_takes(session, viewer, game_id)
    say = page.reader.gettext
    return page.show(
        "certificate.html",
        scene=scene,
        sync=sync,
        cameras=camera_words.of_takes(session, page.reader, scene.game, listed),
        verdicts={verdict: (say(words), tone) for verdict, (words, tone) in VERDICTS.items()},
        kinds={kind: say(words) for kind, words in KINDS.items()},
    )
