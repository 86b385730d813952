"""Stored files encrypted at rest."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from domain.errors import SetupError
from storage.files import DamagedFileError, LocalFiles, address
from storage.sealing import HEADER_BYTES, MAGIC, PIECE_BYTES, Sealer, UnsealError, new_key, sealer_of

CLIENT, OTHER = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"
OLD, NEW = bytes(range(32)), bytes(range(1, 33))


def _sealed(content: bytes, sealer: Sealer, client: str = CLIENT) -> bytes:
    return b"".join(sealer.seal(client, [content[i : i + 700_000] for i in range(0, len(content), 700_000)]))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_was_sealed_is_opened_whatever_its_length(size: int) -> None:
    content = os.urandom(size)
    sealed = _sealed(content, Sealer([OLD]))
    assert b"".join(Sealer([OLD]).unseal(CLIENT, io.BytesIO(sealed))) == content
    assert size < 16 or content[:64] not in sealed  # a few bytes stand in any cipher by chance


@pytest.mark.parametrize("place", ["header", "first piece", "last piece"])
def test_a_changed_bit_anywhere_is_seen(place: str) -> None:
    sealed = bytearray(_sealed(os.urandom(2 * PIECE_BYTES + 9), Sealer([OLD])))
    sealed[{"header": HEADER_BYTES - 1, "first piece": HEADER_BYTES + 5, "last piece": -1}[place]] ^= 1
    with pytest.raises(UnsealError):
        list(Sealer([OLD]).unseal(CLIENT, io.BytesIO(bytes(sealed))))


def test_pieces_cannot_be_cut_off_exchanged_or_taken_by_another_client() -> None:
    sealed, piece = _sealed(os.urandom(3 * PIECE_BYTES), Sealer([OLD])), PIECE_BYTES + 16
    first, second = sealed[HEADER_BYTES : HEADER_BYTES + piece], sealed[HEADER_BYTES + piece : HEADER_BYTES + 2 * piece]
    exchanged = sealed[:HEADER_BYTES] + second + first + sealed[HEADER_BYTES + 2 * piece :]
    for client, bad in ((CLIENT, sealed[:-piece]), (CLIENT, sealed[: HEADER_BYTES + 3]), (CLIENT, exchanged), (OTHER, sealed)):
        with pytest.raises(UnsealError):
            list(Sealer([OLD]).unseal(client, io.BytesIO(bad)))


def test_a_missing_key_is_named_and_a_wrong_setting_stops_the_start() -> None:
    sealed = _sealed(b"secret", Sealer([OLD]))
    for keys in ([], [NEW]):
        with pytest.raises(SetupError, match="file_key_missing"):
            list(Sealer(keys).unseal(CLIENT, io.BytesIO(sealed)))
    for setting in ("not base64!", "c2hvcnQ="):
        with pytest.raises(SetupError, match="file_key"):
            sealer_of(setting)
    assert sealer_of(f"{new_key()}, {new_key()}").seals
    assert not sealer_of("").seals


def test_files_stored_before_a_key_was_set_stay_readable_and_are_sealed_on_demand(tmp_path: Path) -> None:
    plain = LocalFiles(tmp_path)
    stored = plain.put(CLIENT, [b"RSSMRA80A01H501U"])
    path = tmp_path / address(CLIENT, stored.sha256)
    first, second = LocalFiles(tmp_path, Sealer([OLD])), LocalFiles(tmp_path, Sealer([NEW, OLD]))
    assert first.read(CLIENT, stored.sha256) == b"RSSMRA80A01H501U"
    assert first.reseal(CLIENT, stored.sha256)
    assert not first.reseal(CLIENT, stored.sha256)
    assert path.read_bytes().startswith(MAGIC)
    assert b"RSSMRA" not in path.read_bytes()
    assert second.reseal(CLIENT, stored.sha256)  # the key is changed
    with second.local_copy(CLIENT, stored.sha256) as copy:
        assert copy.read_bytes() == b"RSSMRA80A01H501U"
    with pytest.raises(SetupError, match="file_key_missing"):
        first.read(CLIENT, stored.sha256)
    with pytest.raises(SetupError, match="file_key_missing"):
        plain.read(CLIENT, stored.sha256)


def test_a_damaged_sealed_file_is_damaged_and_an_upload_that_looks_sealed_is_just_a_file(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path, Sealer([OLD]))
    stored = files.put(CLIENT, [b"content"])
    path = tmp_path / address(CLIENT, stored.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedFileError):
        files.read(CLIENT, stored.sha256)
    tricky = MAGIC + bytes(200)
    for store in (files, LocalFiles(tmp_path / "plain")):
        assert store.read(CLIENT, store.put(CLIENT, [tricky]).sha256) == tricky
