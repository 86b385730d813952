"""Lists of words that tell what a value may be."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extraction.page_view import fold


@cache
def given_names() -> frozenset[str]:
    """Italian given names, folded."""
    return frozenset(fold(line) for line in Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8").splitlines() if line)
