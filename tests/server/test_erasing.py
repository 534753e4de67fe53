"""Somebody who has everything is erased: nothing of them is left in any table, and the team's films are."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from factories import clubs, games_of_clubs, recorded_games
from factories.clubs import Club
from factories.erasing import erase
from factories.people import signed_in
from factories.recorded_games import RecordedGame
from factories.uploads import TUS, UPLOADS
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.accounts.errors import LastServerAdministrator, PersonNotFound
from touchline.server.audit import service as audit
from touchline.server.audit.models import AuditEntry
from touchline.server.clubs.errors import RunsClubAlone
from touchline.server.clubs.models import Player
from touchline.server.games import service as games
from touchline.server.games.models import Participant
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.outbox.models import Letter
from touchline.server.kit.ports import Ports
from touchline.server.models import metadata
from touchline.server.recordings.takes.models import Take, TakeState
from touchline.server.uploads.models import Kind, State, Upload

KEPT = {"audit_entries", "audit_head"}
"""The log says by an id that nobody has any more who did what: it is what is left on purpose."""
WRITTEN_BY_OTHERS = {
    "clips.title",
    "marked_segments.label",
    "marked_segments.note",
    "shares.label",
    "takes.camera",
}
STRETCH = {"start_s": 1, "end_s": 5}


@pytest.fixture
def lions(client: TestClient) -> Club:
    """A club."""
    return clubs.found(client, "lions")


@pytest.fixture
def recorded(lions: Club) -> RecordedGame:
    """A game of it with a film."""
    return recorded_games.recorded(lions)


def left_of(ports: Ports, *words: str) -> list[str]:
    """Return in which columns something of a person still stands."""
    found = []
    with ports.database.reading() as session:
        for table in metadata.sorted_tables:
            if table.name in KEPT:
                continue
            for row in session.execute(select(table)).mappings():
                found += [
                    f"{table.name}.{column}"
                    for column, value in row.items()
                    if any(word.casefold() in str(value).casefold() for word in words)
                ]
    return found


def have_everything(club: Club, recorded: RecordedGame, ports: Ports) -> UUID:
    """Have the coach do all that one can do, and return the upload of a take that is being prepared."""
    coach, now = club.people["coach"], ports.clock.now()
    upload_id, client, game = new_id(), club.client, recorded.game
    done = [
        club.call("coach", "POST", f"/games/{game.id}/join", {}),
        club.call("coach", "POST", f"/games/{game.id}/film"),
        club.call("coach", "POST", f"/games/{game.id}/clips", STRETCH),
        club.call("coach", "POST", f"/games/{game.id}/segments", {**STRETCH, "label": "Goal"}),
        club.call("coach", "POST", f"/videos/{recorded.film_id}/share", {}),
        club.call("coach", "POST", f"/teams/{club.team_id}/invitations", {"role": "viewer"}),
        club.call(
            "admin",
            "POST",
            f"/teams/{club.team_id}/invitations",
            {"role": "parent", "player_id": club.child_id, "email": coach.email},
        ),
        club.call(
            "coach",
            "PUT",
            f"/players/{club.other_child_id}/consent",
            {"film": True, "analyse": True, "share": True},
        ),
        client.post(UPLOADS, headers={**coach.headers, **TUS, "Upload-Length": "3"}),
        client.post("/api/v1/auth/forgot-password", json={"email": coach.email}),
    ]
    assert [answer.status_code for answer in done if answer.status_code >= 300] == []
    with ports.database.writing() as session:
        session.get_one(Take, recorded.first_take_id).recorded_by = coach.id
        session.add(
            Upload(
                id=upload_id,
                owner_id=coach.id,
                state=State.FINISHED,
                length_bytes=3,
                ends_at_length=True,
                is_part=False,
                is_final=False,
                name="The coach's own.mp4",
                said={"camera": "The coach's phone"},
                kind=Kind.MP4,
                created_at=now,
            )
        )
        session.add(
            Take(
                id=new_id(),
                game_id=game.id,
                letter="C",
                state=TakeState.PREPARING,
                camera="The coach's phone",
                upload_id=upload_id,
                recorded_by=coach.id,
                created_at=now,
            )
        )
        jobs.defer(session, Task("film", lambda _: None), owner_id=coach.id)
    return upload_id


def write_about(club: Club, recorded: RecordedGame, name: str) -> None:
    """Have others write a child's name wherever something can be written about a recording."""
    game, take = f"/games/{recorded.game.id}", f"/videos/{recorded.first_take_id}"
    done = [
        club.call("coach", "POST", f"{game}/clips", {**STRETCH, "title": f"Look, {name}!"}),
        club.call("coach", "POST", f"{game}/segments", {**STRETCH, "label": name, "note": f"{name} is late"}),
        club.call("coach", "POST", f"/videos/{recorded.film_id}/share", {"label": f"For {name}"}),
        club.call("coach", "PUT", f"{take}/settings", {"camera": f"{name}'s phone"}),
    ]
    assert [answer.status_code for answer in done if answer.status_code >= 300] == []


def letters_to(ports: Ports, address: str) -> list[str]:
    """Return the letters to somebody that wait, opened."""
    with ports.database.reading() as session:
        opened = [ports.sealer.open(letter.sealed) for letter in session.scalars(select(Letter))]
    return [letter for letter in opened if address in letter]


def test_nothing_is_left_of_somebody_who_has_everything(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    coach = lions.people["coach"]
    being_prepared = have_everything(lions, recorded, ports)
    words = (str(coach.id), coach.id.hex, coach.email, "The coach's")
    assert len(set(left_of(ports, *words))) > 12
    erase(lions.client, coach.id)
    assert left_of(ports, *words) == []
    assert letters_to(ports, coach.email) == []
    with ports.database.reading() as session:
        kept = session.get_one(Upload, being_prepared)
        take = session.scalars(select(Take).where(Take.upload_id == being_prepared)).one()
        assert kept.owner_id == take.id
        assert take.state is TakeState.PREPARING
    assert lions.call("admin", "GET", f"/games/{recorded.game.id}/takes").json()["items"][0]["letter"] == "A"
    assert lions.call("admin", "GET", f"/videos/{recorded.film_id}").status_code == 200


def test_nothing_is_left_of_a_player(lions: Club, recorded: RecordedGame, ports: Ports) -> None:
    plan = games_of_clubs.formation(lions, side_size=6)
    starter = {"slot": "goalkeeper", "player_id": lions.child_id}
    wanted = {"game_id": str(recorded.game.id), "formation_id": plan["id"], "starters": [starter]}
    assert lions.call("coach", "POST", "/match-lineups", wanted).status_code == 201
    child = UUID(lions.child_id)
    with ports.database.reading() as session:
        name = session.get_one(Player, child).name
    words = (str(child), child.hex, name)
    write_about(lions, recorded, name.upper())
    assert set(left_of(ports, *words)) >= WRITTEN_BY_OTHERS
    assert {"lineup_places.player_id", "players.name", "guardians.player_id"} <= set(left_of(ports, *words))
    erase(lions.client, child)
    assert left_of(ports, *words) == []
    clips_of_game = lions.call("coach", "GET", f"/games/{recorded.game.id}/clips").json()["items"]
    assert [clip["title"] for clip in clips_of_game] == ["Look, …!"]


def test_who_signs_in_as_a_player_is_one_person_with_that_player(lions: Club, ports: Ports) -> None:
    words = (str(lions.people["player"].id), lions.people["player"].email, lions.other_child_id)
    words += (lions.people["player"].id.hex, UUID(lions.other_child_id).hex)
    assert {"users.email", "players.user_id"} <= set(left_of(ports, *words))
    erase(lions.client, lions.other_child_id)
    assert left_of(ports, *words) == []


def test_a_parent_who_is_erased_leaves_the_child_and_what_was_said_for_it(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    erase(lions.client, lions.people["parent"].id)
    roster = lions.call("coach", "GET", f"/teams/{lions.team_id}/roster").json()["items"]
    assert lions.child_id in [entry["player_id"] for entry in roster]
    assert lions.call("coach", "GET", f"/videos/{recorded.film_id}/stream").status_code == 200


def test_who_alone_runs_a_club_is_not_erased_before_somebody_else_does(lions: Club, ports: Ports) -> None:
    admin = lions.people["admin"]
    with pytest.raises(RunsClubAlone, match="Nobody else runs the club lions"):
        erase(lions.client, admin.id)
    assert lions.call("admin", "GET", "/users/me").status_code == 200, "nothing was done"
    link = lions.call(
        "admin", "POST", f"/organizations/{lions.organization_id}/invitations", {"role": "admin"}
    )
    assert clubs.accept(lions.client, lions.people["viewer"], link.json()["link"]).status_code == 200
    erase(lions.client, admin.id)
    assert left_of(ports, str(admin.id), admin.id.hex, admin.email) == []


def test_who_alone_runs_the_server_is_not_erased_before_somebody_else_does(
    client: TestClient, ports: Ports
) -> None:
    root = signed_in(client, "root", is_administrator=True)
    with pytest.raises(LastServerAdministrator):
        erase(client, root.id)
    signed_in(client, "other", is_administrator=True)
    erase(client, root.id)
    assert left_of(ports, root.email) == []


def test_nobody_is_erased_who_is_not_here(client: TestClient) -> None:
    with pytest.raises(PersonNotFound):
        erase(client, new_id())


def test_the_audit_log_says_that_somebody_was_erased_and_nowhere_who(
    lions: Club, recorded: RecordedGame, ports: Ports
) -> None:
    coach, child = lions.people["coach"], UUID(lions.child_id)
    have_everything(lions, recorded, ports)
    write_about(lions, recorded, "Child 7 of lions")
    erase(lions.client, coach.id, by=lions.people["admin"].id)
    erase(lions.client, child)
    with ports.database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert audit.verify(session).is_whole
    told = [(entry.action, entry.actor_id, entry.subject_id) for entry in entries]
    assert told[-2:] == [
        ("account.erase", lions.people["admin"].id, coach.id),
        ("player.erase", None, child),
    ]
    words = [entry.action + entry.details for entry in entries]
    assert len(words) > 20
    names = (coach.email, coach.user.display_name, "Child 7", "The coach's")
    assert [word for word in words if any(name.casefold() in word.casefold() for name in names)] == []


def test_what_a_guest_called_themself_is_forgotten_with_their_token(
    client: TestClient, lions: Club, ports: Ports, clock: HandClock
) -> None:
    game = games_of_clubs.schedule(lions)
    wanted = {"code": game.code, "name": "Kim"}
    assert client.post(f"/api/v1/games/{game.id}/join", json=wanted).status_code == 200
    clock.move(timedelta(days=30))
    with ports.database.writing() as session:
        games.delete_expired(session, now=clock.now())
        assert session.scalars(select(Participant.name)).all() == [None]
