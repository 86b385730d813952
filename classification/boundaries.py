"""What tells, of two pages that follow each other, whether a new document begins with the second."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classification.linear import LinearModel, softmax
from classification.page_text import HEADER, fold, line_tokens, page_terms
from domain.page import ReadPage

NAMES: tuple[str, ...] = (
    "first_here", "first_before", "same_type", "unknown_here", "unknown_before", "number_here", "number_before", "number_goes_on",
    "same_total", "last_of_total", "article_goes_on", "article_restarts", "has_articles", "header_alike", "shared_rare", "shared_numbers",
    "title_size", "body_ratio", "fill_before", "fill_here", "top_here", "signed_before", "sentence_goes_on", "blank_between",
    "paper_differs", "source_differs", "words_here", "words_before",
)  # fmt: skip

PAGE_OF = re.compile(
    r"\bpag(?:ina|\.)?\s*(?:n\.?\s*)?(\d{1,3})\s*(?:(?:di|/|su)\s*(\d{1,3}))?\b|^\W*(\d{1,3})\s*(?:di|/|su)\s*(\d{1,3})\W*$"
)
_ARTICLE = re.compile(r"^\s*(?:art(?:icolo|\.)?\s*)?(\d{1,2})\s*[.)°–-]\s+[a-z]|^\s*art(?:icolo|\.)?\s*(\d{1,2})\b")
_SIGNING = re.compile(
    r"\bfirm[ae]\b|letto,? (?:confermato|approvato)|\bsottoscri|il (?:dichiarante|cliente|richiedente|fornitore|committente|locatore)"
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is drawn from one page once, for comparison with the page before it."""

    terms: Counter[str]
    types: NDArray[np.float64]
    """Log odds of each type."""
    first: float
    """Log odds that the page begins a document, by its text alone."""
    number: int | None
    """The page number printed on it."""
    total: int | None
    """The number of pages printed on it ("di 3")."""
    articles: tuple[int, ...]
    """Numbers of clauses that begin lines, in reading order."""
    header: Counter[str]
    rare: frozenset[str]
    """Names and codes: long words in capitals or with a capital, numbers of five digits or more."""
    numbers: frozenset[str]
    title_size: float
    """Height of the largest line of the top third over the ordinary line."""
    body_height: float
    top: float
    bottom: float
    """Where the writing begins and ends, page numbers left out."""
    signed: bool
    """Whether it ends as a signed document ends."""
    opens_midway: bool
    closes_midway: bool
    """Whether the first line begins, or the last one ends, inside a sentence."""
    aspect: float
    source: str
    words: int


def page_facts(page: ReadPage, types: LinearModel, first: LinearModel) -> PageFacts:
    """The facts of a page that is not blank."""
    terms = page_terms(page)
    lines = [line for line in page.lines() if line_tokens(line)]
    body = [line for line in lines if 0.06 < line.box.center[1] < 0.93] or lines
    heights = [line.box.height for line in body]
    usual = float(np.median(heights)) if heights else 0.0
    top_lines = [line for line in body if line.box.center[1] < HEADER]
    number, total = _page_number([line.text.casefold() for line in lines])
    texts = [line.text for line in body]
    header: Counter[str] = Counter(token for line in lines if line.box.center[1] < 0.15 for token in line_tokens(line))
    odds = first.log_odds(terms)
    return PageFacts(
        terms=terms,
        types=types.log_odds(terms),
        first=float(odds[first.classes.index("first")] - odds[first.classes.index("later")]),
        number=number,
        total=total,
        articles=_articles(texts),
        header=header,
        rare=_rare(page),
        numbers=frozenset(t for w in page.words if len(t := re.sub(r"\D", "", w.text)) >= 5),
        title_size=max((line.box.height for line in top_lines), default=0.0) / usual if usual else 0.0,
        body_height=usual * page.aspect,
        top=min((line.box.y0 for line in body), default=0.0),
        bottom=max((line.box.y1 for line in body), default=0.0),
        signed=any(_SIGNING.search(fold(text)) for text in texts[-max(4, len(texts) // 4) :]),
        opens_midway=bool(texts) and texts[0][:1].islower(),
        closes_midway=bool(texts) and texts[-1][-1:].isalpha() and len(texts[-1].split()) > 5,
        aspect=page.aspect,
        source=page.source,
        words=len(page.words),
    )


def _page_number(lines: Sequence[str]) -> tuple[int | None, int | None]:
    """The page number and the total, from the outermost lines that give one."""
    for text in [*lines[-3:][::-1], *lines[:3]]:
        found = PAGE_OF.search(text)
        if found:
            number, total = (found[1], found[2]) if found[1] else (found[3], found[4])
            if 0 < int(number) <= 300 and (total is None or int(number) <= int(total)):
                return int(number), int(total) if total else None
    return None, None


def _articles(texts: Sequence[str]) -> tuple[int, ...]:
    found = []
    for text in texts:
        match = _ARTICLE.search(text.casefold())
        if match:
            found.append(int(match[1] or match[2]))
    return tuple(found)


def _rare(page: ReadPage) -> frozenset[str]:
    words = (w.text.strip(".,;:()«»\"'") for w in page.words)
    return frozenset(fold(w) for w in words if len(w) >= 4 and w[:1].isupper() and w.isalpha())


def pair_features(before: PageFacts, here: PageFacts, blank_between: bool, types: LinearModel) -> list[float]:
    """The numbers of `NAMES` for two pages that follow each other (blank ones left out)."""
    odds_here, odds_before = softmax(here.types, 2.0), softmax(before.types, 2.0)
    unknown = types.classes.index("unknown")
    numbered = here.number is not None and before.number is not None
    goes_on = float(here.number == before.number + 1) if numbered and before.number is not None else math.nan
    last = float(before.number == before.total) if before.number and before.total else math.nan
    article = float(min(here.articles) == max(before.articles) + 1) if here.articles and before.articles else math.nan
    restarts = float(min(here.articles) == 1) if here.articles else math.nan
    return [
        here.first, before.first, float(odds_here @ odds_before), float(odds_here[unknown]), float(odds_before[unknown]),
        float(here.number or math.nan), float(before.number or math.nan), goes_on,
        float(here.total == before.total) if here.total and before.total else math.nan, last, article, restarts,
        float(bool(here.articles)) + 2 * float(bool(before.articles)), _cosine(here.header, before.header),
        _share(here.rare, before.rare), _share(here.numbers, before.numbers), here.title_size,
        math.log((here.body_height + 1e-3) / (before.body_height + 1e-3)), before.bottom, here.bottom, here.top,
        float(before.signed), float(here.opens_midway) + float(before.closes_midway), float(blank_between),
        float(abs(math.log(here.aspect / before.aspect)) > 0.08), float(here.source != before.source),
        math.log1p(here.words), math.log1p(before.words),
    ]  # fmt: skip


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    norm = math.sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))
    return sum(v * other[t] for t, v in one.items()) / norm if norm else math.nan


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least else math.nan
