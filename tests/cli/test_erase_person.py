"""`touchline admin erase-person`: it says what goes, asks, and leaves nothing in any file of the folder."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from factories import clubs, recorded_games
from factories.clubs import Club
from factories.commands import Ran, touchline
from factories.people import ports_of, signed_in
from factories.uploads import BYTES, TUS, UPLOADS
from touchline.cli.serving import settings_with
from touchline.server import administration, migrate, outside
from touchline.server.app import create_app
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.kit.outbox.posting import SEND

COACH, CHILD = "lions-coach@example.org", "Child 7 of lions"
MANY_NAMES = [f"{CHILD}, née number {number}" for number in range(40)]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a server whose settings are the defaults, but for the costly ones."""
    for name in [name for name in os.environ if name.startswith("TOUCHLINE_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOUCHLINE_PASSWORD_HASH_MEMORY_KIB", "8")
    monkeypatch.setenv("TOUCHLINE_PASSWORD_HASH_PASSES", "1")
    return tmp_path / "club"


@pytest.fixture
def club(data: Path) -> Iterator[Club]:
    """A club on a real server in that folder, which goes on while somebody is erased."""
    settings = settings_with(data)
    ports = outside.connect(settings, MemoryEngine())
    migrate.upgrade(ports.database.engine)
    with TestClient(create_app(settings, ports)) as client:
        yield clubs.found(client, "lions")
    ports.database.close()


def erase(data: Path, who: str, *options: str) -> Ran:
    """Give the command."""
    return touchline("admin", "erase-person", who, "--data", data, *options)


def files_with(data: Path, *words: str) -> set[str]:
    """Return the files of a folder in which one of these words stands, however deep."""
    return {
        path.relative_to(data).as_posix()
        for path in data.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    }


def have_everything(club: Club) -> None:
    """Have mail to the coach written, a recording of theirs on its way, the child renamed again and again."""
    game = recorded_games.recorded(club).game
    ports, coach = ports_of(club.client), club.people["coach"].headers
    club.client.post("/api/v1/auth/forgot-password", json={"email": COACH})
    InlineRunner(Workshop(ports, table(SEND))).run_all()
    sent = {**coach, **TUS, **BYTES, "Upload-Length": "50"}
    assert club.client.post(UPLOADS, headers=sent, content=b"half").status_code == 201
    for name in [*MANY_NAMES, CHILD]:
        path = f"/teams/{club.team_id}/roster/{club.child_id}"
        assert club.call("coach", "PUT", path, {"name": name}).status_code == 200
        club.call("coach", "POST", f"/games/{game.id}/segments", {"start_s": 1, "end_s": 2, "label": "Goal"})


def test_no_file_of_the_data_folder_knows_them_any_more(club: Club, data: Path) -> None:
    have_everything(club)
    words = (COACH, "Lions-Coach", "Child 7")
    found = files_with(data, *words)
    assert {"touchline.db", "mail"} <= {name.partition("/")[0] for name in found}
    assert len(list((data / "uploads").rglob("*.bytes"))) == 1
    for who in (COACH, club.child_id):
        answer = erase(data, who, "--yes")
        assert answer.exit_code == 0, answer.stderr
    assert files_with(data, *words) == set()
    assert list((data / "uploads").rglob("*.bytes")) == []
    assert club.call("coach", "GET", "/users/me").status_code == 401
    assert club.call("admin", "GET", f"/teams/{club.team_id}/roster").json()["total"] == 1
    assert administration.verify_audit(settings_with(data)).is_whole


def test_it_says_before_who_they_are_what_goes_and_what_stays(club: Club, data: Path) -> None:
    told = erase(data, "Lions-Player@Example.org", "--yes").stdout
    assert told.startswith("Lions-Player, lions-player@example.org\n")
    assert "  on the roster: Child 9 of lions\n" in told
    assert "  player in lions, lions U12\n" in told
    assert "This goes:\n  - The account." in told
    assert "This stays:\n  - Recordings, films and clips" in told
    assert "Make a backup now" in told


def test_of_a_child_without_an_account_it_names_no_account(club: Club, data: Path) -> None:
    told = erase(data, club.child_id, "--yes").stdout
    assert told.startswith(f"{CHILD}\n  player in lions, lions U12\n")
    assert "The account." not in told


def test_where_nobody_can_be_asked_nothing_is_erased_without_a_yes(club: Club, data: Path) -> None:
    refused = erase(data, COACH)
    assert refused.exit_code == 2
    assert club.call("coach", "GET", "/users/me").status_code == 200


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("nobody@example.org", "There is no such person on this server."),
        ("0190a3b2-0000-7000-8000-000000000000", "There is no such person on this server."),
        ("Anna", "Give the e-mail address of an account, or the id of a player"),
        ("anna@", "Enter an e-mail address"),
    ],
)
def test_who_is_not_here_is_told_in_a_sentence(data: Path, who: str, told: str) -> None:
    answer = erase(data, who, "--yes")
    assert answer.exit_code == 2
    assert told in answer.stderr


def test_the_last_administrator_is_told_what_to_do_first(club: Club, data: Path) -> None:
    of_club = erase(data, club.people["admin"].email, "--yes")
    assert of_club.exit_code == 2
    assert "Nobody else runs the club lions. Make somebody else administrator of it first." in of_club.stderr
    root = signed_in(club.client, "root", is_administrator=True)
    of_server = erase(data, root.email, "--yes")
    assert of_server.exit_code == 2
    assert "The server needs an administrator. Make somebody else administrator first." in of_server.stderr
    assert club.client.get("/api/v1/users/me", headers=root.headers).status_code == 200


def test_at_a_terminal_it_asks_and_a_no_erases_nothing(club: Club, data: Path) -> None:
    assert "Erase this person for good? [y/N]" in typed(data, "n")
    assert club.call("coach", "GET", "/users/me").status_code == 200
    assert "Erased." in typed(data, "y")
    assert club.call("coach", "GET", "/users/me").status_code == 401


def typed(data: Path, answer: str) -> str:
    """Give the command at a terminal and answer its question; return all that stood there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "touchline", "admin", "erase-person", COACH, "--data", str(data)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        process.wait()
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # whoever was at the other end has gone
        return b""
