"""What the server asks of whoever carries its mail."""

from dataclasses import dataclass
from typing import Protocol

from touchline.base.errors import Invalid

LONGEST_ADDRESS = 320
LONGEST_SUBJECT = 250


class NoMailAddress(Invalid):
    """Mail cannot go where it was told to."""

    def __init__(self) -> None:
        super().__init__("Mail cannot be sent to this address. Check how it is written.")


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one person: plain text, and the same as HTML where that says it better.

    What would end a header and begin another one never gets into a message: of an address it is refused, in
    a subject (a team's name may stand in it) it becomes a space.
    """

    to: str
    subject: str
    text: str
    html: str | None = None

    def __post_init__(self) -> None:
        if "@" not in self.to or len(self.to) > LONGEST_ADDRESS or not self.to.isprintable():
            raise NoMailAddress
        if any(sign in self.to for sign in ' ,;<>"()'):
            raise NoMailAddress
        shown = "".join(letter if letter.isprintable() else " " for letter in self.subject)
        object.__setattr__(self, "subject", " ".join(shown.split())[:LONGEST_SUBJECT])


class Mail(Protocol):
    """Carries messages.

    Raises Unavailable if it is worth trying again, NoMailAddress if it is not. Sending can take as long as
    the other server likes: do it in a job, never while a transaction waits.
    """

    def send(self, message: Message) -> None:
        """Hand over a message; return when it is on its way."""

    def forget(self, address: str) -> None:
        """Remove what is still here of messages to somebody; what has gone out is out of reach."""
