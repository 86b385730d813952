"""One parser a value kind, found by its name: `parse(text, chars) -> list[Parsed]`, best first, never raising on any text.

A parser tolerates what a reading engine confuses (0 and O, 5 and S, a lost comma, split and glued words) and says so
(`repaired`, `reasons`). What is wrong on the paper itself (a check character, a day that does not exist) stays as written with
`valid=False` and the reason `check_failed`. `score` is a log-likelihood for ranking, not a confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from domain.document_type import KINDS
from domain.page import CharReading
from extraction.values.parsed import Parsed

Parser = Callable[[str, Sequence[CharReading]], list[Parsed]]

__all__ = ["Parsed", "Parser", "parse", "parser"]


@cache
def parser(kind: str) -> Parser:
    """The parser of a kind of domain.document_type.KINDS; raises KeyError for another name."""
    if kind not in KINDS:
        raise KeyError(kind)
    found: Parser = import_module(f"{__name__}.{kind}").parse
    return found


def parse(kind: str, text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The values of `kind` that `text` may show, best first; empty when it shows none."""
    return parser(kind)(text, chars)
