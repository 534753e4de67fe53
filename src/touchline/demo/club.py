"""The demonstration's club: founded, peopled and asked for consent over the API, mail included."""

import email
import email.policy
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from touchline.base.errors import Unavailable
from touchline.demo.visitor import Visitor

CLUB, TEAM, SPORT = "FC Lynx", "Lynx U12", "soccer"
PASSWORD = "kick off at noon"  # noqa: S105 (for a club that is not there)
MAIL_COMES_S, LOOKS_EVERY_S = 300.0, 0.2
WHOLE = "[!.]*.eml"
"""A letter whose name begins with a dot is being written."""


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody of the club who can sign in."""

    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Child:
    """Somebody on the roster, and whose child it is."""

    name: str
    jersey_number: int
    position: str
    guardian: str


ADMINISTRATOR = Login("administrator", "admin@lynx.example.org")
COACH = Login("coach", "coach@lynx.example.org")
GUARDIANS = {
    "Ada": Login("parent", "ada@lynx.example.org"),
    "Ben": Login("parent", "ben@lynx.example.org"),
    "Cleo": Login("parent", "cleo@lynx.example.org"),
}
ROSTER = (
    Child("Mika A.", 1, "goalkeeper", "Ada"),
    Child("Robin A.", 4, "defender", "Ada"),
    Child("Kim B.", 6, "midfielder", "Ben"),
    Child("Noa B.", 7, "midfielder", "Ben"),
    Child("Sam C.", 9, "forward", "Cleo"),
    Child("Toni C.", 11, "forward", "Cleo"),
)
LOGINS = (ADMINISTRATOR, COACH, *GUARDIANS.values())


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The folder into which a server without a mail server writes its mail."""

    folder: Path

    def link_for(self, to: str) -> str:
        """Wait for the mail to somebody and return the secret in its link."""
        pause = threading.Event()
        for _ in range(int(MAIL_COMES_S / LOOKS_EVERY_S)):
            for path in sorted(
                self.folder.glob("[!.]*.eml"), reverse=True
            ):  # one with a dot is being written
                if secret := _secret_in(path, to):
                    return secret
            pause.wait(LOOKS_EVERY_S)
        raise Unavailable(f"No mail has come to {to}.")


def _secret_in(path: Path, to: str) -> str | None:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    if message["To"] != to or body is None:
        return None
    found = re.search(r"token=([\w-]+)", body.get_content())
    return found[1] if found else None


def found_club(administrator: Visitor, mailbox: Mailbox) -> str:
    """Found the club with its team, roster, coach and guardians, who all agree; return the team's id."""
    club = administrator.ask("POST", "/organizations", {"name": CLUB})
    team = administrator.ask(
        "POST",
        "/users/me/teams",
        {"organization_id": club["id"], "name": TEAM, "sport": SPORT, "age_group": "U12"},
    )
    team_id = str(team["id"])
    children = _fill_roster(administrator, team_id)
    _invite(administrator, team_id, mailbox, COACH, [None])
    for name, login in GUARDIANS.items():
        own = [children[child.name] for child in ROSTER if child.guardian == name]
        parent = _invite(administrator, team_id, mailbox, login, own)
        for player_id in own:
            parent.ask("PUT", f"/players/{player_id}/consent", {"film": True, "analyse": True, "share": True})
    return team_id


def _fill_roster(administrator: Visitor, team_id: str) -> dict[str, str]:
    return {
        child.name: administrator.ask(
            "POST",
            f"/teams/{team_id}/roster",
            {"name": child.name, "jersey_number": child.jersey_number, "position": child.position},
        )["player_id"]
        for child in ROSTER
    }


def _invite(
    administrator: Visitor, team_id: str, mailbox: Mailbox, login: Login, player_ids: Sequence[str | None]
) -> Visitor:
    """Invite somebody who registers, confirms their address, signs in and accepts."""
    stranger = Visitor(administrator.url)
    about = {
        "email": login.email,
        "password": PASSWORD,
        "display_name": login.email.partition("@")[0].title(),
    }
    stranger.ask("POST", "/auth/register", about)
    link = {"token": mailbox.link_for(login.email), "password": PASSWORD}
    stranger.ask("POST", "/auth/verify-email", link)
    somebody = Visitor(administrator.url, login.email, PASSWORD).sign_in()
    for player_id in player_ids:
        invitation = administrator.ask(
            "POST", f"/teams/{team_id}/invitations", {"role": login.role, "player_id": player_id}
        )
        somebody.ask("POST", f"/invitations/{invitation['link'].rpartition('/')[2]}/accept")
    return somebody
