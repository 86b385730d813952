"""The doors themselves: sessions, keys, limits, errors, headers, the change feed under many writers."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth import keys, sessions
from auth.attempts import Allowance, Attempts
from http_api.limit_codes import CODES, WITHOUT_CODE
from intake.limits import Limits
from intake.refusals import SENTENCES
from storage.changes import News
from tests.fakes.door import PASSWORD, PEPPER, Door, address, code_of
from tests.fakes.reader import document, paper

PNG = b"\x89PNG\r\n\x1a\n"


# --- sessions and keys ---------------------------------------------------------------------------------------------------


def test_signing_in_sets_a_strict_cookie_and_signing_out_ends_the_session(door: Door) -> None:
    browser = door.as_nobody(headers={"Sec-Fetch-Site": "same-origin"})
    answer = browser.post("/v1/session", json={"email": address("manager").upper(), "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"spunta=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", cookie), cookie
    token = cookie[7:50]
    assert token not in answer.text
    with door.tools.database.read(None) as work:
        assert work.people.session(token) is None
        assert work.people.session(sessions.token_digest(token)) is not None
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    assert browser.get("/v1/session").json()["role"] == "manager"
    assert browser.delete("/v1/session").status_code == 204
    browser.cookies.set("spunta", token)
    assert code_of(browser.get("/v1/session")) == "unauthenticated"


def test_over_https_the_cookie_is_bound_to_the_host(door: Door) -> None:
    browser = door.as_nobody(base_url="https://spunta.example", headers={"Sec-Fetch-Site": "same-origin"})
    answer = browser.post("/v1/session", json={"email": address("manager"), "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-spunta=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_signing_in_again_makes_another_token_and_ends_the_first(door: Door) -> None:
    browser = door.as_person("a reviewer")
    first = browser.cookies["spunta"]
    browser.post("/v1/session", json={"email": address("a reviewer"), "password": PASSWORD})
    assert browser.cookies["spunta"] != first
    old = door.as_nobody(cookies={"spunta": first})
    assert old.get("/v1/session").status_code == 401


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": ""}])
def test_an_unsafe_call_that_is_not_from_our_page_is_refused(door: Door, headers: dict[str, str]) -> None:
    browser = door.as_person("manager")
    refused = browser.post("/v1/batches", files=[("files", ("x.pdf", paper()))], data={"client": door.companies["a"]}, headers=headers)
    assert (refused.status_code, code_of(refused)) == (403, "csrf")


def test_a_forged_sign_in_is_refused(door: Door) -> None:
    body = {"email": address("manager"), "password": PASSWORD}
    forged = door.as_nobody().post("/v1/session", json=body, headers={"Origin": "https://evil.example"})
    assert (forged.status_code, code_of(forged)) == (403, "csrf")


def test_wrong_passwords_and_unknown_people_answer_alike_and_are_slowed_down(make_door: Callable[..., Door]) -> None:
    door = make_door(sign_in_tries=Allowance(3, timedelta(minutes=1)))
    browser = door.as_nobody()

    def sign_in(email: str) -> Any:
        return browser.post("/v1/session", json={"email": email, "password": "not the password"})

    known, unknown = sign_in(address("manager")), sign_in("nobody@example.org")
    assert known.status_code == unknown.status_code == 401
    assert known.json()["detail"] == unknown.json()["detail"]
    sign_in(address("manager"))
    sign_in(address("manager"))
    slowed = sign_in(address("manager"))
    assert (slowed.status_code, code_of(slowed)) == (429, "too_many_requests")
    assert 0 < int(slowed.headers["retry-after"]) <= 61


def test_a_session_ends_when_idle_and_when_old(make_door: Callable[..., Door]) -> None:
    now = [datetime(2026, 3, 1, 8, tzinfo=UTC)]
    door = make_door(clock=lambda: now[0])
    browser = door.as_person("manager")
    for _ in range(25):
        now[0] += timedelta(minutes=28)
        assert browser.get("/v1/session").status_code == 200
    now[0] += timedelta(minutes=21)
    assert browser.get("/v1/session").status_code == 401
    browser = door.as_person("manager")
    now[0] += timedelta(minutes=31)
    assert browser.get("/v1/session").status_code == 401


def test_a_person_switched_off_is_out_at_once(make_door: Callable[..., Door]) -> None:
    door = make_door()
    admin, browser = door.as_person("admin"), door.as_person("a client")
    assert admin.patch(f"/v1/people/{door.people['a client']}", json={"active": False}).status_code == 200
    assert browser.get("/v1/session").status_code == 401
    assert door.as_nobody().post("/v1/session", json={"email": address("a client"), "password": PASSWORD}).status_code == 401


def test_a_company_switched_off_is_shut_out_at_once_and_let_in_again(make_door: Callable[..., Door]) -> None:
    door = make_door()
    admin, browser, program = door.as_person("admin"), door.as_person("a client"), door.as_key("a read")
    address_ = f"/v1/clients/{door.companies['a']}"
    assert admin.patch(address_, json={"active": False, "retention_days": 30}).json()["retention_days"] == 30
    assert (browser.get("/v1/session").status_code, program.get("/v1/batches").status_code) == (401, 401)
    assert door.as_key("b read").get("/v1/batches").status_code == 200
    assert code_of(admin.patch(address_, json={"name": "Company b"})) == "client_exists"
    assert admin.patch(address_, json={"active": True, "retention_days": None}).json()["retention_days"] is None
    assert program.get("/v1/batches").status_code == 200


def test_the_last_administrator_stays(make_door: Callable[..., Door]) -> None:
    door = make_door()
    admin = door.as_person("admin")
    refused = admin.patch(f"/v1/people/{door.people['admin']}", json={"role": "manager"})
    assert (refused.status_code, code_of(refused)) == (409, "last_admin")
    added = admin.post("/v1/people", json={"email": "second@example.org", "name": "Second", "role": "admin"}).json()
    assert len(added["password"]) >= 12
    assert admin.patch(f"/v1/people/{door.people['admin']}", json={"role": "manager"}).status_code == 200
    assert admin.get("/v1/people").status_code == 401
    taken = door.as_nobody().post("/v1/session", json={"email": "second@example.org", "password": added["password"]})
    assert taken.status_code == 200


def test_changing_a_password_signs_out_everywhere_else(make_door: Callable[..., Door]) -> None:
    door = make_door()
    here, there = door.as_person("manager"), door.as_person("manager")
    assert code_of(here.put("/v1/session/password", json={"old": "wrong", "new": "una frase del tutto nuova"})) == "wrong_password"
    assert code_of(here.put("/v1/session/password", json={"old": PASSWORD, "new": "short"})) == "weak_password"
    assert here.put("/v1/session/password", json={"old": PASSWORD, "new": "una frase del tutto nuova"}).status_code == 204
    assert here.get("/v1/session").status_code == 200
    assert there.get("/v1/session").status_code == 401


def test_a_key_is_shown_once_and_dies_when_revoked_or_expired(make_door: Callable[..., Door]) -> None:
    now = [datetime(2026, 3, 1, 8, tzinfo=UTC)]
    door = make_door(clock=lambda: now[0])
    admin = door.as_person("admin")
    body = {"client": door.companies["a"], "name": "ERP", "scopes": ["documents:read"], "days": 1}
    assert code_of(admin.post("/v1/keys", json=body)) == "invalid_request"
    body["client_id"] = body.pop("client")
    made = admin.post("/v1/keys", json=body).json()
    program = door.as_nobody(headers={"Authorization": f"Bearer {made['key']}"})
    assert program.get("/v1/batches").status_code == 200
    assert made["key"] not in admin.get("/v1/keys").text
    now[0] += timedelta(days=1)
    assert program.get("/v1/batches").status_code == 401
    now[0] -= timedelta(hours=1)
    assert program.get("/v1/batches").status_code == 200
    admin = door.as_person("admin")
    assert admin.delete(f"/v1/keys/{made['id']}").status_code == 204
    assert program.get("/v1/batches").status_code == 401


def test_a_key_tells_when_it_was_last_used(make_door: Callable[..., Door]) -> None:
    now = [datetime(2026, 3, 1, 8, tzinfo=UTC)]
    door = make_door(clock=lambda: now[0])
    admin = door.as_person("admin")
    made = admin.post("/v1/keys", json={"client_id": door.companies["a"], "name": "ERP", "scopes": ["documents:read"]}).json()
    program = door.as_nobody(headers={"Authorization": f"Bearer {made['key']}"})

    def last_used() -> str | None:
        return next(key["last_used_at"] for key in admin.get("/v1/keys").json()["keys"] if key["id"] == made["id"])

    assert last_used() is None
    for seconds, told in ((0, "08:00:00"), (30, "08:00:00"), (61, "08:01:01")):
        now[0] = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(seconds=seconds)
        assert program.get("/v1/batches").status_code == 200
        assert told in str(last_used())


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Basic eDp5", f"Bearer {keys.new_key(PEPPER).text}", "bearer \xff"])
def test_what_is_no_key_is_refused(door: Door, value: str) -> None:
    answer = door.as_nobody(headers={"Authorization": value.encode("latin-1")}).get("/v1/batches")
    assert (answer.status_code, code_of(answer)) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_in_a_cookie_and_a_session_in_a_header_are_nothing(door: Door) -> None:
    key, browser = door.keys["a read"], door.as_person("manager")
    assert door.as_nobody(cookies={"spunta": key}).get("/v1/batches").status_code == 401
    token = browser.cookies["spunta"]
    assert door.as_nobody(headers={"Authorization": f"Bearer {token}"}).get("/v1/session").status_code == 401


def test_too_many_calls_are_told_to_wait(make_door: Callable[..., Door]) -> None:
    door = make_door(calls=Attempts(5, timedelta(minutes=1)))
    program = door.as_key("a read")
    assert [program.get("/v1/limits").status_code for _ in range(6)] == [200] * 5 + [429]
    assert door.as_key("b read").get("/v1/limits").status_code == 200


def test_every_limit_is_shown_with_the_code_of_what_is_beyond_it(make_door: Callable[..., Door]) -> None:
    border = {name: number for name, number in asdict(Limits()).items() if isinstance(number, (int, float))}
    door = make_door(other_limits=border)
    shown = door.as_key("a read").get("/v1/limits").json()
    assert shown["limits"].keys() == CODES.keys() | WITHOUT_CODE
    assert shown["codes"] == CODES
    assert {code for name, code in CODES.items() if name in border} <= SENTENCES.keys()
    too_long = {"kind": "results", "id": "x", "format": "csv", "hours": shown["limits"]["link_hours"] + 1}
    assert code_of(door.as_person("manager").post("/v1/links", json=too_long)) == shown["codes"]["link_hours"]


def test_an_edit_of_what_was_changed_meanwhile_is_refused(door: Door) -> None:
    admin = door.as_person("admin")
    batch = door.as_key("a write").post("/v1/batches", files={"files": ("a.png", PNG + b"edited")}).json()["id"]
    company = admin.get("/v1/clients").json()["clients"][0]
    person = admin.get("/v1/people").json()["people"][0]
    hook = admin.post("/v1/webhooks", json={"url": "https://erp.example.org/a", "client": company["id"]}).json()
    edits = [
        (f"/v1/batches/{batch}", admin.get(f"/v1/batches/{batch}").json(), {"priority": "high"}),
        (f"/v1/clients/{company['id']}", company, {"promise_hours": 17}),
        (f"/v1/people/{person['id']}", person, {"name": "Anna Nuova"}),
        (f"/v1/webhooks/{hook['id']}", hook, {"active": False}),
    ]
    for place, seen, change in edits:
        edited = admin.patch(place, json=change, headers={"If-Match": f'"{seen["etag"]}"'})
        assert (edited.status_code, edited.json()["etag"] != seen["etag"]) == (200, True), place
        late = admin.patch(place, json=change, headers={"If-Match": f'"{seen["etag"]}"'})
        assert (late.status_code, code_of(late)) == (412, "precondition_failed"), place
        for header in ({"If-Match": f'"{edited.json()["etag"]}"'}, {"If-Match": "*"}, {}):
            assert admin.patch(place, json=change, headers=header).status_code == 200, place


# --- errors and headers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nope", 404, "not_found"),
        ("POST", "/v1/nope", 405, "method_not_allowed"),
        ("DELETE", "/v1/batches", 405, "method_not_allowed"),
        ("GET", "/nope", 404, "not_found"),
        ("GET", "/v1/batches?limit=x", 422, "invalid_request"),
        ("GET", "/v1/changes?after=-1", 400, "bad_cursor"),
        ("GET", "/v1/changes?after=99999999999999999999", 400, "bad_cursor"),
        ("GET", "/v1/changes?wait=31", 422, "invalid_request"),
        ("GET", "/v1/batches/x/results?format=pdf", 400, "unknown_format"),
        ("GET", "/v1/documents/%00/pages/1", 404, "unknown_document"),
        ("GET", "/v1/documents/x/pages/0", 422, "invalid_request"),
        ("GET", "/v1/documents/x/pages/99999999999999999999999", 404, "unknown_document"),
        ("GET", "/v1/batches?before=nope", 404, "unknown_batch"),
    ],
)
def test_every_error_is_a_problem(door: Door, method: str, path: str, status: int, code: str) -> None:
    answer = door.as_key("a read").request(method, path)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"email": 1}', '{"email": "a@b.it", "password": "x", "role": "admin"}', '{"email": NaN}'])
def test_a_body_of_another_form_is_refused_without_repeating_it(door: Door, body: str) -> None:
    answer = door.as_nobody().post("/v1/session", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")
    assert answer.json()["errors"]


def test_a_body_nested_without_end_is_refused(door: Door) -> None:
    answer = door.as_nobody().post("/v1/session", content="[" * 100_000, headers={"Content-Type": "application/json"})
    assert code_of(answer) in {"bad_request", "invalid_request"}


def test_an_unexpected_failure_is_a_problem_that_tells_nothing(make_door: Callable[..., Door]) -> None:
    def broken() -> int:
        raise RuntimeError("secret of the house")

    door = make_door(free_bytes=broken)
    answer = door.as_key("a write").post("/v1/batches", files=[("files", ("x.pdf", paper()))])
    assert (answer.status_code, code_of(answer)) == (500, "internal")
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"]


def test_every_answer_wears_the_security_headers(door: Door) -> None:
    for path in ("/", "/healthz", "/v1/batches", "/v1/nope", "/openapi.json"):
        headers = door.as_nobody().get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert door.as_nobody().get("/v1/batches").headers["cache-control"] == "no-store"


def test_the_page_is_served_with_its_own_addresses_or_says_that_it_is_not_built(make_door: Callable[..., Door], tmp_path: Path) -> None:
    assert "has not been built" in make_door().as_nobody().get("/").text
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>the page")
    (folder / "assets" / "app-1a2b.js").write_text("1")
    browser = make_door(page_folder=folder).as_nobody(headers={"Accept": "text/html"})
    for path in ("/", "/revisione/7"):
        answer = browser.get(path)
        assert answer.text.endswith("the page")
        assert answer.headers["cache-control"] == "no-cache"
    asset = browser.get("/assets/app-1a2b.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.get("/v1/nope").status_code == 404
    assert code_of(browser.get("/v1/nope")) == "not_found"


def test_ready_means_that_the_database_answers(make_door: Callable[..., Door]) -> None:
    door = make_door()
    assert door.as_nobody().get("/readyz").json()["status"] == "ok"
    door.tools.database.engine.dispose()
    (Path(str(door.tools.database.engine.url.database))).unlink()
    answer = door.as_nobody().get("/readyz")
    assert answer.status_code == 503


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_and_no_query_breaks_the_service(door: Door, path: str, query: str) -> None:
    program = door.as_key("a read")
    quoted = quote(path, safe="")
    for address_ in (f"/v1/documents/{quoted}", f"/v1/batches/{quoted}/results", f"/v1/{quoted}"):
        answer = program.get(address_, params={"after": query, "format": query, "v": query})
        assert answer.status_code < 500


def test_no_log_line_holds_a_name_a_value_or_a_secret(make_door: Callable[..., Door], capsys: pytest.CaptureFixture[str]) -> None:
    door = make_door()
    canaries = ["RSSMRA80A01H501U", "IT60X0542811101000000123456", "Canarino-Giallo.pdf", PASSWORD, "canary@example.org"]
    content = paper(1, [document([1], {"a": (canaries[0], "review"), "b": (canaries[1], "auto")})])
    sent = door.as_key("a write").post("/v1/batches", files=[("files", (canaries[2], content)), ("files", ("x", b"?"))])
    assert sent.status_code == 202
    door.work_through()
    door.as_nobody().post("/v1/session", json={"email": canaries[4], "password": PASSWORD})
    person = door.as_person("a reviewer")
    task = person.get("/v1/review/next").json()
    answer = {
        "answer_id": "answer-1",
        "lease": task["lease"]["token"],
        "version": 1,
        "fields": {"a": {"action": "corrected", "value": canaries[0]}},
    }
    assert person.post(f"/v1/review/{task['id']}", json=answer).status_code == 200
    assert person.get(f"/v1/documents/{task['document_id']}").status_code == 200
    person.post(f"/v1/review/{canaries[0]}", json=answer)
    logged = capsys.readouterr()
    assert "call_answered" in logged.out
    assert not [canary for canary in canaries if canary in logged.out + logged.err]
    assert person.cookies["spunta"] not in logged.out
    with door.tools.database.read(None) as work:
        told = str([entry.details for entry in work.audit_log.entries(door.companies["a"])])
    assert not [canary for canary in canaries if canary in told]


# --- the change feed -----------------------------------------------------------------------------------------------------


def test_a_poller_sees_everything_once_and_in_order_under_many_writers(make_door: Callable[..., Door]) -> None:
    door, writers, lines = make_door(calls=Attempts(100_000, timedelta(minutes=1))), 4, 15
    batch, company = door.send(paper()), door.companies["a"]

    def write(writer: int) -> None:
        for line in range(lines):
            with door.tools.database.work(frozenset({company})) as work:
                work.changes.tell(company, News("document.changed", batch, f"{writer}-{line}", 1))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    reader, cursor, seen = door.as_key("a read"), "", []
    while len(seen) < writers * lines + 1:
        feed = reader.get("/v1/changes", params={"after": cursor, "wait": 5, "limit": 7}).json()
        assert feed["changes"], "the feed went quiet before everything was told"
        cursor = feed["cursor"]
        seen += [(change["document_id"], int(change["cursor"])) for change in feed["changes"]]
    for thread in threads:
        thread.join()
    assert [number for _, number in seen] == list(range(1, writers * lines + 2))
    for writer in range(writers):
        mine = [name for name, _ in seen if name and name.startswith(f"{writer}-")]
        assert mine == [f"{writer}-{line}" for line in range(lines)]
    assert door.as_key("b read").get("/v1/changes").json() == {"changes": [], "cursor": "0"}


def test_a_long_poll_ends_with_news_or_with_its_time(make_door: Callable[..., Door]) -> None:
    door = make_door()
    reader = door.as_key("a read")
    started = time.monotonic()
    assert reader.get("/v1/changes", params={"wait": 0.5}).json()["changes"] == []
    assert time.monotonic() - started >= 0.5
    timer = threading.Timer(0.3, lambda: door.send(paper()))
    timer.start()
    news = reader.get("/v1/changes", params={"wait": 20}).json()["changes"]
    timer.join()
    assert [change["kind"] for change in news] == ["batch.received"]
