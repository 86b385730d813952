"""Idempotency-Key of what is set up: nothing is made twice, no secret is shown or kept twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.fakes.door import Door, code_of

PASSWORD_OF_NEW = "una frase che nessuno conosce"


@pytest.fixture
def admin(door: Door) -> TestClient:
    return door.as_person("admin")


def bodies(door: Door) -> dict[str, dict[str, Any]]:
    """What is sent to each address."""
    company = door.companies["a"]
    return {
        "/v1/keys": {"client_id": company, "name": "ERP", "scopes": ["documents:read"]},
        "/v1/webhooks": {"client": company, "url": "https://example.org/once"},
        "/v1/people": {"email": "once@example.org", "name": "Once", "role": "reviewer"},
        "/v1/clients": {"name": "Made once"},
    }


LISTS = {"/v1/keys": "keys", "/v1/webhooks": "webhooks", "/v1/people": "people", "/v1/clients": "clients"}
SECRETS = {"/v1/keys": "key", "/v1/webhooks": "secret", "/v1/people": "password"}
CHANGES: dict[str, dict[str, Any]] = {
    "/v1/keys": {"days": 7},
    "/v1/webhooks": {"from_beginning": True},
    "/v1/people": {"name": "Other"},
    "/v1/clients": {"name": "Another"},
}


def how_many(admin: TestClient, path: str) -> int:
    return len(admin.get(path).json()[LISTS[path]])


@pytest.mark.parametrize("path", LISTS)
def test_the_same_call_again_makes_nothing_and_shows_no_secret_again(path: str, door: Door, admin: TestClient) -> None:
    body, headers, before = bodies(door)[path], {"Idempotency-Key": f"again{path}"}, how_many(admin, path)
    first, again = (admin.post(path, json=body, headers=headers) for _ in range(2))
    assert first.status_code == 201, first.text
    assert how_many(admin, path) == before + 1
    if path in SECRETS:
        assert (again.status_code, code_of(again), again.json()["id"]) == (409, "already_created", first.json()["id"])
        assert first.json()[SECRETS[path]] not in again.text
    else:
        assert (again.status_code, again.json()["id"], again.json()["etag"]) == (201, first.json()["id"], first.json()["etag"])


@pytest.mark.parametrize("path", LISTS)
def test_the_same_key_for_other_content_is_a_conflict(path: str, door: Door, admin: TestClient) -> None:
    headers = {"Idempotency-Key": f"other{path}"}
    body = bodies(door)[path] | ({"email": "other@example.org"} if path == "/v1/people" else {"name": "Other content"})
    body = {name: value for name, value in body.items() if path != "/v1/webhooks" or name != "name"}
    assert admin.post(path, json=body, headers=headers).status_code == 201
    before = how_many(admin, path)
    other = admin.post(path, json=body | CHANGES[path], headers=headers)
    assert (other.status_code, code_of(other)) == (409, "idempotency_conflict")
    assert how_many(admin, path) == before


def test_one_key_cannot_stand_for_two_nouns(door: Door, admin: TestClient) -> None:
    headers = {"Idempotency-Key": "two-nouns"}
    assert admin.post("/v1/clients", json={"name": "Two nouns"}, headers=headers).status_code == 201
    assert code_of(admin.post("/v1/keys", json=bodies(door)["/v1/keys"], headers=headers)) == "idempotency_conflict"


def test_a_person_whose_password_came_from_the_caller_answers_alike_only_to_who_knows_it(admin: TestClient) -> None:
    body = {"email": "own@example.org", "name": "Own", "role": "reviewer", "password": PASSWORD_OF_NEW}
    headers = {"Idempotency-Key": "own-password"}
    first, again = (admin.post("/v1/people", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert code_of(admin.post("/v1/people", json=body | {"password": PASSWORD_OF_NEW + "!"}, headers=headers)) == "idempotency_conflict"
    without = {name: value for name, value in body.items() if name != "password"}
    assert code_of(admin.post("/v1/people", json=without, headers=headers)) == "idempotency_conflict"


def test_a_key_belongs_to_its_caller(door: Door, admin: TestClient) -> None:
    body, headers = {"url": "https://example.org/caller"}, {"Idempotency-Key": "mine"}
    made = [door.as_person(name).post("/v1/webhooks", json=body, headers=headers) for name in ("a client", "b client")]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] != made[1].json()["id"]


def test_what_failed_has_used_no_key(door: Door, admin: TestClient) -> None:
    headers = {"Idempotency-Key": "failed"}
    assert code_of(admin.post("/v1/clients", json={"name": "Company a"}, headers=headers)) == "client_exists"
    assert admin.post("/v1/clients", json={"name": "Company c"}, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", "two words", "x" * 65, "tab\tin"])
def test_a_key_that_is_none_is_refused(key: str, admin: TestClient) -> None:
    refused = admin.post("/v1/clients", json={"name": "None"}, headers={"Idempotency-Key": key})
    assert (refused.status_code, code_of(refused)) == (400, "bad_idempotency_key")


def test_twenty_at_once_make_one(door: Door, admin: TestClient) -> None:
    answers: list[Any] = []
    start = threading.Barrier(20)

    def send() -> None:
        start.wait()
        answers.append(admin.post("/v1/clients", json={"name": "At once"}, headers={"Idempotency-Key": "at-once"}))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len([row for row in admin.get("/v1/clients").json()["clients"] if row["name"] == "At once"]) == 1


def test_no_secret_lies_with_the_keys(door: Door, admin: TestClient) -> None:
    made = admin.post("/v1/keys", json=bodies(door)["/v1/keys"], headers={"Idempotency-Key": "kept"}).json()
    with door.tools.database.read(None) as work:
        rows = work.session.execute(text("SELECT * FROM made_once")).all()
    kept = " ".join(str(member) for row in rows for member in row)
    assert made["id"] in kept
    assert made["key"] not in kept
    assert made["key"].split("_")[-1] not in kept
