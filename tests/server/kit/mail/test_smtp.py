"""Real conversations with a mail server: encrypted, signed in, refused, put off."""

import contextlib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from factories import smtp
from touchline.base.clock import HandClock
from touchline.server.kit.mail import Message
from touchline.server.kit.mail.port import NoMailAddress
from touchline.server.kit.mail.smtp import MailServer, MailServerAway, SmtpMail

MESSAGE = Message("anna@example.org", "The film is ready", "Watch it.")


def mail_to(
    postbox: smtp.Postbox, clock: HandClock, scheme: str = "smtp", trust: ssl.SSLContext | None = None
) -> SmtpMail:
    user, password = smtp.CREDENTIALS if postbox.asks_for_login else (None, None)
    return SmtpMail(
        MailServer(scheme, "127.0.0.1", postbox.port, user, password), "c@club.example", clock, trust
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(encoding, kind, plain) + made.public_bytes(encoding))
    return path


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_mail_goes_encrypted_and_signed_in(certificate: Path, clock: HandClock, scheme: str) -> None:
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=certificate)
    postbox = smtp.Postbox(trust=served, is_encrypted_from_the_start=scheme == "smtps", asks_for_login=True)
    with smtp.serving(postbox):
        mail_to(postbox, clock, scheme, trust).send(MESSAGE)
    assert postbox.encrypted == [True]


def test_a_server_that_nobody_vouches_for_gets_no_mail(certificate: Path, clock: HandClock) -> None:
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate)
    with smtp.serving(smtp.Postbox(trust=served)) as postbox, pytest.raises(MailServerAway):
        mail_to(postbox, clock, "smtp+starttls").send(MESSAGE)
    assert postbox.letters == []


def test_a_server_without_encryption_gets_no_mail_that_must_be_encrypted(clock: HandClock) -> None:
    with smtp.serving(smtp.Postbox()) as postbox, pytest.raises(MailServerAway):
        mail_to(postbox, clock, "smtp+starttls").send(MESSAGE)
    assert postbox.letters == []


@pytest.mark.parametrize(
    "answers",
    [
        {"greeting": "421 too busy"},
        {"answer_to_recipient": "451 greylisted, come back"},
        {"answer_to_letter": "452 mailbox full"},
    ],
)
def test_a_server_that_asks_for_patience_is_tried_again(clock: HandClock, answers: dict[str, str]) -> None:
    with smtp.serving(smtp.Postbox(**answers)) as postbox, pytest.raises(MailServerAway) as raised:
        mail_to(postbox, clock).send(MESSAGE)
    assert raised.value.retry_after_s == 120


def test_an_address_that_the_server_does_not_know_is_not_tried_again_and_not_told(clock: HandClock) -> None:
    postbox = smtp.Postbox(answer_to_recipient="550 no such user anna@example.org")
    with smtp.serving(postbox), pytest.raises(NoMailAddress) as raised:
        mail_to(postbox, clock).send(MESSAGE)
    assert "anna" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_an_address_in_another_script_goes_where_it_can(clock: HandClock) -> None:
    message = Message("jürgen@example.org", "Ready", "Watch it.")
    with smtp.serving(smtp.Postbox(features=("SMTPUTF8", "8BITMIME"))) as postbox:
        mail_to(postbox, clock).send(message)
    assert "jürgen@example.org" in postbox.recipients[0]
    with smtp.serving(smtp.Postbox()) as postbox, pytest.raises(NoMailAddress):
        mail_to(postbox, clock).send(message)


def test_a_server_that_is_not_there_is_tried_again(clock: HandClock) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(MailServerAway, match="tried again by itself"):
        mail_to(smtp.Postbox(port=port), clock).send(MESSAGE)


def test_a_wrong_password_sends_nothing(clock: HandClock) -> None:
    with smtp.serving(smtp.Postbox(asks_for_login=True)) as postbox:
        server = MailServer("smtp", "127.0.0.1", postbox.port, "somebody", "else")
        with pytest.raises(MailServerAway):
            SmtpMail(server, "c@club.example", clock).send(MESSAGE)
    assert postbox.letters == []


def test_a_mail_server_is_read_from_its_address() -> None:
    read = MailServer.from_url("smtp+starttls://club%40example.org:p%40ss%3Aword@mail.example.org")
    assert read == MailServer("smtp+starttls", "mail.example.org", 587, *smtp.CREDENTIALS)
    assert MailServer.from_url("smtp://localhost:2525") == MailServer("smtp", "localhost", 2525)


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "mail.example.org"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="expected smtp://host"):
        MailServer.from_url(url)
