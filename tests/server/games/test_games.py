"""Games are scheduled, found, changed and cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from factories import games_of_clubs
from factories.clubs import Club
from factories.people import ports_of, signed_in
from touchline.base.clock import HandClock
from touchline.server.clubs import service as clubs
from touchline.server.games import codes, service
from touchline.server.games.errors import NoFreeCode
from touchline.server.games.models import Game
from touchline.server.games.schemas import NewGameIn

LOOK_ALIKES = ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV")


def opponents(club: Club, query: str = "", who: str = "coach") -> list[str]:
    return [game["opponent"] for game in club.call(who, "GET", f"/games?{query}").json()["items"]]


def test_a_scheduled_game_says_all_that_was_told(club: Club) -> None:
    told = games_of_clubs.told(club, kind="match", is_home=False, expected_takes=3)
    made = club.call("coach", "POST", "/games", told)
    assert made.status_code == 201
    shown = made.json()
    assert shown == club.call("parent", "GET", f"/games/{shown['id']}").json() | {"may_run": True}
    assert {name: shown[name] for name in told if name != "starts_at"} == {
        name: value for name, value in told.items() if name != "starts_at"
    }
    assert (shown["state"], shown["sport"], shown["starts_at"]) == (
        "scheduled",
        "ice_hockey",
        "2026-09-12T12:00:00Z",
    )


def test_a_game_that_is_sent_twice_is_scheduled_once(club: Club) -> None:
    headers = club.people["coach"].headers | {"Idempotency-Key": "of this game"}
    told = games_of_clubs.told(club)
    answers = [club.client.post("/api/v1/games", json=told, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert club.call("coach", "GET", "/games").json()["total"] == 1


def test_games_are_filtered_by_all_that_one_looks_for(club: Club, clock: HandClock) -> None:
    for opponent, days, kind in (("First", 1, "match"), ("Second", 2, "practice"), ("Third", 9, "match")):
        games_of_clubs.schedule(
            club, opponent=opponent, kind=kind, starts_at=clock.now() + timedelta(days=days)
        )
    assert opponents(club) == ["Third", "Second", "First"]
    assert opponents(club, "sort=starts_at") == ["First", "Second", "Third"]
    assert opponents(club, "kind=practice") == ["Second"]
    assert opponents(club, "from=2026-09-07&to=2026-09-14&sort=starts_at") == ["Second", "Third"]
    assert opponents(club, "to=2026-09-06") == ["First"]
    assert opponents(club, f"team_id={club.team_id}&limit=1&offset=2") == ["First"]
    assert opponents(club, "team_id=01a2218c-9dec-7d05-9e70-3173a6cffe06") == []
    assert opponents(club, "status=ready&status=processing") == []


def test_the_day_of_a_game_is_that_of_the_place(club: Club) -> None:
    late = club.call(
        "coach",
        "POST",
        "/games",
        games_of_clubs.told(club, time_zone="Pacific/Auckland") | {"starts_at": "2026-09-11T22:00:00Z"},
    )
    assert late.status_code == 201
    assert opponents(club, "from=2026-09-12&to=2026-09-12") == ["Tigers"]
    assert opponents(club, "to=2026-09-11") == []


def test_the_order_of_making_is_another_than_that_of_playing(club: Club, clock: HandClock) -> None:
    games_of_clubs.schedule(club, opponent="Later", starts_at=clock.now() + timedelta(days=20))
    clock.move(timedelta(minutes=1))
    games_of_clubs.schedule(club, opponent="Sooner")
    assert opponents(club, "sort=created_at") == ["Later", "Sooner"]
    assert opponents(club, "sort=-created_at") == ["Sooner", "Later"]


def test_a_cancelled_game_is_found_by_its_status_only(club: Club, game: Game) -> None:
    assert club.call("coach", "DELETE", f"/games/{game.id}").status_code == 204
    assert opponents(club) == []
    assert opponents(club, "status=cancelled") == ["Tigers"]
    shown = club.call("parent", "GET", f"/games/{game.id}").json()
    assert (shown["state"], shown["cancelled_at"]) == ("cancelled", "2026-09-05T12:00:00Z")


def test_a_game_is_cancelled_once_however_often_one_asks(club: Club, game: Game, clock: HandClock) -> None:
    for _ in range(2):
        assert club.call("coach", "DELETE", f"/games/{game.id}").status_code == 204
        clock.move(timedelta(minutes=1))
    shown = club.call("coach", "GET", f"/games/{game.id}").json()
    assert shown["cancelled_at"] == "2026-09-05T12:00:00Z"


def test_a_cancelled_game_does_not_change_any_more(club: Club, game: Game) -> None:
    club.call("coach", "DELETE", f"/games/{game.id}")
    answer = club.call("coach", "PUT", f"/games/{game.id}", games_of_clubs.told(club))
    assert (answer.status_code, answer.json()["code"]) == (409, "GAME_CANCELLED")
    assert "next" in answer.json()["detail"]


def test_a_score_is_told_and_taken_back(club: Club, game: Game) -> None:
    path, told = f"/games/{game.id}", games_of_clubs.told(club)
    scored = club.call("coach", "PUT", path, told | {"our_score": 3, "their_score": 0}).json()
    assert (scored["our_score"], scored["their_score"]) == (3, 0)
    plain = club.call("coach", "PUT", path, told).json()
    assert (plain["our_score"], plain["their_score"]) == (None, None)


def test_a_game_that_is_moved_is_found_on_its_new_day(club: Club, game: Game) -> None:
    told = games_of_clubs.told(club) | {"starts_at": "2026-12-24T18:00:00+01:00"}
    assert club.call("coach", "PUT", f"/games/{game.id}", told).json()["starts_at"] == "2026-12-24T17:00:00Z"
    assert opponents(club, "from=2026-12-24&to=2026-12-24") == ["Tigers"]


def test_the_next_game_is_the_first_that_is_not_over(club: Club, clock: HandClock, session: Session) -> None:
    viewer = clubs.load_viewer(session, club.people["parent"].id)
    assert service.next_game(session, viewer, clock.now()) is None
    now = clock.now()
    games = {days: games_of_clubs.schedule(club, starts_at=now + timedelta(days=days)) for days in (1, 2, 3)}
    club.call("coach", "DELETE", f"/games/{games[1].id}")
    for passed, expected in ((timedelta(0), 2), (timedelta(days=2, hours=2), 2), (timedelta(days=2.5), 3)):
        found = service.next_game(session, viewer, now + passed)
        assert found is not None
        assert found.id == games[expected].id


def test_lists_hold_nothing_of_another_club(club: Club, game: Game, other_club: Club) -> None:
    formation_id = games_of_clubs.formation(club, side_size=6)["id"]
    lineup = {"game_id": str(game.id), "formation_id": formation_id}
    assert club.call("coach", "POST", "/match-lineups", lineup).status_code == 201
    for path in ("/games", "/users/me/games", "/match-lineups", f"/match-lineups?game_id={game.id}"):
        assert other_club.call("admin", "GET", path).json()["total"] == 0


def test_games_of_a_team_that_is_put_away_are_seen_by_nobody(club: Club, game: Game) -> None:
    club.call("admin", "DELETE", f"/teams/{club.team_id}")
    assert {club.call(who, "GET", f"/games/{game.id}").status_code for who in club.people} == {404}


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"starts_at": "1999-12-31T23:59:59Z"}, "2000"),
        ({"starts_at": "2100-01-01T00:00:00Z"}, "2100"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "2000"),
        ({"starts_at": "9999-12-31T23:59:59-14:00"}, "2100"),
        ({"starts_at": "2026-09-12T12:00:00"}, "timezone"),
        ({"starts_at": "yesterday"}, "datetime"),
        ({"starts_at": None}, "datetime"),
        ({"time_zone": "Mars/Olympus"}, "Europe/Zurich"),
        ({"time_zone": "../etc/passwd"}, "Europe/Zurich"),
        ({"kind": "friendly"}, "match"),
        ({"our_score": 1000, "their_score": 0}, "999"),
        ({"our_score": -1, "their_score": 0}, "0"),
        ({"our_score": 1}, "both"),
        ({"kind": "practice", "our_score": 1, "their_score": 0}, "practice"),
        ({"opponent": "x" * 101}, "100"),
        ({"opponent": "a\x00b"}, "match"),
        ({"place": ""}, "1"),
        ({"expected_takes": 0}, "1"),
        ({"expected_takes": 101}, "100"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_game_that_cannot_be_is_refused_in_words(club: Club, wrong: dict[str, Any], word: str) -> None:
    answer = club.call("coach", "POST", "/games", games_of_clubs.told(club) | wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_FIELDS")
    assert word in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "from=1999-12-31", "to=2101-01-01", "sort=code", "status=lost", "kind=x", "limit=101"],
)
def test_a_list_that_cannot_be_is_refused(club: Club, query: str) -> None:
    answer = club.call("coach", "GET", f"/games?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_FIELDS")


@pytest.mark.parametrize("group", LOOK_ALIKES)
def test_no_two_characters_of_a_code_look_alike(group: str) -> None:
    assert len(set(group) & set(codes.ALPHABET)) <= 1


def test_no_code_is_a_word() -> None:
    assert not set("AEIOU") & set(codes.ALPHABET)


def test_codes_use_the_whole_alphabet_and_are_all_different() -> None:
    drawn = [codes.new_code() for _ in range(1000)]
    assert len(set(drawn)) > 990
    assert {len(code) for code in drawn} == {6}
    assert set("".join(drawn)) == set(codes.ALPHABET)


@given(
    st.text(codes.ALPHABET, min_size=6, max_size=6),
    st.lists(st.sampled_from(["", " ", "-", "–", "\t", "\u00a0", ". "]), min_size=7, max_size=7),
    st.booleans(),
)
def test_a_code_is_read_however_it_is_typed(code: str, between: list[str], small: bool) -> None:
    typed = between[-1] + "".join(a + b for a, b in zip(code, between, strict=False))
    assert codes.read_code(typed.lower() if small else typed) == code


@given(st.text(max_size=12))
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    code = codes.read_code(typed)
    assert code is None or (len(code) == 6 and set(code) <= set(codes.ALPHABET))


def test_a_code_that_is_taken_is_drawn_again(club: Club, game: Game, session: Session) -> None:
    viewer = clubs.load_viewer(session, club.people["coach"].id)
    wanted = NewGameIn.model_validate(games_of_clubs.told(club))
    draws = iter([game.code, game.code, "CFHJ34"])
    now = ports_of(club.client).clock.now()
    made = service.create_game(session, viewer, wanted, now=now, draw_code=lambda: next(draws))
    assert made.code == "CFHJ34"
    with pytest.raises(NoFreeCode):
        service.create_game(session, viewer, wanted, now=now, draw_code=lambda: game.code)


def test_every_change_is_in_the_audit_log_without_a_name(client: TestClient, club: Club, game: Game) -> None:
    club.call("coach", "PUT", f"/games/{game.id}", games_of_clubs.told(club))
    club.call("coach", "DELETE", f"/games/{game.id}")
    root = signed_in(client, "root", is_administrator=True)
    log = client.get(f"/api/v1/audit?subject_id={game.id}", headers=root.headers)
    entries = log.json()["items"]
    assert [entry["action"] for entry in entries] == ["game.cancel", "game.update", "game.create"]
    assert {entry["actor_id"] for entry in entries} == {str(club.people["coach"].id)}
    assert {entry["organization_id"] for entry in entries} == {club.organization_id}
    assert "Tigers" not in log.text
    assert "rink" not in log.text
