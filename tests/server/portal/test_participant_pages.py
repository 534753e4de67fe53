"""Who takes part in a game, on its page: seen and removed by its coaches."""

import re

import pytest

from factories import games_of_clubs
from factories.clubs import Club
from factories.people import ports_of, settings_of
from factories.visitors import Visitor, content_of
from server.portal.conftest import As
from touchline.server.accounts.keys import keys_of
from touchline.server.games import service as games
from touchline.server.games.models import Game
from touchline.server.games.schemas import JoinIn


@pytest.fixture
def game(club: Club) -> Game:
    """A game of the club."""
    return games_of_clubs.schedule(club)


def join(stranger: Visitor, game: Game, name: str) -> None:
    """Take part as a guest."""
    assert stranger.post(f"/join/{game.code}", name=name).status_code == 303


def removals(page: str) -> list[str]:
    """Return where a game's page asks whether somebody is to be removed."""
    return re.findall(r'href="(/games/[^"]+/participants/[^"]+/remove)"', page)


def test_a_coach_removes_a_guest_after_being_asked_and_the_guests_phone_uploads_no_more(
    stranger: Visitor, as_: As, game: Game
) -> None:
    join(stranger, game, "Kim")
    coach = as_("coach")
    page = coach.get(f"/games/{game.id}")
    assert "Who takes part 1" in content_of(page).text
    (removal,) = removals(page.text)
    asked = content_of(coach.get(removal))
    assert "Remove Kim from this game?" in asked.text
    assert "can join again" in asked.text
    after = content_of(coach.follow(coach.post(removal)))
    assert "They take part in this game no longer." in after.text
    assert "Kim" not in after.text
    assert stranger.get(f"/join/{game.code}/upload").headers["location"] == f"/join/{game.code}"


def test_only_coaches_and_administrators_are_told_who_takes_part(
    stranger: Visitor, as_: As, game: Game
) -> None:
    join(stranger, game, "Kim")
    assert "Kim" in as_("admin").get(f"/games/{game.id}").text
    for role in ("parent", "player", "viewer"):
        assert "Kim" not in as_(role).get(f"/games/{game.id}").text


def test_who_has_an_account_is_called_as_it_says(as_: As, club: Club, game: Game) -> None:
    assert club.call("parent", "POST", f"/games/{game.id}/join", {}).is_success
    coach = as_("coach")
    page = coach.get(f"/games/{game.id}")
    assert "Bears-Parent With an account" in content_of(page).text
    (removal,) = removals(page.text)
    assert "Members of the team" in content_of(coach.get(removal)).text
    assert coach.post(removal).status_code == 303


def test_who_is_removed_already_is_not_found_and_the_page_says_so(
    stranger: Visitor, as_: As, game: Game
) -> None:
    join(stranger, game, "Kim")
    coach = as_("coach")
    (removal,) = removals(coach.get(f"/games/{game.id}").text)
    coach.post(removal)
    again = coach.post(removal)
    assert again.status_code == 404
    assert "do not take part in this game any more" in again.text


def test_many_who_take_part_come_a_page_at_a_time(club: Club, as_: As, game: Game) -> None:
    ports, keys = ports_of(club.client), keys_of(settings_of(club.client))
    with ports.database.writing() as session:
        for number in range(31):
            guest = JoinIn(code=game.code, name=f"Guest {number}")
            address = f"192.0.2.{number}"
            games.join(session, None, game.id, guest, keys=keys, address=address, now=ports.clock.now())
    coach = as_("coach")
    assert len(removals(coach.get(f"/games/{game.id}").text)) == 30
    assert len(removals(coach.get(f"/games/{game.id}?offset=30").text)) == 1
