"""Mail that goes nowhere and can be read afterwards."""

from touchline.server.kit.mail.port import Message


class MemoryMail:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        """Keep a message."""
        self.sent.append(message)
