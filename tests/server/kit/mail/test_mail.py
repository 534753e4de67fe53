"""Mail says the same whichever way it goes, and nobody can put a header into it."""

import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from factories import smtp
from touchline.base.clock import HandClock
from touchline.server.kit.mail import Mail, MemoryMail, Message
from touchline.server.kit.mail.choosing import choose
from touchline.server.kit.mail.composing import compose
from touchline.server.kit.mail.file import FileMail
from touchline.server.kit.mail.port import LONGEST_SUBJECT, NoMailAddress
from touchline.server.kit.mail.smtp import MailServer, SmtpMail

SENDER = "Touchline Füchse <touchline@club.example>"
Read = Callable[[], list[EmailMessage]]


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture(params=["smtp", "file", "memory"])
def mail_and_read(
    request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock
) -> Iterator[tuple[Mail, Read]]:
    """Each way for mail to go, and how to read what went."""
    if request.param == "smtp":
        with smtp.serving(smtp.Postbox()) as postbox:
            way = SmtpMail(MailServer("smtp", "127.0.0.1", postbox.port), SENDER, clock)
            yield way, lambda: [parsed(letter) for letter in postbox.letters]
    elif request.param == "file":
        yield (
            FileMail(tmp_path / "mail", SENDER, clock),
            lambda: [parsed(path.read_bytes()) for path in sorted((tmp_path / "mail").glob("*.eml"))],
        )
    else:
        memory = MemoryMail()
        yield memory, lambda: [parsed(compose(one, SENDER, clock).as_bytes()) for one in memory.sent]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_message_arrives_in_any_script(mail_and_read: tuple[Mail, Read]) -> None:
    mail, read = mail_and_read
    mail.send(Message("anna@example.org", "Größe – 雪", "Grüße\n.\n.. und 雪\n", "<p>Grüße</p>"))
    (message,) = read()
    assert message["to"] == "anna@example.org"
    assert message["from"] == SENDER
    assert message["subject"] == "Größe – 雪"
    assert message["date"].datetime == message["date"].datetime.replace(year=2026, month=9, day=5)
    assert message["message-id"].endswith("@club.example>")
    assert message["auto-submitted"] == "auto-generated"
    assert text_of(message).replace("\r\n", "\n") == "Grüße\n.\n.. und 雪\n"
    assert text_of(message, "html").strip() == "<p>Grüße</p>"


def test_what_lies_here_of_messages_to_somebody_is_forgotten(
    mail_and_read: tuple[Mail, Read], request: pytest.FixtureRequest
) -> None:
    mail, read = mail_and_read
    for to in ("anna@example.org", "ben@example.org", "joanna@example.org"):
        mail.send(Message(to, "Hello", "To anna@example.org, too"))
    mail.forget("Anna@example.org")
    left = [str(message["to"]) for message in read()]
    gone_out = ["anna@example.org"] if "smtp" in request.node.name else []
    assert left == [*gone_out, "ben@example.org", "joanna@example.org"]


def test_several_messages_arrive_in_order(mail_and_read: tuple[Mail, Read]) -> None:
    mail, read = mail_and_read
    for number in range(3):
        mail.send(Message("a@example.org", f"Number {number}", "text"))
    assert [message["subject"] for message in read()] == ["Number 0", "Number 1", "Number 2"]


def test_what_would_be_a_header_in_a_subject_is_part_of_the_subject(mail_and_read: tuple[Mail, Read]) -> None:
    mail, read = mail_and_read
    mail.send(Message("a@example.org", "Hawks\r\nBcc: all@example.org\n\n\x00evil", "text"))
    (message,) = read()
    assert message["subject"] == "Hawks Bcc: all@example.org evil"
    assert message["bcc"] is None


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b\r\nBcc: c@d", "a@b, c@d", "A <a@b>", "a b@c", "a@b;c", "a@" + "b" * 400, 'a"@b'],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(NoMailAddress, match="Check how it is written"):
        Message(address, "Subject", "text")


def test_a_subject_has_an_end() -> None:
    assert len(Message("a@b", "x" * 10_000, "").subject) == LONGEST_SUBJECT


def test_without_a_mail_server_letters_go_into_the_folder(tmp_path: Path, clock: HandClock) -> None:
    assert isinstance(choose("", tmp_path, SENDER, clock), FileMail)
    assert isinstance(choose("smtp://localhost", tmp_path, SENDER, clock), SmtpMail)
