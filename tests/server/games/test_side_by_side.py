"""Requests at the same moment: one participant and one line-up, whoever is faster, on each database."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from factories import clubs, databases, games_of_clubs, outside
from factories.clubs import Club
from factories.people import ports_of
from factories.side_by_side import AT_ONCE, at_once
from server.conftest import NOON
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.accounts.keys import keys_of
from touchline.server.app import create_app
from touchline.server.clubs import service as clubs_service
from touchline.server.games import service
from touchline.server.games.models import GameState
from touchline.server.games.schemas import JoinIn, LineupIn, NewLineupIn, StarterIn
from touchline.server.settings import Settings


@pytest.fixture(params=databases.KINDS)
def club(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[Club]:
    """A club in a database that several threads may use."""
    name = f"touchline_race_{new_id().hex[:12]}"
    with databases.fresh_database(request.param, tmp_path, name) as url, databases.migrated(url) as database:
        app = create_app(settings, outside.ports_over(database, HandClock(NOON)))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield clubs.found(client, "lions")


def test_what_many_do_at_once_is_done_once(club: Club, settings: Settings) -> None:
    keys = keys_of(settings)
    game = games_of_clubs.schedule(club)
    plan = games_of_clubs.formation(club, side_size=6)
    formation_id, slots = UUID(plan["id"]), [slot["name"] for slot in plan["slots"]]
    database = ports_of(club.client).database
    with database.reading() as session:
        coach = clubs_service.load_viewer(session, club.people["coach"].id)
    lineup_ids: list[UUID] = []

    def join() -> None:
        with database.writing() as session:
            service.join(session, coach, game.id, JoinIn(), keys=keys, address="192.0.2.1", now=NOON)

    def line_up() -> None:
        wanted = NewLineupIn(game_id=game.id, formation_id=formation_id)
        with database.writing() as session:
            lineup_ids.append(service.create_lineup(session, coach, wanted, now=NOON).id)

    def line_up_anew() -> None:
        starters = [StarterIn(slot=slots[0], player_id=UUID(club.child_id))]
        wanted = LineupIn(formation_id=formation_id, starters=starters)
        with database.writing() as session:
            service.update_lineup(session, coach, lineup_ids[0], wanted, now=NOON)

    def record() -> None:
        with database.writing() as session:
            service.set_state(session, service.get_game(session, coach, game.id), GameState.RECORDING)

    assert at_once(join) == ["done"] * AT_ONCE
    assert club.call("coach", "GET", f"/games/{game.id}/participants").json()["total"] == 1
    assert at_once(line_up) == ["LineupExists"] * (AT_ONCE - 1) + ["done"]
    assert at_once(line_up_anew) == ["done"] * AT_ONCE
    (lineup,) = club.call("coach", "GET", "/match-lineups").json()["items"]
    assert [one["player_id"] for one in lineup["starters"]] == [club.child_id]
    assert at_once(record) == ["done"] * AT_ONCE
    assert club.call("coach", "GET", f"/games/{game.id}").json()["state"] == "recording"
