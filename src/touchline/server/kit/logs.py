"""Logs: one JSON object a line, each with its request's id, and nothing about a person.

Whatever is logged here or by a library passes the same last steps: what a key says to be personal is left
out, and what looks like an address or a secret is masked, in tracebacks too.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REMOVED = "[removed]"

PERSONAL_KEYS = frozenset(
    {
        "address", "authorization", "birth_date", "born_on", "client", "cookie", "display_name", "email",
        "first_name", "guardian", "heart_rate", "host", "ip", "last_name", "latitude", "longitude", "mail",
        "name", "password", "phone", "player_name", "recipient", "secret", "subject", "to", "token",
        "user_agent", "user_name", "username",
    }
)  # fmt: skip
"""Keys whose values say who somebody is, where they are or how to become them."""

_MASKS = (
    (re.compile(r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:]+"), "[address]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [secret]"),
    (re.compile(r"\btl[a-z]_[\w-]+"), "[secret]"),
    (re.compile(r"/(s|invitations)/[^\s/{]+"), r"/\1/[secret]"),
    (re.compile(r"\btoken=[^\s&]+"), "token=[secret]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.?[\w-]*"), "[secret]"),
    (re.compile(r"/files/[^\s/{]+"), "/files/[secret]"),
    (re.compile(r"\[parameters: .*", re.DOTALL), "[parameters left out]"),
)
"""What must not be read, whichever key it stands under, and what stands there instead."""


def configure(*, level: str = "INFO", as_json: bool = True, stream: TextIO | None = None) -> None:
    """Have this process log in this way, its libraries included. Once, when a program starts."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_last_steps(as_json))
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.getLevelNamesMapping()[level]
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = [], True
    # Uvicorn's own lines about requests hold addresses and tokens; `requests.py` writes better ones.
    logging.getLogger("uvicorn.access").disabled = True


def _last_steps(as_json: bool) -> list[Processor]:
    render: Processor = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        leave_out_persons,
        render,
    ]


def leave_out_persons(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Leave out what is personal: a step of structlog's."""
    return {key: REMOVED if key.lower() in PERSONAL_KEYS else _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, instead in _MASKS:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, Mapping):
        return leave_out_persons(None, "", dict(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else _masked(str(value))


def _as_json(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
