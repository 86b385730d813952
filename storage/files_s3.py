"""Files by content in an S3-compatible store, through obstore. The keys and the endpoint come from the AWS_ variables.

obstore hangs for ever in a process forked from one that has used it, so using it there is refused: make a store of your own first.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from domain.errors import NotFoundError, TransientError
from storage.files import Counted, StoredFile, address, in_memory, unsealed
from storage.sealing import HEADER_BYTES, Sealer

IN_MEMORY_BYTES = 8 * 1024 * 1024


class S3Files:
    """`s3://bucket/prefix`. A file is written under its final key in one request, only if it is not there yet."""

    def __init__(self, url: str, sealer: Sealer | None = None, **config: Any) -> None:
        self._store = S3Store.from_url(url, **config)
        self._sealer = sealer or Sealer()
        self._pid: int | None = None

    def put(self, client: str, chunks: Iterable[bytes]) -> StoredFile:
        counted = Counted(chunks)
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as staged:
            for chunk in self._sealer.seal(client, counted):
                staged.write(chunk)
            staged.seek(0)
            with _translated():
                self._put_if_absent(address(client, counted.stored.sha256), staged)
        return counted.stored

    def read(self, client: str, sha256: str) -> bytes:
        content = self.raw(client, sha256)
        if hashlib.sha256(content).hexdigest() == sha256:
            return content
        return unsealed(self._sealer, client, io.BytesIO(content), sha256)

    def reseal(self, client: str, sha256: str) -> bool:
        with _translated():
            header = self._used().get_range(address(client, sha256), start=0, length=HEADER_BYTES).to_bytes()
        if self._sealer.is_current(header):
            return False
        self.put_raw(client, sha256, b"".join(self._sealer.seal(client, [self.read(client, sha256)])))
        return True

    def raw(self, client: str, sha256: str) -> bytes:
        with _translated():
            content: bytes = self._used().get(address(client, sha256)).bytes().to_bytes()
        return content

    def put_raw(self, client: str, sha256: str, stored: bytes) -> None:
        with _translated():
            self._used().put(address(client, sha256), stored)

    @contextmanager
    def local_copy(self, client: str, sha256: str) -> Iterator[Path]:
        with in_memory(self.read(client, sha256)) as path:
            yield path

    def delete(self, client: str, sha256: str) -> None:
        try:
            with _translated():
                self._used().delete(address(client, sha256))
        except NotFoundError:
            return

    def list(self, client: str) -> Iterator[str]:
        with _translated():
            for found in self._used().list(prefix=client):
                yield from (item["path"].rpartition("/")[2] for item in found)

    def _put_if_absent(self, key: str, content: Any) -> None:
        try:
            self._used().put(key, content, mode="create")
        except AlreadyExistsError:
            return

    def _used(self) -> S3Store:
        if self._pid is None:
            self._pid = os.getpid()
        if self._pid != os.getpid():
            raise RuntimeError("this store was used before a fork: make a new one in this process, before any use in its parent")
        return self._store


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError("unknown_file", "There is no such stored file.") from error
    except BaseError as error:
        raise TransientError("storage_unavailable", "The file store does not answer: try again in a moment.") from error
