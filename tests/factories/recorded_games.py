"""A game that was filmed, without having been: rows and small real files, as recordings leave them.

Every picture of the film and of the angle says its own number, 30 to a second, and it clicks at each whole
second of the file. The film leaves out the game's seconds from 6 to 8, which nobody filmed.
"""

import functools
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from factories import clips, games_of_clubs
from factories.clubs import Club
from factories.people import ports_of
from touchline.base.ids import new_id
from touchline.server.clubs.models import Consent
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Game
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.kit.ports import Ports
from touchline.server.recordings.clips.tasks import CUT_CLIP, SWEEP_CLIPS
from touchline.server.recordings.films import keys as film_keys
from touchline.server.recordings.films.models import Film, FilmState, FilmTake
from touchline.server.recordings.takes import keys as take_keys
from touchline.server.recordings.takes.models import Take, TakeSegment, TakeState

WIDTH_PX, HEIGHT_PX, FILE_S = 128, 96, 12.0
OFFSET_S, DRIFT_PPM = 2.5, 200.0
"""The second take's clock in the film."""


@dataclass(frozen=True, slots=True)
class RecordedGame:
    """A game with its film and the two takes of it; ids as the API is told them."""

    game: Game
    film_id: UUID
    first_take_id: UUID
    take_id: UUID
    """The second take, which has a clock of its own."""


def recorded(club: Club, state: FilmState = FilmState.READY) -> RecordedGame:
    """Return a game of the club's team that was filmed, with the consent of all."""
    ports, game = ports_of(club.client), games_of_clubs.schedule(club)
    agree(club)
    first, second = (_take(ports, game, letter) for letter in "AB")
    film = _film(ports, game, first, second, state=state)
    return RecordedGame(game, film.id, first.id, second.id)


def healed(club: Club, recorded: RecordedGame, earlier_s: float) -> UUID:
    """Make the film anew with a late take that began earlier, so that the game clock does too."""
    ports = ports_of(club.client)
    late = _take(ports, recorded.game, "C")
    with ports.database.reading() as session:
        first, second = (session.get_one(Take, one) for one in (recorded.first_take_id, recorded.take_id))
    film = _film(ports, recorded.game, first, second, state=FilmState.READY, moved_s=earlier_s, version=2)
    with ports.database.writing() as session:
        session.add(_place(film, late, 0.0))
    return film.id


def agree(club: Club, *purposes: Purpose) -> None:
    """Say yes for all players of the club's team, to all purposes if none is named."""
    ports = ports_of(club.client)
    with ports.database.writing() as session:
        for player_id in (club.child_id, club.other_child_id):
            for purpose in purposes or Purpose:
                yes = Consent(player_id=UUID(player_id), purpose=purpose, given_by=None)
                yes.given_at = ports.clock.now()
                session.merge(yes)


def refuse(club: Club, purpose: Purpose) -> None:
    """Take the yes of one player back."""
    with ports_of(club.client).database.writing() as session:
        yes = session.get(Consent, (UUID(club.child_id), purpose))
        if yes is not None:
            session.delete(yes)


def work(ports: Ports) -> None:
    """Do all that waits about clips."""
    InlineRunner(Workshop(ports, table(CUT_CLIP, SWEEP_CLIPS))).run_all()


@functools.cache
def recording() -> bytes:
    """Return the file that is every recording and every film here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.mp4"
        how = {"width": WIDTH_PX, "height": HEIGHT_PX, "seconds": FILE_S, "gop": 30, "sound": "clicks"}
        return clips.write_clip(path, **how).read_bytes()


def _take(ports: Ports, game: Game, letter: str) -> Take:
    take = Take(
        id=new_id(),
        game_id=game.id,
        letter=letter,
        state=TakeState.READY,
        duration_s=FILE_S,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        has_still=True,
        created_at=ports.clock.now(),
    )
    key = take_keys.recording(take.id, "mp4")
    size = len(recording())
    with ports.database.writing() as session:
        session.add(take)
        session.flush()
        session.add(
            TakeSegment(take_id=take.id, number=0, key=key, size_bytes=size, start_s=0.0, duration_s=FILE_S)
        )
    _put(ports, key, recording())
    _put(ports, take_keys.still(take.id), b"a still")
    _put(ports, take_keys.angle(take.id), b"#EXTM3U\n0.m4s\n")
    _put(ports, f"{take_keys.folder(take.id)}angle/0.m4s", b"an angle")
    return take


def _film(
    ports: Ports,
    game: Game,
    first: Take,
    second: Take,
    *,
    state: FilmState,
    moved_s: float = 0.0,
    version: int = 1,
) -> Film:
    cuts = ((first, 0.0, 6.0, 0.0), (second, 6.0, 12.0, 8.0))
    film = Film(
        id=new_id(),
        game_id=game.id,
        version=version,
        state=state,
        duration_s=FILE_S,
        shots=[
            {
                "take_id": str(take.id),
                "start_s": start_s,
                "end_s": end_s,
                "game_start_s": game_start_s + moved_s,
                "reason": "It is this take's turn.",
            }
            for take, start_s, end_s, game_start_s in cuts
        ],
        chapters=[],
        has_instant=False,
        created_at=ports.clock.now(),
    )
    with ports.database.writing() as session:
        session.add(film)
        session.flush()
        session.add_all([_place(film, first, moved_s), _place(film, second, OFFSET_S + moved_s, DRIFT_PPM)])
    _put(ports, film_keys.file(film, "1080p"), recording())
    _put(ports, film_keys.poster(film), b"a still")
    _put(ports, film_keys.stream(film), b"#EXTM3U\nown.m3u8\n")
    _put(ports, f"{film_keys.folder(film)}hls/own.m3u8", b"#EXTM3U\nown/0.m4s\n")
    _put(ports, f"{film_keys.folder(film)}hls/own/0.m4s", b"pictures of version %d" % version)
    _put(ports, f"{film_keys.folder(film)}angles/a/0.m4s", b"an angle in the film")
    return film


def _place(film: Film, take: Take, offset_s: float, drift_ppm: float = 0.0) -> FilmTake:
    return FilmTake(
        film_id=film.id,
        take_id=take.id,
        is_used=True,
        offset_s=offset_s,
        drift_ppm=drift_ppm,
        bound_s=0.002,
        verdict="pass",
        explanation="It lies where it was assumed to lie.",
        evidence=[],
    )


def _put(ports: Ports, key: str, content: bytes) -> None:
    ports.storage.put(key, io.BytesIO(content))
