"""What a rule about a route says, and how somebody is tried on it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from factories.clubs import Club

ANONYMOUS, ADMINISTRATOR = "anonymous", "administrator"
MEMBERS = ("viewer", "player", "parent", "coach", "admin")
STRANGERS = {f"another club's {role}": role for role in MEMBERS}
EVERYONE = (ANONYMOUS, *STRANGERS, ADMINISTRATOR, *MEMBERS)

ANYBODY = frozenset(EVERYONE)
SIGNED_IN = ANYBODY - {ANONYMOUS}
CLUB = frozenset(MEMBERS)
FILMS = CLUB - {"viewer"}
STAFF = frozenset({"coach", "admin"})
ADMIN = frozenset({"admin"})
COACH = frozenset({"coach"})
SERVER = frozenset({ADMINISTRATOR})

UNDER_API = "/api/v1"
DONE = (200, 201, 202, 204)
SHOWN, GONE_ON = (200,), (302, 303)

Made = Mapping[str, Callable[[Club], str]]


@dataclass(frozen=True)
class Rule:
    """Who may use a route, and what is sent to it."""

    method: str
    path: str
    may: Collection[str]
    sent: Mapping[str, Any] = field(default_factory=dict)
    """What the client is given: json, data, files, content, headers. `{team_id}` stands for an id."""
    refused: int = 403
    """What a member is told who may not: 404 where not even members are to see that it is there."""
    unseen: int = 404
    """What a stranger and the server's administrator are told: 403 only where it is about nobody's club."""
    done: tuple[int, ...] = DONE
    """What is answered to whoever may."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Where a name in the path stands for something else than usual."""

    @property
    def name(self) -> str:
        """How the rule is called in a failure."""
        return f"{self.method} {self.path.partition('?')[0]}"

    def expected(self, who: str) -> tuple[int, ...]:
        """Return what this person is to be told."""
        if who in self.may:
            return self.done
        if who == ANONYMOUS:
            return (401,)
        return (self.refused if who in MEMBERS else self.unseen,)

    def filled(self, made: Made, club: Club) -> tuple[str, dict[str, Any]]:
        """Return the path and what is sent, with ids of a club that is there."""

        def one(match: re.Match[str]) -> str:
            return made[self.ids.get(match[1], match[1])](club)

        def fill(value: Any) -> Any:
            if isinstance(value, str):
                return re.sub(r"\{(\w+)\}", one, value)
            if isinstance(value, dict):
                return {key: fill(inner) for key, inner in value.items()}
            return [fill(inner) for inner in value] if isinstance(value, list) else value

        return fill(self.path), fill(dict(self.sent))


def root(method: str, path: str, may: Collection[str], **more: Any) -> Rule:
    """Return a rule about a route outside of the API."""
    about = {k: more.pop(k) for k in ("refused", "unseen", "done", "ids") if k in more}
    return Rule(method, path, may, more, **about)


def api(method: str, path: str, may: Collection[str], **more: Any) -> Rule:
    """Return a rule about a route of the API."""
    return root(method, UNDER_API + path, may, **more)


def page(method: str, path: str, may: Collection[str], **more: Any) -> Rule:
    """Return a rule about a page of the portal: it is shown, and a form that is done leads on."""
    return root(method, path, may, **{"done": SHOWN if method in {"GET", "HEAD"} else GONE_ON, **more})
