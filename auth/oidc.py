"""Signing in through a company's own provider: OpenID Connect's authorization code flow with PKCE, as pure rules.

Source: OpenID Connect Core 1.0, 3.1 (ID token validation 3.1.3.7); RFC 7636 (PKCE, S256); RFC 9700 (state, nonce, one use).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from domain.errors import ForbiddenError, SetupError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key only the provider has; `none` and shared secrets are refused."""
LEEWAY_SECONDS = 60
ROUND_SECONDS = 600
"""How long a person may take at the provider."""


class UnknownKeyError(Exception):
    """The token is signed by a key that is not, or not yet, among those we know."""


@dataclass(frozen=True, slots=True)
class Round:
    """One way to the provider and back: what only this browser and we know of it."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Round:
        """256 random bits each."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> Round:
        return cls(**json.loads(text))

    def is_state(self, state: str) -> bool:
        """In constant time."""
        return hmac.compare_digest(self.state.encode(), state.encode())


@dataclass(frozen=True, slots=True)
class Registration:
    """How the provider knows us."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    """As people call it: what stands on the button."""

    def check(self) -> None:
        """Raises SetupError `oidc_settings`."""
        if not self.client_id or not self.client_secret or not is_safe(self.issuer):
            raise SetupError("oidc_settings", "SPUNTA_OIDC_ISSUER needs https, SPUNTA_OIDC_CLIENT_ID and SPUNTA_OIDC_CLIENT_SECRET.")


def is_safe(address: str) -> bool:
    """TLS, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def authorization_address(endpoint: str, client_id: str, back: str, turn: Round) -> str:
    """Where the browser is sent; `back` is our own address."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(turn.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "scope": "openid email", "client_id": client_id, "redirect_uri": back, "state": turn.state,
        "nonce": turn.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def email_of(id_token: str, keys: KeySet, registration: Registration, nonce: str, now: datetime) -> str:
    """The verified address an ID token speaks of.

    Raises ForbiddenError `oidc_refused` for a token that is not by this issuer, for us, of this round and of this moment, or whose
    address is not verified; UnknownKeyError when its key should be asked for again.
    """
    try:
        token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": registration.issuer}, aud={"essential": True, "value": registration.client_id},
            nonce={"essential": True, "value": nonce}, exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
        ).validate(token.claims)  # fmt: skip
    except InvalidKeyIdError as error:
        raise UnknownKeyError from error
    except (JoseError, ValueError) as error:  # ValueError: no JSON, no base 64
        raise ForbiddenError("oidc_refused", f"The company sign-in gave no valid proof: {type(error).__name__}.") from error
    claims = token.claims
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != registration.client_id:
        raise ForbiddenError("oidc_refused", "The company sign-in's proof is for somebody else.")
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        raise ForbiddenError("oidc_refused", "The company sign-in does not vouch for the e-mail address.")
    return email
