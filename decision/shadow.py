"""Two versions of the models on the same fields: which reads better, which accepts more, and whether the new one may take the place.

The fields of one document fail together, so what is tested are documents: the sign of each document's difference is turned at random,
and the share of turnings at least as bad for the candidate is its p-value. McNemar's exact test counts fields, and is given beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import bdtr

from domain.shares import calibration_error, exact_interval

LEAST_FIELDS, LEAST_DOCUMENTS = 300, 30
"""Judged fields and documents below which nothing is said of a candidate."""
LEVEL = 0.05
MORE_ECE = 0.02
"""How much less true the candidate's confidences may be."""
TURNINGS = 4000


@dataclass(frozen=True, slots=True)
class Call:
    """What one version said of a field."""

    right: bool
    automatic: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A field whose true value is known, read by both."""

    document: str
    type: str
    current: Call
    candidate: Call
    filled: bool = True
    """The paper does not leave it blank."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one version did with these fields; each interval is the exact one at 95 %."""

    right: int
    right_interval: tuple[float, float]
    automatic: int
    automatic_interval: tuple[float, float]
    wrong: int
    """Accepted and wrong."""
    wrong_interval: tuple[float, float]
    """Of the share wrong among the accepted."""
    ece: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions on the fields of one type, or on all."""

    name: str
    fields: int
    documents: int
    current: Side
    candidate: Side
    gained: int
    """Right by the candidate alone."""
    lost: int
    """Right by the current one alone."""
    mcnemar: float
    """Two-sided p-value, counting fields."""
    p_right: float
    """That the candidate reads no fewer right, counting documents: small means it reads worse."""
    p_automatic: float
    """That the candidate accepts no fewer, counting documents."""

    def as_report(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a candidate may not take the place."""

    code: str
    message: str


def compare(pairs: Sequence[Pair]) -> list[Compared]:
    """All fields, the filled ones, then each type."""
    types: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        types[pair.type].append(pair)
    parts = {"all": list(pairs), "filled": [p for p in pairs if p.filled], **dict(sorted(types.items()))}
    return [_compared(name, part) for name, part in parts.items()]


def objections(all_fields: Compared, ceiling: float, parts: Sequence[Compared] = ()) -> list[Objection]:
    """What speaks against putting the candidate in the place of the current one; empty: nothing does.

    `ceiling`: the share of accepted fields that may be wrong. In none of the `parts` may it read worse either: fields drawn at random and
    fields that the current one doubted are such parts.
    """
    c, old, new = all_fields, all_fields.current, all_fields.candidate
    if c.fields < LEAST_FIELDS or c.documents < LEAST_DOCUMENTS:
        told = f"only {c.fields} fields of {c.documents} documents were judged; {LEAST_FIELDS} of {LEAST_DOCUMENTS} are needed"
        return [Objection("too_few_judged", told)]
    found = []
    worst = min((c, *parts), key=lambda part: part.p_right)
    if worst.p_right < LEVEL:
        told = f"it reads fewer fields right: {worst.candidate.right} against {worst.current.right} (p = {worst.p_right:.3f})"
        found.append(Objection("reads_worse", told))
    share, before = _share(new.wrong, new.automatic), _share(old.wrong, old.automatic)
    if share > ceiling and share > before:
        told = f"{new.wrong} of the {new.automatic} fields it accepts are wrong ({share:.2%}; the current one {before:.2%})"
        found.append(Objection("more_silent_errors", f"{told}, and {ceiling:.1%} is the ceiling"))
    if c.p_automatic < LEVEL and share >= before:
        told = f"it accepts fewer fields: {new.automatic} against {old.automatic} (p = {c.p_automatic:.3f}), and no fewer of them are wrong"
        found.append(Objection("accepts_less", told))
    if new.ece > old.ece + MORE_ECE:
        found.append(Objection("less_calibrated", f"its confidences are less true: ECE {new.ece:.3f} against {old.ece:.3f}"))
    return found


def _compared(name: str, pairs: Sequence[Pair]) -> Compared:
    gained = sum(p.candidate.right and not p.current.right for p in pairs)
    lost = sum(p.current.right and not p.candidate.right for p in pairs)
    changed = gained + lost
    return Compared(
        name=name,
        fields=len(pairs),
        documents=len({p.document for p in pairs}),
        current=_side([p.current for p in pairs]),
        candidate=_side([p.candidate for p in pairs]),
        gained=gained,
        lost=lost,
        mcnemar=min(1.0, 2 * float(bdtr(min(gained, lost), changed, 0.5))) if changed else 1.0,
        p_right=_not_worse(pairs, lambda call: call.right),
        p_automatic=_not_worse(pairs, lambda call: call.automatic),
    )


def _side(calls: Sequence[Call]) -> Side:
    right, taken = sum(c.right for c in calls), [c for c in calls if c.automatic]
    wrong = sum(not c.right for c in taken)
    shares = [exact_interval(n, of) for n, of in ((right, len(calls)), (len(taken), len(calls)), (wrong, len(taken)))]
    ece = calibration_error((call.confidence, call.right) for call in calls)
    return Side(right, shares[0], len(taken), shares[1], wrong, shares[2], ece)


def _not_worse(pairs: Sequence[Pair], good: Callable[[Call], bool]) -> float:
    """One-sided p-value of "the candidate has no fewer", by turning the signs of whole documents."""
    differences: dict[str, int] = defaultdict(int)
    for pair in pairs:
        differences[pair.document] += good(pair.candidate) - good(pair.current)
    seen = np.array([d for d in differences.values() if d], dtype=float)
    if not len(seen):
        return 1.0
    signs = np.random.default_rng(1).choice((-1.0, 1.0), size=(TURNINGS, len(seen)))
    turned = (signs * np.abs(seen)).sum(axis=1)
    return float((1 + (turned <= seen.sum()).sum()) / (1 + TURNINGS))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
