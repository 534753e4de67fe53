"""Mail that goes nowhere and can be read afterwards."""

from touchline.server.kit.mail.port import Message


class MemoryMail:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        """Keep a message."""
        self.sent.append(message)

    def forget(self, address: str) -> None:
        """Forget what was sent to somebody."""
        self.sent = [message for message in self.sent if message.to.casefold() != address.casefold()]
