"""Addresses of files that our own server answers: `/files/<token>/<key>`.

The token says which file may be read, or, where it ends in `/`, which folder: a playlist and its segments
refer to each other by relative addresses, so one token covers the whole tree. Whoever has the address may
read until it expires or its grant is revoked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from touchline.base.clock import Clock
from touchline.server.kit.signing import BadToken, Signer

PURPOSE = "files"
PATH = "/files"
LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Link:
    """What an address is good for beyond one file.

    `folder` opens everything below it, ends in `/`, and is where the key lies. `name` has it saved under this
    name instead of shown. Each of `grants` can be revoked: the address is refused from then on. `holder` is
    the only person for whom it works, while they are signed in (`callers.person_of`).
    """

    folder: str | None = None
    name: str | None = None
    grants: tuple[UUID, ...] = ()
    holder: str | None = None


PLAIN = Link()


@dataclass(frozen=True, slots=True)
class Opening:
    """What a token opens, as read from it."""

    covers: str
    name: str | None
    grants: tuple[UUID, ...]
    holder: str | None
    expires_at: datetime

    def opens(self, key: str) -> bool:
        """Whether this file is what the token is for."""
        return key.startswith(self.covers) if self.covers.endswith("/") else key == self.covers


class Links:
    """Writes the addresses of files, and reads them."""

    def __init__(self, signer: Signer, clock: Clock) -> None:
        self._signer, self._clock = signer, clock

    def url(self, key: str, lives: timedelta, link: Link = PLAIN) -> str:
        """Return the address of a file, without a host: pages and mails have their own."""
        if link.folder is not None and not (link.folder.endswith("/") and key.startswith(link.folder)):
            raise ValueError(f"expected a folder of {key!r} that ends in '/', got {link.folder!r}")
        facts: dict[str, Any] = {"k": link.folder or key}
        if link.name:
            facts["n"] = link.name[:LONGEST_NAME]
        if link.grants:
            facts["g"] = [grant.hex for grant in link.grants]
        if link.holder:
            facts["h"] = link.holder
        token = self._signer.sign(PURPOSE, facts, expires_at=self._clock.now() + lives)
        return f"{PATH}/{token}/{quote(key)}"

    def read(self, token: str, key: str) -> Opening:
        """Return what a token opens.

        Raises:
            BadToken: it is not ours, has expired, or is for another file.
        """
        facts, expires_at = self._signer.read_until(PURPOSE, token, now=self._clock.now())
        grants = tuple(UUID(grant) for grant in facts.get("g", ()))
        opening = Opening(facts["k"], facts.get("n"), grants, facts.get("h"), expires_at)
        if not opening.opens(key):
            raise BadToken("This link is not valid. Ask for a new one.")
        return opening
