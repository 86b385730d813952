"""A page as a classifier sees it: its words counted, with the top third told apart, and its letters where words are misread."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from domain.page import ReadPage, TextLine

HEADER = 0.33
"""The top share of a page that is counted for itself too: titles and letterheads."""
OPENING_LINES = 4
"""The first lines of a page, counted for themselves too."""
GRAM = 4
"""Length of the letter sequences that survive a misread letter elsewhere in the word."""
_SPLIT = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Small letters without accents, every digit a 0: numbers count by their form."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[0-9]", "0", bare)


def line_tokens(line: TextLine) -> list[str]:
    """The folded words of a line, cut at punctuation."""
    return [token for token in _SPLIT.split(fold(line.text)) if token]


def page_terms(page: ReadPage) -> Counter[str]:
    """How often each term stands on the page.

    `w:` a word or two neighbours on a line, `h:` the same in the top third, `o:` the same in the opening lines, `c:` GRAM letters
    in a row of a longer word.
    """
    terms: Counter[str] = Counter()
    lines = [(line, tokens) for line in page.lines() if (tokens := line_tokens(line))]
    for row, (line, tokens) in enumerate(lines):
        pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
        terms.update(f"w:{t}" for t in (*tokens, *pairs))
        if line.box.center[1] < HEADER:
            terms.update(f"h:{t}" for t in (*tokens, *pairs))
        if row < OPENING_LINES:
            terms.update(f"o:{t}" for t in (*tokens, *pairs))
        for token in tokens:
            if len(token) > GRAM and token.isalpha():
                terms.update(f"c:{token[i : i + GRAM]}" for i in range(len(token) - GRAM + 1))
    return terms
