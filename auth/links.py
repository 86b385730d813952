"""Signed links: whoever has one may fetch one thing of one client company until it expires; nothing of it is stored.

A link is a JWS (HS256) whose key is derived from the installation's secret, the company and the company's link generation: the next
generation makes every link before void. Source: RFC 7515, RFC 7519 by joserfc.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from joserfc import jwt
from joserfc.errors import JoseError, MissingKeyError
from joserfc.jwk import GuestProtocol, OctKey

from domain.errors import NotFoundError

ALGORITHM = "HS256"


class Kind(StrEnum):
    """What a link opens."""

    DOCUMENT = "document"
    """The result of one document."""
    RESULTS = "results"
    """The results of a batch in one format."""
    EVIDENCE = "evidence"
    """The evidence pack of a batch in one format."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens; `format` is empty for a document."""

    client: str
    kind: Kind
    target: str
    format: str
    expires_at: datetime
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    """What the audit log calls it."""


def key_of(pepper: str, client: str, generation: int) -> bytes:
    """The signing key of a company's links."""
    return hmac.digest(pepper.encode(), f"link {client} {generation}".encode(), "sha256")


def write(link: Link, key: bytes) -> str:
    """The link as URL-safe text."""
    claims = {"kind": link.kind.value, "sub": link.target, "format": link.format, "exp": int(link.expires_at.timestamp()), "jti": link.id}
    return jwt.encode({"alg": ALGORITHM, "kid": link.client}, claims, OctKey.import_key(key), algorithms=[ALGORITHM])


def read(text: str, key_of_client: Callable[[str], bytes | None], now: datetime) -> Link:
    """The link. Raises NotFoundError `unknown_link` for one that was altered, has expired or was made void: which, is not told."""

    def key(token: GuestProtocol) -> OctKey:
        found = key_of_client(str(token.headers().get("kid", "")))
        if found is None:
            raise MissingKeyError
        return OctKey.import_key(found)

    try:
        token = jwt.decode(text, key, algorithms=[ALGORITHM])
        jwt.JWTClaimsRegistry(now=int(now.timestamp()), exp={"essential": True}, jti={"essential": True}, sub={"essential": True}).validate(
            token.claims
        )
        claims = token.claims
        expires = datetime.fromtimestamp(claims["exp"], now.tzinfo)
        return Link(str(token.header["kid"]), Kind(claims["kind"]), claims["sub"], claims["format"], expires, claims["jti"])
    except (JoseError, ValueError) as error:
        raise NotFoundError("unknown_link", "This link does not exist, has expired, or was made void.") from error
