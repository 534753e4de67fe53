"""Mail into a folder, one `.eml` each: for a club without a mail server yet, and for developers."""

import contextlib
from email.parser import HeaderParser
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path

from touchline.base.clock import Clock
from touchline.base.files import written_whole
from touchline.base.ids import new_id
from touchline.server.kit.mail.composing import compose
from touchline.server.kit.mail.port import Message


class FileMail:
    """Writes what would be sent."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self._folder, self._sender, self._clock = folder, sender, clock

    def send(self, message: Message) -> None:
        """Write a message; the files' names rise with time."""
        content = compose(message, self._sender, self._clock).as_bytes()
        with written_whole(self._folder / f"{new_id()}.eml") as path:
            path.write_bytes(content)

    def forget(self, address: str) -> None:
        """Remove the files of messages to somebody."""
        for path in self._folder.glob("*.eml"):
            with contextlib.suppress(FileNotFoundError):
                headers = HeaderParser(policy=SMTP).parsestr(path.read_text("utf-8", "replace"))
                if parseaddr(str(headers["To"]))[1].casefold() == address.casefold():
                    path.unlink()
