"""Passwords of people: Argon2id by argon2-cffi, with its own current parameters."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import InputError

SHORTEST, LONGEST = 12, 256

_hasher = PasswordHasher()
_nobodys_hash = _hasher.hash("nobody has this password")


def check_policy(password: str) -> None:
    """Raises InputError `weak_password` unless its length is right and it is not one repeated character. Source: NIST SP 800-63B 5.1.1."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 4:
        raise InputError("weak_password", f"Use a password of {SHORTEST} to {LONGEST} characters, not one repeated character.")


def hash_password(password: str) -> str:
    """The PHC string to store; raises InputError `weak_password`."""
    check_policy(password)
    return _hasher.hash(password)


def is_right(password: str, stored_hash: str | None) -> bool:
    """Does the password belong to the hash? Takes as long for a person who does not exist (`stored_hash` None)."""
    try:
        return _hasher.verify(stored_hash or _nobodys_hash, password[: LONGEST + 1]) and stored_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored_hash: str) -> bool:
    """True when the library's parameters have moved on since the hash was made."""
    return _hasher.check_needs_rehash(stored_hash)
