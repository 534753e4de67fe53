"""Which way mail goes: by the address of a mail server, else into a folder."""

from pathlib import Path

from touchline.base.clock import Clock
from touchline.server.kit.mail.file import FileMail
from touchline.server.kit.mail.port import Mail
from touchline.server.kit.mail.smtp import MailServer, SmtpMail


def choose(url: str, folder: Path, sender: str, clock: Clock) -> Mail:
    """Return the mail of a URL; without one, letters are written into the folder."""
    if not url:
        return FileMail(folder, sender, clock)
    return SmtpMail(MailServer.from_url(url), sender, clock)
