"""A game that was really filmed: synthetic recordings, uploaded over the API, joined by the real engine."""

from dataclasses import dataclass
from uuid import UUID

from factories import games_of_clubs, recorded_games
from factories.browsers import Site
from factories.clubs import Club
from factories.games import ShotGame
from touchline.server import wiring
from touchline.server.games.models import Game
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films.models import Film


@dataclass(frozen=True, slots=True)
class FilmedGame:
    """A game, its film, and the recordings as they were shot."""

    game: Game
    film: Film
    shot: ShotGame

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/games/{self.game.id}"


def filmed(site: Site, club: Club, shot: ShotGame) -> FilmedGame:
    """Upload all recordings of a shot game as its coach, and have the film made."""
    recorded_games.agree(club)
    game = games_of_clubs.schedule(club, opponent="Wolves", place="Ice hall", expected_takes=len(shot.takes))
    for take in shot.takes:
        upload(club, game.id, take.name, take.read_bytes(), position=take.stem)
    work(site)
    with site.ports.database.reading() as session:
        film = films.film_of(session, game.id)
    assert film is not None
    return FilmedGame(game, film, shot)


def upload(club: Club, game_id: UUID, name: str, content: bytes, **said: str) -> None:
    """Send a recording in one request, as the coach."""
    answer = club.client.post(
        "/api/v1/videos/upload",
        params={"game_id": str(game_id), "filename": name, **said},
        content=content,
        headers={**club.people["coach"].headers, "Content-Type": "application/octet-stream"},
    )
    assert answer.status_code == 202, answer.text


def work(site: Site) -> None:
    """Do all that waits in the background."""
    tasks = wiring.tasks_of(site.app.state.settings, site.ports)
    InlineRunner(Workshop(site.ports, table(*tasks))).run_all()
