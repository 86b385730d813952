"""JSON Lines: one object a line, a line for each logical document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from delivery.exports import Result

MEDIA_TYPE = "application/x-ndjson"


def write(results: Iterable[Result]) -> Iterator[bytes]:
    """Each object in one line."""
    for result in results:
        yield (json.dumps(result, ensure_ascii=False) + "\n").encode()
