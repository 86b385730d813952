"""Files by content in an S3-compatible store, through obstore. The keys and the endpoint come from the AWS_ variables.

obstore hangs for ever in a process forked from one that has used it, so using it there is refused: make a store of your own first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from domain.errors import NotFoundError, TransientError
from storage.files import DamagedFileError, StoredFile, address

IN_MEMORY_BYTES = 8 * 1024 * 1024


class S3Files:
    """`s3://bucket/prefix`. A file is written under its final key in one request, only if it is not there yet."""

    def __init__(self, url: str, **config: Any) -> None:
        self._store = S3Store.from_url(url, **config)
        self._pid: int | None = None

    def put(self, client: str, chunks: Iterable[bytes]) -> StoredFile:
        digest, size = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as staged:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                staged.write(chunk)
            staged.seek(0)
            stored = StoredFile(digest.hexdigest(), size)
            with _translated():
                self._put_if_absent(address(client, stored.sha256), staged)
        return stored

    def read(self, client: str, sha256: str) -> bytes:
        key = address(client, sha256)
        with _translated():
            content = self._used().get(key).bytes().to_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedFileError
        return content

    @contextmanager
    def local_copy(self, client: str, sha256: str) -> Iterator[Path]:
        content = self.read(client, sha256)
        with tempfile.TemporaryDirectory(prefix="spunta-") as folder:
            path = Path(folder) / sha256
            path.write_bytes(content)
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
