"""A sender that is too slow is told so, however it is slow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from fastapi import Request

from domain.errors import InputError
from http_api import uploads
from http_api.uploads import UploadLimits, received

HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
END = b"\r\n--x--\r\n"


async def _take(pieces: Sequence[tuple[float, bytes]], limits: UploadLimits) -> list[bytes]:
    """Pieces of a body, each after so many seconds; the files that came of it."""

    async def bodies() -> AsyncIterator[bytes]:
        for pause, piece in pieces:
            await asyncio.sleep(pause)
            yield piece

    coming = bodies()

    async def receive() -> dict[str, object]:
        piece = await anext(coming, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"multipart/form-data; boundary=x")]}
    async with received(Request(scope, receive), limits) as upload:
        return [await file.read() for file in upload.files]


@pytest.fixture(autouse=True)
def _short_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WINDOW_SECONDS", 0.2)


def test_a_sender_in_good_time_is_taken() -> None:
    pieces = [(0.0, HEAD), (0.05, b"abc"), (0.0, END)]
    assert asyncio.run(_take(pieces, UploadLimits())) == [b"abc"]


def test_a_sender_that_falls_silent_is_too_slow() -> None:
    with pytest.raises(InputError, match="too_slow"):
        asyncio.run(_take([(0.0, HEAD), (5.0, END)], UploadLimits()))


def test_a_sender_that_drips_is_too_slow() -> None:
    pieces = [(0.0, HEAD), *[(0.05, b"a")] * 100, (0.0, END)]
    with pytest.raises(InputError, match="too_slow"):
        asyncio.run(_take(pieces, UploadLimits()))


def test_an_upload_that_takes_for_ever_is_too_slow() -> None:
    pieces = [(0.0, HEAD), *[(0.05, b"a" * 100_000)] * 100, (0.0, END)]
    with pytest.raises(InputError, match="too_slow"):
        asyncio.run(_take(pieces, UploadLimits(seconds=1)))
