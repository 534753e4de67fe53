"""Preparing a take survives being killed anywhere, and a full disk."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from factories import filmed_games
from factories.clubs import Club
from touchline.base.clock import Clock, HandClock
from touchline.base.ids import new_id
from touchline.server.kit.jobs import claims
from touchline.server.kit.jobs.running import Claim, Running
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.errors import DiskFull
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.memory import MemoryStorage
from touchline.server.kit.storage.port import Stored
from touchline.server.recordings.takes.preparing import STAGES, prepare


class Killed(BaseException):
    """The process ends here."""


class Fatal(MemoryStorage):
    """A storage that kills who brings the nth file, just before or just after it is there."""

    def __init__(self, links: Links, clock: Clock) -> None:
        super().__init__(links, clock)
        self.kills_at, self.kills_before, self.is_full = 0, False, False

    def adopt(self, key: str, path: Path) -> Stored:
        """Take over a finished file, or kill."""
        if self.is_full:
            raise DiskFull
        self.kills_at -= 1
        if self.kills_at == 0 and self.kills_before:
            raise Killed
        stored = super().adopt(key, path)
        if self.kills_at == 0:
            raise Killed
        return stored


@pytest.fixture
def storage(ports: Ports) -> Fatal:
    """The storage that can kill, and is not told to yet."""
    assert isinstance(ports.storage, Fatal)
    return ports.storage


@pytest.fixture
def ports(ports: Ports) -> Ports:
    """The outside world, with a storage that can kill."""
    return dataclasses.replace(ports, storage=Fatal(ports.links, ports.clock))


@pytest.fixture
def claim(club: Club, game_id: str, ports: Ports) -> Claim:
    """A job that was claimed, and prepares a take."""
    assert filmed_games.send(club, game_id, filmed_games.recording()).status_code == 201
    with ports.database.writing() as session:
        now, room = ports.clock.now(), claims.Room(4, 4)
        claim = claims.claim_next(session, new_id(), ["prepare_take"], room, now)
    assert claim is not None
    return claim


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_killed_at_any_file_it_goes_on_and_loses_nothing(
    club: Club, game_id: str, ports: Ports, storage: Fatal, claim: Claim, *, count: int, before: bool
) -> None:
    storage.kills_at, storage.kills_before = count, before
    with pytest.raises(Killed):
        prepare(Running(ports, claim, STAGES))
    prepare(Running(ports, claim, STAGES))
    (take,) = filmed_games.takes_of(club, game_id)
    assert take["state"] == "ready"
    keys, own = filmed_games.stored(ports), f"takes/{take['id']}"
    assert [key for key in keys if "/angle/" not in key] == [f"{own}/{take['id']}.mp4", f"{own}/still.jpg"]
    assert f"{own}/angle/index.m3u8" in keys
    assert [path for path in ports.folder.rglob("*") if path.is_file()] == []


def test_done_twice_it_is_done_once(club: Club, game_id: str, ports: Ports, claim: Claim) -> None:
    for _ in range(2):
        prepare(Running(ports, claim, STAGES))
    assert [take["state"] for take in filmed_games.takes_of(club, game_id)] == ["ready"]


def test_a_take_that_is_deleted_while_it_is_prepared_leaves_nothing(
    club: Club, game_id: str, ports: Ports, storage: Fatal, claim: Claim
) -> None:
    storage.kills_at = 3
    with pytest.raises(Killed):
        prepare(Running(ports, claim, STAGES))
    (take,) = filmed_games.takes_of(club, game_id)
    assert club.call("parent", "DELETE", f"/videos/{take['id']}").status_code == 204
    filmed_games.do_jobs(ports)
    prepare(Running(ports, claim, STAGES))
    assert filmed_games.stored(ports) == []


def test_a_full_disk_is_told_and_the_take_is_prepared_when_there_is_room(
    club: Club, game_id: str, ports: Ports, clock: HandClock, tmp_path: Path
) -> None:
    storage = ports.storage
    assert isinstance(storage, Fatal)
    storage.is_full = True
    take = filmed_games.add_take(club, game_id, filmed_games.recording())
    assert take["state"] == "preparing"
    (job,) = club.call("parent", "GET", "/jobs").json()["items"]
    assert (job["state"], job["attempts"]) == ("PENDING", 1)
    assert "no room left" in job["diagnosis"]
    assert str(tmp_path) not in job["diagnosis"], "where the server keeps its files is nobody's business"
    storage.is_full = False
    clock.move(timedelta(seconds=30))
    filmed_games.do_jobs(ports)
    assert filmed_games.takes_of(club, game_id)[0]["state"] == "ready"
