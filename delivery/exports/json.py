"""One JSON array, an object for each logical document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from delivery.exports import Result

MEDIA_TYPE = "application/json"


def write(results: Iterable[Result]) -> Iterator[bytes]:
    """`[`, the objects apart by commas, `]`."""
    separator = "[\n"
    for result in results:
        yield (separator + json.dumps(result, ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"[]\n" if separator == "[\n" else b"\n]\n"
