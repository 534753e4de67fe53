"""Clips are cut exactly, stay as they were cut, and go for good."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from factories import clubs, judges, recorded_games
from factories.clubs import Club
from factories.people import Person, ports_of, signed_in
from factories.recorded_games import DRIFT_PPM, HEIGHT_PX, OFFSET_S, WIDTH_PX, RecordedGame
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.core.sync.clocks import TakeClock
from touchline.server.clubs.viewer import Purpose
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.ports import Ports
from touchline.server.recordings import deleting
from touchline.server.recordings.clips import service
from touchline.server.recordings.clips.models import Clip
from touchline.server.recordings.clips.tasks import CUT_CLIP
from touchline.server.recordings.films.models import FilmState
from touchline.server.recordings.takes import service as takes

FROM_FILM = {"start_s": 4.0, "end_s": 5.5}


def cut(club: Club, filmed: RecordedGame, who: str = "parent", **wanted: Any) -> dict[str, Any]:
    """Have a clip cut, and return it as it is then."""
    answer = club.call(who, "POST", f"/games/{filmed.game.id}/clips", FROM_FILM | wanted)
    assert answer.status_code == 201, answer.text
    recorded_games.work(ports_of(club.client))
    clip: dict[str, Any] = club.call(who, "GET", f"/clips/{answer.json()['id']}").json()
    return clip


def file_of(club: Club, clip: dict[str, Any], tmp_path: Path, who: str = "parent") -> Path:
    answer = club.client.get(clip["stream_url"], headers=club.people[who].headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    path = tmp_path / "clip.mp4"
    path.write_bytes(answer.content)
    return path


def numbers_of(path: Path) -> list[int]:
    return judges.frame_numbers(path, WIDTH_PX, HEIGHT_PX)


def keys_of(ports: Ports, prefix: str = "clips/") -> list[str]:
    return [stored.key for stored in ports.storage.list(prefix)]


def test_a_clip_of_the_film_shows_the_film_from_where_to_where_it_was_asked(
    club: Club, filmed: RecordedGame, tmp_path: Path
) -> None:
    clip = cut(club, filmed, title="Our goal")
    assert (clip["state"], clip["title"], clip["duration_s"]) == ("ready", "Our goal", 1.5)
    path = file_of(club, clip, tmp_path)
    assert numbers_of(path) == list(range(120, 165))
    assert judges.clicks_s(judges.sound_of(path), 0.005) == pytest.approx([0.0, 1.0], abs=0.003)
    poster = club.client.get(clip["poster_url"], headers=club.people["parent"].headers)
    assert poster.content.startswith(b"\xff\xd8")


def test_what_nobody_filmed_takes_no_time_in_a_clip(club: Club, filmed: RecordedGame, tmp_path: Path) -> None:
    clip = cut(club, filmed, start_s=5.0, end_s=9.0)
    assert clip["duration_s"] == 2.0
    assert numbers_of(file_of(club, clip, tmp_path)) == list(range(150, 210))


def test_a_clip_of_an_angle_shows_what_its_camera_saw_at_that_moment_of_the_game(
    club: Club, filmed: RecordedGame, tmp_path: Path
) -> None:
    clip = cut(club, filmed, start_s=10.0, end_s=11.0, take_id=str(filmed.take_id))
    clock = TakeClock(OFFSET_S, DRIFT_PPM)
    first = int((clock.to_take(10.0) + 0.002) * 30)
    assert numbers_of(file_of(club, clip, tmp_path)) == list(range(first, first + 30))


def test_an_angle_is_cut_before_there_is_any_film(club: Club, tmp_path: Path) -> None:
    filmed = recorded_games.recorded(club, FilmState.MAKING)
    answer = club.call("parent", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM)
    assert (answer.status_code, "from an angle" in answer.json()["detail"]) == (409, True)
    clip = cut(club, filmed, take_id=str(filmed.take_id))
    assert numbers_of(file_of(club, clip, tmp_path)) == list(range(120, 165))  # in the take's own time


def test_a_film_that_is_healed_moves_a_clip_on_the_timeline_and_changes_nothing_in_it(
    club: Club, filmed: RecordedGame, tmp_path: Path
) -> None:
    clip = cut(club, filmed)
    before = file_of(club, clip, tmp_path).read_bytes()
    healed_id = recorded_games.healed(club, filmed, 20.0)
    now = club.call("parent", "GET", f"/clips/{clip['id']}").json()
    assert (now["start_s"], now["end_s"]) == (24.0, 25.5)
    assert file_of(club, now, tmp_path).read_bytes() == before
    same = cut(club, filmed, film_id=str(filmed.film_id))  # told by who still watches the version before
    assert (same["start_s"], same["end_s"]) == (24.0, 25.5)
    assert numbers_of(file_of(club, same, tmp_path)) == list(range(120, 165))
    gone = club.call(
        "parent", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM | {"film_id": str(new_id())}
    )
    assert (gone.status_code, "Open it again" in gone.json()["detail"]) == (409, True)
    assert cut(club, filmed, start_s=24.0, end_s=25.5, film_id=str(healed_id))["start_s"] == 24.0


def test_a_film_that_is_healed_before_the_clip_is_cut_is_what_it_is_cut_from(
    club: Club, filmed: RecordedGame, tmp_path: Path
) -> None:
    answer = club.call("parent", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM).json()
    assert (answer["state"], answer["job"]["task"], answer["stream_url"]) == ("cutting", "cut_clip", None)
    recorded_games.healed(club, filmed, 20.0)
    recorded_games.work(ports_of(club.client))
    clip = club.call("parent", "GET", f"/clips/{answer['id']}").json()
    assert numbers_of(file_of(club, clip, tmp_path)) == list(range(120, 165))


def test_what_lies_beyond_the_recording_is_left_out(club: Club, filmed: RecordedGame) -> None:
    clip = cut(club, filmed, start_s=13.0, end_s=40.0)
    assert (clip["start_s"], clip["end_s"], clip["duration_s"]) == (13.0, 14.0, 1.0)


WRONG = {
    "too short": ({"start_s": 1.0, "end_s": 1.4}, 422),
    "too long": ({"start_s": 0.0, "end_s": 601.0}, 422),
    "backwards": ({"start_s": 3.0, "end_s": 1.0}, 422),
    "no number": ({"start_s": "NaN", "end_s": 3.0}, 422),
    "beyond the film": ({"start_s": 30.0, "end_s": 40.0}, 422),
    "where nobody filmed": ({"start_s": 6.2, "end_s": 7.8}, 422),
    "a take that never was": ({"take_id": str(new_id())}, 404),
    "a title of many lines": ({"title": "Goal\n!"}, 422),
    "a title that is none": ({"title": " "}, 422),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_cut_is_refused_with_what_to_do(what: str, club: Club, filmed: RecordedGame) -> None:
    wanted, status = WRONG[what]
    answer = club.call("coach", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM | wanted)
    assert (answer.status_code, len(answer.json()["detail"]) > 20) == (status, True)
    assert club.call("coach", "GET", f"/games/{filmed.game.id}/clips").json()["total"] == 0


def test_a_take_of_another_game_is_no_angle_of_this_one(club: Club, filmed: RecordedGame) -> None:
    other = recorded_games.recorded(club)
    wanted = FROM_FILM | {"take_id": str(other.take_id)}
    assert club.call("coach", "POST", f"/games/{filmed.game.id}/clips", wanted).status_code == 404


def test_asked_twice_with_one_key_a_clip_is_cut_once(club: Club, filmed: RecordedGame) -> None:
    headers = club.people["parent"].headers | {"Idempotency-Key": "drag-1"}
    path = f"/api/v1/games/{filmed.game.id}/clips"
    answers = [club.client.post(path, json=FROM_FILM, headers=headers) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert club.call("parent", "GET", f"/games/{filmed.game.id}/clips").json()["total"] == 1


def test_a_clip_that_could_not_be_cut_says_why_and_can_be_tried_again(
    club: Club, filmed: RecordedGame
) -> None:
    ports = ports_of(club.client)
    answer = club.call("parent", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM).json()
    with ports.database.reading() as session:
        clip = session.get_one(Clip, UUID(answer["id"]))
    key = f"films/{filmed.game.id}/{filmed.film_id}/film.mp4"
    ports.storage.delete(key)
    recorded_games.work(ports)
    told = club.call("parent", "GET", f"/clips/{clip.id}").json()
    assert (told["state"], told["problem"]) == ("failed", "There is no such file, or it has been deleted.")
    ports.storage.put(key, io.BytesIO(recorded_games.recording()))
    assert club.call("parent", "POST", f"/jobs/{clip.job_id}/retry").status_code == 200
    recorded_games.work(ports)
    assert club.call("parent", "GET", f"/clips/{clip.id}").json()["state"] == "ready"


def test_cutting_twice_makes_one_clip(club: Club, filmed: RecordedGame) -> None:
    clip = cut(club, filmed)
    ports = ports_of(club.client)
    before = keys_of(ports)
    with ports.database.writing() as session:
        jobs.defer(session, CUT_CLIP, clip_id=UUID(clip["id"]))
    recorded_games.work(ports)
    assert keys_of(ports) == before
    assert not list((ports.folder / "work" / "clips").glob("*"))


def test_a_deleted_clip_leaves_no_file_and_its_addresses_open_nothing(
    club: Club, filmed: RecordedGame
) -> None:
    clip, ports = cut(club, filmed), ports_of(club.client)
    assert len(keys_of(ports)) == 2
    assert club.call("parent", "DELETE", f"/clips/{clip['id']}").status_code == 204
    assert keys_of(ports) == []
    assert club.client.get(clip["stream_url"], headers=club.people["parent"].headers).status_code == 404
    assert club.call("parent", "GET", f"/clips/{clip['id']}").status_code == 404


@pytest.mark.parametrize("what", ["clip", "take"])
def test_what_is_deleted_while_a_clip_is_cut_is_in_no_clip(
    what: str, club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    answer = club.call("parent", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM).json()
    ports, clip_id = ports_of(club.client), UUID(answer["id"])
    with ports.database.reading() as session:
        order = service.find_order(session, clip_id)
    gone = f"/clips/{clip_id}" if what == "clip" else f"/videos/{filmed.first_take_id}"
    assert club.call("coach", "DELETE", gone).status_code == 204
    with ports.database.writing() as session:
        assert order is not None
        assert not service.keep_cut(session, order, duration_s=1.0, size_bytes=1, now=clock.now())
    recorded_games.work(ports)
    assert keys_of(ports) == []


def test_with_a_take_goes_every_clip_that_shows_it(club: Club, filmed: RecordedGame) -> None:
    of_angle = cut(club, filmed, take_id=str(filmed.take_id))
    of_both, of_first = cut(club, filmed, start_s=5.0, end_s=9.0), cut(club, filmed)
    ports = ports_of(club.client)
    assert club.call("parent", "DELETE", f"/videos/{filmed.take_id}").status_code == 403
    assert len(keys_of(ports)) == 6
    assert club.call("coach", "DELETE", f"/videos/{filmed.take_id}").status_code == 204
    left = club.call("parent", "GET", f"/games/{filmed.game.id}/clips").json()["items"]
    assert [clip["id"] for clip in left] == [of_first["id"]]
    assert {key.split("/")[2] for key in keys_of(ports)} == {of_first["id"]}
    for gone in (of_angle, of_both):
        headers = club.people["parent"].headers
        assert club.client.get(gone["stream_url"], headers=headers).status_code == 404


def test_a_film_that_is_deleted_leaves_its_clips(club: Club, filmed: RecordedGame) -> None:
    clip = cut(club, filmed)
    assert club.call("coach", "DELETE", f"/videos/{filmed.film_id}").status_code == 204
    now = club.call("parent", "GET", f"/clips/{clip['id']}").json()
    assert (now["state"], now["start_s"]) == ("ready", 4.0)


def test_with_a_games_recordings_go_all_clips_and_marks(
    club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    cut(club, filmed, take_id=str(filmed.take_id))
    cut(club, filmed)
    ports, path = ports_of(club.client), f"/games/{filmed.game.id}"
    club.call("coach", "POST", f"{path}/segments", {"start_s": 1.0, "end_s": 2.0, "label": "Press"})
    with ports.database.writing() as session:
        game = takes.game_of(session, filmed.game.id)
        deleting.delete_game_recordings(session, ports.storage, game, now=clock.now())
    assert keys_of(ports) == []
    assert club.call("coach", "GET", f"{path}/clips").json()["total"] == 0
    assert club.call("coach", "GET", f"{path}/segments").json()["total"] == 0


def test_files_whose_rows_went_with_a_game_are_swept(club: Club, filmed: RecordedGame) -> None:
    kept, ports = cut(club, filmed), ports_of(club.client)
    gone = f"clips/{filmed.game.id}/{new_id()}/clip.mp4"
    ports.storage.put(gone, io.BytesIO(b"a clip"))
    work = ports.folder / "work" / "clips"
    (work / kept["id"]).mkdir(parents=True)
    with ports.database.writing() as session:
        assert service.sweep(session, ports.storage, work) == 1
    assert {key.split("/")[2] for key in keys_of(ports)} == {kept["id"]}
    assert not list(work.iterdir())


def test_an_erased_person_is_forgotten_and_the_teams_clip_stays(
    club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    clip, ports = cut(club, filmed), ports_of(club.client)
    with ports.database.writing() as session:
        service.erase_person(session, club.people["parent"].id)
    with ports.database.reading() as session:
        assert session.get_one(Clip, UUID(clip["id"])).made_by is None
    assert club.call("parent", "DELETE", f"/clips/{clip['id']}").status_code == 403


def test_without_the_consent_of_all_nothing_is_cut_or_shown(club: Club, filmed: RecordedGame) -> None:
    clip = cut(club, filmed)
    recorded_games.refuse(club, Purpose.FILM)
    hidden = club.call("coach", "GET", f"/clips/{clip['id']}").json()
    assert (hidden["stream_url"], hidden["poster_url"]) == (None, None)
    assert "consent" in hidden["problem"]
    assert club.call("coach", "GET", f"/clips/{clip['id']}/download").status_code == 403
    assert club.call("coach", "POST", f"/games/{filmed.game.id}/clips", FROM_FILM).status_code == 403


def test_a_download_is_saved_under_a_name_in_any_script_that_names_no_child(
    club: Club, filmed: RecordedGame
) -> None:
    about = {"name": "Лъвове 🦁/U12", "sport": "ice_hockey"}
    assert club.call("coach", "PUT", f"/teams/{club.team_id}", about).status_code == 200
    clip = cut(club, filmed, title="Child 7 scores")
    headers = club.people["parent"].headers
    path = f"/api/v1/clips/{clip['id']}/download"
    led = club.client.get(path, headers=headers, follow_redirects=False)
    assert led.status_code == 302
    saved = club.client.get(led.headers["location"], headers=headers).headers["content-disposition"]
    assert saved.startswith("attachment; filename=")
    assert "%D0%9B" in saved  # Л
    assert not any(word in saved for word in ("Child", "/", "\\"))


def test_addresses_are_for_one_person_and_not_to_be_changed(
    club: Club, other_club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    url = cut(club, filmed)["stream_url"]

    def status(url: str, who: Person | None) -> int:
        return club.client.get(url, headers=who.headers if who else {}).status_code

    assert status(url, club.people["parent"]) == 200
    assert status(url, club.people["coach"]) == 404
    assert status(url, other_club.people["coach"]) == 404
    assert status(url, None) == 404
    _, _, token, key = url.split("/", 3)
    assert status(f"/files/{token[:-2]}xx/{key}", club.people["parent"]) == 404
    film_key = f"films/{filmed.game.id}/{filmed.film_id}/film.mp4"
    assert status(f"/files/{token}/{film_key}", club.people["parent"]) == 404


def test_an_address_ends_after_hours(club: Club, filmed: RecordedGame, clock: HandClock) -> None:
    url = cut(club, filmed)["stream_url"]
    clock.move(service.ADDRESS_LIVES)
    assert club.client.get(url, headers=club.people["parent"].headers).status_code == 404


def test_who_watched_which_clip_is_in_the_audit_log(separate_client: TestClient) -> None:
    club = clubs.found(separate_client, "lions")
    filmed = recorded_games.recorded(club)
    clip = cut(club, filmed)
    club.call("coach", "GET", f"/games/{filmed.game.id}/clips")
    club.call("viewer", "GET", f"/clips/{clip['id']}/download")
    root = signed_in(club.client, "root", is_administrator=True)
    answer = club.client.get("/api/v1/audit?limit=100", headers=root.headers).json()
    told = [(one["action"], one["subject_id"], one["actor_id"]) for one in answer["items"]]
    parent, coach, viewer = (str(club.people[who].id) for who in ("parent", "coach", "viewer"))
    assert ("clip.create", clip["id"], parent) in told
    assert ("clip.view", clip["id"], parent) in told
    assert ("clip.list", str(filmed.game.id), coach) in told
    assert ("clip.download", clip["id"], viewer) in told
