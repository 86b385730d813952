"""What a parser answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.document import Value


@dataclass(frozen=True, slots=True)
class Parsed:
    """One value that a text may show."""

    value: Value
    """In the normal form of its kind."""
    raw: str
    """The part of the text it was read from, untouched."""
    start: int
    """Offset of `raw` in the text."""
    score: float = 0.0
    """Log-likelihood of the text given the value: 0 as printed, lower with every repair and every odd remnant."""
    repaired: bool = False
    """Whether a character was read as another one than the engine gave."""
    reasons: tuple[str, ...] = ()
    """Stable codes: `check_failed`, `check_passed`, `not_in_catalogue`, `confused_characters`, `impossible_date`, ..."""
    valid: bool | None = None
    """Whether the value passes the check of its kind; None when its kind has none."""

    @property
    def end(self) -> int:
        """Offset behind the last character of `raw`."""
        return self.start + len(self.raw)


def best_first(found: Iterable[Parsed]) -> list[Parsed]:
    """Sorted by score, each value once."""
    kept: dict[str, Parsed] = {}
    for parsed in sorted(found, key=lambda p: -p.score):
        kept.setdefault(repr(parsed.value), parsed)
    return list(kept.values())
