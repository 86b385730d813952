"""Signing in with a second factor: codes of an app, recovery codes, roles that need one, and tries counted for all processes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from auth.attempts import Allowance
from http_api.app import create_app
from storage import Database
from tests.fakes.door import PASSWORD, Door, address, code_of, open_door

HALF_MINUTE = timedelta(seconds=30)


class Time:
    """The service's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 8, 0, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def code(self, secret: str, steps: int = 0) -> str:
        """What the app shows so many half minutes from now."""
        return pyotp.TOTP(secret).at(self.now + steps * HALF_MINUTE)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def door(tmp_path: Path, time: Time) -> Iterator[Door]:
    with open_door(tmp_path, clock=time) as opened:
        yield opened


def enrol(browser: TestClient, time: Time) -> tuple[str, list[str]]:
    """Adds a second factor; its secret and the recovery codes. The codes of this half minute are then used up."""
    begun = browser.post("/v1/session/second-factor").json()
    confirmed = browser.put("/v1/session/second-factor", json={"code": time.code(begun["secret"])})
    assert confirmed.status_code == 200, confirmed.text
    time.now += HALF_MINUTE
    return begun["secret"], confirmed.json()["recovery_codes"]


def first_step(door: Door, name: str) -> TestClient:
    """A browser whose password was right, and that is asked for a code."""
    browser = door.as_nobody(headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})
    answer = browser.post("/v1/session", json={"email": address(name), "password": PASSWORD})
    assert (answer.status_code, answer.json()) == (202, {"second_factor": "asked"})
    return browser


def send(browser: TestClient, code: str) -> Any:
    answer = browser.post("/v1/session/code", json={"code": code})
    if answer.status_code == 200:
        browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


def test_a_second_factor_is_added_confirmed_and_then_asked_for(door: Door, time: Time) -> None:
    browser = door.as_person("manager")
    begun = browser.post("/v1/session/second-factor").json()
    assert begun["address"].startswith("otpauth://totp/Spunta:manager%40example.org?secret=" + begun["secret"])
    assert door.as_person("manager").get("/v1/session").json()["second_factor"] == "off"  # begun only: not asked for
    assert code_of(browser.put("/v1/session/second-factor", json={"code": "000000"})) == "wrong_code"
    elsewhere = door.as_person("manager")
    codes = browser.put("/v1/session/second-factor", json={"code": time.code(begun["secret"])}).json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert elsewhere.get("/v1/session").status_code == 401  # a session from before knows no second factor
    assert browser.get("/v1/session").json()["second_factor"] == "on"
    assert browser.get("/v1/session/second-factor").json()["recovery_codes_left"] == 10
    time.now += HALF_MINUTE
    waiting = first_step(door, "manager")
    assert code_of(waiting.get("/v1/session")) == "code_awaited"
    assert code_of(waiting.get("/v1/batches")) == "code_awaited"
    before = waiting.cookies["spunta"]
    assert send(waiting, time.code(begun["secret"])).json()["role"] == "manager"
    assert waiting.cookies["spunta"] != before
    assert waiting.get("/v1/batches").status_code == 200
    with door.tools.database.read(None) as work:
        factor = work.sign_in.factor(door.people["manager"])
        assert factor is not None
        assert begun["secret"] not in factor.sealed_secret


def test_a_code_is_taken_once_and_an_older_one_never_again(door: Door, time: Time) -> None:
    secret, _ = enrol(door.as_person("manager"), time)
    code = time.code(secret)
    assert send(first_step(door, "manager"), code).status_code == 200
    assert code_of(send(first_step(door, "manager"), code)) == "wrong_code"
    assert code_of(send(first_step(door, "manager"), time.code(secret, -1))) == "wrong_code"
    assert send(first_step(door, "manager"), f"{time.code(secret, 1)[:3]} {time.code(secret, 1)[3:]}").status_code == 200
    assert code_of(send(first_step(door, "manager"), time.code(secret, 2))) == "wrong_code"  # a minute ahead is too far


def test_a_recovery_code_stands_in_once_and_new_ones_make_the_old_void(door: Door, time: Time) -> None:
    _, codes = enrol(door.as_person("a client"), time)
    browser = first_step(door, "a client")
    assert send(browser, codes[0].upper().replace("-", " ")).status_code == 200
    assert code_of(send(first_step(door, "a client"), codes[0])) == "wrong_code"
    assert browser.get("/v1/session/second-factor").json()["recovery_codes_left"] == 9
    renewed = browser.post("/v1/session/second-factor/recovery-codes").json()["recovery_codes"]
    assert code_of(send(first_step(door, "a client"), codes[1])) == "wrong_code"
    assert send(first_step(door, "a client"), renewed[1]).status_code == 200


def test_a_code_of_somebody_else_opens_nothing(door: Door, time: Time) -> None:
    secret, codes = enrol(door.as_person("a reviewer"), time)
    enrol(door.as_person("manager"), time)
    waiting = first_step(door, "manager")
    assert code_of(send(waiting, time.code(secret))) == "wrong_code"
    assert code_of(send(waiting, codes[0])) == "wrong_code"
    assert code_of(send(door.as_nobody(), time.code(secret))) == "unauthenticated"


def test_codes_are_few_and_the_wait_for_them_is_short(door: Door, time: Time) -> None:
    secret, codes = enrol(door.as_person("manager"), time)
    late = first_step(door, "manager")
    time.now += timedelta(minutes=5)
    assert code_of(send(late, time.code(secret))) == "unauthenticated"
    for _ in range(5):
        assert code_of(send(first_step(door, "manager"), "000000")) == "wrong_code"
    refused = send(first_step(door, "manager"), codes[0])
    assert (refused.status_code, code_of(refused)) == (429, "too_many_requests")
    assert 60 < int(refused.headers["retry-after"]) <= 900


def test_changing_the_second_factor_needs_a_sign_in_of_the_last_minutes(door: Door, time: Time) -> None:
    browser = door.as_person("manager")
    time.now += timedelta(minutes=16)
    assert code_of(browser.post("/v1/session/second-factor")) == "sign_in_again"
    secret, _ = enrol(door.as_person("manager"), time)
    browser = first_step(door, "manager")
    assert send(browser, time.code(secret)).status_code == 200
    assert code_of(browser.post("/v1/session/second-factor")) == "second_factor_exists"
    time.now += timedelta(minutes=16)
    for method, path in (("DELETE", "/v1/session/second-factor"), ("POST", "/v1/session/second-factor/recovery-codes")):
        assert code_of(browser.request(method, path)) == "sign_in_again"
    time.now -= timedelta(minutes=5)
    assert browser.delete("/v1/session/second-factor").status_code == 204
    assert door.as_person("manager").get("/v1/session").json()["second_factor"] == "off"


def test_people_of_a_role_that_needs_a_second_factor_can_do_nothing_but_add_one(door: Door, time: Time) -> None:
    admin, manager, reviewer = door.as_person("admin"), door.as_person("manager"), door.as_person("a reviewer")
    assert admin.put("/v1/sign-in-rules", json={"second_factor_roles": ["manager", "manager"]}).json() == {
        "second_factor_roles": ["manager"]
    }
    assert admin.get("/v1/sign-in-rules").json() == {"second_factor_roles": ["manager"]}
    assert (manager.get("/v1/batches").status_code, code_of(manager.get("/v1/batches"))) == (403, "second_factor_needed")
    assert manager.get("/v1/session").json()["second_factor"] == "needed"
    assert reviewer.get("/v1/review/next").status_code in {200, 204}
    enrol(manager, time)
    assert manager.get("/v1/batches").status_code == 200
    assert manager.get("/v1/session/second-factor").json()["required"]
    assert code_of(manager.delete("/v1/session/second-factor")) == "second_factor_required"
    with door.tools.database.read(None) as work:
        actions = [entry.action for entry in work.audit_log.entries("-", 0, 100)]
    assert {"sign_in_rules.changed", "second_factor.added"} <= set(actions)


def test_an_administrator_resets_a_lost_second_factor(door: Door, time: Time) -> None:
    browser, admin, person = door.as_person("manager"), door.as_person("admin"), door.people["manager"]
    enrol(browser, time)
    assert [p["second_factor"] for p in admin.get("/v1/people").json()["people"] if p["id"] == person] == [True]
    assert admin.delete(f"/v1/people/{person}/second-factor").status_code == 204
    assert browser.get("/v1/session").status_code == 401
    assert door.as_person("manager").get("/v1/session").json()["second_factor"] == "off"


def test_a_forged_code_is_refused(door: Door, time: Time) -> None:
    secret, _ = enrol(door.as_person("manager"), time)
    waiting = first_step(door, "manager")
    forged = waiting.post("/v1/session/code", json={"code": time.code(secret)}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (forged.status_code, code_of(forged)) == (403, "csrf")


def test_tries_are_counted_for_all_processes_together_and_forgotten_when_their_time_is_over(tmp_path: Path) -> None:
    with open_door(tmp_path, sign_in_tries=Allowance(4, timedelta(minutes=1))) as door:
        body = {"email": address("manager"), "password": "not the password"}
        apps = [TestClient(create_app(door.tools)) for _ in range(2)]
        statuses = [apps[i % 2].post("/v1/session", json=body).status_code for i in range(6)]
        assert statuses == [401, 401, 401, 401, 429, 429]
        assert apps[0].post("/v1/session", json=body | {"email": "somebody@example.org"}).status_code == 401
        with door.tools.database.work(None) as work:
            work.session.execute(text("UPDATE sign_in_tries SET since_seconds = since_seconds - 61"))
        assert apps[1].post("/v1/session", json=body | {"password": PASSWORD}).status_code == 200
        with door.tools.database.read(None) as work:
            left = work.session.execute(text("SELECT key, tries FROM sign_in_tries")).all()
        assert [row.tries for row in left] == [1]  # of the other; who got in is forgotten
        assert "example.org" not in str(left)


def test_a_step_and_a_recovery_code_are_taken_by_one_alone(database: Database) -> None:
    with database.work(None) as work:
        person = work.people.add("somebody@example.org", "Somebody", "manager", None).id
        work.sign_in.begin_factor(person, "sealed")
        work.sign_in.set_recovery_codes(person, ["digest"])
    with database.work(None) as work:
        assert [work.sign_in.take_step(person, step) for step in (7, 7, 6, 8)] == [True, False, False, True]
        now = datetime(2026, 3, 1, tzinfo=UTC)
        assert [work.sign_in.take_recovery_code(person, "digest", now) for _ in range(2)] == [True, False]
        assert [work.sign_in.count_try("k", 2, timedelta(minutes=1)) > 0 for _ in range(4)] == [False, False, True, True]
