"""A team is told that its film is ready: once, as each of them wants it, in their language."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from factories import filmed_games, games_of_clubs
from factories.clubs import Club
from touchline.base.clock import HandClock
from touchline.server import wiring
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.kit.mail import MemoryMail, Message
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

Work = Callable[[], list[Message]]
IN_MORNING = timedelta(hours=18)
"""From the noon at which tests begin to the next morning."""


@pytest.fixture
def work(ports: Ports, settings: Settings) -> Work:
    """Do all that waits and what the calendar asks for; return the mails that went out by it."""
    mail = ports.mail
    assert isinstance(mail, MemoryMail)

    def work() -> list[Message]:
        before = len(mail.sent)
        InlineRunner(Workshop(ports, table(*wiring.tasks_of(settings, ports)), wiring.PERIODIC)).run_all()
        return mail.sent[before:]

    return work


def prefer(club: Club, who: str, frequency: str, **about: Any) -> None:
    """Say how often somebody wants mails."""
    wanted = {"notification_frequency": frequency, "units": "metric", "time_zone": "Europe/Zurich", **about}
    headers = club.people[who].headers
    assert club.client.put("/api/v1/users/me/preferences", json=wanted, headers=headers).is_success


def add_take(club: Club, game_id: str, seed: int) -> None:
    """Upload a recording of a game."""
    answer = filmed_games.send(club, game_id, filmed_games.recording(seed))
    assert answer.status_code == 201, answer.text


def order(club: Club, game_id: str) -> None:
    """Have a game's film made."""
    assert club.call("coach", "POST", f"/games/{game_id}/film").status_code == 202


def film(club: Club, game_id: str, work: Work, seed: int = 1) -> list[Message]:
    """Have a game filmed, and return the mails that went out."""
    add_take(club, game_id, seed)
    work()
    order(club, game_id)
    return work()


def addressees(sent: list[Message]) -> list[str]:
    """Return who was written to."""
    return sorted(one.to for one in sent)


def test_everybody_of_the_team_is_told_at_once_unless_they_said_otherwise(
    club: Club, other_club: Club, game_id: str, work: Work
) -> None:
    prefer(club, "viewer", "off")
    prefer(club, "player", "daily")
    sent = film(club, game_id, work)
    assert addressees(sent) == [f"lions-{who}@example.org" for who in ("admin", "coach", "parent")]


def test_the_letter_leads_to_the_film_and_to_where_it_is_switched_off(
    club: Club, game_id: str, work: Work
) -> None:
    letter = film(club, game_id, work)[0]
    assert letter.subject == "Film ready: lions U12 – Tigers"
    assert f"http://localhost:8000/games/{game_id}/film\n" in letter.text
    assert "http://localhost:8000/account/preferences\n" in letter.text
    assert "Child" not in letter.text


def test_the_letter_is_in_the_language_of_who_reads_it(club: Club, game_id: str, work: Work) -> None:
    prefer(club, "parent", "instant", language="de")
    letters = {one.to: one for one in film(club, game_id, work)}
    assert letters["lions-parent@example.org"].subject == "Film fertig: lions U12 – Tigers"
    assert letters["lions-coach@example.org"].text.startswith("Hello,")


def test_whoever_wants_one_mail_a_day_is_told_of_all_films_in_the_morning(
    club: Club, game_id: str, work: Work, clock: HandClock
) -> None:
    for who in ("admin", "coach", "player", "viewer"):
        prefer(club, who, "off")
    prefer(club, "parent", "daily")
    other_id = str(games_of_clubs.schedule(club, opponent="Wolves").id)
    assert film(club, game_id, work) + film(club, other_id, work, seed=2) == []
    clock.move(IN_MORNING)
    (letter,) = work()
    assert (letter.to, letter.subject) == ("lions-parent@example.org", "2 films are ready")
    assert [game in letter.text for game in (game_id, other_id)] == [True, True]
    clock.move(timedelta(days=1))
    assert work() == []


def test_a_film_that_is_made_anew_is_no_news(club: Club, game_id: str, work: Work) -> None:
    film(club, game_id, work)
    add_take(club, game_id, seed=2)
    assert work() == []
    assert filmed_games.watch(club, game_id)["film"]["version"] == 2
    club.call("coach", "DELETE", f"/videos/{filmed_games.watch(club, game_id)['film']['id']}")
    order(club, game_id)
    assert work() == []


def test_nobody_is_told_of_a_film_that_nobody_may_see(
    club: Club, game_id: str, work: Work, clock: HandClock
) -> None:
    for who in club.people:
        prefer(club, who, "daily")
    film(club, game_id, work)
    filmed_games.agree(club, film=False)
    clock.move(IN_MORNING)
    assert work() == []


def test_who_has_left_the_team_is_not_told(club: Club, game_id: str, work: Work) -> None:
    path = f"/organizations/{club.organization_id}/members"
    members = club.call("admin", "GET", f"{path}?limit=100").json()["items"]
    for one in members:
        if UUID(one["user_id"]) == club.people["viewer"].id:
            club.call("admin", "DELETE", f"{path}/{one['id']}")
    assert "lions-viewer@example.org" not in addressees(film(club, game_id, work))
