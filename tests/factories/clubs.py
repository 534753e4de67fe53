"""A club for tests: a team, two players, and somebody in every role."""

from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from factories.people import Person, ports_of, settings_of, signed_in
from touchline.server.accounts.keys import keys_of
from touchline.server.clubs import service
from touchline.server.clubs.schemas import InvitationIn, NewRosterEntryIn, NewTeamIn, OrganizationIn
from touchline.server.clubs.viewer import Role, Viewer

TEAM_ROLES = ("coach", "parent", "player", "viewer")


@dataclass(frozen=True, slots=True)
class Club:
    """A club, and who may be tried on it."""

    client: TestClient
    name: str
    organization_id: str
    team_id: str
    child_id: str
    other_child_id: str
    people: dict[str, Person] = field(default_factory=dict)

    def call(self, who: str, method: str, path: str, content: Any = None) -> Response:
        """Ask for a route as somebody of the club (`admin`, `coach`, `parent`, `player`, `viewer`)."""
        headers = self.people[who].headers
        return self.client.request(method, f"/api/v1{path}", json=content, headers=headers)


def found(client: TestClient, name: str) -> Club:
    """Found a club of this name with somebody in every role, by the same rules as over the API."""
    people = {role: signed_in(client, f"{name}-{role}") for role in ("admin", *TEAM_ROLES)}
    ports = ports_of(client)
    now, keys = ports.clock.now(), keys_of(settings_of(client))
    with ports.database.writing() as session:
        admin = Viewer(people["admin"].id)
        club = service.create_organization(session, admin, OrganizationIn(name=name), now=now)
        session.flush()
        admin = service.load_viewer(session, admin.user_id)
        about = NewTeamIn(organization_id=club.id, name=f"{name} U12", sport="ice_hockey")
        team = service.create_team(session, admin, about, now=now)
        session.flush()
        admin = service.load_viewer(session, admin.user_id)
        players = [
            service.add_player(
                session,
                admin,
                team.id,
                NewRosterEntryIn(name=f"Child {n} of {name}", jersey_number=n),
                now=now,
            ).player_id
            for n in (7, 9)
        ]
        for role in TEAM_ROLES:
            about_player = {"parent": players[0], "player": players[1]}.get(role)
            wanted = InvitationIn(role=Role(role), player_id=about_player)
            _, link = service.invite_to_team(
                session, admin, team.id, wanted, keys=keys, post=lambda _: None, now=now
            )
            session.flush()
            service.accept_invitation(session, people[role].user, link.rpartition("/")[2], now=now)
        return Club(client, name, str(club.id), str(team.id), str(players[0]), str(players[1]), people)


def accept(client: TestClient, person: Person, link: str) -> Response:
    """Follow an invitation's link as somebody."""
    token = link.rpartition("/")[2]
    return client.post(f"/api/v1/invitations/{token}/accept", headers=person.headers)
