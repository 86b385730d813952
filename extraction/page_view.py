"""A read page as tokens with rows and neighbours: what every candidate source looks at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from statistics import median

from domain.geometry import Box, union
from domain.page import CharReading, ReadPage, Word

_FILLER = re.compile(
    r"__+|_(?=[^@]*$)|[…·□☐☒]+|\.{3,}|(?<=\D):|:(?=\D)|[|\[\]{}]|(?i:(?<=^n°)|(?<=^n\.)|(?<=^n\.°))(?=\d)|(?<=[^\W\d_]{3})\.(?=[^\W\d_]{3})|(?<=[a-zà-ù]{3})(?=[A-ZÀ-Ù]{3})|(?<=\))(?=\w)|(?<=^\d{5})(?=[A-Z]{3})"
)
_MAIL_FILLER = re.compile(r"(?<=[Ee]-mail)(?=\w)|__+|[…·□☐☒|\[\]{}:]|\.{2,}")
"""Fill-in lines, colons and comb strokes that a reading engine glues to words; a colon between digits is a time."""


_DOTTED = re.compile(r"\.\.|^\.\w|[A-Z0-9]\.[A-Z0-9]{2,}\.[A-Z0-9]|[A-Z]{3,}\.$|[A-Z]{2,}\.[A-Z(]|,\.\d|[a-z]\.\(|\.\)")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` in lower case without accents, punctuation or spaces: only a-z, 0-9 and the currency and percent signs."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if (c.isascii() and c.isalnum()) or c in "€%")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word: words are split at fill-in dots and colons, single comb characters are joined."""

    text: str
    folded: str
    box: Box
    score: float
    chars: tuple[CharReading, ...]
    row: int
    """Index into `PageView.rows`."""
    index: int
    """Index into `PageView.tokens`."""


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens that belong together as one possible value or label."""

    page: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(t.text for t in self.tokens)

    @property
    def box(self) -> Box:
        return union(t.box for t in self.tokens)

    @property
    def score(self) -> float:
        return sum(t.score for t in self.tokens) / len(self.tokens)

    @property
    def chars(self) -> tuple[CharReading, ...]:
        """The character readings of the text, a space between tokens; empty when a token has none."""
        if not all(len(t.chars) == len(t.text) for t in self.tokens):
            return ()
        every: list[CharReading] = []
        for token in self.tokens:
            if every:
                every.append(CharReading(" ", 1.0, token.box))
            every += token.chars
        return tuple(every)

    def cut(self, start: int, end: int) -> Span:
        """The tokens that hold the characters `start:end` of `text`; the whole span when there are none."""
        kept, at = [], 0
        for token in self.tokens:
            if at < end and at + len(token.text) > start:
                kept.append(token)
            at += len(token.text) + 1
        return Span(self.page, tuple(kept)) if kept else self


def _undotted(word: Word) -> Word:
    """The word without the dots of a dotted fill-in line: two in a row, or one before it, tell that the others are the line's too."""
    if "@" in word.text or not _DOTTED.search(word.text):
        return word
    kept = [i for i, c in enumerate(word.text) if c != "."]
    if not kept:
        return word
    chars = tuple(word.chars[i] for i in kept) if len(word.chars) == len(word.text) else ()
    return replace(word, text="".join(word.text[i] for i in kept), chars=chars)


def _pieces(word: Word) -> Iterable[tuple[str, Box, tuple[CharReading, ...]]]:
    """The parts of a word between fillers, each with its share of the box."""
    at, n = 0, max(1, len(word.text))
    exact = len(word.chars) == len(word.text)
    spans = []
    for found in (_MAIL_FILLER if "@" in word.text else _FILLER).finditer(word.text):
        spans.append((at, found.start()))
        at = found.end()
    spans.append((at, len(word.text)))
    for start, end in spans:
        text = word.text[start:end]
        if not fold(text) and text not in "-/–":
            continue
        if not text.strip():
            continue
        if (start, end) == (0, len(word.text)):
            yield text, word.box, word.chars
            continue
        chars = word.chars[start:end] if exact else ()
        x0 = word.box.x0 + word.box.width * start / n
        x1 = word.box.x0 + word.box.width * end / n
        box = Box(chars[0].box.x0, word.box.y0, chars[-1].box.x1, word.box.y1) if chars else Box(x0, word.box.y0, x1, word.box.y1)
        yield text, box, chars


@dataclass(frozen=True)
class PageView:
    """A page's tokens in rows. Lengths are fractions of the page; `em` is the median token height (y), `em_x` the same length in x."""

    page: ReadPage
    order: int = 0
    """0 for the first page of the document, 1 for the next."""

    @property
    def number(self) -> int:
        return self.page.number

    @cached_property
    def em(self) -> float:
        heights = [w.box.height for w in self.page.words if fold(w.text)]
        return max(0.004, median(heights)) if heights else 0.012

    @cached_property
    def em_x(self) -> float:
        return self.em * self.page.aspect

    @cached_property
    def rows(self) -> list[list[Token]]:
        """Tokens by visual row, from the top and from the left; level words share a row whatever the engine's lines."""
        raw = [(text, box, word.score, chars) for word in map(_undotted, self.page.words) for text, box, chars in _pieces(word)]
        raw.sort(key=lambda r: r[1].center[1])
        groups: list[list[tuple[str, Box, float, tuple[CharReading, ...]]]] = []
        centers: list[float] = []
        for item in raw:
            y, height = item[1].center[1], item[1].height
            near = [
                i
                for i in range(max(0, len(groups) - 4), len(groups))
                if abs(centers[i] - y) < 0.5 * min(max(height, 0.6 * self.em), 1.6 * self.em)
                and not any(_collide(item[1], other[1]) for other in groups[i])
            ]
            if near:
                best = min(near, key=lambda i: abs(centers[i] - y))
                groups[best].append(item)
                centers[best] += (y - centers[best]) / len(groups[best])
            else:
                groups.append([item])
                centers.append(y)
        order = sorted(range(len(groups)), key=lambda i: centers[i])
        rows: list[list[Token]] = []
        index = 0
        for row, i in enumerate(order):
            tokens = []
            for text, box, score, chars in self._join_comb(sorted(groups[i], key=lambda r: r[1].x0)):
                tokens.append(Token(text, fold(text), box, score, chars, row, index))
                index += 1
            rows.append(tokens)
        return rows

    def _join_comb(
        self, items: list[tuple[str, Box, float, tuple[CharReading, ...]]]
    ) -> list[tuple[str, Box, float, tuple[CharReading, ...]]]:
        """Runs of five or more single characters become one token: the cells of a comb."""
        joined: list[tuple[str, Box, float, tuple[CharReading, ...]]] = []
        run: list[tuple[str, Box, float, tuple[CharReading, ...]]] = []

        def flush() -> None:
            if sum(len(r[0]) for r in run) >= 5:
                chars = tuple(c for r in run for c in r[3]) if all(len(r[3]) == len(r[0]) for r in run) else ()
                joined.append(("".join(r[0] for r in run), union(r[1] for r in run), sum(r[2] for r in run) / len(run), chars))
            else:
                joined.extend(run)
            run.clear()

        for item in items:
            short = len(item[0]) <= 2 and item[0].isalnum() and item[0].upper() == item[0]
            if short and (not run or item[1].x0 - run[-1][1].x1 < 2.5 * self.em_x):
                run.append(item)
            else:
                flush()
                (run if short else joined).append(item)
        flush()
        return joined

    @cached_property
    def tokens(self) -> list[Token]:
        return [token for row in self.rows for token in row]

    @cached_property
    def middles(self) -> list[float]:
        """The height (y) of each token's middle, in the order of `tokens`."""
        return [t.box.center[1] for t in self.tokens]

    def right_of(self, box: Box, reach: float = 1.0) -> list[Token]:
        """Tokens level with `box` that begin right of it within `reach` (x), from the left."""
        y = box.center[1]
        limit = 0.75 * max(self.em, min(box.height, 1.5 * self.em))
        found = [
            t
            for t, middle in zip(self.tokens, self.middles, strict=True)
            if t.box.center[0] > box.x1
            and t.box.x0 - box.x1 < reach
            and abs(middle - y) < limit + 0.25 * max(0.0, t.box.height - self.em)
        ]
        return sorted(found, key=lambda t: t.box.x0)

    def within(self, box: Box) -> list[Token]:
        """Tokens whose centre lies in `box`, in reading order."""
        return [t for t in self.tokens if box.contains(*t.box.center)]


def _collide(one: Box, other: Box) -> bool:
    """Whether two boxes cover each other sideways by more than a third: they cannot stand in one row."""
    common = min(one.x1, other.x1) - max(one.x0, other.x0)
    return common > 0.34 * min(one.width, other.width) and common > 0


def views(pages: Sequence[ReadPage]) -> list[PageView]:
    """One view a page, in the document's order."""
    return [PageView(page, order) for order, page in enumerate(pages)]
