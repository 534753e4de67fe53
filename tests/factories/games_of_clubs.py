"""Games of a club's team for tests, made by the same rules as over the API."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from factories.clubs import Club
from factories.people import ports_of
from touchline.server.clubs import service as clubs
from touchline.server.games import service
from touchline.server.games.models import Game
from touchline.server.games.schemas import NewGameIn


def told(club: Club, *, starts_at: datetime | None = None, **about: Any) -> dict[str, Any]:
    """Return a game of the club's team as the API is told it; a week from now unless said otherwise."""
    start = starts_at or ports_of(club.client).clock.now() + timedelta(days=7)
    game = {"team_id": club.team_id, "starts_at": start.isoformat(), "time_zone": "Europe/Zurich"}
    return game | {"opponent": "Tigers", "place": "Old rink"} | about


def schedule(club: Club, *, who: str = "coach", **about: Any) -> Game:
    """Schedule a game of the club's team; it comes with its team."""
    ports = ports_of(club.client)
    with ports.database.writing() as session:
        viewer = clubs.load_viewer(session, club.people[who].id)
        wanted = NewGameIn.model_validate(told(club, **about))
        return service.create_game(session, viewer, wanted, now=ports.clock.now())


def code_of(club: Club, game_id: UUID | str) -> str:
    """Return a game's code, as its coach is told it."""
    code: str = club.call("coach", "GET", f"/games/{game_id}").json()["code"]
    return code


def formation(club: Club, *, side_size: int, sport: str = "ice_hockey") -> dict[str, Any]:
    """Return one of the formations that come with a sport."""
    found = club.call("coach", "GET", f"/formations?sport={sport}&side_size={side_size}").json()["items"]
    return dict(found[0])
