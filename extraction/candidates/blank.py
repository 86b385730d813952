"""The candidate "blank or absent", once for every field."""

from __future__ import annotations

from collections.abc import Iterator

from domain.document import Candidate
from extraction.context import Context

NAME = "blank"


def propose(context: Context) -> Iterator[Candidate]:
    """One candidate without a value for each field; the scorer weighs it against the others."""
    for key in context.fields:
        yield Candidate(key, None, "", None, None, NAME, score=1.0)
