"""Mail is posted in the transaction of what it tells of, and sent by a job: none is lost, none is too early.

What would not be sent is posted too, as nothing: so the time of an answer does not tell whether there was
somebody to write to.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Priority
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.mail.port import Message, NoMailAddress
from touchline.server.kit.outbox import repository
from touchline.server.kit.outbox.models import Letter
from touchline.server.kit.ports import Ports
from touchline.server.kit.sealing import CannotOpen, Sealer

Post = Callable[[Message | None], None]
"""What services are handed to write to somebody with."""

KEPT = timedelta(days=7)
"""After that, whatever was to be told is old news, and the links in it have expired."""


def post(
    session: Session, ports: Ports, message: Message | None, *, priority: Priority = Priority.REALTIME
) -> None:
    """Have a message sent if and only if this transaction is committed; None costs the same.

    Somebody waits for most letters; those to many at once are BULK, so that nobody waits behind them.
    """
    content = json.dumps(None if message is None else asdict(message))
    letter = Letter(sealed=ports.sealer.seal(content), created_at=ports.clock.now())
    session.add(letter)
    session.flush()
    jobs.defer(session, SEND, priority=priority, letter_id=letter.id)


def forget_letters_to(session: Session, sealer: Sealer, address: str) -> None:
    """Have no letter sent to somebody; each has to be opened to see where it goes."""
    for letter in repository.list_all(session):
        content = _content_of(sealer, letter)
        if content and str(content["to"]).casefold() == address.casefold():
            repository.remove(session, letter.id)


def forget_old(session: Session, now: datetime) -> None:
    """Forget letters that nobody could deliver."""
    repository.remove_older(session, now - KEPT)


def _send(job: Running) -> None:
    letter_id = job.ids["letter_id"]
    with job.ports.database.reading() as session:
        letter = repository.find(session, letter_id)
    content = json.loads(job.ports.sealer.open(letter.sealed)) if letter else None
    try:
        if content:
            job.ports.mail.send(Message(**content))
    except NoMailAddress:
        with job.ports.database.writing() as session:
            repository.remove(session, letter_id)
        raise
    with job.writing() as session:
        repository.remove(session, letter_id)
        job.finish(session)


def _content_of(sealer: Sealer, letter: Letter) -> dict[str, Any] | None:
    """Return what stands in a letter; None of one that nobody can open any more, or that says nothing."""
    try:
        content: dict[str, Any] | None = json.loads(sealer.open(letter.sealed))
    except CannotOpen:
        return None
    return content


SEND = Task("send_mail", _send, most_attempts=30, backoff_s=5.0, longest_s=600.0)
"""Tried for about four hours. Killed between sending and saying so, a letter is sent twice."""
