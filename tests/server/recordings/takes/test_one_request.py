"""A recording in one request: as the body, or in a plain form."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx2 import Response

from factories import filmed_games
from factories.clubs import Club
from factories.loops import run_apart
from touchline.server import wiring
from touchline.server.games.errors import GameCancelled
from touchline.server.kit.ports import Ports
from touchline.server.recordings.takes import one_request
from touchline.server.recordings.takes.form_stream import BadForm, FormStream
from touchline.server.settings import Settings

UPLOAD = "/api/v1/videos/upload"


def post(club: Club, who: str = "parent", **sent: object) -> Response:
    return club.client.post(UPLOAD, headers=club.people[who].headers, **sent)  # type: ignore[arg-type]


def test_the_body_becomes_a_take(club: Club, game_id: str, ports: Ports) -> None:
    content, about = filmed_games.recording(), {"game_id": game_id, "camera": "Script"}
    answer = post(club, content=content, params=about)
    assert (answer.status_code, answer.json()["state"]) == (202, "preparing")
    filmed_games.do_jobs(ports)
    (take,) = filmed_games.takes_of(club, game_id)
    assert (take["id"], take["state"], take["camera"]) == (answer.json()["id"], "ready", "Script")


def test_a_plain_form_becomes_a_take_and_leads_back_to_the_game(
    club: Club, game_id: str, ports: Ports
) -> None:
    content = filmed_games.recording()
    headers = club.people["parent"].headers | {"Accept": "text/html,*/*"}
    answer = club.client.post(
        UPLOAD,
        headers=headers,
        data={"game_id": game_id, "position": "goal_left"},
        files={"file": ("../../our child.mp4", content, "video/mp4")},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/games/{game_id}")
    filmed_games.do_jobs(ports)
    (take,) = filmed_games.takes_of(club, game_id)
    assert (take["state"], take["position"], take["size_bytes"]) == ("ready", "goal_left", len(content))


def form(*parts: tuple[str, str, bytes], ends: bool = True) -> dict[str, object]:
    body = b""
    for name, file_name, content in parts:
        named = f'; filename="{file_name}"' if file_name else ""
        body += f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += b"--b--\r\n" if ends else b""
    return {"content": body, "type": "multipart/form-data; boundary=b"}


BROKEN = {
    "no file": form(("game_id", "", b"x")),
    "file first": form(("file", "a.mp4", b"abc"), ("game_id", "", b"x")),
    "empty file": form(("file", "a.mp4", b"")),
    "no boundary": {"content": b"abc", "type": "multipart/form-data"},
    "damaged": {"content": b"what is this", "type": "multipart/form-data; boundary=b"},
    "long field": form(("camera", "", b"x" * 2000), ("file", "a.mp4", b"abc")),
    "many fields": form(*((f"field{n}", "", b"x") for n in range(40)), ("file", "a.mp4", b"abc")),
    "not utf-8": form(("camera", "", b"\xff\xfe"), ("file", "a.mp4", b"abc")),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_form_is_refused_in_a_sentence_and_leaves_nothing(
    club: Club, game_id: str, ports: Ports, broken: str
) -> None:
    sent = dict(BROKEN[broken])
    headers = club.people["parent"].headers | {"Content-Type": str(sent["type"])}
    about = {} if broken == "file first" else {"game_id": game_id}
    answer = club.client.post(UPLOAD, content=sent["content"], headers=headers, params=about)  # type: ignore[arg-type]
    if broken == "not utf-8":
        assert answer.status_code == 202, "what cannot be read of a camera's name is shown as such"
        return
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].endswith(".")
    assert list((ports.folder / "uploads").rglob("*.bytes")) == []
    assert filmed_games.takes_of(club, game_id) == []


def test_a_form_whose_fields_do_not_come_is_not_waited_for() -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="camera"\r\n\r\n'
        await asyncio.Event().wait()

    with pytest.raises(BadForm, match="did not come in time"):
        run_apart(FormStream.opened("multipart/form-data; boundary=b", silent(), patience_s=0.05))


def test_what_is_not_wanted_is_refused(club: Club, other_club: Club, game_id: str) -> None:
    assert post(club, content=b"abc").status_code == 422
    assert post(club, "viewer", content=b"abc", params={"game_id": game_id}).status_code == 403
    assert post(other_club, content=b"abc", params={"game_id": game_id}).status_code == 404
    assert club.client.post(UPLOAD, content=b"abc", params={"game_id": game_id}).status_code == 401
    assert post(club, content=b"", params={"game_id": game_id}).status_code == 422


def test_who_sends_while_the_game_is_cancelled_is_told(
    club: Club, game_id: str, settings: Settings, ports: Ports
) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"abc"
        assert club.call("coach", "DELETE", f"/games/{game_id}").status_code == 204
        yield b"def"

    intake, owner = wiring.intake_of(settings, ports), club.people["parent"].id
    with pytest.raises(GameCancelled):
        run_apart(one_request.receive(intake, owner, {"game_id": game_id}, body()))
