"""API keys: an id to find the row, 256 random bits to prove it, a checksum so that a mistyped key is refused at once.

`spk_<id>_<secret>_<crc>`: id 12 and secret 52 characters of lower-case base 32, crc 8 hexadecimal digits of CRC-32 over
what stands before it. Only HMAC-SHA-256(pepper, secret) is stored: a random 256-bit secret needs no slow hash.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

PREFIX = "spk"
LONGEST_LIFE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What a well-formed key says of itself; proves nothing yet."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: `text` is shown once and never stored."""

    id: str
    text: str
    digest: str


def _base32(length_bytes: int) -> str:
    return base64.b32encode(secrets.token_bytes(length_bytes)).decode().rstrip("=").lower()


def _with_checksum(body: str) -> str:
    return f"{body}_{zlib.crc32(body.encode()):08x}"


def digest_of(secret: str, pepper: str) -> str:
    """What is stored of a secret: 64 hexadecimal digits."""
    return hmac.new(pepper.encode(), secret.encode(), "sha256").hexdigest()


def new_key(pepper: str) -> NewKey:
    """A fresh key with a random id."""
    key_id, secret = _base32(7), _base32(32)
    return NewKey(key_id, _with_checksum(f"{PREFIX}_{key_id}_{secret}"), digest_of(secret, pepper))


def parse_key(text: str) -> KeyParts | None:
    """The parts of a well-formed key, None for anything else."""
    parts = text.split("_")
    if len(parts) != 4 or parts[0] != PREFIX or not text.isascii() or _with_checksum("_".join(parts[:3])) != text:
        return None
    return KeyParts(parts[1], parts[2])


def is_right(secret: str, stored_digest: str, pepper: str) -> bool:
    """Does the secret belong to the stored digest? In constant time."""
    return hmac.compare_digest(digest_of(secret, pepper), stored_digest)


def is_usable(now: datetime, expires_at: datetime | None, revoked_at: datetime | None) -> bool:
    """Neither expired nor revoked."""
    return revoked_at is None and (expires_at is None or now < expires_at)
