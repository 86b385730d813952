"""ID tokens: only the provider's own, for us, of this round and this moment, with a verified address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from auth.oidc import Registration, Round, UnknownKeyError, authorization_address, email_of, is_safe
from auth.seals import Seal
from domain.errors import ForbiddenError, SetupError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
US = Registration("https://login.example.org", "spunta", "secret of the client", "Example")
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
KEYS = KeySet([KEY])
CLAIMS: dict[str, Any] = {
    "iss": US.issuer, "aud": "spunta", "sub": "42", "exp": int(NOW.timestamp()) + 300, "iat": int(NOW.timestamp()), "nonce": "n",
    "email": "anna@example.org", "email_verified": True,
}  # fmt: skip


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(key: Any = KEY, alg: str = "RS256", kid: str = "1", **changes: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": kid}, claims, key, algorithms=[alg])


def test_a_good_token_gives_its_verified_address() -> None:
    assert email_of(signed(), KEYS, US, "n", NOW) == "anna@example.org"
    assert email_of(signed(aud=["spunta", "other"], azp="spunta"), KEYS, US, "n", NOW) == "anna@example.org"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"}, {"iss": None}, {"aud": "another"}, {"aud": None}, {"aud": ["spunta", "other"]},
        {"aud": ["spunta", "other"], "azp": "other"}, {"exp": int(NOW.timestamp()) - 61}, {"exp": None}, {"iat": int(NOW.timestamp()) + 90},
        {"nonce": "of another round"}, {"nonce": None}, {"sub": None}, {"email_verified": False}, {"email_verified": None},
        {"email_verified": "true"}, {"email": None},
    ],
)  # fmt: skip
def test_a_token_with_one_claim_wrong_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ForbiddenError, match="oidc_refused"):
        email_of(signed(**changes), KEYS, US, "n", NOW)


def test_a_token_by_another_key_or_by_no_key_is_refused() -> None:
    other = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
    with pytest.raises(ForbiddenError, match="oidc_refused"):
        email_of(signed(other), KEYS, US, "n", NOW)
    header, body, _ = signed().split(".")
    none, shared = (_base64(json.dumps({"alg": alg, "kid": "1"}).encode()) for alg in ("none", "HS256"))
    public = KEY.as_pem(private=False)  # the provider's public key taken for a shared secret
    mac = _base64(hmac.digest(public, f"{shared}.{body}".encode(), "sha256"))
    for token in (f"{shared}.{body}.{mac}", f"{none}.{body}.", f"{header}.{body}.", "not.a.token", "è", ""):
        with pytest.raises(ForbiddenError, match="oidc_refused"):
            email_of(token, KEYS, US, "n", NOW)


def test_a_token_by_a_key_of_tomorrow_asks_for_the_keys_again() -> None:
    fresh = RSAKey.generate_key(2048, {"kid": "2", "use": "sig"})
    with pytest.raises(UnknownKeyError):
        email_of(signed(fresh, kid="2"), KEYS, US, "n", NOW)


def test_the_way_to_the_provider_carries_the_challenge_and_never_the_verifier() -> None:
    turn = Round.new()
    address = authorization_address("https://login.example.org/auth?tenant=1", "spunta", "https://spunta.example.org/v1/oidc/back", turn)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    challenge = _base64(hashlib.sha256(turn.verifier.encode()).digest())
    assert asked == {
        "tenant": "1", "response_type": "code", "scope": "openid email", "client_id": "spunta", "state": turn.state, "nonce": turn.nonce,
        "redirect_uri": "https://spunta.example.org/v1/oidc/back", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    assert turn.verifier not in address
    assert Round.of_text(turn.as_text()) == turn
    assert not turn.is_state(Round.new().state)


def test_a_provider_is_reached_over_tls_or_on_this_machine() -> None:
    assert is_safe("https://a.example")
    assert is_safe("http://127.0.0.1:9")
    assert not any(is_safe(address) for address in ("http://a.example", "ftp://a.example", ""))
    for wrong in (Registration("http://a.example", "i", "s", "n"), Registration("https://a.example", "", "s", "n")):
        with pytest.raises(SetupError, match="oidc_settings"):
            wrong.check()


def test_a_seal_opens_only_what_was_closed_here_for_the_same_purpose_and_in_time() -> None:
    seal = Seal("pepper" * 8, "one")
    closed = seal.close("text")
    assert seal.open(closed, 60) == "text"
    assert "text" not in closed
    assert Seal("pepper" * 8, "two").open(closed) is None
    assert Seal("another" * 8, "one").open(closed) is None
    assert seal.open(closed, -1) is None
    assert [seal.open(wrong) for wrong in ("", "è", closed[:-2], "x" + closed)] == [None] * 4
