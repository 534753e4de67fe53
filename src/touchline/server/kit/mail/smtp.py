"""Mail over SMTP, by the standard library's client.

Not aiosmtplib: mail is sent by jobs, which are plain functions on threads like all code that has a database
session; an event loop for each mail would only wait differently.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from touchline.base.clock import Clock
from touchline.base.errors import Unavailable
from touchline.server.kit.mail.composing import compose
from touchline.server.kit.mail.port import Message, NoMailAddress

TIMEOUT_S = 20.0
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
"""Way to encrypt → where mail servers listen for it."""

_ASKS_FOR_PATIENCE = range(400, 500)


class MailServerAway(Unavailable):
    """The mail server does not answer, or asks for patience."""

    retry_after_s = 120

    def __init__(self) -> None:
        super().__init__("The mail server does not take mail at the moment. It is tried again by itself.")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and how mail is handed over."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read `smtp+starttls://user:password@host:587`; `%40` stands for an @ in the user's name."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"expected {', '.join(f'{one}://host' for one in PORTS)}, got {parts.scheme!r}")
        user, password = (unquote(one) if one else None for one in (parts.username, parts.password))
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password)


class SmtpMail:
    """Hands mail to a server, one conversation each."""

    def __init__(
        self, server: MailServer, sender: str, clock: Clock, trust: ssl.SSLContext | None = None
    ) -> None:
        self._server, self._sender, self._clock = server, sender, clock
        self._trust = trust or ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Hand over a message."""
        composed = compose(message, self._sender, self._clock)
        with _told_in_words(), self._conversation() as client:
            client.send_message(composed)

    def forget(self, address: str) -> None:
        """Nothing is kept here of what was handed over."""

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        with self._greeted() as client:
            if server.scheme == "smtp+starttls":
                client.starttls(context=self._trust)
            if server.user is not None:
                client.login(server.user, server.password or "")
            yield client

    def _greeted(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=self._trust)
        return smtplib.SMTP(host, port, timeout=TIMEOUT_S)


@contextmanager
def _told_in_words() -> Iterator[None]:
    """Addresses stay out of what is told: errors are logged."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code in _ASKS_FOR_PATIENCE for code in codes):
            raise MailServerAway from None
        raise NoMailAddress from None
    except smtplib.SMTPNotSupportedError as error:
        if "SMTPUTF8" in str(error):
            raise NoMailAddress from None
        raise MailServerAway from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailServerAway from error
