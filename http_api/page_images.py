"""Page images for the browser: WebP where it is accepted, a fifth of the PNG, encoded once; the stored PNG for everybody else."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import cv2
import numpy as np
from fastapi import Response

from storage.files import FileStore

QUALITY = 60
MOST_BYTES = 64 * 1024 * 1024
"""Of encoded pages kept in memory."""


class _Kept:
    """The pages encoded last, by digest of their PNG."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, sha256: str) -> bytes | None:
        with self._lock:
            if sha256 in self._pages:
                self._pages.move_to_end(sha256)
            return self._pages.get(sha256)

    def keep(self, sha256: str, encoded: bytes) -> None:
        with self._lock:
            if sha256 in self._pages:
                return
            self._pages[sha256] = encoded
            self._bytes += len(encoded)
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._pages.popitem(last=False)[1])


_kept = _Kept()


def page_answer(files: FileStore, client_id: str, sha256: str, accept: str, headers: dict[str, str] | None = None) -> Response:
    """The page as `accept` (the header of that name) has it: WebP when named there, else PNG."""
    own = {"Cache-Control": "private, max-age=3600", "Vary": "Accept", "ETag": form_etag(sha256, accept)}
    if "image/webp" not in accept:
        return Response(files.read(client_id, sha256), media_type="image/png", headers=own | (headers or {}))
    webp = _kept.get(sha256)
    if webp is None:
        grey = cv2.imdecode(np.frombuffer(files.read(client_id, sha256), np.uint8), cv2.IMREAD_GRAYSCALE)
        assert grey is not None
        webp = cv2.imencode(".webp", grey, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes()
        _kept.keep(sha256, webp)
    return Response(webp, media_type="image/webp", headers=own | (headers or {}))


def form_etag(sha256: str, accept: str) -> str:
    """Each form of the page has its own."""
    return f'"{sha256}{"-webp" if "image/webp" in accept else ""}"'
