"""Roles x routes x two client companies: generated from the routes of the real application, compared with access.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from http_api.admission import declared_routes
from http_api.app import routes_alone
from storage.ids import new_id
from tests.fakes.door import Door, code_of
from tests.fakes.reader import document, paper

TABLE = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text())
COLUMNS: list[str] = TABLE["columns"]
ROUTES = declared_routes(routes_alone())
OF_OBJECT = [route for route in ROUTES if "{" in route]
MISSING = "01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11"
BODIES: dict[str, Any] = {
    "PATCH /v1/documents/{document}/fields": {"fields": {"a": {"action": "empty"}}},
    "POST /v1/documents/{document}/read-zone": {"page": 1, "box": {"x": 0.1, "y": 0.1, "width": 0.1, "height": 0.1}},
    "POST /v1/review/{task}": {"answer_id": "answer-of-test", "lease": "1", "version": 1, "fields": {"b": {"action": "confirmed"}}},
    "POST /v1/review/{task}/renew": {"lease": "1"},
    "POST /v1/review/{task}/release": {"lease": "1"},
    "POST /v1/review/{task}/compare": {"lease": "1", "key": "b", "action": "confirmed"},
    "PATCH /v1/people/{person}": {},
    "PATCH /v1/webhooks/{webhook}": {},
    "PATCH /v1/batches/{batch}": {},
    "PATCH /v1/clients/{client}": {},
}


@pytest.fixture(scope="module")
def callers(door: Door) -> dict[str, TestClient]:
    """Company a's callers, one for each column."""
    people = {role: door.as_person(name) for role, name in (("client", "a client"), ("reviewer", "a reviewer"))}
    staff = {role: door.as_person(role) for role in ("manager", "admin")}
    keys = {"key write": door.as_key("a write"), "key read": door.as_key("a read")}
    return {"nobody": door.as_nobody(), **keys, **people, **staff}


@pytest.fixture(scope="module")
def objects(door: Door) -> dict[str, dict[str, str]]:
    """Ids of things of each company, by the names of path parameters."""
    found = {}
    for company in ("a", "b"):
        [row] = door.read_documents(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})]), company=company)
        with door.tools.database.work(frozenset({door.companies[company]})) as work:
            [task] = work.reviews.queue()
            webhook = work.webhooks.add(door.companies[company], "https://example.org/", 0, "tests")
            found[company] = {
                "recall": MISSING,
                "batch": task.batch_id, "document": row["id"], "task": task.id, "page": "1", "field": "a", "form": "f",
                "webhook": webhook.id, "source": task.source_id, "client": door.companies[company],
                "person": door.people[f"{company} client"], "link": "none", "key": work.people.keys()[0].id,
            }  # fmt: skip
    return found


def _call(client: TestClient, route: str, ids: dict[str, str]) -> Any:
    method, path = route.split(" ")
    address = path.format(**ids)
    headers = {"If-Match": '"1"'} if method == "PATCH" else {}
    return client.request(method, address, json=BODIES.get(route), headers=headers)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(TABLE["rows"]) == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_lets_in_whom_the_table_names(route: str, callers: dict[str, TestClient]) -> None:
    names = ("batch", "document", "task", "person", "key", "field", "form", "webhook", "source", "client", "link")
    ids = {name: new_id() for name in names} | {
        "page": "1",
        "risk_class": "typed",
        "recall": MISSING,
        "version": "1",
    }
    for column, allowed in zip(COLUMNS, TABLE["rows"][route], strict=True):
        if route == "DELETE /v1/session" and allowed:
            continue  # would sign the caller out
        answer = _call(callers[column], route, ids)
        if allowed:
            is_sign_in = route == "POST /v1/session"
            assert answer.status_code not in ({403} if is_sign_in else {401, 403}), f"{column}: {answer.text}"
        else:
            assert answer.status_code == (401 if column == "nobody" else 403), f"{column}: {answer.text}"
            assert code_of(answer) == ("unauthenticated" if column == "nobody" else "forbidden")


@pytest.mark.parametrize("route", [r for r in OF_OBJECT if "{person}" not in r])
def test_a_thing_of_another_company_answers_like_one_that_does_not_exist(
    route: str, callers: dict[str, TestClient], objects: dict[str, dict[str, str]]
) -> None:
    theirs, missing = objects["b"], dict.fromkeys(objects["b"], MISSING) | {"page": "1", "field": "a", "form": "f"}
    for column in ("key write", "key read", "client", "reviewer"):
        if not TABLE["rows"][route][COLUMNS.index(column)]:
            continue
        foreign, absent = _call(callers[column], route, theirs), _call(callers[column], route, missing)
        assert foreign.status_code == absent.status_code == 404, f"{column}: {foreign.text}"
        told = [{name: value for name, value in answer.json().items() if name != "correlation_id"} for answer in (foreign, absent)]
        assert told[0] == told[1]
        assert {h: v for h, v in foreign.headers.items() if h != "x-correlation-id"} == {
            h: v for h, v in absent.headers.items() if h != "x-correlation-id"
        }


@pytest.mark.parametrize("column", ["key write", "key read", "client", "reviewer", "manager", "admin"])
def test_lists_and_figures_hold_nothing_of_another_company(
    column: str, door: Door, callers: dict[str, TestClient], objects: dict[str, dict[str, str]]
) -> None:
    secret = {objects["b"]["batch"], objects["b"]["document"], objects["b"]["task"], objects["b"]["key"], door.companies["b"]}
    for route in ROUTES:
        if route == "GET /v1/oidc/start":
            continue  # leads to a provider, holds nothing of a company
        if "{" in route or not route.startswith("GET /v1/") or not TABLE["rows"][route][COLUMNS.index(column)]:
            continue
        answer = callers[column].get(route.split(" ")[1], params={"client": door.companies["a"], "by": "client"})
        if column in {"manager", "admin"} and route not in {"GET /v1/changes", "GET /v1/audit", "GET /v1/metrics/automation"}:
            continue  # who sees every company sees both
        assert answer.status_code < 300, f"{route}: {answer.text}"
        assert not [text for text in secret if text in answer.text], route


@pytest.mark.parametrize("route", ["GET /v1/changes", "GET /v1/metrics/automation", "GET /v1/audit", "GET /v1/metrics/service"])
def test_asking_for_another_company_answers_like_asking_for_none(route: str, door: Door) -> None:
    with door.tools.database.work(None) as work:
        work.people.add("narrow@example.org", "n", "manager", door_hash(door), [door.companies["a"]])
    narrow = door.as_person("narrow")
    answers = [narrow.get(route.split(" ")[1], params={"client": client}) for client in (door.companies["b"], MISSING)]
    assert [a.status_code for a in answers] == [404, 404]
    assert code_of(answers[0]) == code_of(answers[1]) == "unknown_client"
    with door.tools.database.work(None) as work:
        person = work.people.by_email("narrow@example.org")
        assert person is not None
        person.email = f"{person.id}@example.org"


def door_hash(door: Door) -> str:
    """The hash of the password everybody at the door has."""
    with door.tools.database.read(None) as work:
        return str(work.people.get(door.people["manager"]).password_hash)


@pytest.fixture
def narrow_admin(door: Door) -> Iterator[TestClient]:
    """An administrator of company a alone."""
    with door.tools.database.work(None) as work:
        person = work.people.add("narrow.admin@example.org", "n", "admin", door_hash(door), [door.companies["a"]])
    yield door.as_person("narrow admin")
    with door.tools.database.work(None) as work:
        found = work.people.get(person.id)
        found.email, found.active = f"{person.id}@example.org", False


@pytest.mark.parametrize("route", [r for r in OF_OBJECT if "{person}" in r or "{client}" in r])
def test_people_and_companies_of_others_are_not_there_for_an_administrator_of_one(
    route: str, narrow_admin: TestClient, objects: dict[str, dict[str, str]], door: Door
) -> None:
    missing = _call(narrow_admin, route, dict.fromkeys(objects["b"], MISSING))
    assert missing.status_code == 404
    for person in (objects["b"]["person"], door.people["manager"], door.people["admin"]):  # of b; of the whole installation
        foreign = _call(narrow_admin, route, objects["b"] | {"person": person})
        assert (foreign.status_code, foreign.json()["code"]) == (404, missing.json()["code"])


def test_an_administrator_of_one_company_makes_nobody_who_sees_more(narrow_admin: TestClient, door: Door) -> None:
    mine, theirs = door.companies["a"], door.companies["b"]
    new = {"email": "somebody@example.org", "name": "Somebody", "role": "admin"}
    assert code_of(narrow_admin.post("/v1/people", json=new)) == "client_needed"
    assert code_of(narrow_admin.post("/v1/people", json=new | {"clients": [mine, theirs]})) == "unknown_client"
    person = door.people["a reviewer"]
    assert code_of(narrow_admin.patch(f"/v1/people/{person}", json={"clients": []})) == "client_needed"
    assert code_of(narrow_admin.patch(f"/v1/people/{person}", json={"clients": [mine, theirs]})) == "unknown_client"
    assert {p["id"] for p in narrow_admin.get("/v1/people").json()["people"]} & set(door.people.values()) == {
        door.people["a client"], door.people["a reviewer"],
    }  # fmt: skip
    assert door.people["b reviewer"] not in narrow_admin.get("/v1/people/reviewers").text
    assert code_of(narrow_admin.post("/v1/clients", json={"name": "New"})) == "forbidden"
    assert code_of(narrow_admin.put("/v1/sign-in-rules", json={"second_factor_roles": []})) == "forbidden"
