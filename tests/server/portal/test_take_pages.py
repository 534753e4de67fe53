"""Pages of a recording, and of deleting it, the film and clips: who sees which, and what they really do."""

import io
import re
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from factories import clubs, filmed_games, games_of_clubs, outside, recorded_games
from factories.clubs import Club
from factories.people import signed_in
from factories.recorded_games import RecordedGame
from factories.visitors import Visitor, content_of, visitor
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Participant
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.ports import Ports
from touchline.server.recordings.takes import keys as take_keys
from touchline.server.recordings.takes.models import Take, TakeState
from touchline.server.settings import Settings

ROLES = ("admin", "coach", "parent", "player", "viewer")
STAFF = {"admin", "coach"}
ASKED = ("/takes/{take}/delete", "/film/delete", "/clips/{clip}/delete")
PAGES = {"/takes/{take}": set(ROLES)} | dict.fromkeys(ASKED, STAFF)


@pytest.fixture
def ports(database: Database, clock: HandClock, settings: Settings, tmp_path: Path) -> Ports:
    """The outside world, with a film engine that looks at no picture."""
    return outside.ports_over(database, clock, folder=tmp_path / "data", film_engine=MemoryEngine())


@pytest.fixture
def lions(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


@pytest.fixture
def recorded(lions: Club) -> RecordedGame:
    """A game of the club with a film and two recordings, of nobody any more."""
    return recorded_games.recorded(lions)


def as_(club: Club, who: str) -> Visitor:
    """Open a browser as somebody of a club."""
    return visitor(club.client, club.people[who].email)


def clip_of(club: Club, game_id: UUID, who: str = "coach", **about: object) -> str:
    """Have a clip cut, and return its id."""
    wanted = {"title": "The goal", "start_s": 1, "end_s": 5} | about
    clip_id = str(club.call(who, "POST", f"/games/{game_id}/clips", wanted).json()["id"])
    recorded_games.work(club.client.app.state.ports)  # type: ignore[attr-defined]
    return clip_id


def path_of(club: Club, recorded: RecordedGame, part: str) -> str:
    """Return the address of a page: of the second recording, the film, or a clip of the coach's."""
    clip_id = clip_of(club, recorded.game.id) if "{clip}" in part else ""
    return f"/games/{recorded.game.id}" + part.format(take=recorded.take_id, clip=clip_id)


@pytest.mark.parametrize("part", PAGES)
def test_each_page_is_for_those_whom_it_concerns(lions: Club, recorded: RecordedGame, part: str) -> None:
    path = path_of(lions, recorded, part)
    answers = {who: as_(lions, who).get(path) for who in ROLES}
    codes = {who: answer.status_code for who, answer in answers.items()}
    assert codes == {who: 200 if who in PAGES[part] else 403 for who in ROLES}
    for answer in answers.values():
        content_of(answer)


@pytest.mark.parametrize("part", PAGES)
def test_people_of_another_club_find_nothing_and_change_nothing(
    lions: Club, recorded: RecordedGame, client: TestClient, ports: Ports, part: str
) -> None:
    path, tigers = path_of(lions, recorded, part), clubs.found(client, "tigers")
    before = filmed_games.stored(ports)
    browser = as_(tigers, "admin")
    assert browser.get(path).status_code == 404
    assert browser.post(path).status_code == 404
    assert filmed_games.stored(ports) == before


@pytest.mark.parametrize("part", PAGES)
def test_whoever_has_not_signed_in_is_led_to_the_way_in(
    lions: Club, recorded: RecordedGame, client: TestClient, part: str
) -> None:
    answer = visitor(client).get(path_of(lions, recorded, part))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("part", PAGES)
def test_whoever_may_not_is_refused_the_form_too(lions: Club, recorded: RecordedGame, part: str) -> None:
    path = path_of(lions, recorded, part)
    assert [as_(lions, who).post(path).status_code for who in ("parent", "player", "viewer")] == [403] * 3


@pytest.mark.parametrize("part", PAGES)
def test_what_is_there_is_not_found_in_another_game(lions: Club, recorded: RecordedGame, part: str) -> None:
    path = path_of(lions, recorded, part)
    elsewhere = path.replace(str(recorded.game.id), str(games_of_clubs.schedule(lions).id))
    coach = as_(lions, "coach")
    assert coach.get(elsewhere).status_code == 404
    if part != "/film/delete":
        assert coach.post(elsewhere).status_code == 404
    assert coach.get(path).status_code == 200


def test_the_game_leads_to_each_recording_and_only_staff_to_the_end_of_the_film(
    lions: Club, recorded: RecordedGame
) -> None:
    path = f"/games/{recorded.game.id}"
    pages = {who: as_(lions, who).get(path).text for who in ("coach", "viewer")}
    for page in pages.values():
        assert f'href="{path}/takes/{recorded.take_id}"' in page
    assert f'href="{path}/film/delete"' in pages["coach"]
    assert f'href="{path}/film/delete"' not in pages["viewer"]


def test_only_whoever_may_change_a_recording_is_shown_its_form(lions: Club, recorded: RecordedGame) -> None:
    path = path_of(lions, recorded, "/takes/{take}")
    pages = {who: as_(lions, who).get(path).text for who in ("coach", "parent")}
    for words in ('name="camera"', f'href="{path}/delete"'):
        assert words in pages["coach"]
        assert words not in pages["parent"]


def test_without_consent_the_page_says_that_nobody_watches(lions: Club, recorded: RecordedGame) -> None:
    path = path_of(lions, recorded, "/takes/{take}")
    assert "Everybody in lions U12." in content_of(as_(lions, "parent").get(path)).text
    recorded_games.refuse(lions, recorded_games.Purpose.FILM)
    assert "Nobody can watch it at present" in content_of(as_(lions, "parent").get(path)).text


def test_camera_and_place_are_changed_and_taken_back(lions: Club, recorded: RecordedGame) -> None:
    coach, path = as_(lions, "coach"), path_of(lions, recorded, "/takes/{take}")

    def told() -> tuple[str | None, str | None]:
        video = lions.call("coach", "GET", f"/videos/{recorded.take_id}").json()
        return video["camera"], video["position"]

    page = coach.follow(coach.post(path, camera="Kim's phone", position="goal_left"))
    assert "Saved." in page.text
    assert "Kim&#39;s phone" in page.text
    assert told() == ("Kim's phone", "goal_left")
    coach.follow(coach.post(path, camera="", position=""))
    assert told() == (None, None)


@pytest.mark.parametrize(
    ("field", "value"), [("position", "on_the_moon"), ("camera", "x" * 101)], ids=["no place", "too long"]
)
def test_what_cannot_be_is_refused_at_its_field_and_changes_nothing(
    lions: Club, recorded: RecordedGame, field: str, value: str
) -> None:
    coach, path = as_(lions, "coach"), path_of(lions, recorded, "/takes/{take}")
    coach.post(path, camera="Tablet", position="goal_left")
    answer = coach.post(path, **{"camera": "Phone", "position": "goal_right", field: value})
    assert answer.status_code == 422
    assert list(content_of(answer).errors) == [field]
    video = lions.call("coach", "GET", f"/videos/{recorded.take_id}").json()
    assert (video["camera"], video["position"]) == ("Tablet", "goal_left")


def test_the_question_says_what_goes_with_a_recording(lions: Club, recorded: RecordedGame) -> None:
    clip_of(lions, recorded.game.id, start_s=1, end_s=3)
    coach, game = as_(lions, "coach"), f"/games/{recorded.game.id}"
    first = content_of(coach.get(f"{game}/takes/{recorded.first_take_id}/delete")).text
    assert "1 clip that shows it is deleted" in first
    assert "The film is made anew without it" in first
    assert "clip" not in content_of(coach.get(f"{game}/takes/{recorded.take_id}/delete")).text
    coach.post(f"{game}/takes/{recorded.first_take_id}/delete")
    filmed_games.do_jobs(coach.client.app.state.ports)  # type: ignore[attr-defined]
    last = content_of(coach.get(f"{game}/takes/{recorded.take_id}/delete")).text
    assert "there is no other recording" in last


def test_a_deleted_recording_is_gone_with_all_that_shows_it(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    clip_id = clip_of(lions, recorded.game.id, start_s=9, end_s=12)
    coach, path = as_(lions, "coach"), path_of(lions, recorded, "/takes/{take}")
    gone = (str(recorded.take_id), str(recorded.film_id), clip_id)
    assert all(any(one in key for key in filmed_games.stored(ports)) for one in gone)
    page = coach.follow(coach.post(f"{path}/delete"))
    assert "The recording is deleted" in page.text
    assert str(recorded.take_id) not in page.text
    filmed_games.do_jobs(ports)
    assert [key for key in filmed_games.stored(ports) if any(one in key for one in gone)] == []
    paths = (f"/videos/{gone[0]}", f"/videos/{gone[1]}", f"/clips/{clip_id}")
    assert [lions.call("coach", "GET", one).status_code for one in paths] == [404] * 3
    assert coach.get(path).status_code == 404
    with ports.database.reading() as session:
        assert session.get(Take, recorded.take_id) is None
        assert session.get(Take, recorded.first_take_id) is not None


def test_asking_deletes_nothing(lions: Club, recorded: RecordedGame, ports: Ports) -> None:
    paths = [path_of(lions, recorded, part) for part in ASKED]
    before = filmed_games.stored(ports)
    for path in paths:
        assert as_(lions, "coach").get(path).status_code == 200
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports) == before


def test_a_deleted_film_is_gone_in_all_versions_and_recordings_and_clips_stay(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    clip_id = clip_of(lions, recorded.game.id)
    recorded_games.healed(lions, recorded, 1.0)
    takes, coach = filmed_games.stored(ports, "takes/"), as_(lions, "coach")
    path = path_of(lions, recorded, "/film/delete")
    page = coach.follow(coach.post(path))
    assert "The film is deleted" in page.text
    assert "Make the film now" in page.text
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, "films/") == []
    assert filmed_games.stored(ports, "takes/") == takes
    assert lions.call("coach", "GET", f"/clips/{clip_id}").status_code == 200
    assert coach.get(path).status_code == 404


def test_whoever_cut_a_clip_deletes_it_and_is_led_back_to_the_others(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    mine, other = (clip_of(lions, recorded.game.id, who) for who in ("viewer", "coach"))
    browser, game = as_(lions, "viewer"), f"/games/{recorded.game.id}"
    page = browser.get(f"{game}/film").text
    assert f'href="{game}/clips/{mine}/delete"' in page
    assert f'href="{game}/clips/{other}/delete"' not in page
    assert "The goal" in content_of(browser.get(f"{game}/clips/{mine}/delete")).text
    page = browser.follow(browser.post(f"{game}/clips/{mine}/delete")).text
    assert "The clip is deleted." in page
    assert mine not in page
    assert [key for key in filmed_games.stored(ports) if mine in key] == []
    assert [key for key in filmed_games.stored(ports) if other in key]
    assert browser.get(f"{game}/clips/{mine}/delete").status_code == 404


def test_a_guest_who_sent_a_recording_names_and_deletes_it_and_reads_nothing_of_the_team(
    lions: Club, recorded: RecordedGame, client: TestClient, ports: Ports
) -> None:
    person = signed_in(client, "guest")
    with ports.database.writing() as session:
        take = session.get_one(Take, recorded.take_id)
        take.recorded_by, take.awaits_yes, take.state = person.id, True, TakeState.AWAITING
    guest, path = visitor(client, person.email), path_of(lions, recorded, "/takes/{take}")
    for page in (guest.get(path), guest.get(f"{path}/delete")):
        assert page.status_code == 200
        assert "lions" not in page.text
    assert guest.get(f"/games/{recorded.game.id}/takes/{recorded.first_take_id}").status_code == 404
    guest.follow(guest.post(path, camera="My phone", position="center_high"))
    answer = guest.post(f"{path}/delete")
    assert answer.headers["location"] == f"/join/{recorded.game.code}"
    assert "The recording is deleted" in guest.follow(answer).text
    with ports.database.reading() as session:
        assert session.get(Take, recorded.take_id) is None


@pytest.mark.parametrize("has_account", [True, False])
def test_what_an_outsider_calls_the_camera_is_quoted_wherever_the_team_reads_it(
    lions: Club, recorded: RecordedGame, client: TestClient, ports: Ports, has_account: bool
) -> None:
    headers = signed_in(client, "guest").headers if has_account else {}
    joined = client.post(
        f"/api/v1/games/{recorded.game.id}/join", json={"code": recorded.game.code}, headers=headers
    )
    with ports.database.writing() as session:
        sender = session.get_one(Participant, UUID(joined.json()["participant_id"]))
        theirs, ours = (session.get_one(Take, id_) for id_ in (recorded.take_id, recorded.first_take_id))
        theirs.recorded_by, theirs.participant_id = sender.user_id, None if has_account else sender.id
        theirs.camera, ours.camera = "Lions” club: “pay here", "Tripod"
        ours.recorded_by = lions.people["parent"].id
    coach, game = as_(lions, "coach"), f"/games/{recorded.game.id}"
    for path in (game, f"{game}/film", f"{game}/sync", f"{game}/takes/{recorded.take_id}"):
        page = content_of(coach.get(path)).text
        assert "“Lions’ club: ‘pay here”" in page, "no mark in it ends the quotation"
        assert "“Tripod”" not in page
    assert "In the words of who sent it, from outside the team" in coach.get(game).text
    assert "Tripod" in coach.get(game).text
    coach.post(f"{game}/takes/{recorded.take_id}", camera="Lions club: pay here", position="goal_left")
    assert "pay here" not in coach.get(game).text, "a place says more than words"


def test_what_is_not_there_is_not_found(lions: Club, recorded: RecordedGame) -> None:
    coach, game = as_(lions, "coach"), f"/games/{recorded.game.id}"
    paths = [f"{game}/takes/{new_id()}", f"{game}/takes/{new_id()}/delete", f"{game}/clips/{new_id()}/delete"]
    assert [coach.get(path).status_code for path in paths] == [404] * 3


def with_stills(ports: Ports, recorded: RecordedGame) -> None:
    """Give both recordings a picture that is known again."""
    for take_id in (recorded.first_take_id, recorded.take_id):
        ports.storage.put(take_keys.still(take_id), io.BytesIO(b"\xff\xd8 a still"))


def test_recordings_are_shown_with_their_pictures_that_load_late_and_move_nothing(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    with_stills(ports, recorded)
    path, viewer = f"/games/{recorded.game.id}", as_(lions, "viewer")
    answer = viewer.get(path)
    content_of(answer)
    pictures = re.findall(r'<img src="([^"]+/still)" alt="([^"]+)" (.*?)>', answer.text)
    assert [(alt, rest) for _, alt, rest in pictures] == [
        (f"Picture of camera {letter}", 'width="320" height="180" loading="lazy"') for letter in "AB"
    ]
    led = viewer.get(pictures[0][0])
    assert (led.status_code, led.headers["cache-control"]) == (302, "private, max-age=300")
    assert viewer.get(led.headers["location"]).content == b"\xff\xd8 a still"
    assert "/still" in viewer.get(f"{path}/takes/{recorded.take_id}").text


def test_no_picture_is_shown_unless_all_players_have_agreed(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    with_stills(ports, recorded)
    recorded_games.refuse(lions, Purpose.FILM)
    coach, path = as_(lions, "coach"), f"/games/{recorded.game.id}"
    assert "/still" not in coach.get(path).text
    assert "/still" not in coach.get(f"{path}/takes/{recorded.take_id}").text
    assert coach.get(f"{path}/takes/{recorded.take_id}/still").status_code == 403


def test_a_recording_without_a_picture_leads_to_none(
    lions: Club, recorded: RecordedGame, client: TestClient, ports: Ports
) -> None:
    with ports.database.writing() as session:
        session.get_one(Take, recorded.take_id).has_still = False
    path = f"/games/{recorded.game.id}/takes/{recorded.take_id}/still"
    assert as_(lions, "coach").get(path).status_code == 404
    tigers = clubs.found(client, "tigers")
    assert as_(tigers, "admin").get(path).status_code == 404


def test_a_coach_accepts_a_guests_recording_on_the_page_of_the_game(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    with ports.database.writing() as session:
        take = session.get_one(Take, recorded.take_id)
        take.awaits_yes, take.state = True, TakeState.AWAITING
    game, accept = f"/games/{recorded.game.id}", f"/takes/{recorded.take_id}/accept"
    coach, parent = as_(lions, "coach"), as_(lions, "parent")
    assert "yes-or-no" in coach.get(game).text
    assert accept not in parent.get(game).text
    assert str(recorded.take_id) not in parent.get(game).text
    assert coach.post(game + accept).status_code == 303
    assert "yes-or-no" not in coach.get(game).text
    assert str(recorded.take_id) in parent.get(game).text
