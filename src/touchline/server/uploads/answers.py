"""What is answered, in headers: both protocols' words at once, since each client reads only its own."""

import base64
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from touchline.base.errors import TouchlineError
from touchline.server.kit import problems
from touchline.server.uploads import checksums, errors
from touchline.server.uploads.dialects import IETF_CONTENT, TUS_CONTENT, TUS_EXTENSIONS, TUS_VERSION, Dialect
from touchline.server.uploads.handling import Standing
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.models import State

STATUS: dict[type[TouchlineError], int] = {
    errors.UploadFinished: 409,
    errors.TooManyUploads: 429,
    errors.BadHeader: 400,
    errors.UnsupportedVersion: 412,
    errors.UnsupportedContent: 415,
    errors.WrongChecksum: 460,
    errors.InconsistentLength: 400,
    errors.TooLong: 413,
    errors.DiskFull: 507,
    errors.Stalled: 408,
    errors.Interrupted: 400,
}
"""Where the protocols want another status than the error's kind has."""

_TYPES = {
    errors.OffsetMismatch: "mismatching-upload-offset",
    errors.UploadFinished: "completed-upload",
    errors.InconsistentLength: "inconsistent-upload-length",
}
_REGISTRY = "https://iana.org/assignments/http-problem-types#"
_NO_STORE = {"Cache-Control": "no-store"}
TUS = {"Tus-Resumable": TUS_VERSION}
_DRAINED_BYTES = 1 << 20


def discovery(intake: Intake) -> Response:
    """Say what we speak, and how much may be sent."""
    return Response(
        status_code=204,
        headers={
            **TUS,
            "Tus-Version": TUS_VERSION,
            "Tus-Extension": ",".join(TUS_EXTENSIONS),
            "Tus-Max-Size": str(intake.limits.most_bytes),
            "Tus-Checksum-Algorithm": ",".join(checksums.ALGORITHMS),
            "Accept-Patch": f"{IETF_CONTENT}, {TUS_CONTENT}",
            "Upload-Limit": f"max-size={intake.limits.most_bytes}, min-size=1, max-age={_age_s(intake)}",
        },
    )


def created(intake: Intake, standing: Standing, location: str, shown: Mapping[str, Any]) -> Response:
    """Say where the upload is; one that came whole is shown."""
    headers = {**_progress(intake, standing), "Location": location}
    return JSONResponse(shown, 201 if standing.is_new else 200, headers=headers)


def appended(intake: Intake, standing: Standing, dialect: Dialect, shown: Mapping[str, Any]) -> Response:
    """Say how far the upload is; the IETF wants the result of the whole when it is complete."""
    headers = _progress(intake, standing)
    if dialect is Dialect.IETF and standing.upload.state is State.FINISHED:
        return JSONResponse(shown, headers=headers)
    return Response(status_code=204, headers=headers)


def state(intake: Intake, standing: Standing, folder: str) -> Response:
    """Answer HEAD."""
    upload = standing.upload
    headers = _progress(intake, standing) | _NO_STORE
    headers |= {"Upload-Defer-Length": "1"} if upload.length_bytes is None else {}
    if upload.raw_metadata:
        headers["Upload-Metadata"] = upload.raw_metadata
    if upload.is_part:
        headers["Upload-Concat"] = "partial"
    if upload.is_final:
        headers["Upload-Concat"] = "final;" + " ".join(f"{folder}/{part_id}" for part_id in standing.part_ids)
    return Response(status_code=204, headers=headers)


def removed() -> Response:
    """Answer DELETE."""
    return Response(status_code=204, headers=TUS)


def refused(error: TouchlineError, request_headers: Mapping[str, str]) -> Response:
    """Turn an error outward, in the words of the protocols.

    The connection ends where a client might go on sending a large body that nobody reads.
    """
    table = STATUS | problems.STATUS
    status = next((table[kind] for kind in type(error).__mro__ if kind in table), 500)
    answer = problems.problem(status, str(error), code=problems.code_of(error), members=_members(error))
    return _told(answer, error, status, request_headers)


def _members(error: TouchlineError) -> dict[str, Any]:
    members: dict[str, Any] = {"type": _REGISTRY + _TYPES[type(error)]} if type(error) in _TYPES else {}
    if isinstance(error, errors.OffsetMismatch):
        members |= {"expected-offset": error.expected, "provided-offset": error.provided}
    return members


def _told(
    answer: Response, error: TouchlineError, status: int, request_headers: Mapping[str, str]
) -> Response:
    answer.headers.update(TUS)
    if isinstance(error, errors.OffsetMismatch):
        answer.headers["Upload-Offset"] = str(error.expected)
    if isinstance(error, errors.UploadFinished):
        answer.headers["Upload-Offset"] = str(error.size_bytes)
        answer.headers["Upload-Complete"] = "?1"
    if isinstance(error, errors.UnsupportedVersion):
        answer.headers["Tus-Version"] = TUS_VERSION
    if status in (429, 503, 507):
        answer.headers["Retry-After"] = "30"
    if isinstance(error, errors.CutOff) or not _is_small(request_headers):
        answer.headers["Connection"] = "close"
    return answer


def _progress(intake: Intake, standing: Standing) -> dict[str, str]:
    upload = standing.upload
    is_finished = upload.state is State.FINISHED
    headers = {**TUS, "Upload-Offset": str(standing.offset), "Upload-Complete": "?1" if is_finished else "?0"}
    if upload.length_bytes is not None:
        headers["Upload-Length"] = str(upload.length_bytes)
    if upload.sha256:
        digest = base64.b64encode(bytes.fromhex(upload.sha256)).decode()
        headers["Repr-Digest"] = f"sha-256=:{digest}:"
    if not is_finished:
        expires_at = intake.limits.expires_at(intake.shelf.touched_at(upload.id))
        headers["Upload-Expires"] = format_datetime(expires_at, usegmt=True)
        headers["Upload-Limit"] = (
            f"max-size={intake.limits.most_bytes}, max-age={_left_s(intake, expires_at)}"
        )
    return headers


def _left_s(intake: Intake, expires_at: datetime) -> int:
    return max(0, int((expires_at - intake.ports.clock.now()).total_seconds()))


def _age_s(intake: Intake) -> int:
    return int(intake.limits.idle.total_seconds())


def _is_small(headers: Mapping[str, str]) -> bool:
    size = headers.get("content-length", "0" if "transfer-encoding" not in headers else "")
    return size.isdigit() and int(size) <= _DRAINED_BYTES
