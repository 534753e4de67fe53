"""People for tests: with an account, signed in."""

import re
from dataclasses import dataclass
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient

from touchline.server.accounts import service
from touchline.server.accounts.keys import keys_of
from touchline.server.accounts.schemas import RegisterIn
from touchline.server.accounts.user import User
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.kit.mail import MemoryMail
from touchline.server.kit.outbox.posting import SEND
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

PASSWORD = "four random words of mine"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account who has signed in, and the header that says so."""

    user: User
    headers: dict[str, str]

    @property
    def id(self) -> UUID:
        """The account's id."""
        return self.user.id

    @property
    def email(self) -> str:
        """The account's address."""
        return self.user.email


def ports_of(client: TestClient) -> Ports:
    """Return the outside world of a client's application."""
    app = client.app
    assert isinstance(app, FastAPI)
    ports: Ports = app.state.ports
    return ports


def settings_of(client: TestClient) -> Settings:
    """Return the settings of a client's application."""
    app = client.app
    assert isinstance(app, FastAPI)
    settings: Settings = app.state.settings
    return settings


def signed_in(client: TestClient, name: str, *, is_administrator: bool = False) -> Person:
    """Make an account for `name`@example.org without any mail, and sign it in."""
    app, ports = client.app, ports_of(client)
    assert isinstance(app, FastAPI)
    keys, now = keys_of(app.state.settings), ports.clock.now()
    wanted = RegisterIn(email=f"{name}@example.org", password=PASSWORD, display_name=name.title())
    with ports.database.writing() as session:
        account = service.create_account(session, keys, wanted, now=now, is_administrator=is_administrator)
        token = service.open_tokens(session, keys, account, now=now).access_token
        user = service.authenticate(session, keys, bearer=token, now=now)
    assert user is not None
    return Person(user, {"Authorization": f"Bearer {token}"})


def carry_mail(ports: Ports) -> None:
    """Have all mail sent that was posted."""
    InlineRunner(Workshop(ports, table(SEND))).run_all()


def last_token(ports: Ports) -> str:
    """Return the secret in the link of the last mail."""
    carry_mail(ports)
    assert isinstance(ports.mail, MemoryMail)
    (token,) = re.findall(r"[?&]token=([\w-]+)|/invitations/([\w-]+)", ports.mail.sent[-1].text)
    return str(token[0] or token[1])
