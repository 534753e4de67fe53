"""What the API says of itself: every route in a sentence, with examples that are true, and who may ask."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from isolation.rules import ANONYMOUS
from isolation.table import ROUTES
from touchline.server import api
from touchline.server.app import build_app
from touchline.server.kit.health import Health
from touchline.server.kit.pagination import Listed

JSON, PROBLEM = "application/json", "application/problem+json"
DOCUMENT: dict[str, Any] = build_app().openapi()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
SCHEMAS: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema itself, where another only names it."""
    named = schema.get("$ref")
    return SCHEMAS[named.rpartition("/")[2]] if named else schema


def examples_of(schema: dict[str, Any]) -> list[list[Any]]:
    """Return the examples of what a schema holds: its own, those of its kinds, or those of a list's items."""
    whole = resolved(schema)
    if "oneOf" in whole:
        return [found for kind in whole["oneOf"] for found in examples_of(kind)]
    if {"items", "total", "limit", "offset"} == whole.get("properties", {}).keys():
        return examples_of(whole["properties"]["items"]["items"])
    return [whole.get("examples", [])]


def validated(schema: dict[str, Any], example: Any) -> list[str]:
    """Return what is wrong with an example."""
    whole = {**schema, "components": DOCUMENT["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [str(error.message) for error in validator.iter_errors(example)]


def json_answers(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schemas of what an operation answers when all is well."""
    for status, answer in operation["responses"].items():
        schema = answer.get("content", {}).get(JSON, {}).get("schema")
        if status.startswith("2") and schema:
            yield schema


def test_it_is_openapi_3_1_and_every_operation_has_a_readable_id_of_its_own() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if "__" in one or "api_v1" in one or len(one) > 40] == []


def test_every_operation_has_a_sentence_and_a_tag_that_is_described() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    assert [
        name
        for name, operation in OPERATIONS.items()
        if len(operation["summary"].split()) < 2
        or not set(operation.get("tags", ()))
        or set(operation["tags"]) - tags
    ] == []
    assert {tag for operation in OPERATIONS.values() for tag in operation["tags"]} == tags


def test_every_operation_says_how_it_refuses() -> None:
    for name, operation in OPERATIONS.items():
        for status in ("4XX", "5XX"):
            said = operation["responses"][status]["content"][PROBLEM]
            assert resolved(said["schema"])["title"] == "Problem", name
            assert validated(said["schema"], said["example"]) == [], name


def test_every_json_body_has_an_example_that_is_valid() -> None:
    wrong = {}
    for name, operation in OPERATIONS.items():
        said = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if said is None:
            continue
        for found in examples_of(said["schema"]):
            faults = [fault for one in found for fault in validated(said["schema"], one)]
            if not found or faults:
                wrong[name] = faults or ["no example"]
    assert wrong == {}


def test_every_json_answer_has_an_example() -> None:
    assert [
        name
        for name, operation in OPERATIONS.items()
        for schema in json_answers(operation)
        if not all(examples_of(schema))
    ] == []


@pytest.mark.parametrize("name", [name for name in SCHEMAS if SCHEMAS[name].get("examples")])
def test_an_example_is_as_its_schema_says_and_leaves_nothing_out(name: str) -> None:
    schema = SCHEMAS[name]
    for one in schema["examples"]:
        assert validated({"$ref": f"#/components/schemas/{name}"}, one) == []
        assert one.keys() <= schema["properties"].keys()


def models(of: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Yield our schemas."""
    for model in of.__subclasses__():
        if model.__module__.startswith("touchline.server") and not issubclass(model, Listed):
            yield model
        yield from models(model)


def test_our_own_rules_accept_every_example() -> None:
    tried = []
    for model in models():
        extra: Any = model.model_config.get("json_schema_extra") or {}
        for one in extra.get("examples", []):
            model.model_validate(one)
            tried.append(model)
    assert Health in tried
    assert len(tried) > 50


def test_it_says_of_every_operation_whether_one_must_sign_in() -> None:
    open_to_anybody = {rule.name for rule in ROUTES if ANONYMOUS in rule.may}
    assert {
        name for name, operation in OPERATIONS.items() if operation.get("security") == []
    } == open_to_anybody
    known = {operation["operationId"] for operation in OPERATIONS.values()}
    assert known >= api.OPEN_TO_ANYBODY
    assert {"bearer": []} in DOCUMENT["security"]
