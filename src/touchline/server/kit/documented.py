"""How OpenAPI is told of every route: its sentence, what it may refuse, who may ask, and how to read on."""

from collections.abc import Collection, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from touchline.server.kit.problems import MEDIA_TYPE

DESCRIPTION = """\
One set of routes for every client: phones, scripts and the portal's own pages.

**Signing in.** `POST /api/v1/auth/login` answers with an access token; send it as `Authorization: Bearer …`.
It lasts for minutes: `POST /api/v1/auth/refresh` exchanges the refresh token, which is good once, for new
ones. Who joined a game by its code without an account sends the camera token of the answer in the same way.
Pages of the portal sign in by a cookie, and send its CSRF token with every write.

**Lists** take `limit` (at most 100) and `offset`, and answer with `items`, `total`, `limit` and `offset`.

**Trying again.** A request that takes an `Idempotency-Key` may be sent again with the same key: it is done
once, and the second answer is the first one, with `Idempotency-Replayed: true`. Keys are kept for two days.

**Errors** are problem documents (RFC 9457, `application/problem+json`): `detail` is for a person and says
what to do, `code` is stable and for programs. Where it is too early to ask, `Retry-After` says until when.

Times are RFC 3339 in UTC, ids are UUIDs, and a unit stands in the name: `duration_s`, `size_bytes`.
"""

TAGS = [
    {"name": "People", "description": "Accounts: signing in and out, oneself."},
    {"name": "Clubs", "description": "Clubs, teams, rosters, members, invitations, consent."},
    {"name": "Games", "description": "Games and who takes part; arenas, formations, line-ups."},
    {"name": "Uploads", "description": "Recordings on their way: tus 1.0 and the IETF's resumable uploads."},
    {"name": "Takes", "description": "What one camera recorded of a game."},
    {"name": "Films", "description": "The film of a game, every angle of it, and how well they fit."},
    {"name": "Clips", "description": "Clips that are cut, and stretches that are marked."},
    {"name": "Shares", "description": "Links by which somebody without an account may watch."},
    {"name": "Jobs", "description": "Background work: how far it is, stopping it, trying it again."},
    {"name": "Files", "description": "What signed addresses lead to."},
    {"name": "Operations", "description": "For whoever runs the server."},
]

_TEXT = {"type": "string"}
_FIELD = {
    "type": "object",
    "required": ["field", "message"],
    "properties": {"field": _TEXT, "message": _TEXT},
}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, for a person"},
        "code": {"type": "string", "pattern": "^[A-Z0-9_]+$", "description": "Stable, for programs"},
        "errors": {"type": "array", "items": _FIELD, "description": "Which fields are not as they must be"},
    },
    "examples": [
        {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "detail": "There is no such team here.",
            "code": "TEAM_NOT_FOUND",
        }
    ],
}
_LATER = {
    "type": "about:blank",
    "title": "Not now",
    "status": 503,
    "detail": "The server's database does not answer just now. Try again in a few seconds.",
    "code": "DATABASE_AWAY",
}
_SCHEMAS = {"Problem": PROBLEM}


def _answer(description: str, example: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": description, "content": {MEDIA_TYPE: content}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": _answer("Refused: the document says why, and what to do", PROBLEM["examples"][0]),
    "5XX": _answer("Not now: 503 and 507 say when to try again (Retry-After)", _LATER),
}


def name_of(route: APIRoute) -> str:
    """Return the id of an operation: what its function is called."""
    return route.name


def install(app: FastAPI, *, open_to_anybody: Collection[str], sign_in_cookie: str) -> None:
    """Have an application describe its routes in its own words; these operations ask nobody who they are."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = describe()
            schemas = document["components"]["schemas"] | _SCHEMAS
            document["components"] = {
                "schemas": dict(sorted(schemas.items())),
                "securitySchemes": _signatures(sign_in_cookie),
            }
            for schema in (one for one in schemas.values() if "examples" in one):
                schema["examples"] = [_with_nulls(said, schema, schemas) for said in schema["examples"]]
            document["security"] = [{"bearer": []}, {"cookie": []}]
            for operation in _operations(document):
                _lead_with_the_sentence(operation)
                if operation["operationId"] in open_to_anybody:
                    operation["security"] = []
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's documentation says


def _signatures(sign_in_cookie: str) -> dict[str, Any]:
    signed = "The access token, or the camera token of whoever joined without an account."
    page = "For pages: every write carries the CSRF token in the header `X-CSRF-Token` besides."
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": signed},
        "cookie": {"type": "apiKey", "in": "cookie", "name": sign_in_cookie, "description": page},
    }


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _lead_with_the_sentence(operation: dict[str, Any]) -> None:
    """Make the first line of the function's docstring the summary, and the rest the description."""
    sentence, _, rest = operation.pop("description").partition("\n")
    operation["summary"] = sentence.rstrip(".")
    if rest.strip():
        operation["description"] = rest.strip()


def _with_nulls(said: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Put the nulls back that FastAPI leaves out of examples: whatever is required is there."""
    whole = _meant(schema, schemas)
    if isinstance(said, list):
        return [_with_nulls(one, whole.get("items", {}), schemas) for one in said]
    if not isinstance(said, dict) or "properties" not in whole:
        return said
    return {
        name: _with_nulls(said.get(name), inner, schemas)
        for name, inner in whole["properties"].items()
        if name in said or name in whole.get("required", ())
    }


def _meant(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that another names, alone or with null for the choice."""
    named = schema.get("$ref") or schema.get("anyOf", [{}])[0].get("$ref")
    found: dict[str, Any] = schemas[named.rpartition("/")[2]] if named else schema
    return found
