"""Games of a club that are filmed: recordings sent over the API, and the jobs that follow done at once."""

import functools
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx2 import Response

from factories import uploads
from factories.clips import write_clip
from factories.clubs import Club
from factories.people import ports_of
from touchline.server.clubs import service as clubs
from touchline.server.clubs.schemas import ConsentIn
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.kit.ports import Ports
from touchline.server.recordings.tasks import PERIODIC, TASKS


def agree(club: Club, *, film: bool = True) -> None:
    """Have everybody on the roster agree to be filmed, or take it back."""
    ports = ports_of(club.client)
    wanted = ConsentIn(film=film, analyse=False, share=False)
    for who, player_id in (("parent", club.child_id), ("player", club.other_child_id)):
        with ports.database.writing() as session:
            viewer = clubs.load_viewer(session, club.people[who].id)
            clubs.set_consents(session, viewer, UUID(player_id), wanted, now=ports.clock.now())


@functools.cache
def recording(seed: int = 1, **how: Any) -> bytes:
    """Return a recording of a second and a half; each seed's is another one."""
    with tempfile.TemporaryDirectory() as folder:
        small = {"seconds": 1.5, "width": 160, "height": 90, "first_index": 100 * seed}
        return write_clip(Path(folder) / "clip.mp4", **small | how).read_bytes()


def send(club: Club, game_id: UUID | str, content: bytes, *, who: str = "parent", **said: str) -> Response:
    """Upload a recording of a game in one tus request."""
    metadata = uploads.said(game_id=str(game_id), filename="our child.mp4", **said)
    headers = uploads.TUS | uploads.BYTES | {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    return club.client.post(uploads.UPLOADS, content=content, headers=headers | club.people[who].headers)


def workshop(ports: Ports) -> Workshop:
    """Return a workshop that knows the tasks of recordings."""
    return Workshop(ports, table(*TASKS))


def do_jobs(ports: Ports) -> int:
    """Do all jobs that wait, and what the calendar asks for; return how many attempts it took."""
    return InlineRunner(Workshop(ports, table(*TASKS), PERIODIC)).run_all()


def add_take(
    club: Club, game_id: UUID | str, content: bytes, *, by: Club | None = None, **said: str
) -> dict[str, Any]:
    """Upload a recording, have it prepared, and return it as the API shows it.

    `by` is the club whose coach looks at it, if another sends it.
    """
    answer = send(club, game_id, content, **said)
    assert answer.status_code == 201, answer.text
    do_jobs(ports_of(club.client))
    return takes_of(by or club, game_id)[-1]


def takes_of(club: Club, game_id: UUID | str) -> list[dict[str, Any]]:
    """Return the takes of a game as the API shows them."""
    listed = club.call("coach", "GET", f"/games/{game_id}/takes?limit=100").json()
    takes: list[dict[str, Any]] = listed["items"]
    return takes


def watch(club: Club, game_id: UUID | str, who: str = "parent") -> dict[str, Any]:
    """Return all that somebody can watch of a game."""
    answer = club.call(who, "GET", f"/games/{game_id}/film")
    assert answer.status_code == 200, answer.text
    watched: dict[str, Any] = answer.json()
    return watched


def stored(ports: Ports, prefix: str = "") -> list[str]:
    """Return the keys of what is in storage."""
    return [file.key for file in ports.storage.list(prefix)]
