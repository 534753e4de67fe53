"""Whatever a client may send: requests made up from what the API says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans, one_of
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
NOT_NOW = {503, 507}
"""Errors of a server that say so in a sentence: they are documented, and no fault."""


class Unwanted(AssertionError):
    """An answer that is not as it must be."""


def operations(app: FastAPI) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    """Yield all that the API says one can ask for."""
    schema = openapi.from_dict(app.openapi())
    for found in schema.get_all_operations():
        yield found.ok()


def try_out(
    client: TestClient,
    operation: APIOperation[Any, Any, Any, Any],
    *,
    headers: Mapping[str, str],
    ids: Mapping[str, str],
    examples: int,
    modes: Sequence[GenerationMode] = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE),
) -> None:
    """Send what is as it must be and what is not, now and then about things that are there.

    Raises:
        AssertionError: an answer that the API does not say it gives.
    """
    how = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )

    @how
    @given(
        case=one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)),
        is_about_what_is_there=booleans(),
    )
    def ask(case: Case, is_about_what_is_there: bool) -> None:
        if is_about_what_is_there:
            _point_at_what_is_there(case, ids)
        _check(case, _send(client, case, headers))

    ask()


def _point_at_what_is_there(case: Case, ids: Mapping[str, str]) -> None:
    for name in case.path_parameters or {}:
        if name in ids:
            case.path_parameters[name] = ids[name]
    if isinstance(case.body, dict):
        case.body.update({name: ids[name] for name in case.body if name in ids})


def _send(client: TestClient, case: Case, headers: Mapping[str, str]) -> Any:
    sent = case.as_transport_kwargs(base_url=str(client.base_url))
    sent["headers"] = {**dict(sent.get("headers") or {}), **headers}
    data = sent.get("data")
    if isinstance(data, bytes | str):
        sent["content"] = sent.pop("data")
    if isinstance(sent.get("files"), list | dict):
        fields = sent["files"].items() if isinstance(sent["files"], dict) else sent["files"]
        sent["files"] = [(name, ("file", str(content).encode())) for name, content in fields]
    sent.pop("cookies", None)
    client.cookies.clear()
    answer = client.request(follow_redirects=False, **sent)
    answer.request.read()
    return answer


def _check(case: Case, answer: Any) -> None:
    try:
        case.validate_response(answer, checks=CHECKS[1:] if answer.status_code in NOT_NOW else CHECKS)
    except (Failure, FailureGroup) as failure:
        raise Unwanted(
            f"{case.as_curl_command()}\n{answer.status_code}: {answer.text[:300]}\n{failure}"
        ) from None
