"""What is proved of a risk class in a stratum by audits as they come in, and what follows for its fields.

Audits may be looked at after each one: the proof is a bet that holds at any time (`certificate.log_wealth`), on thresholds in an order
fixed beforehand. What rings is the Shiryaev-Roberts detector. Source: extraction notes, sections 2.2, 2.4 and 2.6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from decision.certificate import BETS, CEILING, DELTA, RAISES, Alarm, Certificate, log_wealth, upper_bound
from domain.document import DecisionKind, Field

SEQUENCE = (0.99, 0.98, 0.97, 0.95, 0.92, 0.88, 0.8, 0.65, 0.5)
"""Thresholds in the order in which they are proved; fixed before any audit, so that the order owes nothing to what was right."""
CERTIFIED, WARMING_UP, WITHDRAWN, SHIPPED = "certified", "warming_up", "withdrawn", "shipped"
ON_CONFIDENCE = frozenset({"below_threshold", "not_yet_proved", "certificate_withdrawn"})
"""Reasons of a review that a proof could lift; every other doubt stays whatever is proved."""


@dataclass(frozen=True, slots=True)
class Label:
    """One audited field: what the machine's confidence was, whether it was accepted, whether it was right."""

    confidence: float
    right: bool
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How a risk class stands in a stratum."""

    risk_class: str
    stratum: str
    state: str
    """CERTIFIED: proved here. SHIPPED: by the models' own rule, until it is proved here. WARMING_UP: nothing is accepted yet.
    WITHDRAWN: it was, the alarm rang, and nothing is accepted until it is proved again."""
    threshold: float | None
    """Confidence from which fields are accepted; None: none are."""
    ceiling: float
    """The share wrong that is promised at most (WARMING_UP, WITHDRAWN: that is to be proved)."""
    audited: int
    wrong: int
    bound: float
    """Exact upper limit of the share wrong among the audited, at 95 %."""
    more: int
    """Audits without an error that are still needed for the proof here; 0 when proved."""
    since: datetime | None = None
    """Of the state; None for SHIPPED and for a class never audited."""
    reason: str = ""
    """Why it was withdrawn."""


def prove(labels: Sequence[Label], ceiling: float = CEILING, delta: float = DELTA) -> Certificate | None:
    """The lowest threshold of SEQUENCE that the labels, in the order of their audits, prove; None when not even the first.

    Valid however often it is asked: a false proof comes with probability `delta` at most over the whole life of the class.
    """
    proved: Certificate | None = None
    for threshold in SEQUENCE:
        wrong = np.array([not label.right for label in labels if label.confidence >= threshold], dtype=int)
        if not len(wrong) or log_wealth(wrong, ceiling)[-1] < math.log(1 / delta):
            break
        if proved and len(wrong) == proved.audited:  # no audit in between: nothing is known of those fields
            continue
        bound = upper_bound(len(wrong), int(wrong.sum()), delta)
        proved = Certificate(threshold, len(wrong), int(wrong.sum()), bound, ceiling, delta, len(wrong) / len(labels))
    return proved


def more_needed(labels: Sequence[Label], ceiling: float = CEILING, delta: float = DELTA) -> int:
    """How many more audits at the first threshold, all right, would prove it; 0 when they already do."""
    if prove(labels, ceiling, delta):
        return 0
    stakes = np.array(BETS) / (1 - ceiling)
    wrong = np.array([not label.right for label in labels if label.confidence >= SEQUENCE[0]], dtype=float)
    capital = np.log1p(-stakes[:, None] * (wrong - ceiling)).sum(axis=1)
    growth = np.log1p(stakes * ceiling)
    goal = math.log(len(BETS) / delta)
    low, high = 0, 1
    while np.logaddexp.reduce(capital + high * growth) < goal:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if np.logaddexp.reduce(capital + middle * growth) < goal else (low, middle)
    return high


def has_risen(labels: Sequence[Label], ceiling: float) -> bool:
    """Whether the alarm rings somewhere along the accepted among these labels, in the order of their audits."""
    alarm = Alarm(ceiling=ceiling)
    return any(alarm.add(not label.right) for label in labels if label.accepted)


def clean_until(wrong: Sequence[bool], ceiling: float) -> int:
    """How many of these audits, the first ones, came before the risk rose above the ceiling: the likeliest moment of change.

    The likelihoods are those that the alarm weighs: of each rise that it listens for against the ceiling.
    """
    steps = np.log1p(np.array(RAISES)[:, None] / ceiling * (np.asarray(wrong, dtype=float) - ceiling))
    from_there = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    return int(np.unravel_index(np.argmax(from_there), from_there.shape)[1]) if len(wrong) else 0


def hinges_on_confidence(decision: str, reasons: Sequence[str]) -> bool:
    """Whether the confidence alone made the decision, so that an audit of the field says something about thresholds."""
    return decision == DecisionKind.AUTO or bool(ON_CONFIDENCE & set(reasons[-1:]))


def decided_by(field: Field, standing: Standing) -> Field:
    """The field as the audits of this installation decide it; what other doubts sent to a person stays there."""
    if standing.state == SHIPPED or not hinges_on_confidence(field.decision, field.reasons):
        return field
    kept = tuple(r for r in field.reasons if r not in ON_CONFIDENCE and not r.startswith("certificate_"))
    if standing.state == WARMING_UP:
        return replace(field, decision=DecisionKind.REVIEW, reasons=(*kept, "not_yet_proved"))
    if standing.state == WITHDRAWN or standing.threshold is None:
        return replace(field, decision=DecisionKind.REVIEW, reasons=(*kept, "certificate_withdrawn"))
    if field.confidence < standing.threshold:
        return replace(field, decision=DecisionKind.REVIEW, reasons=(*kept, "below_threshold"))
    return replace(field, decision=DecisionKind.AUTO, reasons=(*kept, f"certificate_measured: at most {standing.ceiling:.1%} wrong"))


def in_words(standing: Standing) -> dict[str, str]:
    """What the manager reads, by language."""
    n, e, x = standing.audited, standing.wrong, f"{standing.ceiling:.1%}"
    x_it, day = x.replace(".", ","), f"{standing.since:%Y-%m-%d}" if standing.since else ""
    if standing.state == CERTIFIED:
        return {
            "it": f"dimostrato: errori non oltre {x_it} con certezza 95 %, {n} controllati, {e} errati",
            "en": f"proved: at most {x} wrong at 95 %, {n} audited, {e} wrong",
        }
    if standing.state == WITHDRAWN:
        return {
            "it": f"ritirato il {day} perché {standing.reason}; mancano {standing.more} controlli senza errori",
            "en": f"withdrawn on {day} because {standing.reason}; {standing.more} more audits without an error needed",
        }
    if standing.state == SHIPPED:
        return {
            "it": f"secondo i documenti di fabbrica: errori non oltre {x_it}; qui non ancora dimostrato: ne mancano {standing.more}",
            "en": f"by the shipped documents: at most {x} wrong; not yet proved here: {standing.more} more",
        }
    return {"it": f"non ancora dimostrato: ne mancano {standing.more}", "en": f"not yet proved: {standing.more} more"}
