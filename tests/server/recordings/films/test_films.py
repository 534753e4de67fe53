"""A game's film: ordered, watched, healed, deleted; by an engine that looks at no picture."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from factories import databases, filmed_games, games_of_clubs
from factories.clubs import Club
from factories.filmed_games import watch
from factories.visitors import visitor
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.audit import service as audit
from touchline.server.audit.schemas import AuditFilter
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.film_engine.port import FilmMade, FilmOrder, FilmProgress
from touchline.server.kit.pagination import Page
from touchline.server.kit.ports import Ports
from touchline.server.recordings import deleting
from touchline.server.recordings.films import service


@pytest.fixture
def contents() -> list[bytes]:
    """Four recordings that differ."""
    return [filmed_games.recording(seed) for seed in range(4)]


def order(club: Club, game_id: str, who: str = "coach") -> dict[str, Any]:
    answer = club.call(who, "POST", f"/games/{game_id}/film")
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    return job


def film(club: Club, game_id: str, ports: Ports, contents: list[bytes]) -> dict[str, Any]:
    """Add these takes, have the film made, and return what can be watched."""
    for content in contents:
        filmed_games.add_take(club, game_id, content)
    order(club, game_id)
    filmed_games.do_jobs(ports)
    return watch(club, game_id)


def state_of(club: Club, game_id: str) -> str:
    state: str = club.call("coach", "GET", f"/games/{game_id}").json()["state"]
    return state


def test_a_film_without_a_recording_is_refused_with_what_to_do(club: Club, game_id: str) -> None:
    answer = club.call("coach", "POST", f"/games/{game_id}/film")
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_TAKE_READY")
    assert "Upload one" in answer.json()["detail"]
    assert "Upload one" in watch(club, game_id)["problem"]
    filmed_games.send(club, game_id, b"not yet looked at")
    assert "still being prepared" in club.call("coach", "POST", f"/games/{game_id}/film").json()["detail"]


def test_a_film_is_made_when_a_coach_asks(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    for content in contents[:2]:
        filmed_games.add_take(club, game_id, content)
    job = order(club, game_id)
    assert (job["state"], job["task"], job["subject_id"]) == ("PENDING", "make_film", game_id)
    assert order(club, game_id)["id"] == job["id"], "one film is made at a time"
    waiting = watch(club, game_id)
    assert (waiting["film"], waiting["job"]["id"], waiting["problem"]) == (None, job["id"], None)
    assert state_of(club, game_id) == "processing"
    filmed_games.do_jobs(ports)
    watched = watch(club, game_id)
    assert (watched["job"], watched["problem"]) == (None, None)
    assert state_of(club, game_id) == "ready"
    made = watched["film"]
    assert (made["version"], made["state"], made["is_final"]) == (1, "ready", True)
    assert [(shot["letter"], shot["start_s"], shot["end_s"]) for shot in made["shots"]] == [
        ("A", 0.0, 1.0),
        ("B", 1.0, 11.0),
    ]
    assert made["chapters"] == [{"at_s": 0.5, "title": "Whistle"}]
    angle = watched["angles"][1]
    assert (angle["letter"], angle["offset_s"], angle["verdict"], angle["bound_ms"]) == (
        "B",
        1.0,
        "pass",
        2.0,
    )
    assert angle["game_end_s"] == pytest.approx(2.5, abs=0.05)


def test_what_is_told_to_be_watched_is_there(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    watched = film(club, game_id, ports, contents[:2])
    headers = club.people["parent"].headers
    addresses = [watched["film"]["stream_url"], watched["film"]["poster_url"]]
    addresses += [angle["stream_url"] for angle in watched["angles"]]
    assert [club.client.get(url, headers=headers).status_code for url in addresses] == [200] * 4
    segment = addresses[0].replace("hls/master.m3u8", "hls/own/00000.m4s")
    assert club.client.get(segment, headers=headers).content == b"pictures"
    for form in watched["film"]["formats"]:
        path = f"/videos/{watched['film']['id']}/download?format={form}"
        answer = club.client.get(f"/api/v1{path}", headers=headers | {"Range": "bytes=0-3"})
        assert (answer.status_code, answer.content) == (206, b"pict")
        assert f"lions%20U12%20%E2%80%93%20Tigers%20{form}.mp4" in answer.headers["content-disposition"]


def test_the_engine_is_told_ids_and_never_names(
    club: Club, game_id: str, ports: Ports, contents: list[bytes], engine: MemoryEngine
) -> None:
    film(club, game_id, ports, contents[:1])
    quick, full = engine.orders
    assert (quick.is_quick, full.is_quick) == (True, False)
    assert quick.folder == full.folder == ports.folder / "work" / "films" / game_id
    assert [take.path.name for take in full.takes] == [f"{take.take_id}.mp4" for take in full.takes]
    assert full.sport == "ice_hockey"


def test_a_film_begins_by_itself_when_all_expected_recordings_are_ready(
    club: Club, ports: Ports, contents: list[bytes]
) -> None:
    game_id = str(games_of_clubs.schedule(club, expected_takes=2).id)
    filmed_games.add_take(club, game_id, contents[0])
    assert watch(club, game_id)["film"] is None
    filmed_games.add_take(club, game_id, contents[1])
    assert len(watch(club, game_id)["film"]["shots"]) == 2


def test_a_late_take_heals_the_film_and_what_was_watched_stays_for_an_hour(
    club: Club, game_id: str, ports: Ports, contents: list[bytes], clock: HandClock
) -> None:
    before = film(club, game_id, ports, contents[:1])
    filmed_games.add_take(club, game_id, contents[1])
    after = watch(club, game_id)
    assert (before["film"]["version"], after["film"]["version"]) == (1, 2)
    assert len(after["film"]["shots"]) == 2
    headers, old = club.people["parent"].headers, before["film"]["stream_url"]
    assert club.client.get(old, headers=headers).status_code == 200
    clock.move(timedelta(hours=1, minutes=1))
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, f"films/{game_id}/{before['film']['id']}/") == []
    assert filmed_games.stored(ports, f"films/{game_id}/{after['film']['id']}/") != []
    with ports.database.reading() as session:
        assert [film.version for film in service.films_of(session, UUID(game_id))] == [2]


def test_the_instant_cut_goes_an_hour_after_the_final_film_is_there(
    club: Club, game_id: str, ports: Ports, contents: list[bytes], clock: HandClock
) -> None:
    made = film(club, game_id, ports, contents[:1])["film"]
    prefix = f"films/{game_id}/{made['id']}/"
    assert f"{prefix}angles/a/video/00000.m4s" in filmed_games.stored(ports, prefix)
    clock.move(timedelta(hours=1, minutes=1))
    filmed_games.do_jobs(ports)
    kept = [key.removeprefix(prefix) for key in filmed_games.stored(ports, prefix)]
    assert kept == [
        "720p.mp4",
        "film.mp4",
        "hls/master.m3u8",
        "hls/own.m3u8",
        "hls/own/00000.m4s",
        "mobile.mp4",
        "poster.jpg",
    ]


class Interrupting(MemoryEngine):
    """Lets something happen between the instant cut and the final film."""

    def __init__(self) -> None:
        super().__init__()
        self.happens = lambda: None

    def make_film(self, order: FilmOrder, progress: FilmProgress) -> FilmMade:
        """Make a film; before the final one, what happens happens."""
        if not order.is_quick:
            happens, self.happens = self.happens, lambda: None
            happens()
        return super().make_film(order, progress)


class TestWhileItIsBeingMade:
    @pytest.fixture
    def engine(self) -> Interrupting:
        """An engine that is interrupted."""
        return Interrupting()

    def test_the_instant_cut_is_watched_until_the_final_film_is_there(
        self, club: Club, game_id: str, ports: Ports, contents: list[bytes], engine: Interrupting
    ) -> None:
        seen: list[dict[str, Any]] = []

        def look() -> None:
            seen.append(watch(club, game_id))
            path = f"/videos/{seen[0]['film']['id']}/download"
            seen.append(club.call("parent", "GET", path).json())

        engine.happens = look
        film(club, game_id, ports, contents[:2])
        instant, refused = seen
        assert (instant["film"]["state"], instant["film"]["is_final"]) == ("watchable", False)
        assert (instant["film"]["poster_url"], instant["film"]["formats"]) == (None, [])
        assert instant["job"]["stage"] == "Publishing the instant cut"
        playlist = club.client.get(instant["film"]["stream_url"], headers=club.people["parent"].headers)
        assert playlist.text == "#EXTM3U\nfilm/video.m3u8\n"
        assert (refused["status"], refused["code"]) == (409, "FILM_NOT_READY")

    def test_a_take_that_comes_meanwhile_makes_one_more_version(
        self, club: Club, game_id: str, ports: Ports, contents: list[bytes], engine: Interrupting
    ) -> None:
        engine.happens = lambda: [filmed_games.add_take(club, game_id, content) for content in contents[1:3]]
        watched = film(club, game_id, ports, contents[:1])
        assert watched["film"]["version"] == 2
        assert len(watched["film"]["shots"]) == 3

    def test_it_stops_when_it_is_cancelled_and_goes_on_when_asked_again(
        self, club: Club, game_id: str, ports: Ports, contents: list[bytes], engine: Interrupting
    ) -> None:
        filmed_games.add_take(club, game_id, contents[0])
        job = order(club, game_id)
        engine.happens = lambda: club.call("coach", "POST", f"/jobs/{job['id']}/cancel")
        filmed_games.do_jobs(ports)
        assert club.call("coach", "GET", f"/jobs/{job['id']}").json()["state"] == "CANCELLED"
        watched = watch(club, game_id)
        assert (watched["film"]["is_final"], watched["job"]) == (False, None)
        assert "Have it made again" in watched["problem"]
        order(club, game_id)
        filmed_games.do_jobs(ports)
        assert watch(club, game_id)["film"]["is_final"]

    def test_a_take_that_is_deleted_meanwhile_is_in_no_film(
        self, club: Club, game_id: str, ports: Ports, contents: list[bytes], engine: Interrupting
    ) -> None:
        first, second = (filmed_games.add_take(club, game_id, content) for content in contents[:2])
        engine.happens = lambda: club.call("parent", "DELETE", f"/videos/{first['id']}")
        order(club, game_id)
        filmed_games.do_jobs(ports)
        watched = watch(club, game_id)
        assert [shot["take_id"] for shot in watched["film"]["shots"]] == [second["id"]]
        films = {key.split("/")[2] for key in filmed_games.stored(ports, "films/")}
        assert films == {watched["film"]["id"]}
        assert filmed_games.stored(ports, f"takes/{first['id']}/") == []


def test_a_deleted_take_is_gone_from_everything_and_the_film_is_made_of_what_is_left(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    before = film(club, game_id, ports, contents[:2])
    gone = before["angles"][0]["take_id"]
    assert club.call("parent", "DELETE", f"/videos/{gone}").status_code == 204
    assert watch(club, game_id)["film"] is None, "what shows it is not seen any more, at once"
    filmed_games.do_jobs(ports)
    watched = watch(club, game_id)
    assert [shot["letter"] for shot in watched["film"]["shots"]] == ["B"]
    assert not [key for key in filmed_games.stored(ports) if gone in key or before["film"]["id"] in key]


def test_when_all_is_deleted_nothing_is_left_anywhere(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    watched = film(club, game_id, ports, contents[:2])
    filmed_games.send(club, game_id, contents[2])
    for take in filmed_games.takes_of(club, game_id):
        assert club.call("coach", "DELETE", f"/videos/{take['id']}").status_code == 204
    filmed_games.do_jobs(ports)
    assert club.call("coach", "GET", f"/videos/{watched['film']['id']}").status_code == 404
    assert filmed_games.stored(ports) == []
    assert [path for path in ports.folder.rglob("*") if path.is_file()] == []
    assert state_of(club, game_id) == "recording"


def test_an_erased_person_leaves_the_film_and_is_in_none_of_its_rows(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    film(club, game_id, ports, contents[:1])
    with ports.database.writing() as session:
        for who in ("parent", "coach"):
            deleting.erase_person(session, club.people[who].id, now=ports.clock.now())
    watched = watch(club, game_id)
    assert watched["film"]["is_final"]
    (take,) = filmed_games.takes_of(club, game_id)
    assert not club.call("parent", "GET", f"/videos/{take['id']}").json()["is_mine"]
    with ports.database.reading() as session:
        (kept,) = service.films_of(session, UUID(game_id))
        assert kept.asked_by is None


def test_files_that_a_stopped_job_brought_for_a_deleted_film_are_found_at_night(
    club: Club, game_id: str, ports: Ports, contents: list[bytes], clock: HandClock
) -> None:
    made = film(club, game_id, ports, contents[:1])["film"]
    kept = filmed_games.stored(ports, f"films/{game_id}/{made['id']}/hls/")
    ports.storage.put(f"films/{game_id}/{new_id()}/film.mp4", io.BytesIO(b"too late"))
    clock.move(timedelta(days=1))
    filmed_games.do_jobs(ports)
    assert [key for key in filmed_games.stored(ports, "films/") if "/hls/" in key] == kept
    assert not [key for key in filmed_games.stored(ports, "films/") if made["id"] not in key]


def test_a_film_alone_can_be_deleted_by_staff(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    made = film(club, game_id, ports, contents[:1])["film"]
    assert club.call("parent", "DELETE", f"/videos/{made['id']}").status_code == 403
    assert club.call("coach", "DELETE", f"/videos/{made['id']}").status_code == 204
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, "films/") == []
    assert watch(club, game_id)["film"] is None
    assert order(club, game_id)["state"] == "PENDING"


def test_when_no_recording_can_be_used_the_film_says_why(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    take = filmed_games.add_take(club, game_id, contents[0])
    with ports.storage.at_path(f"takes/{take['id']}/{take['id']}.mp4") as path:
        path.write_bytes(b"")
        ports.storage.adopt(f"takes/{take['id']}/{take['id']}.mp4", path)
    order(club, game_id)
    filmed_games.do_jobs(ports)
    watched = watch(club, game_id)
    assert (watched["film"], watched["job"]) == (None, None)
    assert watched["problem"].endswith("It is empty. Upload it again.")
    assert state_of(club, game_id) == "recording"


def test_without_everybodys_consent_a_game_is_neither_filmed_nor_shown(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    watched = film(club, game_id, ports, contents[:1])
    filmed_games.agree(club, film=False)
    closed = watch(club, game_id)
    assert (closed["film"], closed["angles"][0]["stream_url"]) == (None, None)
    assert "2 players of this team have no consent" in closed["problem"]
    for path in (f"/videos/{watched['film']['id']}", f"/videos/{watched['angles'][0]['take_id']}"):
        for way in ("stream", "download"):
            refused = club.call("coach", "GET", f"{path}/{way}")
            assert (refused.status_code, refused.json()["code"]) == (403, "CONSENT_MISSING")
    refused = club.call("coach", "POST", f"/games/{game_id}/film")
    assert (refused.status_code, refused.json()["code"]) == (403, "CONSENT_MISSING")
    filmed_games.add_take(club, game_id, contents[1])
    filmed_games.agree(club)
    assert watch(club, game_id)["film"]["version"] == 1, "no film was made of the late take meanwhile"


def test_the_certificate_says_how_each_take_was_placed(
    club: Club, game_id: str, ports: Ports, contents: list[bytes]
) -> None:
    assert club.call("coach", "GET", f"/games/{game_id}/sync").json()["code"] == "NO_FILM_YET"
    film(club, game_id, ports, contents[:2])
    certificate = club.call("viewer", "GET", f"/games/{game_id}/sync").json()
    assert [(take["letter"], take["offset_s"], take["verdict"]) for take in certificate["takes"]] == [
        ("A", 0.0, "pass"),
        ("B", 1.0, "pass"),
    ]
    (evidence,) = certificate["takes"][0]["evidence"]
    assert (evidence["kind"], evidence["is_used"], evidence["rms_ms"]) == ("sound", True, 1.0)


class TestWithADatabaseOfItsOwn:
    """Where requests have connections of their own: what one of them only read is not all rolled back."""

    @pytest.fixture
    def database(self, tmp_path: Path) -> Iterator[Database]:
        """An empty database that nobody else uses."""
        with (
            databases.fresh_database("sqlite", tmp_path, "own") as url,
            databases.migrated(url) as database,
        ):
            yield database

    def test_whoever_watches_is_written_down(
        self, club: Club, game_id: str, ports: Ports, contents: list[bytes]
    ) -> None:
        watched = film(club, game_id, ports, contents[:1])
        watch(club, game_id, "viewer")
        for way in ("stream", "download"):
            club.call("viewer", "GET", f"/videos/{watched['film']['id']}/{way}")
        with ports.database.reading() as session:
            entries, _ = audit.list_entries(session, AuditFilter(), Page(limit=100))
        done = [entry.action for entry in entries if entry.actor_id == club.people["viewer"].id]
        assert done[:3] == ["video.download", "video.watch", "game.watch"]

    def test_whoever_looks_at_a_small_picture_is_written_down(
        self, club: Club, game_id: str, ports: Ports, contents: list[bytes]
    ) -> None:
        take = filmed_games.add_take(club, game_id, contents[0])
        viewer = visitor(club.client, club.people["viewer"].email)
        assert viewer.get(f"/games/{game_id}/takes/{take['id']}/still").status_code == 302
        with ports.database.reading() as session:
            entries, _ = audit.list_entries(session, AuditFilter(), Page(limit=100))
        seen = [(entry.action, str(entry.subject_id), entry.actor_id) for entry in entries]
        assert ("video.still", take["id"], club.people["viewer"].id) in seen


ROLES = ("admin", "coach", "parent", "player", "viewer")
EVERYBODY, STAFF = set(ROLES), {"admin", "coach"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/games/{game}/film", EVERYBODY),
        ("GET", "/games/{game}/sync", EVERYBODY),
        ("GET", "/games/{game}/takes", EVERYBODY),
        ("GET", "/videos/game/{game}", EVERYBODY),
        ("GET", "/videos/{film}", EVERYBODY),
        ("GET", "/videos/{film}/stream", EVERYBODY),
        ("GET", "/videos/{take}/stream", EVERYBODY),
        ("GET", "/videos/{take}/download", EVERYBODY),
        ("POST", "/games/{game}/film", STAFF),
        ("PUT", "/videos/{take}/settings", STAFF | {"parent"}),
        ("DELETE", "/videos/{film}", STAFF),
        ("DELETE", "/videos/{take}", STAFF | {"parent"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_may_what(
    club: Club,
    other_club: Club,
    game_id: str,
    ports: Ports,
    contents: list[bytes],
    *,
    method: str,
    path: str,
    allowed: set[str],
) -> None:
    watched = film(club, game_id, ports, contents[:1])
    ids = {"game": game_id, "film": watched["film"]["id"], "take": watched["angles"][0]["take_id"]}
    path, content = path.format(**ids), {} if method == "PUT" else None
    for role in ROLES:
        assert other_club.call(role, method, path, content).status_code == 404
    for role in EVERYBODY - allowed:
        assert club.call(role, method, path, content).status_code == 403
    role = max(allowed) if method == "DELETE" else None
    for each in [role] if role else sorted(allowed):
        assert club.call(each, method, path, content).status_code in {200, 202, 204}
