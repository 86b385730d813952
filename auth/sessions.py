"""Sessions of people in a browser: a random token in a cookie, its hash in the database.

A session ends 30 minutes after its last request and 12 hours after sign-in, whichever comes first; signing in always makes a
new token. The CSRF token is derived from the session token, so it needs no column and dies with the session.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
WAITS_FOR_CODE = timedelta(minutes=5)
"""How long a sign-in waits for the second factor."""
FRESH = timedelta(minutes=15)
"""How long after signing in a person may change the second factor without signing in again."""
TOUCH_EVERY = timedelta(minutes=1)
"""How stale the stored time of the last request may get: one write a minute, not one a request."""
SECURE_COOKIE = "__Host-spunta"
LOOPBACK_COOKIE = "spunta"


@dataclass(frozen=True, slots=True)
class Cookie:
    """How the session cookie is set; always HttpOnly, SameSite=Strict, Path=/."""

    name: str
    secure: bool


def new_token() -> str:
    """256 random bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored of a token: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(token: str) -> str:
    """The CSRF token of a session: an HMAC keyed by the session token, 64 hexadecimal digits."""
    return hmac.new(token.encode(), b"csrf", "sha256").hexdigest()


def is_alive(now: datetime, created_at: datetime, seen_at: datetime) -> bool:
    """Neither idle too long nor too old."""
    return now < seen_at + IDLE and now < created_at + ABSOLUTE


def awaits_code(now: datetime, created_at: datetime) -> bool:
    """Can the second factor still be given?"""
    return now < created_at + WAITS_FOR_CODE


def is_fresh(now: datetime, created_at: datetime) -> bool:
    """Was the person's identity proved moments ago?"""
    return now < created_at + FRESH


def needs_touch(now: datetime, seen_at: datetime | None) -> bool:
    """Is the stored time of the last request, of a session or a key, stale enough to be written again?"""
    return seen_at is None or now >= seen_at + TOUCH_EVERY


def cookie_for(scheme: str, host: str) -> Cookie:
    """A `__Host-` cookie everywhere but on plain http to this very machine, where browsers refuse Secure cookies."""
    loopback = host in {"127.0.0.1", "localhost", "::1", "[::1]", "testserver"}
    return Cookie(LOOPBACK_COOKIE, False) if scheme == "http" and loopback else Cookie(SECURE_COOKIE, True)
