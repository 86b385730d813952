"""The company's OpenID Connect provider as the service talks to it: its description, its keys, and a code for an ID token."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from auth.oidc import Registration, is_safe
from domain.errors import TransientError

TIMEOUT_SECONDS = 10.0
KEPT_SECONDS = 3600.0
LARGEST_ANSWER_BYTES = 256 * 1024
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Provider:
    """Made once in a process; description and keys are kept for an hour. Raises TransientError `oidc_unreachable` whenever it cannot."""

    def __init__(self, registration: Registration, clock: Callable[[], float] = time.monotonic) -> None:
        self.registration = registration
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Any]] = {}

    @property
    def authorization_endpoint(self) -> str:
        return str(self._description()["authorization_endpoint"])

    def keys(self, again: bool = False) -> KeySet:
        """The provider's public keys; `again`: asked for now, as when a token is signed by one we do not know."""

        def ask() -> KeySet:
            try:
                return KeySet.import_key_set(self._call("GET", self._description()["jwks_uri"]))
            except (JoseError, KeyError, ValueError) as error:
                raise _unreachable() from error

        if again:
            with self._lock:
                self._kept.pop("keys", None)
        found: KeySet = self._keep("keys", ask)
        return found

    def id_token(self, code: str, back: str, verifier: str) -> str:
        """The ID token for a code. The client proves itself by HTTP Basic (RFC 6749, 2.3.1)."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        auth = httpx.BasicAuth(self.registration.client_id, self.registration.client_secret)
        token = self._call("POST", self._description()["token_endpoint"], data=form, auth=auth).get("id_token")
        if not isinstance(token, str):
            raise _unreachable()
        return token

    def _description(self) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            found = self._call("GET", f"{self.registration.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.registration.issuer or not all(is_safe(str(found.get(name))) for name in ENDPOINTS):
                raise _unreachable()
            return dict(found)

        described: dict[str, Any] = self._keep("description", ask)
        return described

    def _keep(self, what: str, ask: Callable[[], Any]) -> Any:
        with self._lock:
            found = self._kept.get(what)
        if found is None or found[0] < self._clock():
            found = (self._clock() + KEPT_SECONDS, ask())
            with self._lock:
                self._kept[what] = found
        return found[1]

    @staticmethod
    def _call(method: str, address: str, **more: Any) -> Any:
        """The JSON object answered; redirects are not followed."""
        try:
            answer = httpx.request(method, address, timeout=TIMEOUT_SECONDS, headers={"Accept": "application/json"}, **more)
            if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST_ANSWER_BYTES:
                raise _unreachable()
            found = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _unreachable() from error
        if not isinstance(found, dict):
            raise _unreachable()
        return found


def _unreachable() -> TransientError:
    return TransientError("oidc_unreachable", "The company sign-in does not answer as it should: try again soon.")
