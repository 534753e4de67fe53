"""Does a write once, however often it is sent.

    def create_game(game: GameIn, session: DbSession, once: Once) -> GameOut:
        return once(GameOut, lambda: games.create(session, viewer, game))

Without an `Idempotency-Key` it is done each time. With one, the second delivery is answered as the first was;
if the first failed, nothing was kept and the second is tried anew; so nothing in `write` may commit. Kept
answers are sealed: some carry a link that is told once, many a name.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from touchline.base.clock import Clock
from touchline.server.kit.callers import address_of, person_of
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.kit.errors import AnswerForgotten, JustBeingDone, KeyUsedBefore
from touchline.server.kit.idempotency import repository
from touchline.server.kit.sealing import Sealer

KEPT_FOR = timedelta(hours=48)
LONGEST_KEY = 200
_FORM = "multipart/form-data"
_MEANS = "Sent again with the same key, the request is done once and answered as it was the first time."

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """Remembers the answer of this request, if it came with a key."""

    session: Session
    clock: Clock
    sealer: Sealer
    response: Response
    request: str | None
    content: str

    def __call__(self, kind: type[Answer], write: Callable[[], Answer]) -> Answer:
        """Return what `write` returns, or what it returned the first time."""
        if self.request is None:
            return write()
        expires_at = self.clock.now() + KEPT_FOR
        if not repository.claim(self.session, self.request, self.content, expires_at):
            kept = repository.read(self.session, self.request)
            if kept.expires_at > self.clock.now():
                return self._replay(kind, kept.content, kept.answer)
        answer = write()
        sealed = self.sealer.seal(answer.model_dump_json())
        repository.keep(self.session, self.request, self.content, sealed, expires_at)
        return answer

    def _replay(self, kind: type[Answer], content: str, sealed: str) -> Answer:
        if content != self.content:
            raise KeyUsedBefore
        if not sealed:
            raise JustBeingDone
        answer = self.sealer.open(sealed)
        if not answer:
            raise AnswerForgotten
        self.response.headers["idempotency-replayed"] = "true"
        return kind.model_validate_json(answer)


async def _content_hash(request: Request) -> str:
    """Hash of all that was sent; the body is small, and was read for the endpoint anyway.

    Of a form its fields: what stands between them is new with each delivery.
    """
    query = str(request.url.query).encode()
    if not request.headers.get("content-type", "").startswith(_FORM):
        return _hash(query, await request.body())
    parts = [query]
    for name, value in (await request.form()).multi_items():
        parts += [name.encode(), await _content_of(value)]
    return _hash(*parts)


async def _content_of(field: UploadFile | str) -> bytes:
    if isinstance(field, str):
        return field.encode()
    content = await field.read()
    await field.seek(0)
    return content


def _once(
    *,
    request: Request,
    response: Response,
    session: DbSession,
    clock: Now,
    ports: PortsOfApp,
    content: Annotated[str, Depends(_content_hash)],
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=LONGEST_KEY, description=_MEANS)
    ] = None,
) -> OnceOnly:
    known_as = None
    if idempotency_key is not None:
        asked = (_sender(request), request.method, request.url.path, idempotency_key)
        known_as = _hash(*(part.encode() for part in asked))
    return OnceOnly(session, clock, ports.sealer, response, known_as, content)


def _sender(request: Request) -> str:
    """Of two strangers behind one address neither may be answered as the other was."""
    shown = [request.headers.get(header, "") for header in ("authorization", "cookie")]
    return person_of(request) or "\n".join((address_of(request), *shown))


def _hash(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()


Once = Annotated[OnceOnly, Depends(_once)]
