"""Stored files encrypted at rest: each under a random key of its own, wrapped by a key of the installation.

A sealed file is MAGIC, the id of the wrapping key (8 bytes), a nonce (12) and the wrapped key (48), then pieces of 1 MiB, each
AES-256-GCM with a tag of 16 bytes. A piece's nonce is its number and whether it is the last, so that pieces cannot be exchanged or
cut off. The client company's id is authenticated with everything. Removing a file removes its key with it.
Source: Hoang et al., Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015 (STREAM); NIST SP 800-38D.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import SetupError

MAGIC = b"SPUNTA\x001"
PIECE_BYTES = 1024 * 1024
KEY_BYTES, NONCE_BYTES, TAG_BYTES, ID_BYTES = 32, 12, 16, 8
HEADER_BYTES = len(MAGIC) + ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class UnsealError(Exception):
    """The bytes are not what was sealed: cut, altered, or of another client company."""


class Sealer:
    """Seals with the first key, opens with every one; without keys files are stored as they are."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        if any(len(key) != KEY_BYTES for key in keys):
            raise SetupError("file_key", f"A key of SPUNTA_FILE_KEYS is {KEY_BYTES} bytes in Base64: make one with `spunta files new-key`.")
        self._keys = {key_id(key): key for key in keys}
        self._current = keys[0] if keys else None

    @property
    def seals(self) -> bool:
        """Is there a key to seal with?"""
        return self._current is not None

    def is_current(self, header: bytes) -> bool:
        """Is a stored file with this beginning as it would be stored today?"""
        if self._current is None:
            return not header.startswith(MAGIC)
        return header.startswith(MAGIC + key_id(self._current))

    def seal(self, client: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The sealed bytes of a stream; the stream itself where there is no key."""
        if self._current is None:
            yield from chunks
            return
        key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
        head = MAGIC + key_id(self._current)
        yield head + nonce + AESGCM(self._current).encrypt(nonce, key, head + client.encode())
        cipher, number, rest = AESGCM(key), 0, b""
        for chunk in chunks:
            rest += chunk
            while len(rest) > PIECE_BYTES:
                yield cipher.encrypt(_nonce(number, False), rest[:PIECE_BYTES], client.encode())
                number, rest = number + 1, rest[PIECE_BYTES:]
        yield cipher.encrypt(_nonce(number, True), rest, client.encode())

    def unseal(self, client: str, sealed: BinaryIO) -> Iterator[bytes]:
        """The bytes that were sealed. Raises UnsealError, SetupError `file_key_missing`."""
        header = sealed.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
            raise UnsealError
        cipher, number = AESGCM(self._unwrap(client, header)), 0
        piece = sealed.read(PIECE_BYTES + TAG_BYTES)
        while True:
            following = sealed.read(PIECE_BYTES + TAG_BYTES)
            try:
                yield cipher.decrypt(_nonce(number, not following), piece, client.encode())
            except InvalidTag as error:
                raise UnsealError from error
            if not following:
                return
            piece, number = following, number + 1

    def _unwrap(self, client: str, header: bytes) -> bytes:
        head, rest = header[: len(MAGIC) + ID_BYTES], header[len(MAGIC) + ID_BYTES :]
        wanted = head[len(MAGIC) :]
        if wanted not in self._keys:
            raise SetupError(
                "file_key_missing", f"Stored files are encrypted with the key {wanted.hex()}, which SPUNTA_FILE_KEYS lacks: add it there."
            )
        try:
            return AESGCM(self._keys[wanted]).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + client.encode())
        except InvalidTag as error:
            raise UnsealError from error


def new_key() -> str:
    """A random key, as the setting takes it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def key_id(key: bytes) -> bytes:
    """What names a key without telling it: the first 8 bytes of a hash."""
    return hashlib.sha256(b"spunta file key" + key).digest()[:ID_BYTES]


def sealer_of(keys: str) -> Sealer:
    """From the setting: Base64 keys with commas between. Raises SetupError `file_key`."""
    try:
        return Sealer([base64.b64decode(key.strip(), validate=True) for key in keys.split(",") if key.strip()])
    except binascii.Error as error:
        raise SetupError("file_key", "SPUNTA_FILE_KEYS is not Base64: make a key with `spunta files new-key`.") from error


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([is_last])
