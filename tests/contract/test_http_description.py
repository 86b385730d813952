"""The description of the API: committed, complete, with an example for everything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auth.access import ACCESS
from http_api.openapi_file import FILE, text

SCHEMA: dict[str, Any] = json.loads(text())
OPERATIONS = {f"{method.upper()} {path}": operation for path, item in SCHEMA["paths"].items() for method, operation in item.items()}


def test_the_committed_description_is_that_of_the_routes() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run: python -m http_api"


def test_every_described_route_says_who_may_call_it() -> None:
    assert OPERATIONS.keys() == ACCESS.keys() - {"GET /openapi.json"}
    assert all(operation["x-actors"] for operation in OPERATIONS.values())


@pytest.mark.parametrize("route", OPERATIONS)
def test_every_route_is_described_with_an_example(route: str) -> None:
    operation = OPERATIONS[route]
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    for content in (*_bodies(operation), *_answers(operation)):
        assert _has_example(content), f"{route}: no example in {content}"


def _bodies(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return list(operation.get("requestBody", {}).get("content", {}).values())


def _answers(operation: dict[str, Any]) -> list[dict[str, Any]]:
    contents = [answer.get("content", {}) for status, answer in operation["responses"].items() if status.startswith("2")]
    return [content["application/json"] for content in contents if "$ref" in content.get("application/json", {}).get("schema", {})]


def _has_example(content: dict[str, Any]) -> bool:
    if "example" in content:
        return True
    name = content["schema"]["$ref"].rsplit("/", 1)[1]
    return bool(SCHEMA["components"]["schemas"][name].get("examples"))
