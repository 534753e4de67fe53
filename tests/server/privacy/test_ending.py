"""With the erasing, all ends that somebody could still do: from the commit on, not when something expires."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from factories import people
from factories.clubs import Club
from factories.erasing import erase
from factories.loops import run_apart
from factories.people import PASSWORD, carry_mail
from factories.recorded_games import RecordedGame
from factories.uploads import BYTES, TUS, UPLOADS
from touchline.server.kit.mail import MemoryMail
from touchline.server.kit.ports import Ports
from touchline.server.portal import game_events
from touchline.server.uploads import handling, turns
from touchline.server.uploads.errors import UploadNotFound
from touchline.server.uploads.intake import Intake


def test_all_sign_ins_end(client: TestClient, club: Club) -> None:
    login = {"email": club.people["coach"].email, "password": PASSWORD}
    told = client.post("/api/v1/auth/login", json=login).json()
    client.post("/api/v1/auth/cookie", json=login)
    assert client.get("/api/v1/users/me").status_code == 200, "by the cookie"
    erase(client, club.people["coach"].id)
    assert client.get("/api/v1/users/me").status_code == 401
    client.cookies.clear()
    for token in (club.people["coach"].headers["Authorization"], f"Bearer {told['access_token']}"):
        assert client.get("/api/v1/users/me", headers={"Authorization": token}).status_code == 401
    again = client.post("/api/v1/auth/refresh", json={"refresh_token": told["refresh_token"]})
    assert again.status_code == 401
    assert client.post("/api/v1/auth/login", json=login).status_code == 401


def test_the_addresses_of_videos_that_they_hold_end_and_nobody_elses_for_long(
    client: TestClient, club: Club, filmed: RecordedGame
) -> None:
    def address(who: str) -> str:
        return str(club.call(who, "GET", f"/videos/{filmed.film_id}/stream").json()["url"])

    theirs, clip = address("coach"), club.call("coach", "GET", f"/games/{filmed.game.id}/film").json()
    erase(client, club.people["coach"].id)
    headers = club.people["coach"].headers
    for one in (theirs, clip["film"]["stream_url"], clip["angles"][0]["stream_url"]):
        assert client.get(one, headers=headers).status_code == 404
    assert client.get(address("viewer"), headers=club.people["viewer"].headers).status_code == 200


def test_links_that_they_have_shared_open_nothing(
    client: TestClient, club: Club, filmed: RecordedGame
) -> None:
    link = club.call("coach", "POST", f"/videos/{filmed.film_id}/share", {}).json()["link"]
    token = link.rpartition("/")[2]
    stream = client.get(f"/api/v1/shares/open/{token}").json()["stream_url"]
    assert client.get(stream).status_code == 200
    erase(client, club.people["coach"].id)
    assert client.get(f"/api/v1/shares/open/{token}").status_code == 404
    assert client.get(stream).status_code == 404


def test_letters_on_their_way_to_them_are_not_sent_and_links_in_letters_open_nothing(
    client: TestClient, club: Club, ports: Ports
) -> None:
    coach = club.people["coach"]
    client.post("/api/v1/auth/forgot-password", json={"email": coach.email})
    token = people.last_token(ports)
    client.post("/api/v1/auth/forgot-password", json={"email": coach.email})
    client.post("/api/v1/auth/forgot-password", json={"email": club.people["parent"].email})
    erase(client, coach.id)
    carry_mail(ports)
    assert isinstance(ports.mail, MemoryMail)
    assert [message.to for message in ports.mail.sent] == [club.people["parent"].email]
    reset = {"token": token, "new_password": "four other words of mine"}
    assert client.post("/api/v1/auth/reset-password", json=reset).status_code == 422


def test_invitations_by_them_and_to_them_open_nothing(client: TestClient, club: Club) -> None:
    coach, invite = club.people["coach"], f"/teams/{club.team_id}/invitations"
    by_them = club.call("coach", "POST", invite, {"role": "viewer"}).json()["link"]
    to_them = club.call("admin", "POST", invite, {"role": "viewer", "email": coach.email}).json()["link"]
    about = {"role": "parent", "player_id": club.child_id}
    of_child = club.call("admin", "POST", invite, about).json()["link"]
    erase(client, coach.id)
    erase(client, club.child_id)
    for link in (by_them, to_them, of_child):
        assert client.get(f"/api/v1/invitations/{link.rpartition('/')[2]}").status_code == 404
    assert club.call("admin", "GET", invite).json()["total"] == 0


def test_a_recording_that_is_on_its_way_is_forgotten_with_its_bytes(
    client: TestClient, club: Club, ports: Ports
) -> None:
    coach = club.people["coach"].headers
    begun = client.post(UPLOADS, headers={**coach, **TUS, **BYTES, "Upload-Length": "9"}, content=b"half")
    assert begun.status_code == 201
    assert kept(ports) != []
    erase(client, club.people["coach"].id)
    assert kept(ports) == []
    sent = {**coach, **TUS, **BYTES, "Upload-Offset": "4"}
    assert client.patch(begun.headers["location"], headers=sent, content=b"there").status_code == 401


def test_whoever_is_just_sending_is_cut_off(client: TestClient, club: Club, ports: Ports) -> None:
    coach = club.people["coach"].headers
    begun = client.post(UPLOADS, headers={**coach, **TUS, "Upload-Length": "9"})
    upload_id = UUID(begun.headers["location"].rpartition("/")[2])
    app = client.app
    assert isinstance(app, FastAPI)
    intake: Intake = app.state.uploads
    is_sending, was_cut_off = threading.Event(), threading.Event()

    async def send() -> None:
        async with turns.take(intake.shelf, intake.arrivals, upload_id, intake.arrivals.next()) as turn:
            is_sending.set()
            while not turn.is_wanted():
                await asyncio.sleep(turns.LOOK_S)
        was_cut_off.set()

    sending = threading.Thread(target=asyncio.run, args=(send(),))
    sending.start()
    assert is_sending.wait(30)
    erase(client, club.people["coach"].id)
    sending.join(30)
    assert was_cut_off.is_set()
    assert kept(ports) == []
    with pytest.raises(UploadNotFound):
        intake.shelf.size_bytes(upload_id)
    run_apart(handling.forget(intake, [upload_id]))  # a second time does no harm


def test_a_page_that_is_kept_up_to_date_tells_them_nothing_more(
    club: Club, filmed: RecordedGame, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach, stream = club.people["coach"], game_events.stream

    def erased_while_listening(
        look: Callable[[], str | None], leave: Callable[[], None]
    ) -> AsyncIterator[str]:
        def look_once_more() -> str | None:
            seen = look()
            if seen is not None:
                erase(club.client, coach.id)
            return seen

        return stream(look_once_more, leave, every_s=0.0)

    monkeypatch.setattr(game_events, "stream", erased_while_listening)
    heard = club.client.get(f"/games/{filmed.game.id}/events", headers=coach.headers).text
    assert heard.count("event: game\n") == 1
    assert heard.endswith("event: gone\ndata:\n\n")


def test_a_phone_that_sends_again_how_it_added_a_child_does_not_bring_it_back(
    client: TestClient, club: Club
) -> None:
    path = f"/api/v1/teams/{club.team_id}/roster"
    sent = {"headers": {**club.people["coach"].headers, "Idempotency-Key": "once"}, "json": {"name": "Kim"}}
    added = client.post(path, **sent)
    assert added.status_code == 201
    erase(client, added.json()["player_id"])
    again = client.post(path, **sent)
    assert (again.status_code, again.json()["code"]) == (404, "ANSWER_FORGOTTEN")
    assert "Kim" not in client.get(path, headers=club.people["coach"].headers).text


def kept(ports: Ports) -> list[Path]:
    """Return the files of uploads."""
    return [path for path in (ports.folder / "uploads").rglob("*") if path.is_file()]
