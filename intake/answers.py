"""What a sandboxed process said is untrusted too: every number is checked before it becomes a record."""

from __future__ import annotations

import json

import numpy as np

from domain.geometry import Box
from domain.page import CharReading, RenderedPage, Word
from intake.limits import Limits
from intake.refusals import SENTENCES, RefusedError, refuse
from intake.sandbox import ChildCrashedError
from intake.wire import Frame

UNIT = 1_000_000
NOTE_CHARS = 40
MOST_NOTES = 20
DPI = (10.0, 5000.0)


def check_refusal(frame: Frame) -> RefusedError:
    """The refusal a frame carries, its sentence ours. Raises ChildCrashedError when it is not one."""
    code, page, limit, found = (frame.header.get(name) for name in ("code", "page", "limit", "found"))
    if code not in SENTENCES:
        raise ChildCrashedError("output")
    is_known = isinstance(found, str) and len(found) < NOTE_CHARS and found.isprintable()
    refused = refuse(
        str(code),
        page if isinstance(page, int) else None,
        limit if isinstance(limit, int) else None,
        str(found) if is_known else "",
    )
    refused.inside = True
    return refused


def check_info(frame: Frame | None, limits: Limits) -> tuple[int, tuple[str, ...]]:
    """Page count and notes. Raises InputError when they are impossible."""
    pages = frame.header.get("pages") if frame else None
    if frame is None or not isinstance(pages, int) or not 1 <= pages <= limits.pages:
        raise refuse("resource_limit")
    return pages, _notes(frame.header.get("notes"))


def check_page(frame: Frame, number: int, limits: Limits) -> RenderedPage:
    """The page a frame carries, which must be page `number`. Raises ChildCrashedError when anything about it is impossible."""
    header = frame.header
    height, width, channels = (_whole(header.get(name)) for name in ("height", "width", "channels"))
    words_bytes, dpi = header.get("words_bytes"), header.get("dpi")
    size = height * width * channels
    possible = (
        header.get("number") == number
        and channels in (1, 3)
        and min(height, width) >= 2
        and max(height, width) <= limits.side_px
        and height * width <= limits.page_pixels * 1.02
        and isinstance(dpi, (int, float))
        and DPI[0] <= dpi <= DPI[1]
        and size + (_whole(words_bytes) if words_bytes is not None else 0) == len(frame.body)
    )
    if not possible:
        raise ChildCrashedError("output")
    shape = (height, width) if channels == 1 else (height, width, 3)
    image = np.frombuffer(memoryview(frame.body)[:size], dtype=np.uint8).reshape(shape)
    words = None if words_bytes is None else _words(bytes(frame.body[size:]), limits)
    return RenderedPage(number, image, float(dpi), words, _notes(header.get("notes")))  # type: ignore[arg-type]


def _words(text: bytes, limits: Limits) -> tuple[Word, ...]:
    try:
        rows = json.loads(text)
        if len(rows) > limits.words_per_page:
            raise ChildCrashedError("output")
        return tuple(_word(*row) for row in rows)
    except (ValueError, TypeError, RecursionError) as error:
        raise ChildCrashedError("output") from error


def _word(text: str, box: list[int], line: int, boxes: list[list[int]]) -> Word:
    if not isinstance(text, str) or not text or len(text) != len(boxes) or not isinstance(line, int):
        raise ValueError("no word")
    chars = tuple(CharReading(char, 1.0, _box(b)) for char, b in zip(text, boxes, strict=True))
    return Word(text, _box(box), 1.0, chars, line)


def _box(units: list[int]) -> Box:
    x0, y0, x1, y1 = units
    if not 0 <= x0 <= x1 <= UNIT or not 0 <= y0 <= y1 <= UNIT:
        raise ValueError("no box")
    return Box(x0 / UNIT, y0 / UNIT, x1 / UNIT, y1 / UNIT)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else -1


def _notes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_NOTES:
        raise ChildCrashedError("output")
    if any(not isinstance(note, str) or len(note) > NOTE_CHARS or not note.isidentifier() for note in value):
        raise ChildCrashedError("output")
    return tuple(value)
