"""Formations and line-ups: who stands where."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from factories import games_of_clubs
from factories.clubs import Club
from factories.people import signed_in
from touchline.core.sports.table import SPORTS
from touchline.server.games import service
from touchline.server.games.formations import SHIPPED
from touchline.server.games.models import Formation, Game

SLOTS = [{"name": "Torwart", "x": 0.05, "y": 0.5}, {"name": "Sturm", "x": 0.45, "y": 0.5}]


@dataclass
class Bench:
    """A club with a game, one of our formations, and players 7, 9 and 1 (a newcomer)."""

    club: Club
    game_id: str
    formation_id: str
    slots: list[str]
    players: dict[int, str]

    def write(self, method: str = "POST", path: str = "/match-lineups", **wanted: Any) -> Any:
        """Send a line-up as the coach."""
        first = {"game_id": self.game_id} if method == "POST" else {}
        content = first | {"formation_id": self.formation_id} | wanted
        return self.club.call("coach", method, path, content)

    def starter(self, slot: str, number: int) -> dict[str, str]:
        """A player in a slot."""
        return {"slot": slot, "player_id": self.players[number]}


@pytest.fixture
def bench(club: Club, game: Game) -> Bench:
    """A bench."""
    newcomer = {"name": "Newcomer", "jersey_number": 1}
    added = club.call("coach", "POST", f"/teams/{club.team_id}/roster", newcomer).json()["player_id"]
    plan = games_of_clubs.formation(club, side_size=6)
    players = {7: club.child_id, 9: club.other_child_id, 1: added}
    return Bench(club, str(game.id), plan["id"], [slot["name"] for slot in plan["slots"]], players)


def test_every_sport_comes_with_a_formation_for_each_size_of_side() -> None:
    for sport in SPORTS.values():
        sizes = sorted(len(plan.slots) for plan in SHIPPED if plan.sport == sport.name)
        assert sizes == sorted(sport.side_sizes)
    for plan in SHIPPED:
        assert len({slot.name for slot in plan.slots}) == len(plan.slots)
        assert all(0 <= slot.x <= 0.5 and 0 <= slot.y <= 1 for slot in plan.slots)
    assert len({plan.id for plan in SHIPPED}) == len(SHIPPED)


def test_slots_are_called_as_a_player_sees_them_who_looks_at_the_other_goal(club: Club) -> None:
    plan = games_of_clubs.formation(club, side_size=11, sport="soccer")
    assert (plan["name"], plan["side_size"], plan["organization_id"]) == ("4-4-2", 11, None)
    slots = {slot["name"]: slot for slot in plan["slots"]}
    assert plan["slots"][0]["name"] == "goalkeeper"
    assert slots["back_left"]["y"] < 0.5 < slots["back_right"]["y"]
    assert slots["goalkeeper"]["x"] < slots["back_left"]["x"] < slots["middle_left"]["x"]
    # Soccer's right back stands at (-0.6, -0.65) of half the pitch: x along the length, y to the left.
    assert slots["back_right"] == {"name": "back_right", "x": 0.2, "y": 0.825}


def test_a_club_has_formations_of_its_own_of_any_size(club: Club, other_club: Club) -> None:
    told = {"organization_id": club.organization_id, "sport": "squash", "name": "Doppel", "slots": SLOTS}
    made = club.call("coach", "POST", "/formations", told)
    assert made.status_code == 201
    assert made.json() == told | {"id": made.json()["id"], "side_size": 2}
    again = club.call("admin", "POST", "/formations", told)
    assert (again.status_code, again.json()["code"]) == (409, "FORMATION_EXISTS")
    squash = [one["name"] for one in club.call("viewer", "GET", "/formations?sport=squash").json()["items"]]
    assert squash == ["1", "Doppel"]
    assert other_club.call("admin", "GET", "/formations?sport=squash").json()["total"] == 1
    own = club.call("viewer", "GET", f"/formations?organization_id={club.organization_id}").json()
    assert (own["total"], own["items"][0]["name"]) == (1, "Doppel")
    assert club.call("viewer", "GET", "/formations?limit=2&offset=7").json()["items"] == own["items"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slots": []},
        {"slots": [SLOTS[0], {"name": "torwart", "x": 1, "y": 1}]},
        {"slots": [{"name": "A", "x": -0.1, "y": 0}]},
        {"slots": [{"name": "A", "x": 0, "y": 1.1}]},
        {"slots": [{"name": "", "x": 0, "y": 0}]},
        {"slots": [{"name": f"{n}", "x": 0, "y": 0} for n in range(31)]},
        {"sport": "chess"},
        {"name": "x" * 101},
    ],
    ids=["none", "same name", "left of the pitch", "right of it", "no name", "31", "no sport", "long name"],
)
def test_a_formation_that_cannot_be_is_refused(club: Club, wrong: dict[str, Any]) -> None:
    told = {"organization_id": club.organization_id, "sport": "squash", "name": "A", "slots": SLOTS} | wrong
    answer = club.call("coach", "POST", "/formations", told)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_FIELDS")


def test_a_team_is_lined_up_with_the_numbers_of_its_roster(bench: Bench) -> None:
    made = bench.write(
        starters=[bench.starter("front_center", 9), bench.starter("goalkeeper", 1)],
        substitutes=[bench.players[7]],
        captain_id=bench.players[9],
    )
    assert made.status_code == 201
    lineup = made.json()
    assert lineup == bench.club.call("parent", "GET", f"/match-lineups/{lineup['id']}").json()
    assert [(one["slot"], one["jersey_number"], one["is_captain"]) for one in lineup["starters"]] == [
        ("goalkeeper", 1, False),
        ("front_center", 9, True),
    ]
    assert (lineup["starters"][0]["x"], lineup["starters"][0]["y"]) == (0.08, 0.5)
    (substitute,) = lineup["substitutes"]
    assert (substitute["name"], substitute["jersey_number"]) == ("Child 7 of lions", 7)
    listed = bench.club.call("player", "GET", f"/match-lineups?game_id={bench.game_id}").json()
    assert listed["items"] == [lineup]
    assert (
        bench.club.call("player", "GET", f"/match-lineups?team_id={bench.club.team_id}").json()["total"] == 1
    )


def test_a_mere_viewer_sees_numbers_and_no_names(bench: Bench) -> None:
    lineup = bench.write(substitutes=list(bench.players.values())).json()
    shown = bench.club.call("viewer", "GET", f"/match-lineups/{lineup['id']}").json()
    assert [(one["name"], one["jersey_number"]) for one in shown["substitutes"]] == [
        (None, 7),
        (None, 9),
        (None, 1),
    ]


def test_a_line_up_is_written_anew(bench: Bench) -> None:
    first = bench.write(starters=[bench.starter("goalkeeper", 7)], captain_id=bench.players[7]).json()
    path = f"/match-lineups/{first['id']}"
    changed = bench.write(
        "PUT", path, starters=[bench.starter("goalkeeper", 9)], substitutes=[bench.players[7]]
    )
    assert changed.status_code == 200
    shown = bench.club.call("coach", "GET", path).json()
    assert shown == changed.json()
    assert [one["jersey_number"] for one in shown["starters"]] == [9]
    assert [(one["jersey_number"], one["is_captain"]) for one in shown["substitutes"]] == [(7, False)]


def test_a_line_up_keeps_the_numbers_of_its_day(bench: Bench) -> None:
    lineup = bench.write(substitutes=[bench.players[7]]).json()
    roster = f"/teams/{bench.club.team_id}/roster/{bench.players[7]}"
    bench.club.call("coach", "PUT", roster, {"name": "Renamed", "jersey_number": 77})
    (shown,) = bench.club.call("coach", "GET", f"/match-lineups/{lineup['id']}").json()["substitutes"]
    assert (shown["name"], shown["jersey_number"]) == ("Renamed", 7)


def test_a_game_has_one_line_up(bench: Bench) -> None:
    assert bench.write().status_code == 201
    again = bench.write()
    assert (again.status_code, again.json()["code"]) == (409, "LINEUP_EXISTS")


def test_what_no_team_can_be_is_refused_in_words(bench: Bench, other_club: Club) -> None:
    goalkeeper, seven = bench.starter("goalkeeper", 7), bench.players[7]
    wrongs: list[tuple[dict[str, Any], str, str]] = [
        ({"starters": [goalkeeper], "substitutes": [seven]}, "PLAYER_TWICE", "once"),
        ({"substitutes": [seven, seven]}, "PLAYER_TWICE", "once"),
        ({"starters": [goalkeeper, bench.starter("goalkeeper", 9)]}, "SLOT_TWICE", "goalkeeper"),
        ({"starters": [bench.starter("libero", 7)]}, "SLOT_LACKING", "back_left"),
        ({"substitutes": [other_club.child_id]}, "NOT_ON_ROSTER", "roster"),
        ({"substitutes": [seven], "captain_id": bench.players[9]}, "CAPTAIN_NOT_PLAYING", "captain"),
        (
            {"formation_id": games_of_clubs.formation(bench.club, side_size=11, sport="soccer")["id"]},
            "FORMATION_OF_OTHER_SPORT",
            "sport",
        ),
    ]
    for wrong, code, word in wrongs:
        answer = bench.write(**wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert word in answer.json()["detail"]
    assert bench.club.call("coach", "GET", "/match-lineups").json()["total"] == 0


def test_a_formation_of_another_club_is_not_found(bench: Bench, other_club: Club) -> None:
    told = {"organization_id": other_club.organization_id, "sport": "ice_hockey", "name": "A", "slots": SLOTS}
    foreign = other_club.call("coach", "POST", "/formations", told).json()["id"]
    answer = bench.write(formation_id=foreign)
    assert (answer.status_code, answer.json()["code"]) == (404, "FORMATION_NOT_FOUND")


def test_nobody_is_lined_up_for_a_cancelled_game(bench: Bench) -> None:
    bench.club.call("coach", "DELETE", f"/games/{bench.game_id}")
    answer = bench.write()
    assert (answer.status_code, answer.json()["code"]) == (409, "GAME_CANCELLED")


def test_line_ups_are_in_the_audit_log_without_a_name(client: TestClient, bench: Bench) -> None:
    lineup = bench.write(substitutes=list(bench.players.values())).json()
    bench.write("PUT", f"/match-lineups/{lineup['id']}")
    root = signed_in(client, "root", is_administrator=True)
    log = client.get(f"/api/v1/audit?subject_id={bench.game_id}", headers=root.headers)
    actions = [entry["action"] for entry in log.json()["items"]]
    assert actions == ["lineup.update", "lineup.create", "game.create"]
    assert "Child" not in log.text


def test_nothing_is_left_of_a_person_who_is_erased(bench: Bench, session: Session) -> None:
    club, coach = bench.club, bench.club.people["coach"]
    told = {"organization_id": club.organization_id, "sport": "ice_hockey", "name": "A", "slots": SLOTS}
    club.call("coach", "POST", "/formations", told)
    club.call("coach", "POST", f"/games/{bench.game_id}/join", {})
    lineup = bench.write(substitutes=list(bench.players.values()), captain_id=bench.players[7]).json()
    for person_id in (coach.id, club.people["player"].id):
        service.erase_person(session, person_id)
    service.erase_person(session, UUID(bench.players[7]))
    made_by = [*session.scalars(select(Game.created_by)), *session.scalars(select(Formation.created_by))]
    assert made_by == [None, None]
    session.commit()
    shown = club.call("admin", "GET", f"/match-lineups/{lineup['id']}").json()
    assert [one["jersey_number"] for one in shown["substitutes"]] == [9, 1]
    assert club.call("admin", "GET", f"/games/{bench.game_id}/participants").json()["total"] == 0
