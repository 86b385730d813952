"""A multipart upload taken in pieces: every limit is enforced while the bytes arrive, nothing is read whole into memory.

Files are spooled to disk by the parser; fields stay in memory and are small.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from domain.errors import InputError
from http_api.errors import RetryLaterError

WINDOW_SECONDS = 30.0


def multipart(files: str, example: Mapping[str, object], **fields: Mapping[str, object]) -> dict[str, object]:
    """How the API's description shows an upload: what `files` may be, further fields (JSON schema of each), an example."""
    properties = {"files": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": files}, **fields}
    schema = {"type": "object", "required": ["files"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema, "example": example}}}}


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Documented at /v1/limits; sizes in bytes."""

    body_bytes: int = 512 * 1024 * 1024
    file_bytes: int = 25 * 1024 * 1024
    files: int = 500
    fields: int = 20
    field_bytes: int = 16 * 1024
    slowest_bytes_per_second: int = 16 * 1024
    """Averaged over each window of 30 seconds."""
    seconds: int = 900
    """For the whole upload."""


class Turnstile:
    """At most `places` uploads at once in this process; the next one is told to come back."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._inside = 0

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Raises RetryLaterError `busy` when all places are taken. For the event loop's own thread."""
        if self._inside >= self.places:
            raise RetryLaterError("busy", "Many uploads are being taken at this moment: try again in a few seconds.", 2)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True)
class Upload:
    """A parsed upload; the files are open at their beginning and closed when the context ends."""

    files: tuple[UploadFile, ...]
    fields: dict[str, str]


@asynccontextmanager
async def received(request: Request, limits: UploadLimits, file_field: str = "files") -> AsyncIterator[Upload]:
    """The upload of this request. Raises InputError `too_large`, `too_slow`, `too_many_files`, `bad_multipart`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InputError("bad_multipart", f"Send multipart/form-data with the files in `{file_field}`.")
    parser = _BoundedParser(request.headers, _bounded(request, limits), limits)
    try:
        form = await parser.parse()
        if not parser.ended:
            raise InputError("bad_multipart", "The upload ended before its last boundary: send it again.")
    except MultiPartException as error:
        code = "too_many_files" if parser.over_count else "bad_multipart"
        raise InputError(code, f"Send well-formed multipart/form-data: {error.message}") from error
    try:
        yield _sorted_out(form, file_field)
    finally:
        await form.close()


def _sorted_out(form: FormData, file_field: str) -> Upload:
    files, fields = [], {}
    for name, part in form.multi_items():
        if isinstance(part, UploadFile):
            if name != file_field:
                raise InputError("bad_multipart", f"Files belong in `{file_field}`, not elsewhere.")
            files.append(part)
        elif name in fields:
            raise InputError("bad_multipart", "Each field may be given once.")
        else:
            fields[name] = part
    return Upload(tuple(files), fields)


class _BoundedParser(MultiPartParser):
    """Starlette's parser, which also counts the bytes of each file and knows whether the last boundary came."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], limits: UploadLimits) -> None:
        super().__init__(headers, stream, max_files=limits.files, max_fields=limits.fields, max_part_size=limits.field_bytes)
        self.ended = False
        self._limits = limits
        self._part_bytes = 0

    @property
    def over_count(self) -> bool:
        return self._current_files > self.max_files or self._current_fields > self.max_fields

    def on_part_begin(self) -> None:
        self._part_bytes = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._part_bytes += end - start
        if self._part_bytes > self._limits.file_bytes:
            raise InputError("too_large", f"A file may have at most {self._limits.file_bytes} bytes: split it.")
        super().on_part_data(data, start, end)

    def on_end(self) -> None:
        self.ended = True
        super().on_end()


async def _bounded(request: Request, limits: UploadLimits) -> AsyncGenerator[bytes, None]:
    """The body's pieces; raises when there is too much of it or it comes too slowly."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limits.body_bytes:
        raise InputError("too_large", f"A request may have at most {limits.body_bytes} bytes: send several.")
    stream = request.stream()
    total = in_window = 0
    end = time.monotonic() + limits.seconds
    window_end = time.monotonic() + WINDOW_SECONDS
    while True:
        try:
            async with asyncio.timeout(WINDOW_SECONDS):
                piece = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise InputError("too_slow", "The upload came too slowly: send it again, or fewer files at once.") from error
        total += len(piece)
        in_window += len(piece)
        if total > limits.body_bytes:
            raise InputError("too_large", f"A request may have at most {limits.body_bytes} bytes: send several.")
        now = time.monotonic()
        if now >= end or (now >= window_end and in_window < limits.slowest_bytes_per_second * WINDOW_SECONDS):
            raise InputError("too_slow", "The upload came too slowly: send it again, or fewer files at once.")
        if now >= window_end:
            in_window, window_end = 0, now + WINDOW_SECONDS
        yield piece
