"""How much the machine does alone, and how right it is when it does.

Counts come from storage, already filtered by client company and grouped; this is arithmetic on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from reporting.intervals import Interval, clopper_pearson


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to the fields and documents of one group."""

    documents: int = 0
    """Logical documents with fields, failed ones left out."""
    documents_untouched: int = 0
    """Of these: completed without a person."""
    fields: int = 0
    auto: int = 0
    """Decided by the machine."""
    waiting: int = 0
    """Doubtful, no person has decided yet."""
    person: int = 0
    """Decided by a person."""
    confirmed: int = 0
    """Of `person`: the machine's value was kept unchanged."""
    audited: int = 0
    """Of `auto`: drawn at random and checked by a person."""
    audited_right: int = 0
    """Of `audited`: found right."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one group; a share is None where there is nothing to divide by."""

    counts: Counts
    automation_fields: float | None
    """auto / fields"""
    automation_documents: float | None
    """documents_untouched / documents"""
    accuracy: Interval
    """Right among the fields accepted by the machine, from audits alone: an exact 95 % interval."""
    over_review: float | None
    """confirmed / person: high when a threshold asks too much of people."""


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def figures(counts: Counts) -> Figures:
    """The figures of one group of counts."""
    return Figures(
        counts,
        _share(counts.auto, counts.fields),
        _share(counts.documents_untouched, counts.documents),
        clopper_pearson(counts.audited_right, counts.audited),
        _share(counts.confirmed, counts.person),
    )


def total(groups: Mapping[str, Counts] | Iterable[Counts]) -> Counts:
    """The sum of all groups."""
    every = groups.values() if isinstance(groups, Mapping) else groups
    return sum(every, Counts())
