"""A film by the real engine, from uploads to addresses that play; a late take costs only what changes."""

import dataclasses
from pathlib import Path
from uuid import UUID

import av
import pytest

from factories import filmed_games
from factories.clips import luma_of, read_frame_index, write_clip
from factories.clubs import Club
from factories.filmed_games import watch
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.local_engine import LocalEngine
from touchline.server.kit.ports import Ports
from touchline.server.recordings.takes.models import ClockSample

LONG_S, SHORT_S, LATE_S = 34.0, 7.0, 31.0
RATE = 10


@pytest.fixture
def ports(ports: Ports) -> Ports:
    """The outside world with the real engine."""
    return dataclasses.replace(ports, film_engine=LocalEngine())


def add(club: Club, game_id: str, path: Path, clock: HandClock, *, seconds: float, after_s: float) -> str:
    """Add a take whose clock was compared with the server's, as game day will do it."""
    how = {"seconds": seconds, "width": 160, "height": 90, "rate": RATE, "gop": RATE}
    content = write_clip(path, first_index=round(after_s * RATE), **how).read_bytes()
    assert filmed_games.send(club, game_id, content).status_code == 201
    take = filmed_games.takes_of(club, game_id)[-1]
    ports, began = filmed_games.ports_of(club.client), clock.now().timestamp()
    with ports.database.writing() as session:
        for take_s in (0.0, seconds / 2, seconds - 0.1):
            at = clock.now().fromtimestamp(began + after_s + take_s, clock.now().tzinfo)
            session.add(
                ClockSample(id=new_id(), take_id=UUID(take["id"]), take_s=take_s, server_at=at, bound_s=0.005)
            )
    filmed_games.do_jobs(ports)
    return str(take["id"])


def fetched(club: Club, url: str, folder: Path) -> Path:
    """Fetch a playlist and all that it leads to, as its holder; return where it lies."""
    base, _, name = url.rpartition("/")
    answer = club.client.get(url, headers=club.people["parent"].headers)
    assert answer.status_code == 200, (url, answer.text)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(answer.content)
    if name.endswith(".m3u8"):
        for line in answer.text.replace('URI="', "\n").splitlines():
            uri = line.split('"')[0]
            if uri.endswith((".m3u8", ".m4s", ".mp4")) and not uri.startswith("#"):
                parts = uri.split("/")
                fetched(club, f"{base}/{uri}", folder.joinpath(*parts[:-1]))
    return path


def numbers_shown(path: Path) -> list[int]:
    """Return the number that each picture shows, in order of time."""
    with av.open(path) as played:
        return [read_frame_index(luma_of(frame)) for frame in played.decode(video=0)]


def parts_of(ports: Ports, game_id: str) -> dict[str, int]:
    """Return the rendered parts that the engine keeps, and which file each is."""
    folder = ports.folder / "work" / "films" / game_id / ".touchline" / "parts"
    return {path.name: path.stat().st_ino for path in folder.glob("*.mp4")}


def test_a_film_by_the_real_engine_is_kept_and_plays(
    club: Club, game_id: str, ports: Ports, tmp_path: Path
) -> None:
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    assert club.call("coach", "POST", f"/games/{game_id}/film").status_code == 202
    filmed_games.do_jobs(ports)
    watched = watch(club, game_id)
    assert (watched["film"]["is_final"], watched["problem"]) == (True, None)
    assert [shot["take_id"] for shot in watched["film"]["shots"]] == [take["id"]]
    assert watched["angles"][0]["verdict"] == "pass"
    assert len(numbers_shown(fetched_file(club, watched["film"]["id"], tmp_path / "film.mp4"))) == 45


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
def test_a_film_is_what_its_shots_say_and_a_late_take_costs_only_what_changes(
    club: Club, game_id: str, ports: Ports, clock: HandClock, tmp_path: Path
) -> None:
    whole = add(club, game_id, tmp_path / "whole.mp4", clock, seconds=LONG_S, after_s=0.0)
    assert club.call("coach", "POST", f"/games/{game_id}/film").status_code == 202
    filmed_games.do_jobs(ports)
    first = watch(club, game_id)
    assert (first["film"]["is_final"], first["problem"]) == (True, None)
    before = parts_of(ports, game_id)

    late = add(club, game_id, tmp_path / "late.mp4", clock, seconds=SHORT_S, after_s=LATE_S)
    watched = watch(club, game_id)
    after = parts_of(ports, game_id)
    assert before.items() & after.items(), "what shows the same is not rendered again"
    assert before != after

    angles = {angle["take_id"]: angle for angle in watched["angles"]}
    assert angles[late]["offset_s"] - angles[whole]["offset_s"] == pytest.approx(LATE_S, abs=0.02)
    assert {shot["letter"] for shot in watched["film"]["shots"]} == {"A", "B"}

    film = fetched_file(club, watched["film"]["id"], tmp_path / "film.mp4")
    shown = numbers_shown(film)
    rate = len(shown) / watched["film"]["duration_s"]
    for number, picture in enumerate(shown):
        assert picture == pytest.approx(game_s(watched["film"]["shots"], number / rate) * RATE, abs=1.1)

    angle = numbers_shown(fetched(club, angles[late]["stream_url"], tmp_path / "angle"))
    assert angle == list(range(round(LATE_S * RATE), round((LATE_S + SHORT_S) * RATE)))
    assert fetched(club, watched["film"]["stream_url"], tmp_path / "hls").is_file()


def fetched_file(club: Club, video_id: str, path: Path) -> Path:
    answer = club.call("parent", "GET", f"/videos/{video_id}/download")
    assert answer.status_code == 200
    path.write_bytes(answer.content)
    return path


def game_s(shots: list[dict[str, float]], film_s: float) -> float:
    """Return the game clock at a time of the film, as the API tells a player to compute it."""
    shot = next(shot for shot in reversed(shots) if shot["start_s"] <= film_s + 1e-9)
    return shot["game_start_s"] + film_s - shot["start_s"]
