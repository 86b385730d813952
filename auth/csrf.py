"""Cross-site request forgery: an unsafe call with a session must come from our own page and carry the session's CSRF token."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from auth.sessions import csrf_token
from domain.errors import ForbiddenError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(fetch_site: str | None, origin: str | None, host: str | None) -> bool:
    """Does the browser say that our own page made the call?

    `Sec-Fetch-Site` decides where the browser sends it; otherwise the host of `Origin` must be the host asked; neither: no.
    Source: OWASP CSRF Prevention Cheat Sheet, Fetch Metadata.
    """
    if fetch_site is not None:
        return fetch_site == "same-origin"
    return origin is not None and host is not None and urlsplit(origin).netloc == host


def check_call(method: str, session_token: str, sent_token: str | None, same_origin: bool) -> None:
    """Raises ForbiddenError `csrf` for an unsafe call that another site may have forged."""
    if method in SAFE_METHODS:
        return
    if not same_origin or sent_token is None or not hmac.compare_digest(csrf_token(session_token).encode(), sent_token.encode()):
        raise ForbiddenError("csrf", "Load the page again: this call did not come from it, or its X-CSRF-Token is not the session's.")
