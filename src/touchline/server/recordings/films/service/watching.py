"""All that can be watched of a game, with signed addresses; and the certificate of its synchronisation."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.core.sync.certificate import Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.kit.film_engine.port import FORMATS
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs import showing
from touchline.server.kit.storage.port import Storage
from touchline.server.recordings.films import keys, repository
from touchline.server.recordings.films.errors import NoFilmYet
from touchline.server.recordings.films.models import Film, FilmTake
from touchline.server.recordings.films.schemas import (
    AngleOut,
    ChapterOut,
    EvidenceOut,
    PlayableFilmOut,
    ShotOut,
    SyncOut,
    TakeSyncOut,
    WatchOut,
)
from touchline.server.recordings.films.service import consent, ordering
from touchline.server.recordings.films.service.videos import LIVES, link_for
from touchline.server.recordings.takes import keys as take_keys
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.models import Take, TakeState

GONE = "?"
"""The letter of a take that is not there any more."""


def watch(session: Session, storage: Storage, viewer: Viewer, game_id: UUID, *, now: datetime) -> WatchOut:
    """Return all that can be watched of a game.

    Raises:
        GameNotFound: there is none, or not for this viewer.
    """
    game = games.get_game(session, viewer, game_id)
    listed = takes.list_takes(session, viewer, game.id)
    film = repository.watched(session, game.id)
    places = repository.places_of(session, film.id) if film else {}
    job = ordering.job_in_progress(session, game.id)
    refusal = _refusal(session, game)
    shown = _Shown(storage, viewer, game, {take.id: take.letter for take in listed})
    return WatchOut(
        game_id=game.id,
        film=shown.film(film) if film is not None and refusal is None else None,
        angles=[shown.angle(take, places.get(take.id), is_open=refusal is None) for take in listed],
        job=showing.shown(session, job, now=now) if job else None,
        problem=refusal or (None if job else _problem(session, game, film)),
    )


def sync_of(session: Session, viewer: Viewer, game_id: UUID) -> SyncOut:
    """Return the sync certificate of the film that is watched.

    Raises:
        GameNotFound: there is no such game, or not for this viewer.
        NoFilmYet: nothing has been synchronised.
    """
    game = games.get_game(session, viewer, game_id)
    film = repository.watched(session, game.id) or repository.newest(session, game.id)
    if film is None:
        raise NoFilmYet
    listed = {take.id: take for take in takes.list_all(session, game.id)}
    letters = {take.id: take.letter for take in listed.values()}
    places = repository.places_of(session, film.id)
    return SyncOut(
        game_id=game.id,
        film_id=film.id,
        version=film.version,
        created_at=film.created_at,
        takes=[
            _certificate(take, places[take.id], letters)
            for take in listed.values()
            if take.id in places and places[take.id].verdict
        ],
    )


def _refusal(session: Session, game: Game) -> str | None:
    obstacle = consent.obstacle(session, game)
    return None if obstacle is None else str(obstacle)


def _problem(session: Session, game: Game, film: Film | None) -> str | None:
    """Say why there is no film, or none of the latest order."""
    newest = repository.newest(session, game.id)
    if newest is None:
        return ordering.why_none(session, game.id)
    if newest is film and film.is_final:
        return None
    if newest.problem:
        return newest.problem
    job = jobs.get_jobs(session, [newest.job_id]).get(newest.job_id) if newest.job_id else None
    if job is not None and job.diagnosis:
        return job.diagnosis
    return "The film was not finished. Have it made again; what was done is kept." if job else None


class _Shown:
    """Takes and films as a viewer is shown them."""

    def __init__(self, storage: Storage, viewer: Viewer, game: Game, letters: Mapping[UUID, str]) -> None:
        self._storage, self._viewer, self._game, self._letters = storage, viewer, game, letters

    def film(self, film: Film) -> PlayableFilmOut:
        """Return a film, and how to play it."""
        return PlayableFilmOut(
            id=film.id,
            version=film.version,
            state=film.state,
            is_final=film.is_final,
            duration_s=film.duration_s or 0.0,
            stream_url=self._url(keys.stream(film), keys.folder(film)),
            poster_url=self._url(keys.poster(film), keys.folder(film)) if film.is_final else None,
            formats=list(FORMATS) if film.is_final else [],
            created_at=film.created_at,
            ready_at=film.ready_at,
            shots=[self._shot(shot) for shot in film.shots],
            chapters=[ChapterOut.model_validate(chapter) for chapter in film.chapters],
        )

    def angle(self, take: Take, place: FilmTake | None, *, is_open: bool) -> AngleOut:
        """Return a take, and how to play it."""
        is_playable = is_open and take.state in (TakeState.READY, TakeState.AWAITING)
        clock = _clock(place)
        is_known = place is not None and place.verdict is not None
        return AngleOut(
            take_id=take.id,
            letter=take.letter,
            camera=take.camera,
            position=take.position,
            state=take.state,
            problem=take.problem,
            stream_url=self._url(take_keys.angle(take.id), take_keys.angle_folder(take.id))
            if is_playable
            else None,
            has_sound=take.audio_codec is not None,
            duration_s=take.duration_s,
            is_used=place.is_used if place and is_known else None,
            offset_s=clock.offset_s if clock else None,
            drift_ppm=clock.drift_ppm if clock else None,
            game_start_s=clock.to_game(0.0) if clock else None,
            game_end_s=clock.to_game(take.duration_s) if clock and take.duration_s else None,
            bound_ms=_ms(place.bound_s) if place else None,
            verdict=Verdict(place.verdict) if place and place.verdict else None,
            explanation=place.explanation if place and is_known else None,
        )

    def _shot(self, shot: Mapping[str, object]) -> ShotOut:
        letter = self._letters.get(UUID(str(shot["take_id"])), GONE)
        return ShotOut.model_validate({**shot, "letter": letter})

    def _url(self, key: str, folder: str) -> str:
        return self._storage.url(key, LIVES, link_for(self._viewer, self._game, folder=folder))


def _clock(place: FilmTake | None) -> TakeClock | None:
    if place is None or place.offset_s is None:
        return None
    return TakeClock(place.offset_s, place.drift_ppm or 0.0)


def _certificate(take: Take, place: FilmTake, letters: Mapping[UUID, str]) -> TakeSyncOut:
    return TakeSyncOut(
        take_id=take.id,
        letter=take.letter,
        camera=take.camera,
        is_used=place.is_used,
        verdict=Verdict(place.verdict or Verdict.FAIL),
        explanation=place.explanation,
        offset_s=place.offset_s,
        drift_ppm=place.drift_ppm,
        bound_ms=_ms(place.bound_s),
        evidence=[_evidence(each, letters) for each in place.evidence],
    )


def _evidence(evidence: Mapping[str, object], letters: Mapping[UUID, str]) -> EvidenceOut:
    other = UUID(str(evidence["other"])) if evidence["other"] else None
    rms_s = evidence["rms_s"]
    return EvidenceOut(
        kind=str(evidence["kind"]),
        other=other,
        other_letter=letters.get(other, GONE) if other else None,
        is_used=bool(evidence["is_used"]),
        rms_ms=_ms(float(str(rms_s))) if rms_s is not None else None,
        reason=str(evidence["reason"]),
    )


def _ms(value_s: float | None) -> float | None:
    return None if value_s is None else 1000 * value_s
