"""The page of a recording: what it is, what filmed it and from where; changing that, and deleting it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from touchline.core.sports.table import find_sport
from touchline.server.audit.deps import Trail
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.portal import camera_words, forms, game_live, game_scene, pitch, scenes
from touchline.server.portal.camera_words import CameraWords
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.game_scene import GameScene
from touchline.server.portal.page import CurrentPage, Page
from touchline.server.portal.upload_pages import places_of
from touchline.server.recordings import deleting
from touchline.server.recordings.clips import service as clips
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films import tasks as film_tasks
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.errors import TakeNotFound, UnknownPosition
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.schemas import TakeIn

router = APIRouter(prefix="/games/{game_id:uuid}/takes/{take_id:uuid}")

STILL_KEPT = "private, max-age=300"
"""A game's page is written anew while recordings come in, and shows its pictures from memory.

So the audit log has one entry of a viewer and a picture in this time.
"""


@dataclass(frozen=True, slots=True)
class TakeScene:
    """A recording before its reader, with the scene of its game."""

    game: GameScene
    take: Take
    name: str
    is_quoted: bool
    camera: str
    state: str
    tone: str
    sender: str
    goes_on: str

    @property
    def path(self) -> str:
        """Where the recording's page is."""
        return f"{self.game.path}/takes/{self.take.id}"


@router.get("")
def show_take(
    game_id: UUID, take_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Show what a recording is, and to whoever may change it, its form."""
    scene = _scene(session, viewer, page, game_id, take_id)
    form = forms.empty(page.reader, **scenes.values_of(scene.take, "camera", "position"))
    return _shown(session, viewer, page, scene, form)


@router.post("")
def change_take(
    *,
    game_id: UUID,
    take_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Say what filmed, and where it stood."""
    scene = _scene_of_owner(session, viewer, page, game_id, take_id)
    form = forms.read(page.reader, sent, TakeIn)

    def change(told: TakeIn) -> None:
        takes.change_take(session, viewer, take_id, told, now=clock.now())

    if not form.submit(session, change, about={UnknownPosition: "position"}):
        return _shown(session, viewer, page, scene, form, status=422)
    return page.go(scene.path, "saved")


@router.get("/still")
def show_still(
    *,
    game_id: UUID,
    take_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    ports: PortsOfApp,
    trail: Trail,
) -> Response:
    """Lead to a small picture of a recording: this address stays the same while those of files expire."""
    scene = _scene(session, viewer, page, game_id, take_id)
    address = films.still_of_take(session, ports.storage, viewer, take_id)
    own = scene.game.game.team.organization_id
    trail.record("video.still", actor_id=viewer.user_id, subject_id=take_id, organization_id=own)
    return RedirectResponse(address, 302, headers={"cache-control": STILL_KEPT})


@router.post("/accept")
def accept_take(
    *, game_id: UUID, take_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession, clock: Now
) -> Response:
    """Say yes to a recording from outside the team."""
    scene = _scene(session, viewer, page, game_id, take_id)
    film_tasks.accept_take(session, viewer, take_id, now=clock.now())
    return page.go(scene.game.path, "take.accepted")


@router.get("/delete")
def ask_delete_take(
    game_id: UUID, take_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Ask whether a recording is really to be deleted, and say what goes with it."""
    scene = _scene_of_owner(session, viewer, page, game_id, take_id)
    versions = films.films_of(session, game_id)
    return page.show(
        "take_delete.html",
        scene=scene,
        clip_count=len(clips.clips_of_take(session, take_id)),
        is_in_film=any(take_id in films.places_of(session, film.id) for film in versions),
        has_others=any(other.id != take_id for other in takes.list_ready(session, game_id)),
    )


@router.post("/delete")
def delete_take(
    *,
    game_id: UUID,
    take_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    ports: PortsOfApp,
    clock: Now,
) -> Response:
    """Delete a recording with all that shows it."""
    scene = _scene_of_owner(session, viewer, page, game_id, take_id)
    deleting.delete_video(session, ports.storage, viewer, take_id, now=clock.now())
    return page.go(scene.game.home, "take.deleted")


def _scene(session: Session, viewer: Viewer, page: Page, game_id: UUID, take_id: UUID) -> TakeScene:
    """Return the scene of a recording that the viewer sees: as a member, or because they uploaded it."""
    take = takes.get_take(session, viewer, take_id)
    if take.game_id != game_id:
        raise TakeNotFound
    game = game_scene.of_take(session, viewer, page.reader, take)
    senders = game_live.senders_of(session, viewer, game.game, [take])
    camera = camera_words.of_takes(session, page.reader, game.game, [take]).get(take.id, CameraWords())
    shown = game_live.shown_take(page.reader, take, senders.get(take.id, ""), camera)
    return TakeScene(
        game=game,
        take=take,
        name=shown.name,
        is_quoted=shown.is_quoted,
        camera=camera.text,
        state=shown.state,
        tone=shown.tone,
        sender=shown.sender,
        goes_on=shown.goes_on,
    )


def _scene_of_owner(session: Session, viewer: Viewer, page: Page, game_id: UUID, take_id: UUID) -> TakeScene:
    """Return the scene of a recording that the viewer may change."""
    scene = _scene(session, viewer, page, game_id, take_id)
    takes.get_take_of_owner(session, viewer, take_id)
    return scene


def _shown(
    session: Session, viewer: Viewer, page: Page, scene: TakeScene, form: Form[TakeIn], *, status: int = 200
) -> Response:
    game = scene.game.game
    sport = find_sport(game.team.sport)
    others = takes.list_takes(session, viewer, game.id)
    taken = {take.position for take in others if take.position and take.id != scene.take.id}
    return page.show(
        "take.html",
        status=status,
        scene=scene,
        form=form,
        may_change=takes.may_change(viewer, scene.take, game),
        hidden=clips.why_hidden(session, game),
        places=places_of(page.reader, sport),
        drawing=pitch.draw(sport, taken=taken, chosen=scene.take.position),
    )
