"""Mail to people: over SMTP, into a folder, or nowhere, by the same port."""

from touchline.server.kit.mail.memory import MemoryMail
from touchline.server.kit.mail.port import Mail, Message

__all__ = ["Mail", "MemoryMail", "Message"]
