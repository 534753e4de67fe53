"""Mail is sent if and only if what it tells of is committed, and nobody can read it on its way."""

import dataclasses

import pytest
from sqlalchemy import select

from factories.people import carry_mail
from touchline.base.errors import Unavailable
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.inline import InlineRunner
from touchline.server.kit.jobs.models import JobState
from touchline.server.kit.jobs.repository import Filter
from touchline.server.kit.jobs.task import Workshop, table
from touchline.server.kit.mail import MemoryMail, Message
from touchline.server.kit.outbox import posting
from touchline.server.kit.outbox.models import Letter
from touchline.server.kit.ports import Ports

WELCOME = Message(to="anna@example.org", subject="Welcome", text="Open this link: secret")


class NoMailToday:
    """A mail server that is down."""

    def send(self, message: Message) -> None:
        raise Unavailable("The mail server does not answer.")


def letters(ports: Ports) -> list[str]:
    with ports.database.reading() as session:
        return [letter.sealed for letter in session.scalars(select(Letter))]


def sent(ports: Ports) -> list[Message]:
    assert isinstance(ports.mail, MemoryMail)
    return list(ports.mail.sent)


@pytest.fixture
def posted(ports: Ports) -> Ports:
    with ports.database.writing() as session:
        posting.post(session, ports, WELCOME)
    return ports


def test_a_letter_waits_unreadable_is_sent_once_and_forgotten(posted: Ports) -> None:
    assert sent(posted) == []
    [sealed] = letters(posted)
    assert "anna" not in sealed
    carry_mail(posted)
    carry_mail(posted)
    assert sent(posted) == [WELCOME]
    assert letters(posted) == []


def test_what_was_not_committed_is_not_told(ports: Ports) -> None:
    with pytest.raises(ZeroDivisionError), ports.database.writing() as session:
        posting.post(session, ports, WELCOME)
        raise ZeroDivisionError
    carry_mail(ports)
    assert sent(ports) == []


def test_nothing_is_posted_as_something_is_and_reaches_nobody(ports: Ports) -> None:
    with ports.database.writing() as session:
        posting.post(session, ports, None)
    assert len(letters(ports)) == 1
    carry_mail(ports)
    assert (sent(ports), letters(ports)) == ([], [])


def test_while_the_mail_server_is_down_letters_wait(posted: Ports) -> None:
    down = dataclasses.replace(posted, mail=NoMailToday())
    InlineRunner(Workshop(down, table(posting.SEND))).run_all()
    assert len(letters(posted)) == 1
    with posted.database.reading() as session:
        [job], _ = jobs.list_jobs(session, Filter(task="send_mail"))
        assert (job.state, job.attempts) == (JobState.PENDING, 1)


def test_a_letter_that_nobody_could_deliver_is_forgotten(posted: Ports) -> None:
    with posted.database.writing() as session:
        posting.forget_old(session, posted.clock.now() + posting.KEPT)
        assert session.scalars(select(Letter)).all() != []
        posting.forget_old(session, posted.clock.now() + 2 * posting.KEPT)
        assert session.scalars(select(Letter)).all() == []


def test_a_letter_to_somebody_who_is_erased_is_not_sent_and_those_to_others_are(posted: Ports) -> None:
    other = dataclasses.replace(WELCOME, to="joanna@example.org")
    with posted.database.writing() as session:
        posting.post(session, posted, other)
        posting.post(session, posted, None)
        session.add(Letter(sealed="of a secret that is gone", created_at=posted.clock.now()))
        posting.forget_letters_to(session, posted.sealer, "Anna@example.org")
    carry_mail(posted)
    assert sent(posted) == [other]
