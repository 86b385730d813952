"""The text lines of a page as chunks of words, and which of them are rows of a table. Lengths are fractions of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.geometry import Box, union
from domain.page import ReadPage, Word
from extraction.values.confusion import DIGITISH, has_digits

CHUNK_GAP = 0.6
"""Words further apart than so many heights of their line do not belong together."""
FIGURE_GAP = 0.3
"""Two numbers so far apart do not either."""
ROW_SHIFT = 0.85
"""Lines nearer than so many heights, side by side, are one."""
_GLUED = re.compile(r"(?<=[%])(?=[€\d])|(?<=,\d\d)(?=€\d)|(?<=[€])(?=\d+%)")
_FIGURE = re.compile(rf"[{DIGITISH}.,/:'’%+\-–—()]+")
_CENTS = re.compile(r"[.,]\d\d$")
_UNITS = re.compile(r"€|%|\beuro?\b|\bEURO?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words of one line that stand close together."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, an amount, a date in figures or a rate."""
        bare = _UNITS.sub("", self.text).replace(" ", "")
        return (
            has_digits(bare, 1) and bool(_FIGURE.fullmatch(bare)) and sum(c.isdigit() for c in bare) * 2 >= sum(c.isalnum() for c in bare)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page in chunks, left to right."""

    chunks: tuple[Chunk, ...]
    box: Box
    height: float
    """Usual height of its words, a fraction of the page's height."""

    @property
    def y(self) -> float:
        return self.box.center[1]

    @property
    def figures(self) -> list[Chunk]:
        return [chunk for chunk in self.chunks if chunk.is_figure]

    @property
    def is_row(self) -> bool:
        """Whether it looks like a row: three chunks, two of them figures."""
        return len(self.chunks) >= 3 and len(self.figures) >= 2

    @property
    def words(self) -> list[Word]:
        return [word for chunk in self.chunks for word in chunk.words]


def lines_of(page: ReadPage) -> list[Line]:
    """The lines of a page from the top, parted into chunks at wide gaps, at upright rules and between numbers."""
    uprights = [rule for rule in page.rules if is_upright(rule, page.aspect)]
    found = [_line([part for word in line.words for part in _parts(word)], uprights, page.aspect) for line in page.lines() if line.words]
    lines: list[Line] = []
    for line in found:
        if lines and _side_by_side(lines[-1], line):
            both = sorted((*lines[-1].chunks, *line.chunks), key=lambda c: c.box.x0)
            lines[-1] = Line(tuple(both), union(c.box for c in both), max(lines[-1].height, line.height))
        else:
            lines.append(line)
    return lines


def is_upright(rule: Box, aspect: float) -> bool:
    """Whether a rule stands rather than lies."""
    return rule.height * aspect > rule.width


def _parts(word: Word) -> list[Word]:
    """A word parted where the engine glued a rate to an amount."""
    cuts = [0, *(m.start() for m in _GLUED.finditer(word.text)), len(word.text)]
    if len(cuts) == 2:
        return [word]
    parts = []
    for start, end in pairwise(cuts):
        x0, x1 = (word.box.x0 + word.box.width * at / len(word.text) for at in (start, end))
        chars = word.chars[start:end]
        parts.append(replace(word, text=word.text[start:end], box=Box(x0, word.box.y0, x1, word.box.y1), chars=chars))
    return parts


def _side_by_side(above: Line, below: Line) -> bool:
    """Whether a text and the figures of its row were taken for two lines: a rest of skew, or another base line."""
    near = below.y - above.y < ROW_SHIFT * max(above.height, below.height)
    texts = [line for line in (above, below) if not line.figures]
    apart = all(a.box.x1 < b.box.x0 or b.box.x1 < a.box.x0 for a in above.chunks for b in below.chunks)
    return near and len(texts) == 1 and len(above.figures) + len(below.figures) >= 2 and apart


def _line(words: Sequence[Word], uprights: Sequence[Box], aspect: float) -> Line:
    heights = sorted(word.box.height for word in words)
    height = heights[len(heights) // 2]
    groups: list[list[Word]] = []
    for n, word in enumerate(words):
        before = groups[-1][-1] if groups else None
        after = words[n + 1].text if n + 1 < len(words) else ""
        gap = (word.box.x0 - before.box.x1) / (height * aspect) if before else 0.0
        if before is None or gap > CHUNK_GAP or _parted(before, word, uprights) or _two_numbers(groups[-1], word, after, gap):
            groups.append([])
        groups[-1].append(word)
    chunks = tuple(Chunk(tuple(group), union(w.box for w in group)) for group in groups)
    return Line(chunks, union(word.box for word in words), height)


def _two_numbers(group: Sequence[Word], word: Word, after: str, gap: float) -> bool:
    """Whether a number ends and another begins: never within a date, a sign goes with the number it stands nearest to in the same way."""
    before = " ".join(w.text for w in group)
    if not Chunk(tuple(group), group[0].box).is_figure or re.search(r"[/.\-]$|^[/.\-]", word.text) or re.search(r"[/.\-]$", before):
        return False
    if word.text.startswith("€"):
        has_own = "€" in before or before.endswith("%")
        return has_own or (not _CENTS.search(before) and bool(_CENTS.search(word.text + after)))
    if word.text.startswith("%"):
        return False
    ended = before.endswith("%") or bool(re.search(r"[.,]\d\d(?: ?€)?$", before))
    return word.text[:1].isdigit() and (ended or gap > FIGURE_GAP)


def _parted(left: Word, right: Word, uprights: Sequence[Box]) -> bool:
    y = (left.box.center[1] + right.box.center[1]) / 2
    low, high = left.box.center[0], right.box.center[0]
    return any(low < rule.center[0] < high and rule.y0 <= y <= rule.y1 and abs(rule.center[0] - left.box.x1) < 0.03 for rule in uprights)
