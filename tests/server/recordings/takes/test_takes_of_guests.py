"""What comes from outside the team waits for a coach's yes: nobody of the team sees it, no film shows it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from factories import filmed_games, games_of_clubs
from factories.clubs import Club
from factories.uploads import TUS, UPLOADS, said
from factories.visitors import visitor
from touchline.base.clock import HandClock
from touchline.server.kit.ports import Ports
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.service import AWAITED_FOR, MOST_FROM_OUTSIDE, MOST_OF_A_GUEST

TEAM = ("viewer", "player", "parent")
STAFF = ("coach", "admin")


@pytest.fixture
def guests(club: Club, other_club: Club, game_id: str) -> Club:
    """Another club, whose parent has joined the game by its code."""
    code = games_of_clubs.code_of(club, game_id)
    assert other_club.call("parent", "POST", f"/games/{game_id}/join", {"code": code}).status_code == 200
    return other_club


@pytest.fixture
def take(club: Club, guests: Club, game_id: str) -> dict[str, Any]:
    """The take that the guest has sent, prepared."""
    return filmed_games.add_take(guests, game_id, filmed_games.recording(), by=club)


def takes_seen(club: Club, who: str, game_id: str) -> list[str]:
    return [take["id"] for take in club.call(who, "GET", f"/games/{game_id}/takes").json()["items"]]


@pytest.mark.parametrize("who", TEAM)
def test_the_team_sees_nothing_of_a_guests_take_until_a_coach_has_said_yes(
    club: Club, game_id: str, take: dict[str, Any], who: str
) -> None:
    def seen() -> list[object]:
        video = f"/videos/{take['id']}"
        ways = [video, f"{video}/stream", f"{video}/download"]
        listed = club.call(who, "GET", f"/videos/game/{game_id}").json()["items"]
        return [
            *(club.call(who, "GET", way).status_code for way in ways),
            takes_seen(club, who, game_id),
            len(listed),
            len(filmed_games.watch(club, game_id, who)["angles"]),
        ]

    assert seen() == [404, 404, 404, [], 0, 0]
    assert club.call(who, "POST", f"/videos/{take['id']}/accept").status_code == 404
    assert club.call("coach", "POST", f"/videos/{take['id']}/accept").status_code == 200
    assert seen()[3:] == [[take["id"]], 1, 1]


def test_a_guest_cannot_say_yes_to_what_they_sent(guests: Club, take: dict[str, Any]) -> None:
    assert take["awaits_yes"]
    refused = guests.call("parent", "POST", f"/videos/{take['id']}/accept")
    assert refused.status_code == 403, refused.text
    assert guests.call("parent", "GET", f"/videos/{take['id']}").json()["state"] == "awaiting_approval"


@pytest.mark.parametrize(
    "camera", ["x" * 101, "two\nlines", "zero\x00byte", "turned \u202e dnuor", "\u2067 isolated \u2069"]
)
def test_what_a_guest_calls_the_camera_is_one_short_line_that_turns_nothing_round(
    guests: Club, take: dict[str, Any], camera: str
) -> None:
    answer = guests.call("parent", "PUT", f"/videos/{take['id']}/settings", {"camera": camera})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_FIELDS")


def test_what_a_guest_says_of_the_camera_with_the_upload_is_bounded_alike(guests: Club, game_id: str) -> None:
    answer = filmed_games.send(guests, game_id, b"a film", camera="turned \u202e dnuor")
    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_ANNOUNCEMENT")


def test_a_name_in_any_script_is_a_name(guests: Club, take: dict[str, Any]) -> None:
    for camera in ("הטלפון של דנה", "هاتف كريم\u200f 2", "佐藤のカメラ"):
        answer = guests.call("parent", "PUT", f"/videos/{take['id']}/settings", {"camera": camera})
        assert answer.json()["camera"] == camera


def test_what_a_coach_has_accepted_is_the_teams_and_its_sender_neither_changes_nor_deletes_it(
    club: Club, guests: Club, take: dict[str, Any]
) -> None:
    video = f"/videos/{take['id']}"
    assert guests.call("parent", "PUT", f"{video}/settings", {"camera": "Phone"}).status_code == 200
    assert club.call("coach", "POST", f"{video}/accept").status_code == 200
    assert guests.call("parent", "PUT", f"{video}/settings", {"camera": "Mine"}).status_code == 403
    assert guests.call("parent", "DELETE", video).status_code == 403
    assert guests.call("parent", "GET", video).json()["camera"] == "Phone"
    assert club.call("coach", "DELETE", video).status_code == 204


def test_who_sent_it_takes_back_what_nobody_has_accepted(guests: Club, take: dict[str, Any]) -> None:
    assert guests.call("parent", "DELETE", f"/videos/{take['id']}").status_code == 204


@pytest.mark.parametrize("who", STAFF)
def test_a_coach_looks_at_a_guests_take_before_saying_yes(
    club: Club, game_id: str, take: dict[str, Any], who: str
) -> None:
    assert takes_seen(club, who, game_id) == [take["id"]]
    assert club.call(who, "GET", f"/videos/{take['id']}/stream").status_code == 200
    assert filmed_games.watch(club, game_id, who)["angles"][0]["stream_url"]


def test_no_film_is_made_of_what_awaits_a_yes_neither_by_itself_nor_when_asked(
    club: Club, game_id: str, take: dict[str, Any], ports: Ports
) -> None:
    refused = club.call("coach", "POST", f"/games/{game_id}/film")
    assert refused.status_code == 409
    assert "accepts them" in refused.json()["detail"]
    own = filmed_games.add_take(club, game_id, filmed_games.recording(2))
    assert club.call("coach", "POST", f"/games/{game_id}/film").status_code == 202
    filmed_games.do_jobs(ports)
    assert _in_film(club, game_id) == {own["id"]}
    assert club.call("coach", "POST", f"/videos/{take['id']}/accept").status_code == 200
    filmed_games.do_jobs(ports)
    assert _in_film(club, game_id) == {own["id"], take["id"]}, "the film is healed by the yes"


def _in_film(club: Club, game_id: str) -> set[str]:
    angles = filmed_games.watch(club, game_id, "coach")["angles"]
    return {angle["take_id"] for angle in angles if angle["is_used"] is not None}


def test_what_awaits_a_yes_can_neither_be_cut_nor_shared(
    club: Club, game_id: str, take: dict[str, Any]
) -> None:
    cut = {"start_s": 0.0, "end_s": 1.0, "take_id": take["id"]}
    refused = club.call("coach", "POST", f"/games/{game_id}/clips", cut)
    assert refused.status_code == 409, refused.text
    assert "yes" in refused.json()["detail"]
    assert club.call("coach", "POST", f"/videos/{take['id']}/share", {}).status_code == 404


def test_a_yes_while_the_take_is_prepared_holds_when_it_is_ready(
    club: Club, guests: Club, game_id: str, ports: Ports
) -> None:
    assert filmed_games.send(guests, game_id, filmed_games.recording()).status_code == 201
    [take] = filmed_games.takes_of(club, game_id)
    accepted = club.call("coach", "POST", f"/videos/{take['id']}/accept").json()
    assert (accepted["state"], accepted["awaits_yes"]) == ("preparing", False)
    filmed_games.do_jobs(ports)
    assert club.call("viewer", "GET", f"/videos/{take['id']}").json()["state"] == "ready"


def test_what_cannot_be_used_cannot_be_accepted_and_stays_unseen(
    club: Club, guests: Club, game_id: str
) -> None:
    take = filmed_games.add_take(guests, game_id, b"no film at all" * 40, by=club)
    assert take["state"] == "refused"
    assert club.call("coach", "POST", f"/videos/{take['id']}/accept").status_code == 409
    assert takes_seen(club, "parent", game_id) == []
    assert club.call("coach", "DELETE", f"/videos/{take['id']}").status_code == 204


def test_members_need_no_yes_even_if_they_joined_by_the_code(club: Club, game_id: str) -> None:
    code = games_of_clubs.code_of(club, game_id)
    assert club.call("parent", "POST", f"/games/{game_id}/join", {"code": code}).status_code == 200
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    assert (take["state"], take["awaits_yes"]) == ("ready", False)


def test_a_guest_sends_so_many_recordings_of_a_game_and_no_more(
    club: Club, guests: Club, game_id: str, take: dict[str, Any]
) -> None:
    def begin(game: str, who: Club) -> int:
        metadata = said(game_id=game, filename="a.mp4")
        headers = TUS | {"Upload-Length": "5", "Upload-Metadata": metadata} | who.people["parent"].headers
        answer = who.client.post(UPLOADS, headers=headers)
        if answer.status_code == 409:
            assert f"{MOST_OF_A_GUEST} recordings" in answer.json()["detail"]
        return answer.status_code

    assert take["awaits_yes"]
    spelt = [game_id, game_id.upper(), f"{{{game_id}}}", game_id.replace("-", "")]
    begun = [begin(spelt[number % len(spelt)], guests) for number in range(MOST_OF_A_GUEST + 3)]
    assert begun == [201] * (MOST_OF_A_GUEST - 1) + [409] * 4
    assert begin(game_id, club) == 201, "members go on"
    assert club.call("coach", "POST", f"/videos/{take['id']}/accept").status_code == 200
    assert begin(game_id, guests) == 201, "what was accepted makes room"


def test_all_guests_together_send_so_many_recordings_of_a_game_and_no_more(
    club: Club, guests: Club, game_id: str
) -> None:
    code = games_of_clubs.code_of(club, game_id)
    tokens = [
        guests.client.post(f"/api/v1/games/{game_id}/join", json={"code": code}).json()["camera_token"]
        for _ in range(4)
    ]

    def begin(headers: dict[str, str]) -> Response:
        told = TUS | {"Upload-Length": "5", "Upload-Metadata": said(game_id=game_id)}
        return guests.client.post(UPLOADS, headers=told | headers)

    for token in tokens[:3]:
        cameras = {"Authorization": f"Bearer {token}"}
        assert {begin(cameras).status_code for _ in range(MOST_OF_A_GUEST)} == {201}
    left = guests.client.post(
        f"/api/v1/games/{game_id}/leave", headers={"Authorization": f"Bearer {tokens[0]}"}
    )
    assert left.status_code == 204
    for outsider in ({"Authorization": f"Bearer {tokens[3]}"}, guests.people["parent"].headers):
        refused = begin(outsider)
        assert refused.status_code == 409, "what those have begun who left lies on the disk, too"
        assert f"{MOST_FROM_OUTSIDE} recordings" in refused.json()["detail"]
    assert begin(club.people["parent"].headers).status_code == 201, "members go on"


def test_what_could_not_be_used_is_not_counted(club: Club, guests: Club, game_id: str, ports: Ports) -> None:
    sent = [filmed_games.send(guests, game_id, b"no film at all" * 40) for _ in range(MOST_OF_A_GUEST)]
    assert {answer.status_code for answer in sent} == {201}
    assert filmed_games.send(guests, game_id, b"nor this").status_code == 409
    filmed_games.do_jobs(ports)
    assert filmed_games.send(guests, game_id, b"nor this").status_code == 201


def test_staff_read_on_which_day_what_they_do_not_accept_is_deleted(
    club: Club, game_id: str, take: dict[str, Any]
) -> None:
    coach, sentence = visitor(club.client, club.people["coach"].email), "Unless somebody accepts it"
    pages = (f"/games/{game_id}", f"/games/{game_id}/takes/{take['id']}")
    assert all(sentence in coach.get(page).text for page in pages)
    assert club.call("coach", "POST", f"/videos/{take['id']}/accept").status_code == 200
    assert not any(sentence in coach.get(page).text for page in pages)


def test_what_nobody_accepts_is_deleted_with_its_files_after_a_month(
    take: dict[str, Any], ports: Ports, clock: HandClock
) -> None:
    files = f"takes/{take['id']}/"
    clock.move(AWAITED_FOR)
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, files) != []
    clock.move(timedelta(days=1))
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, files) == []
    with ports.database.reading() as session:
        assert session.get(Take, UUID(take["id"])) is None


def test_what_was_accepted_stays(club: Club, take: dict[str, Any], ports: Ports, clock: HandClock) -> None:
    assert club.call("coach", "POST", f"/videos/{take['id']}/accept").status_code == 200
    clock.move(2 * AWAITED_FOR)
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, f"takes/{take['id']}/") != []


def test_a_member_sends_what_a_guest_has_sent_before_them(club: Club, guests: Club, game_id: str) -> None:
    content = filmed_games.recording()
    before = filmed_games.add_take(guests, game_id, content, by=club)
    own = filmed_games.add_take(club, game_id, content)
    assert (before["state"], own["state"]) == ("awaiting_approval", "ready")
    again = filmed_games.add_take(guests, game_id, content, by=club)
    assert (again["state"], own["letter"] in again["problem"]) == ("refused", True)
