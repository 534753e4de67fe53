"""A message as it travels: headers, text, HTML (RFC 5322, MIME)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from touchline.base.clock import Clock
from touchline.base.ids import new_id
from touchline.server.kit.mail.port import Message


def compose(message: Message, sender: str, clock: Clock) -> EmailMessage:
    """Return the mail; `sender` is an address, with a name before it or without."""
    name, address = parseaddr(sender)
    composed = EmailMessage(policy=SMTP)
    composed["From"] = Address(name, addr_spec=address)
    composed["To"] = message.to
    composed["Subject"] = message.subject
    composed["Date"] = clock.now()
    composed["Message-ID"] = f"<{new_id()}@{address.rpartition('@')[2]}>"
    composed["Auto-Submitted"] = "auto-generated"
    composed.set_content(message.text)
    if message.html is not None:
        composed.add_alternative(message.html, subtype="html")
    return composed
