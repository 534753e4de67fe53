"""Pages of a line-up: coaches write it in plain fields, everybody of the team sees it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from factories import games_of_clubs
from factories.clubs import Club
from factories.visitors import Visitor, content_of
from touchline.server.games.models import Game

ROLES = ("admin", "coach", "parent", "player", "viewer")


@pytest.fixture
def game(club: Club) -> Game:
    """A game of the club."""
    return games_of_clubs.schedule(club)


@pytest.fixture
def six(club: Club) -> dict[str, Any]:
    """How six stand: goalkeeper, two at the back, three in front."""
    return games_of_clubs.formation(club, side_size=6)


def path_of(game: Game) -> str:
    return f"/games/{game.id}/lineup"


def fields(plan: dict[str, Any], **slots: str) -> dict[str, Any]:
    """Return the form with these players in these slots."""
    names = [slot["name"] for slot in plan["slots"]]
    placed = {f"slot{names.index(name)}": player for name, player in slots.items()}
    return {"shown_id": plan["id"], "formation_id": plan["id"], **placed}


def write(coach: Visitor, club: Club, game: Game, six: dict[str, Any]) -> None:
    """Line 7 up in goal as captain, with 9 on the bench."""
    told = fields(six, goalkeeper=club.child_id)
    answer = coach.post(path_of(game), **told, bench=[club.other_child_id], captain=club.child_id)
    assert answer.status_code == 303


def chosen(page: str) -> list[str]:
    """Return what is chosen in each list of a page."""
    lists = re.findall(r'<select id="f-(slot\d+|captain|formation_id)".*?</select>', page, re.DOTALL)
    found = []
    for name in lists:
        part = page[page.index(f'id="f-{name}"') :]
        part = part[: part.index("</select>")]
        told = re.search(r'<option value="([^"]*)"[^>]* selected', part)
        found.append(told[1] if told else "")
    return found


def test_everybody_of_the_team_sees_it_and_viewers_see_no_names(
    as_: Any, club: Club, game: Game, six: dict[str, Any]
) -> None:
    write(as_("coach"), club, game, six)
    for role in ROLES:
        answer = as_(role).get(path_of(game))
        assert answer.status_code == 200
        text = content_of(answer).text
        assert ("Child 7 of bears" in text) == (role != "viewer")
        assert "Goalkeeper" in text
        assert ("Save" in text) == (role in ("admin", "coach"))
        assert "Line-up" in content_of(as_(role).get(f"/games/{game.id}")).text
    text = content_of(as_("viewer").get(path_of(game))).text
    assert "7 Goalkeeper Captain On the bench 9" in text


def test_only_coaches_write_it(as_: Any, club: Club, game: Game, six: dict[str, Any]) -> None:
    for role in ("parent", "player", "viewer"):
        assert as_(role).post(path_of(game), **fields(six)).status_code == 403
    assert "Nobody is lined up yet." in content_of(as_("parent").get(path_of(game))).text


def test_people_of_another_club_find_nothing(
    other_club: Club, game: Game, as_: Any, stranger: Visitor, six: dict[str, Any]
) -> None:
    headers = {**other_club.people["admin"].headers, "accept": "text/html"}
    assert other_club.client.get(path_of(game), headers=headers).status_code == 404
    assert other_club.client.post(path_of(game), headers=headers, data=fields(six)).status_code == 404
    assert stranger.get(path_of(game)).status_code == 303


def test_a_coach_lines_up_changes_and_finds_it_again(
    as_: Any, club: Club, game: Game, six: dict[str, Any]
) -> None:
    coach = as_("coach")
    content_of(coach.get(path_of(game)))
    write(coach, club, game, six)
    page = coach.get(path_of(game)).text
    assert chosen(page) == [six["id"], club.child_id, "", "", "", "", "", club.child_id]
    told = fields(six, front_center=club.other_child_id)
    assert coach.post(path_of(game), **told).status_code == 303
    (lineup,) = club.call("coach", "GET", f"/match-lineups?game_id={game.id}").json()["items"]
    assert [(one["slot"], one["player_id"]) for one in lineup["starters"]] == [
        ("front_center", club.other_child_id)
    ]
    assert lineup["substitutes"] == []


def test_another_formation_takes_along_whoever_was_placed(
    as_: Any, club: Club, game: Game, six: dict[str, Any]
) -> None:
    slots = [{"name": name, "x": 0.1, "y": 0.5} for name in ("goalkeeper", "libero")]
    two = {"organization_id": club.organization_id, "sport": "ice_hockey", "name": "Two", "slots": slots}
    two = club.call("coach", "POST", "/formations", two).json()
    told = fields(six, goalkeeper=club.child_id, front_center=club.other_child_id)
    answer = as_("coach").post(path_of(game), **told | {"formation_id": two["id"]})
    assert answer.status_code == 200
    content_of(answer)
    assert chosen(answer.text) == [two["id"], club.child_id, "", ""]
    assert re.findall(r'name="bench" value="([^"]+)" checked', answer.text) == [club.other_child_id]
    assert club.call("coach", "GET", "/match-lineups").json()["total"] == 0


def test_the_last_games_line_up_is_taken_over_with_one_press_and_a_save(
    as_: Any, club: Club, game: Game, six: dict[str, Any]
) -> None:
    coach = as_("coach")
    later = games_of_clubs.schedule(club, starts_at=game.starts_at + timedelta(days=7))
    assert "As in the last game" not in coach.get(path_of(later)).text
    write(coach, club, game, six)
    assert "As in the last game" in coach.get(path_of(later)).text
    page = coach.get(f"{path_of(later)}?like=last").text
    assert chosen(page) == [six["id"], club.child_id, "", "", "", "", "", club.child_id]
    assert re.findall(r'name="bench" value="([^"]+)" checked', page) == [club.other_child_id]
    assert "As in the last game" not in coach.get(path_of(game)).text, "the next one is not the last one"


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"slot0": "{child}", "slot1": "{child}"}, "once"),
        ({"slot0": "{child}", "captain": "{other}"}, "captain"),
        ({"slot0": "nobody"}, "list"),
        ({"slot0": "{stranger}"}, "roster"),
    ],
    ids=["twice", "captain away", "nobody", "stranger"],
)
def test_what_no_team_can_be_is_shown_again_with_what_to_do(
    *,
    as_: Any,
    club: Club,
    other_club: Club,
    game: Game,
    six: dict[str, Any],
    about: dict[str, str],
    sentence: str,
) -> None:
    ids = {"child": club.child_id, "other": club.other_child_id, "stranger": other_club.child_id}
    told = fields(six) | {name: value.format(**ids) for name, value in about.items()}
    answer = as_("coach").post(path_of(game), **told)
    assert answer.status_code == 422
    assert sentence in content_of(answer).text


def test_a_team_without_players_is_shown_the_first_step(as_: Any, club: Club, game: Game) -> None:
    for player in (club.child_id, club.other_child_id):
        assert club.call("coach", "DELETE", f"/teams/{club.team_id}/roster/{player}").status_code == 204
    assert "Nobody is on the roster yet" in content_of(as_("coach").get(path_of(game))).text


def test_a_cancelled_game_is_lined_up_no_more(as_: Any, club: Club, game: Game, six: dict[str, Any]) -> None:
    club.call("coach", "DELETE", f"/games/{game.id}")
    coach = as_("coach")
    assert "<form" not in coach.get(path_of(game)).text.split("<main")[1]
    assert coach.post(path_of(game), **fields(six)).status_code in (409, 422)
