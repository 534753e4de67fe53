"""Forgetting what was answered about somebody, and not that it was: sent again, it is not done again."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from touchline.server.kit.idempotency import repository
from touchline.server.kit.naming import without_name
from touchline.server.kit.sealing import CannotOpen, Sealer


def forget_answers_with(session: Session, sealer: Sealer, words: Collection[str]) -> None:
    """Empty each kept answer in which one of these words stands; each has to be opened to see.

    The row stays until it expires: a phone that sends again how it added a child must not bring it back.
    """
    for kept in repository.list_answered(session):
        try:
            answer = sealer.open(kept.answer)
        except CannotOpen:
            continue
        if any(without_name(answer, word) != answer for word in words):
            kept.answer = sealer.seal("")
