"""The whole way through a real OpenID Connect provider and back, and every way it can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from auth.oidc import Registration
from http_api.oidc_provider import Provider
from tests.fakes.door import Door, address, code_of, open_door
from tests.fakes.oidc import oidc_provider

PEOPLE: dict[str, dict[str, object]] = {
    "manager": {"email": address("manager").upper(), "email_verified": True},
    "unverified": {"email": address("manager"), "email_verified": False},
    "stranger": {"email": "stranger@example.org", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider(PEOPLE) as address_:
        yield address_


@pytest.fixture
def door(tmp_path: Path, issuer: str) -> Iterator[Door]:
    provider = Provider(Registration(issuer, "spunta", "secret of the client", "Example"))
    with open_door(tmp_path, oidc=provider) as opened:
        yield opened


def begin(browser: TestClient) -> str:
    """The provider's address the browser is sent to."""
    answer = browser.get("/v1/oidc/start", follow_redirects=False)
    assert answer.status_code == 303
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
    return str(answer.headers["location"])


def authorize(there: str, subject: str) -> str:
    """The person signs in at the provider: where the browser is sent back to, path and query."""
    answer = httpx.post(there, data={"sub": subject} if subject else {"action": "deny"})
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def come_back(browser: TestClient, back: str) -> Any:
    answer = browser.get(back, follow_redirects=False)
    assert answer.status_code == 303
    return answer


def test_a_known_person_with_a_verified_address_is_signed_in(door: Door) -> None:
    browser = door.as_nobody(headers={"Sec-Fetch-Site": "same-origin"})
    assert browser.get("/v1/sign-in").json() == {"oidc_name": "Example"}
    answer = come_back(browser, authorize(begin(browser), "manager"))
    assert answer.headers["location"] == "/"
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert browser.get("/v1/session").json()["email"] == address("manager")


@pytest.mark.parametrize(("subject", "code"), [("unverified", "oidc_refused"), ("stranger", "oidc_unknown_person"), ("", "oidc_refused")])
def test_who_is_not_known_not_verified_or_not_let_in_stays_outside(door: Door, subject: str, code: str) -> None:
    browser = door.as_nobody()
    assert come_back(browser, authorize(begin(browser), subject)).headers["location"] == f"/?refused={code}"
    assert browser.get("/v1/session").status_code == 401


def test_a_way_back_that_this_browser_did_not_begin_or_used_before_is_refused(door: Door) -> None:
    mine, theirs = door.as_nobody(), door.as_nobody()
    back = authorize(begin(theirs), "manager")
    begin(mine)
    assert come_back(mine, back).headers["location"] == "/?refused=oidc_refused"  # somebody else's code put under my browser
    assert come_back(theirs, back).headers["location"] == "/"
    assert come_back(theirs, back).headers["location"] == "/?refused=oidc_refused"
    assert come_back(door.as_nobody(), back).headers["location"] == "/?refused=oidc_refused"


def test_a_code_of_another_round_is_refused_by_its_nonce(door: Door) -> None:
    browser = door.as_nobody()
    stolen = parse_qs(urlsplit(authorize(begin(browser), "manager")).query)["code"][0]
    state = parse_qs(urlsplit(begin(browser)).query)["state"][0]
    assert come_back(browser, f"/v1/oidc/back?code={stolen}&state={state}").headers["location"] == "/?refused=oidc_refused"


def test_a_person_switched_off_stays_outside_and_a_second_factor_is_asked(door: Door) -> None:
    with door.tools.database.work(None) as work:
        person = work.people.get(door.people["manager"])
        work.sign_in.begin_factor(person.id, "sealed")
        work.sign_in.confirm_factor(person.id, door.tools.clock())
    browser = door.as_nobody()
    assert come_back(browser, authorize(begin(browser), "manager")).headers["location"] == "/"
    assert code_of(browser.get("/v1/session")) == "code_awaited"
    with door.tools.database.work(None) as work:
        work.people.get(door.people["manager"]).active = False
    again = door.as_nobody()
    assert come_back(again, authorize(begin(again), "manager")).headers["location"] == "/?refused=oidc_unknown_person"


def test_a_provider_that_does_not_answer_or_is_another_is_said_in_the_page(tmp_path: Path, issuer: str) -> None:
    for wrong in ("http://127.0.0.1:9", f"{issuer}/"):  # nobody there; and one that calls itself otherwise
        with open_door(tmp_path / wrong[-5:].strip("/"), oidc=Provider(Registration(wrong, "spunta", "s", "Example"))) as door:
            answer = door.as_nobody().get("/v1/oidc/start", follow_redirects=False)
            assert answer.headers["location"] == "/?refused=oidc_unreachable"


def test_a_provider_that_goes_down_stops_its_own_way_in_alone_and_is_back_when_it_is(tmp_path: Path) -> None:
    with oidc_provider(PEOPLE) as issuer, open_door(tmp_path, oidc=Provider(Registration(issuer, "spunta", "s", "Example"))) as door:
        waiting = door.as_nobody()
        back = authorize(begin(waiting), "manager")
        signed_in = door.as_nobody()
        come_back(signed_in, authorize(begin(signed_in), "manager"))
        port = urlsplit(issuer).port
        assert port is not None
    fresh = Provider(Registration(issuer, "spunta", "s", "Example"))  # has kept nothing of the provider
    with open_door(tmp_path / "down", oidc=fresh) as down:
        assert down.as_nobody().get("/v1/oidc/start", follow_redirects=False).headers["location"] == "/?refused=oidc_unreachable"
        assert down.as_nobody().get("/v1/sign-in").json() == {"oidc_name": "Example"}
        assert down.as_person("manager").get("/v1/session").status_code == 200  # by address and password
        with oidc_provider(PEOPLE, port):
            again = down.as_nobody()
            assert come_back(again, authorize(begin(again), "manager")).headers["location"] == "/"
            assert again.get("/v1/session").status_code == 200
    assert come_back(waiting, back).headers["location"] == "/?refused=oidc_unreachable"  # it went down between there and back
    assert waiting.get("/v1/session").status_code == 401
    assert signed_in.get("/v1/session").status_code == 200  # who is in stays in


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    with open_door(tmp_path) as door:
        assert door.as_nobody().get("/v1/sign-in").json() == {"oidc_name": None}
        assert code_of(door.as_nobody().get("/v1/oidc/start")) == "no_oidc"
