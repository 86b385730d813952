"""What another ceiling would have meant: audited fields decided again under each of several ceilings.

Two answers for each: what the guarantee would accept (the threshold that these audits prove), and what hindsight would
(the threshold under which no more than the ceiling was seen wrong, which promises nothing of tomorrow).
Each ceiling's proof holds by itself at 95 %; choosing among them by looking at what was wrong is not covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from decision.certificate import upper_bound
from decision.standing import SEQUENCE, Label, more_needed, prove

CEILINGS = (0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The audits of one class in one stratum, and the mail they were drawn from."""

    risk_class: str
    stratum: str
    labels: Sequence[Label]
    """In the order in which they were closed, since the last withdrawal or change of models."""
    fields_a_day: float
    """Fields of the class and stratum on a day on which mail came."""
    eligible: float
    """The share of the fields whose confidence decides; the others wait for a person whatever is proved."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fields decided by one threshold, or by one for each class and stratum."""

    threshold: float | None
    """None: nothing is accepted, or several thresholds are at work."""
    automatic: float
    """Share of all fields that nobody would see."""
    people_a_day: float
    """Fields that people would see on a day."""
    accepted: int
    """Audited fields at or above the threshold."""
    wrong: int
    bound: float
    """Exact upper limit of the share wrong among the accepted, at 95 %."""

    @property
    def observed(self) -> float | None:
        """Share seen wrong among the accepted; None when none is."""
        return self.wrong / self.accepted if self.accepted else None


@dataclass(frozen=True, slots=True)
class Point:
    """One ceiling."""

    ceiling: float
    guaranteed: Outcome
    hindsight: Outcome
    more: int
    """Audits without an error still needed before anything is proved (the most of any class summed up)."""


def backtest(evidence: Evidence, ceilings: Sequence[float] = CEILINGS) -> list[Point]:
    """One point for each ceiling, in order."""
    points = []
    for ceiling in ceilings:
        proved = prove(evidence.labels, ceiling)
        guaranteed = _outcome(evidence, proved.threshold if proved else None)
        points.append(Point(ceiling, guaranteed, _hindsight(evidence, ceiling), more_needed(evidence.labels, ceiling)))
    return points


def together(every: Sequence[Evidence], ceilings: Sequence[float] = CEILINGS) -> list[Point]:
    """The points of several classes and strata, each keeping the ceiling by a threshold of its own."""
    columns = zip(*(backtest(evidence, ceilings) for evidence in every), strict=True)
    return [
        Point(
            column[0].ceiling,
            _sum([p.guaranteed for p in column], every),
            _sum([p.hindsight for p in column], every),
            max(p.more for p in column),
        )
        for column in columns
    ]


def _hindsight(evidence: Evidence, ceiling: float) -> Outcome:
    """The lowest threshold of the sequence at which no more than the ceiling was wrong."""
    outcomes = [_outcome(evidence, threshold) for threshold in SEQUENCE]
    kept = [o for o in outcomes if o.observed is not None and o.observed <= ceiling]
    return kept[-1] if kept else _outcome(evidence, None)


def _outcome(evidence: Evidence, threshold: float | None) -> Outcome:
    accepted = [label for label in evidence.labels if threshold is not None and label.confidence >= threshold]
    wrong = sum(not label.right for label in accepted)
    automatic = evidence.eligible * len(accepted) / len(evidence.labels) if accepted else 0.0
    return Outcome(
        threshold, automatic, evidence.fields_a_day * (1 - automatic), len(accepted), wrong, upper_bound(len(accepted), wrong)
    )  # fmt: skip


def _sum(outcomes: Sequence[Outcome], every: Sequence[Evidence]) -> Outcome:
    fields, people = sum(e.fields_a_day for e in every), sum(o.people_a_day for o in outcomes)
    accepted, wrong = sum(o.accepted for o in outcomes), sum(o.wrong for o in outcomes)
    automatic = 1 - people / fields if fields else 0.0
    return Outcome(None, automatic, people, accepted, wrong, upper_bound(accepted, wrong))
