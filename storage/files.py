"""Files by content: bytes in, SHA-256 out; never altered, never named by a sender.

Every file belongs to a client company (or to INSTALLATION) and its address is `<client>/<first two of sha256>/<sha256>`, the hash
being that of the bytes as they came, also where they are stored encrypted (storage.sealing).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from domain.errors import NotFoundError, TransientError
from storage.sealing import HEADER_BYTES, MAGIC, Sealer, UnsealError

CHUNK_BYTES = 1024 * 1024
_ADDRESS = re.compile(r"[0-9a-f-]{1,36}/[0-9a-f]{2}/[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where bytes are: their hash, 64 hexadecimal digits, and how many."""

    sha256: str
    size_bytes: int


class DamagedFileError(TransientError):
    """The bytes are not those that were stored: a disk fault. Nothing may be concluded about the document."""

    def __init__(self) -> None:
        super().__init__("damaged_file", "A stored file is damaged: restore it from a backup.")


class FileStore(Protocol):
    """The contract: one suite of promises (tests/contract) runs against every implementation.

    Called from any process and thread, except after a fork of one that has used it (see each implementation).
    """

    def put(self, client: str, chunks: Iterable[bytes]) -> StoredFile:
        """Stores the bytes so that they survive a loss of power when it returns; the same bytes again cost nothing.
        An exception of `chunks`, or a full disk (TransientError `storage_full`), leaves nothing behind."""
        ...

    def read(self, client: str, sha256: str) -> bytes:
        """The bytes, checked. Raises NotFoundError `unknown_file`, DamagedFileError."""
        ...

    def local_copy(self, client: str, sha256: str) -> AbstractContextManager[Path]:
        """A readable path to the bytes, checked, while the context lasts; not to be written to. Raises as `read`."""
        ...

    def delete(self, client: str, sha256: str) -> None:
        """Removes it; not an error when it is not there."""
        ...

    def list(self, client: str) -> Iterator[str]:
        """The hashes of every file of a client, in no order."""
        ...

    def reseal(self, client: str, sha256: str) -> bool:
        """Stores a file as it would be stored today (encrypted, with the present key); False when it is already. Raises as `read`."""
        ...

    def raw(self, client: str, sha256: str) -> bytes:
        """The bytes as they are stored, unchecked: for a backup. Raises NotFoundError `unknown_file`."""
        ...

    def put_raw(self, client: str, sha256: str, stored: bytes) -> None:
        """What `raw` gave, back under its address, whatever is there."""
        ...


class LocalFiles:
    """On a local disk. Files are 0400 in folders 0700; readers see whole files only."""

    def __init__(self, root: Path, sealer: Sealer | None = None) -> None:
        self._root = root
        self._sealer = sealer or Sealer()
        self._staging = root / "tmp"
        self._staging.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, client: str, chunks: Iterable[bytes]) -> StoredFile:
        counted = Counted(chunks)
        with self._staged(self._sealer.seal(client, counted)) as staged:
            stored = counted.stored
            if not self._path(client, stored.sha256).exists():
                self._publish(staged, client, stored.sha256)
            return stored

    def reseal(self, client: str, sha256: str) -> bool:
        path = self._path(client, sha256)
        if not path.is_file():
            raise NotFoundError("unknown_file", "There is no such stored file.")
        with path.open("rb") as file:
            if self._sealer.is_current(file.read(HEADER_BYTES)):
                return False
        with self._staged(self._sealer.seal(client, [self.read(client, sha256)])) as staged:
            self._publish(staged, client, sha256)
        return True

    def raw(self, client: str, sha256: str) -> bytes:
        try:
            return self._path(client, sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError("unknown_file", "There is no such stored file.") from error

    def put_raw(self, client: str, sha256: str, stored: bytes) -> None:
        with self._staged([stored]) as staged:
            self._publish(staged, client, sha256)

    def _publish(self, staged: Path, client: str, sha256: str) -> None:
        final = self._path(client, sha256)
        _make_folder(final.parent)
        os.replace(staged, final)
        _sync_folder(final.parent)

    @contextmanager
    def _staged(self, chunks: Iterable[bytes]) -> Iterator[Path]:
        staged = self._staging / uuid4().hex
        try:
            _write_durably(staged, chunks)
            yield staged
        except OSError as error:
            raise TransientError("storage_full", "The file store cannot be written to (full or broken disk): try again later.") from error
        finally:
            staged.unlink(missing_ok=True)

    def read(self, client: str, sha256: str) -> bytes:
        with self.local_copy(client, sha256) as path:
            return path.read_bytes()

    @contextmanager
    def local_copy(self, client: str, sha256: str) -> Iterator[Path]:
        path = self._path(client, sha256)
        if not path.is_file():
            raise NotFoundError("unknown_file", "There is no such stored file.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                yield path
                return
            file.seek(0)
            content = unsealed(self._sealer, client, file, sha256)
        with in_memory(content) as copy:
            yield copy

    def delete(self, client: str, sha256: str) -> None:
        path = self._path(client, sha256)
        if path.exists():
            path.unlink()
            _sync_folder(path.parent)

    def list(self, client: str) -> Iterator[str]:
        for path in (self._root / client).glob("??/*"):
            yield path.name

    def sweep_staging(self, older_than_seconds: float, now_seconds: float) -> int:
        """Removes what interrupted uploads left behind; how many."""
        left = [path for path in self._staging.iterdir() if path.stat().st_mtime < now_seconds - older_than_seconds]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, client: str, sha256: str) -> Path:
        return self._root / address(client, sha256)


def address(client: str, sha256: str) -> str:
    """`<client>/<aa>/<sha256>`. Raises ValueError for anything that is not an id and a hash."""
    found = f"{client}/{sha256[:2]}/{sha256}"
    if not _ADDRESS.fullmatch(found):
        raise ValueError("not the address of a stored file")
    return found


class Counted:
    """Hands chunks on, and knows once they are over what they were."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._digest, self._size = hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            self._size += len(chunk)
            yield chunk

    @property
    def stored(self) -> StoredFile:
        return StoredFile(self._digest.hexdigest(), self._size)


def unsealed(sealer: Sealer, client: str, file: BinaryIO, sha256: str) -> bytes:
    """The bytes of a stored file that is not what its name says: encrypted, or damaged. Raises DamagedFileError, SetupError."""
    is_sealed = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    if not is_sealed:
        raise DamagedFileError
    try:
        content = b"".join(sealer.unseal(client, file))
    except UnsealError as error:
        raise DamagedFileError from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedFileError
    return content


@contextmanager
def in_memory(content: bytes) -> Iterator[Path]:
    """A path to bytes that never touch a disk; for this user's processes, while the context lasts."""
    descriptor = os.memfd_create("spunta", os.MFD_CLOEXEC)
    try:
        _write_all(descriptor, content)
        yield Path(f"/proc/{os.getpid()}/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _write_durably(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
    try:
        for chunk in chunks:
            size += len(chunk)
            _write_all(descriptor, chunk)
        os.fsync(descriptor)
        if os.fstat(descriptor).st_size != size:
            raise OSError("short write")
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:  # a nearly full disk takes a part of it and complains only the next time
        rest = rest[os.write(descriptor, rest) :]


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a chunk at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
