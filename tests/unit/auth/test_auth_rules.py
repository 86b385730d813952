"""The rules of keys, passwords, sessions, CSRF and attempts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from auth import csrf, keys, passwords, sessions
from auth.access import ACCESS, check_complete, require
from auth.attempts import Attempts
from auth.principals import Principal, Role, Scope
from domain.errors import ForbiddenError, InputError, SetupError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEPPER = "a pepper of this test"


def test_a_new_key_is_found_by_its_id_and_proved_by_its_secret() -> None:
    key = keys.new_key(PEPPER)
    parts = keys.parse_key(key.text)
    assert parts is not None
    assert parts.id == key.id
    assert keys.is_right(parts.secret, key.digest, PEPPER)
    assert not keys.is_right(parts.secret, key.digest, "another pepper")
    assert parts.secret not in key.digest


def test_a_key_with_one_character_changed_is_not_well_formed() -> None:
    text = keys.new_key(PEPPER).text
    for position in range(len(text)):
        changed = text[:position] + ("a" if text[position] != "a" else "b") + text[position + 1 :]
        assert keys.parse_key(changed) is None


@pytest.mark.parametrize("text", ["", "spk", "spk_a_b_c", "Bearer x", "spk_è_è_00000000", "_" * 3])
def test_what_is_no_key_is_not_parsed(text: str) -> None:
    assert keys.parse_key(text) is None


def test_a_revoked_or_expired_key_is_not_usable() -> None:
    assert keys.is_usable(NOW, None, None)
    assert keys.is_usable(NOW, NOW + timedelta(seconds=1), None)
    assert not keys.is_usable(NOW, NOW, None)
    assert not keys.is_usable(NOW, None, NOW)


def test_a_password_is_right_only_for_its_own_hash() -> None:
    stored = passwords.hash_password("corretto cavallo batteria")
    assert passwords.is_right("corretto cavallo batteria", stored)
    assert not passwords.is_right("Corretto cavallo batteria", stored)
    assert not passwords.is_right("nobody has this password", None)
    assert not passwords.is_right("corretto cavallo batteria", "not a hash")
    assert not passwords.needs_rehash(stored)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "x" * 300, ""])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(InputError, match="weak_password"):
        passwords.hash_password(password)


def test_a_session_dies_idle_or_old() -> None:
    assert sessions.is_alive(NOW, NOW - timedelta(hours=11), NOW - timedelta(minutes=29))
    assert not sessions.is_alive(NOW, NOW - timedelta(hours=11), NOW - timedelta(minutes=30))
    assert not sessions.is_alive(NOW, NOW - timedelta(hours=12), NOW)


def test_the_cookie_is_secure_everywhere_but_on_loopback_http() -> None:
    assert sessions.cookie_for("https", "localhost") == sessions.Cookie("__Host-spunta", True)
    assert sessions.cookie_for("http", "example.org").secure
    assert sessions.cookie_for("http", "127.0.0.1") == sessions.Cookie("spunta", False)


@pytest.mark.parametrize(
    ("fetch_site", "origin", "host", "same"),
    [
        ("same-origin", None, "a.example", True),
        ("cross-site", "https://a.example", "a.example", False),
        ("same-site", None, "a.example", False),
        ("none", None, "a.example", False),
        (None, "https://a.example", "a.example", True),
        (None, "https://evil.example", "a.example", False),
        (None, "null", "a.example", False),
        (None, None, "a.example", False),
    ],
)
def test_the_browser_says_where_a_call_came_from(fetch_site: str | None, origin: str | None, host: str, same: bool) -> None:
    assert csrf.is_same_origin(fetch_site, origin, host) is same


def test_an_unsafe_call_needs_our_page_and_the_token_of_its_session() -> None:
    token = sessions.new_token()
    csrf.check_call("GET", token, None, False)
    csrf.check_call("POST", token, sessions.csrf_token(token), True)
    of_another = sessions.csrf_token(sessions.new_token())
    for sent, same_origin in [(None, True), ("è", True), (of_another, True), (sessions.csrf_token(token), False)]:
        with pytest.raises(ForbiddenError, match="csrf"):
            csrf.check_call("POST", token, sent, same_origin)


def test_attempts_open_again_when_the_window_has_passed() -> None:
    attempts = Attempts(2, timedelta(minutes=1))
    attempts.record("a", NOW)
    assert attempts.wait("a", NOW) == timedelta(0)
    attempts.record("a", NOW + timedelta(seconds=10))
    assert attempts.wait("a", NOW + timedelta(seconds=20)) == timedelta(seconds=40)
    assert attempts.wait("b", NOW) == timedelta(0)
    assert attempts.wait("a", NOW + timedelta(seconds=60)) == timedelta(0)
    attempts.record("a", NOW + timedelta(seconds=61))
    attempts.clear("a")
    assert attempts.wait("a", NOW + timedelta(seconds=61)) == timedelta(0)


def test_attempts_forget_quiet_keys() -> None:
    attempts = Attempts(2, timedelta(minutes=1), most_keys=10)
    for i in range(11):
        attempts.record(str(i), NOW + timedelta(minutes=i))
    assert len(attempts._events) <= 2


def _principal(*actors: Role | Scope) -> Principal:
    return Principal("p", frozenset(actors), frozenset({"c1"}))


def test_a_route_without_a_row_is_refused_to_everybody() -> None:
    with pytest.raises(ForbiddenError, match="forbidden"):
        require("GET /v1/nowhere", _principal(*Role, *Scope))


def test_nobody_passes_only_public_routes() -> None:
    for route, actors in ACCESS.items():
        if actors is None:
            require(route, None)
        else:
            with pytest.raises(ForbiddenError, match="unauthenticated"):
                require(route, None)


def test_the_table_and_the_routes_must_be_equal() -> None:
    check_complete(ACCESS)
    with pytest.raises(SetupError, match="route_without_permission"):
        check_complete([*ACCESS, "GET /v1/new"])
    with pytest.raises(SetupError, match="permission_without_route"):
        check_complete(list(ACCESS)[1:])


def test_a_principal_sees_its_own_clients_only() -> None:
    assert _principal(Role.CLIENT).sees("c1")
    assert not _principal(Role.CLIENT).sees("c2")
    assert Principal("p", frozenset({Role.ADMIN}), None).sees("c2")
    assert _principal(Role.CLIENT).home == "c1"
    assert Principal("p", frozenset({Role.ADMIN}), None).home is None
