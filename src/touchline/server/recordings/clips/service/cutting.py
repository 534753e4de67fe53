"""Having clips cut: from the final film, or from an angle as soon as it can be played."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.core.sync.clocks import TakeClock
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Priority
from touchline.server.kit.jobs.task import Task
from touchline.server.recordings.clips import clocks, repository
from touchline.server.recordings.clips.clocks import OWN_TIME, Anchored, Span
from touchline.server.recordings.clips.errors import (
    FilmNotFinal,
    OutsideRecording,
    SourceGone,
    TakeNotReady,
    TooManyClips,
)
from touchline.server.recordings.clips.models import Clip, ClipTake
from touchline.server.recordings.clips.schemas import SHORTEST_S, NewClipIn
from touchline.server.recordings.clips.service import timing
from touchline.server.recordings.films import keys as film_keys
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films.models import Film, FilmState
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.errors import TakeAwaitsYes, TakeNotFound
from touchline.server.recordings.takes.models import TakeState

MOST_CLIPS = 1000
"""Of one game: what a club makes in years."""

FULL_SIZE = "1080p"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be cut: `span` of the file under `key`, as `clock` counts it; it shows these takes."""

    clip: Clip
    key: str
    clock: TakeClock
    span: Span
    take_ids: frozenset[UUID]


def create_clip(
    session: Session, viewer: Viewer, game_id: UUID, wanted: NewClipIn, *, cut: Task, now: datetime
) -> Clip:
    """Have a clip cut by whoever sees the game. What lies beyond the recording is left out.

    Raises:
        GameNotFound, TakeNotFound: not there, or not for this viewer.
        GameClosed: not all of its players agreed to be filmed.
        FilmNotFinal, TakeNotReady: it cannot be cut from yet.
        OutsideRecording: next to nothing was filmed in the stretch.
    """
    game = games.get_game(session, viewer, game_id)
    films.require_consent(session, game)
    if repository.count_clips(session, game.id) >= MOST_CLIPS:
        raise TooManyClips(MOST_CLIPS)
    if wanted.take_id is None:
        lies = _in_film(session, game.id, wanted)
    else:
        lies = _in_angle(session, viewer, game.id, wanted.take_id, wanted)
    clip = Clip(
        id=new_id(),
        game=game,
        take_id=wanted.take_id,
        title=wanted.title,
        made_by=viewer.user_id,
        created_at=now,
        **lies.columns,
    )
    session.add(clip)
    job = jobs.defer(
        session, cut, priority=Priority.REALTIME, subject_id=clip.id, owner_id=viewer.user_id, clip_id=clip.id
    )
    clip.job_id = job.id
    takes.note(session, game, "clip.create", by=viewer.user_id, about=clip.id, now=now)
    return clip


def find_order(session: Session, clip_id: UUID) -> Order | None:
    """Return what is to be cut; None if the clip was deleted, or is cut already.

    Raises:
        SourceGone: there is no recording any more to cut from.
        FilmNotFinal: the film is being made anew.
    """
    clip = repository.read_clip(session, clip_id)
    if clip is None or clip.ready_at is not None:
        return None
    if clip.take_id is None:
        return _order_of_film(session, clip)
    recording = takes.recordings_of(session, [clip.take_id]).get(clip.take_id)
    if recording is None:
        raise SourceGone
    span = Span(clip.start_s, clip.end_s)
    return Order(clip, recording.key, clocks.anchor_clock(clip), span, frozenset({clip.take_id}))


def keep_cut(session: Session, order: Order, *, duration_s: float, size_bytes: int, now: datetime) -> bool:
    """Say that a clip is cut; False if it, or what it shows, was deleted meanwhile: its files must go too."""
    takes.hold_game(session, order.clip.game_id)
    clip = repository.hold_clip(session, order.clip.id)
    if clip is None or not repository.have_takes(session, order.take_ids):
        return False
    clip.duration_s, clip.size_bytes, clip.ready_at = duration_s, size_bytes, now
    session.add_all([ClipTake(clip_id=clip.id, take_id=take_id) for take_id in order.take_ids])
    return True


def _order_of_film(session: Session, clip: Clip) -> Order:
    film = _final_film(session, clip.game_id)
    lies = clocks.present(clip, clocks.clocks_of(films.places_of(session, film.id)))
    span = clocks.in_film(lies, film.shots)
    key = film_keys.file(film, FULL_SIZE)
    return Order(clip, key, OWN_TIME, span, clocks.takes_in(span, film.shots))


def _in_film(session: Session, game_id: UUID, wanted: NewClipIn) -> Anchored:
    film = _final_film(session, game_id)
    now = clocks.clocks_of(films.places_of(session, film.id))
    told = timing.told_clocks(session, game_id, wanted, now)
    lies = clocks.anchored(timing.span_of(wanted), told, now)
    shown = clocks.shown_of(film.shots)
    inside = lies.span.within(shown.start_s, shown.end_s)
    if inside.duration_s <= 0 or clocks.in_film(inside, film.shots).duration_s < SHORTEST_S:
        raise OutsideRecording(shown.start_s, shown.end_s)
    return Anchored(inside, lies.take_id, lies.clock)


def _in_angle(session: Session, viewer: Viewer, game_id: UUID, take_id: UUID, wanted: NewClipIn) -> Anchored:
    take = takes.get_take(session, viewer, take_id)
    if take.game_id != game_id:
        raise TakeNotFound
    if take.awaits_yes:
        raise TakeAwaitsYes
    if take.state is not TakeState.READY or take.duration_s is None:
        raise TakeNotReady
    told = timing.told_clocks(session, game_id, wanted, timing.present_clocks(session, game_id))
    clock = told.get(take.id, OWN_TIME)
    first_s, last_s = clock.to_game(0.0), clock.to_game(take.duration_s)
    inside = timing.span_of(wanted).within(first_s, last_s)
    if inside.duration_s < SHORTEST_S:
        raise OutsideRecording(first_s, last_s)
    return Anchored(inside, take.id, clock)


def _final_film(session: Session, game_id: UUID) -> Film:
    film = films.film_of(session, game_id)
    if film is None or film.state is not FilmState.READY:
        raise FilmNotFinal
    return film
