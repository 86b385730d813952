"""The frames a sandboxed process writes: a fixed head with both sizes, a small JSON header, a body of bytes.

The reader checks the sizes against limits before it reads on, so a lying process costs nothing but itself.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

HEAD = struct.Struct(">4s4sIQ")
"""Magic, kind, header bytes, body bytes."""
MAGIC = b"SPn1"
MOST_HEADER_BYTES = 64 * 1024


class FrameKind(StrEnum):
    """What a frame carries."""

    INFO = "info"
    """What a file is: header only."""
    PAGE = "page"
    """One page: pixels, then the words as JSON."""
    FILE = "file"
    """A piece of an unpacked file."""
    REFUSAL = "nope"
    """The input is at fault: a code of `refusals`."""
    END = "done"
    """Everything asked for was said; a process that ends without it has crashed."""


class BrokenFrameError(Exception):
    """The bytes are no frame, or larger than allowed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, as read."""

    kind: FrameKind
    header: dict[str, object]
    body: bytearray


def write_frame(out: BinaryIO, kind: FrameKind, header: Mapping[str, object], *body: bytes | memoryview) -> None:
    """Writes one frame whose body is the pieces of `body` one after the other."""
    text = json.dumps(header).encode()
    out.write(HEAD.pack(MAGIC, kind.encode(), len(text), sum(memoryview(piece).nbytes for piece in body)))
    out.write(text)
    for piece in body:
        out.write(piece)
    out.flush()


def read_frame(read: Callable[[int], bytearray], most_body_bytes: int) -> Frame:
    """The next frame. `read(n)` gives exactly n bytes or raises. Raises BrokenFrameError."""
    magic, kind, header_bytes, body_bytes = HEAD.unpack(read(HEAD.size))
    if magic != MAGIC or header_bytes > MOST_HEADER_BYTES or body_bytes > most_body_bytes:
        raise BrokenFrameError("not a frame, or too large")
    try:
        known = FrameKind(kind.decode("ascii"))
        header = json.loads(read(header_bytes))
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError("unreadable header") from error
    if not isinstance(header, dict):
        raise BrokenFrameError("the header is no object")
    return Frame(known, header, read(body_bytes))
