"""An upload of a game becomes a take: examined, made playable, told honestly where it cannot be."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import av
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from factories import filmed_games, games_of_clubs
from factories.clubs import Club
from factories.uploads import BYTES, TUS, UPLOADS, said
from touchline.base.clock import HandClock
from touchline.server import wiring
from touchline.server.kit.ports import Ports
from touchline.server.recordings.takes.models import Take
from touchline.server.settings import Settings
from touchline.server.uploads import sweeping
from touchline.server.uploads.errors import DamagedUpload
from touchline.server.uploads.models import Upload

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


def shelf(ports: Ports) -> list[Path]:
    return list((ports.folder / "uploads").rglob("*.bytes"))


def test_an_upload_of_a_game_becomes_a_take_that_can_be_played(
    club: Club, game_id: str, ports: Ports
) -> None:
    position, started = "center_high", "2026-09-05T14:00:00+02:00"
    content = filmed_games.recording()
    take = filmed_games.add_take(
        club, game_id, content, camera="Phone", position=position, started_at=started
    )
    assert (take["letter"], take["state"], take["problem"]) == ("A", "ready", None)
    assert (take["camera"], take["position"], take["started_at"]) == (
        "Phone",
        position,
        "2026-09-05T12:00:00Z",
    )
    assert (take["width_px"], take["height_px"], take["video_codec"]) == (160, 90, "h264")
    assert (take["duration_s"], take["size_bytes"]) == (pytest.approx(1.5, abs=0.05), len(content))
    assert shelf(ports) == [], "its bytes were moved, not copied"
    recording = f"takes/{take['id']}/{take['id']}.mp4"
    assert ports.storage.open(recording).read(0, len(content)) == content
    angle = club.call("viewer", "GET", f"/videos/{take['id']}/stream").json()["url"]
    playlist = club.client.get(angle, headers=club.people["viewer"].headers)
    assert playlist.status_code == 200
    assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"


def test_a_prepared_take_has_a_still(club: Club, game_id: str, ports: Ports) -> None:
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    with ports.storage.open(f"takes/{take['id']}/still.jpg") as opened:
        assert opened.read(0, 2) == b"\xff\xd8"
        assert opened.stored.size_bytes < 25_000
    with ports.database.reading() as session:
        assert session.get_one(Take, UUID(take["id"])).has_still
    assert club.call("coach", "DELETE", f"/videos/{take['id']}").status_code == 204
    filmed_games.do_jobs(ports)
    assert filmed_games.stored(ports, f"takes/{take['id']}/") == []


def test_an_angle_plays_from_its_address_alone_and_begins_at_zero(
    club: Club, game_id: str, ports: Ports, tmp_path: Path
) -> None:
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    prefix = f"takes/{take['id']}/angle/"
    for key in filmed_games.stored(ports, prefix):
        out = tmp_path / "angle" / key.removeprefix(prefix)
        out.parent.mkdir(parents=True, exist_ok=True)
        with ports.storage.open(key) as opened:
            out.write_bytes(opened.read(0, opened.stored.size_bytes))
    with av.open(tmp_path / "angle" / "index.m3u8") as played:
        frames = [frame.pts for frame in played.decode(video=0)]
    assert len(frames) == 45
    assert b"1970-01-01T00:00:00.000" in (tmp_path / "angle" / "video.m3u8").read_bytes()


@pytest.mark.parametrize(
    ("who", "words", "status"),
    [
        ("viewer", {}, 403),
        ("parent", {"game_id": "17"}, 422),
        ("parent", {"position": "on the moon"}, 422),
        ("parent", {"camera": "x" * 101}, 422),
        ("parent", {"started_at": "yesterday"}, 422),
        ("parent", {"started_at": "0001-01-01T00:00:00+14:00"}, 422),
    ],
    ids=["viewer", "no game", "no position", "long camera", "no moment", "ancient"],
)
def test_what_will_not_be_a_take_is_refused_before_its_first_byte(
    club: Club, game_id: str, ports: Ports, *, who: str, words: dict[str, str], status: int
) -> None:
    metadata = said(**{"game_id": game_id} | words)
    headers = TUS | {"Upload-Length": "5", "Upload-Metadata": metadata} | club.people[who].headers
    answer = club.client.post(UPLOADS, headers=headers)
    assert answer.status_code == status, answer.text
    assert shelf(ports) == []


def test_a_strangers_game_is_not_found_and_a_cancelled_one_takes_nothing(
    club: Club, other_club: Club, game_id: str
) -> None:
    assert filmed_games.send(other_club, game_id, b"abc").status_code == 404
    assert club.call("coach", "DELETE", f"/games/{game_id}").status_code == 204
    refused = filmed_games.send(club, game_id, b"abc")
    assert refused.status_code == 409
    assert "cancelled" in refused.json()["detail"]


def test_what_comes_to_its_end_after_the_game_was_cancelled_is_no_take_and_goes_in_the_end(
    club: Club, game_id: str, ports: Ports, settings: Settings, clock: HandClock
) -> None:
    content = b"abc"
    taken = filmed_games.send(club, str(games_of_clubs.schedule(club).id), content)
    begun = club.client.post(
        UPLOADS,
        headers=TUS
        | club.people["parent"].headers
        | {"Upload-Length": str(len(content)), "Upload-Metadata": said(game_id=game_id)},
    )
    assert (taken.status_code, begun.status_code) == (201, 201)
    assert club.call("coach", "DELETE", f"/games/{game_id}").status_code == 204
    headers = TUS | BYTES | club.people["parent"].headers | {"Upload-Offset": "0"}
    ended = club.client.patch(begun.headers["Location"], content=content, headers=headers)
    assert ended.status_code == 204
    assert filmed_games.takes_of(club, game_id) == []
    clock.move(timedelta(days=settings.uploads_idle_days + 1))
    assert sweeping.expire(wiring.intake_of(settings, ports)) == 1
    assert len(shelf(ports)) == 1, "what became a take waits to be prepared"


def test_who_joined_by_the_code_may_film_and_sees_their_own_take_only(
    club: Club, other_club: Club, game_id: str
) -> None:
    code = games_of_clubs.code_of(club, game_id)
    joined = other_club.call("parent", "POST", f"/games/{game_id}/join", {"code": code})
    assert joined.status_code in {200, 201}, joined.text
    filmed_games.add_take(club, game_id, filmed_games.recording(1))
    sent = filmed_games.send(other_club, game_id, filmed_games.recording(2))
    assert sent.status_code == 201, sent.text
    own, others = (take["id"] for take in reversed(filmed_games.takes_of(club, game_id)))
    seen = [other_club.call("parent", "GET", f"/videos/{video}").status_code for video in (own, others)]
    assert seen == [200, 404]
    assert other_club.call("parent", "GET", f"/games/{game_id}/film").status_code == 404


def sound_only(folder: Path) -> bytes:
    path = folder / "sound.mp4"
    with av.open(path, "w") as container:
        tone = container.add_stream("aac", rate=48_000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silence.rate = 48_000
        for _ in range(20):
            container.mux(tone.encode(silence))
        container.mux(tone.encode(None))
    return path.read_bytes()


def cut_off(_folder: Path) -> bytes:
    whole = filmed_games.recording()
    return whole[: len(whole) - 2000]


LIES = {
    "text": lambda _folder: b"this is no film at all" * 30,
    "picture": lambda _folder: JPEG,
    "sound only": sound_only,
    "cut off before its index": cut_off,
    "header only": lambda _folder: bytes.fromhex("00000018667479706d703432") + bytes(12),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_recording_that_lies_is_told_in_a_sentence_and_fails_no_job(
    club: Club, game_id: str, ports: Ports, tmp_path: Path, lie: str
) -> None:
    take = filmed_games.add_take(club, game_id, LIES[lie](tmp_path))
    assert take["state"] == "refused"
    assert take["problem"].endswith((".", "…"))
    assert "child" not in take["problem"], "what a file is called may be a name"
    assert ".bytes" not in take["problem"]
    assert shelf(ports) == []
    assert filmed_games.stored(ports) == []
    states = {job["state"] for job in club.call("parent", "GET", "/jobs").json()["items"]}
    assert states == {"COMPLETED"}
    stream = club.call("parent", "GET", f"/videos/{take['id']}/stream")
    assert (stream.status_code, stream.json()["detail"]) == (409, take["problem"])


def test_what_is_not_what_was_announced_is_no_recording_also_if_that_is_seen_late(
    club: Club, game_id: str, ports: Ports
) -> None:
    filmed_games.send(club, game_id, filmed_games.recording())
    with ports.database.writing() as session:  # as a restart leaves it that has forgotten the running hash
        upload = session.scalars(select(Upload)).one()
        upload.expected_sha256, upload.sha256 = "0" * 64, None
    filmed_games.do_jobs(ports)
    [take] = filmed_games.takes_of(club, game_id)
    assert (take["state"], take["problem"]) == ("refused", str(DamagedUpload()))
    assert shelf(ports) == []


def test_a_game_has_each_recording_once(club: Club, game_id: str) -> None:
    content = filmed_games.recording()
    first = filmed_games.add_take(club, game_id, content)
    again = filmed_games.add_take(club, game_id, content, who="coach")
    assert (first["state"], again["state"]) == ("ready", "refused")
    assert "take A" in again["problem"]
    elsewhere = games_of_clubs.schedule(club).id
    assert filmed_games.add_take(club, elsewhere, content)["state"] == "ready"


def test_a_letter_is_never_given_twice(club: Club, game_id: str, ports: Ports) -> None:
    contents = [filmed_games.recording(seed) for seed in (1, 2, 3)]
    takes = [filmed_games.add_take(club, game_id, content) for content in contents[:2]]
    assert club.call("parent", "DELETE", f"/videos/{takes[1]['id']}").status_code == 204
    filmed_games.do_jobs(ports)
    assert filmed_games.add_take(club, game_id, contents[2])["letter"] == "C"


def test_a_recording_that_was_sent_in_parts_is_one_take(club: Club, game_id: str, ports: Ports) -> None:
    content = filmed_games.recording()
    headers, parts = club.people["parent"].headers, []
    for part in (content[:1000], content[1000:]):
        told = TUS | BYTES | {"Upload-Length": str(len(part)), "Upload-Concat": "partial"} | headers
        parts.append(club.client.post(UPLOADS, content=part, headers=told).headers["Location"])
    told = TUS | {"Upload-Concat": f"final;{' '.join(parts)}", "Upload-Metadata": said(game_id=game_id)}
    assert club.client.post(UPLOADS, headers=told | headers).status_code == 201
    filmed_games.do_jobs(ports)
    (take,) = filmed_games.takes_of(club, game_id)
    assert (take["state"], take["size_bytes"]) == ("ready", len(content))
    assert shelf(ports) == []
    assert not (ports.folder / "work" / "takes" / take["id"]).exists()


def test_only_who_uploaded_it_and_coaches_change_a_take(club: Club, other_club: Club, game_id: str) -> None:
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    path, wanted = f"/videos/{take['id']}/settings", {"camera": "Tablet", "position": "goal_left"}
    assert [club.call(who, "PUT", path, wanted).status_code for who in ("parent", "coach", "player")] == [
        200,
        200,
        403,
    ]
    assert other_club.call("admin", "PUT", path, wanted).status_code == 404
    assert club.call("coach", "PUT", path, {"position": "nowhere"}).status_code == 422
    changed = club.call("parent", "GET", f"/videos/{take['id']}").json()
    assert (changed["camera"], changed["position"], changed["is_mine"]) == ("Tablet", "goal_left", True)
    assert club.call("player", "DELETE", f"/videos/{take['id']}").status_code == 403


def test_nobody_watches_who_has_not_signed_in(club: Club, game_id: str, client: TestClient) -> None:
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    address = club.call("parent", "GET", f"/videos/{take['id']}/stream").json()["url"]
    assert client.get(address).status_code == 404
    assert client.get(address, headers=club.people["coach"].headers).status_code == 404
    assert client.get(address, headers=club.people["parent"].headers).status_code == 200
