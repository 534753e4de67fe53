"""Files for whoever holds a signed address: whole or in part, and only what is not known yet."""

import functools
from datetime import datetime

from fastapi import APIRouter, Request, Response

from touchline.server.kit.callers import person_of
from touchline.server.kit.deps import PortsOfApp
from touchline.server.kit.files import ranges, revoking
from touchline.server.kit.files.content_types import content_type_of, saved_as
from touchline.server.kit.files.ranges import Part
from touchline.server.kit.files.sending import Ask, SentFile
from touchline.server.kit.ports import Ports
from touchline.server.kit.problems import MEDIA_TYPE, problem
from touchline.server.kit.signing import BadToken
from touchline.server.kit.storage.links import PATH, Opening
from touchline.server.kit.storage.port import Opened, Stored

LONGEST_CACHED_S = 24 * 3600

router = APIRouter(tags=["Files"])

_SAFE_HEADERS = {
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}

_ANSWERS: dict[int | str, dict[str, object]] = {
    200: {"description": "The file", "content": {"*/*": {}}},
    206: {"description": "The part of the file that was asked for"},
    304: {"description": "You have it already"},
    404: {
        "description": "The address is not valid any more, or the file is gone",
        "content": {MEDIA_TYPE: {}},
    },
    416: {"description": "The file ends before the part that was asked for", "content": {MEDIA_TYPE: {}}},
}


@router.get(PATH + "/{token}/{key:path}", response_class=Response, responses=_ANSWERS)
def send_file(token: str, key: str, request: Request, ports: PortsOfApp) -> Response:
    """Send a file, or a part of it."""
    opening = _opening(token, key, request, ports)
    opened = ports.storage.open(key)
    try:
        headers = _headers(opened.stored, opening, ports.clock.now())
        answer = _answer(request, opened, headers, functools.partial(_refuse_revoked, ports, opening))
    except BaseException:
        opened.close()
        raise
    if not isinstance(answer, SentFile):
        opened.close()
    return answer


@router.head(PATH + "/{token}/{key:path}", include_in_schema=False)
def describe_file(token: str, key: str, request: Request, ports: PortsOfApp) -> Response:
    """Say what a file is, without it."""
    opening = _opening(token, key, request, ports)
    stored = ports.storage.stat(key)
    headers = _headers(stored, opening, ports.clock.now())
    if ranges.is_known(request.headers, stored):
        return Response(status_code=304, headers=headers)
    return Response(headers={**headers, "content-length": str(stored.size_bytes)})


def _opening(token: str, key: str, request: Request, ports: PortsOfApp) -> Opening:
    opening = ports.links.read(token, key)
    if opening.holder is not None and person_of(request) != opening.holder:
        raise BadToken("This link is somebody else's, or you are not signed in any more.")
    _refuse_revoked(ports, opening)
    return opening


def _refuse_revoked(ports: Ports, opening: Opening) -> None:
    if opening.grants:
        with ports.database.reading() as session:
            revoking.refuse_revoked(session, opening.grants)


def _answer(request: Request, opened: Opened, headers: dict[str, str], ask: Ask) -> Response:
    stored = opened.stored
    if ranges.is_known(request.headers, stored):
        return Response(status_code=304, headers=headers)
    try:
        part = ranges.part_asked_for(request.headers, stored)
    except ranges.Unsatisfiable:
        unsatisfied = {"content-range": f"bytes */{stored.size_bytes}"}
        return problem(416, "The file ends before the part that you ask for.", headers=unsatisfied)
    if part is None:
        whole = Part(0, stored.size_bytes)
        return SentFile(opened, whole, 200, {**headers, "content-length": str(whole.size)}, ask)
    partly = {"content-length": str(part.size), "content-range": part.content_range(stored.size_bytes)}
    return SentFile(opened, part, 206, {**headers, **partly}, ask)


def _headers(stored: Stored, opening: Opening, now: datetime) -> dict[str, str]:
    headers = {
        **_SAFE_HEADERS,
        "content-type": content_type_of(stored.key),
        "etag": stored.etag,
        "last-modified": ranges.http_date(stored.modified_at),
        "cache-control": _cache_control(stored, opening, now),
    }
    if opening.name is not None:
        headers["content-disposition"] = saved_as(opening.name)
    return headers


def _cache_control(stored: Stored, opening: Opening, now: datetime) -> str:
    """What can be withdrawn or still grows is asked for anew each time; 304 is a short answer."""
    if opening.grants or stored.key.endswith(".m3u8"):
        return "private, no-cache"
    return f"private, max-age={min(LONGEST_CACHED_S, int((opening.expires_at - now).total_seconds()))}"
