"""The life of a certificate in figures: `python -m learning.simulate`: warm-up, certificate, automation, a drift, the alarm.

A stream of fields whose true risk is known; one field in `--audit-share` is audited before it is decided. After `--drift-day` a share of
the fields comes from paper never seen that looks sure and is often wrong. Source: extraction notes, section 2.3.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from decision.certificate import CEILING, Alarm, certify


@dataclass(frozen=True, slots=True)
class Life:
    """What happened in one run. Days count from 0; None: never."""

    first_certificate: int | None
    automation: float
    """Share of fields accepted between the certificate and the drift."""
    true_risk: float
    """Share of the accepted fields that were wrong, in the same days."""
    false_alarm: bool
    alarm: int | None
    """Days between the drift and the alarm."""
    wrong_let_through: int
    """Wrong fields accepted after the drift began and before the alarm."""


def day_of_fields(rng: np.random.Generator, count: int, hard: float, drift: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Confidences and whether each field is right; `drift` is the share of fields that look sure and are wrong one time in three."""
    confidences = 1 - rng.beta(0.25, 5.0 / hard, count)
    right = rng.random(count) < confidences
    strange = rng.random(count) < drift
    confidences[strange] = 0.999
    right[strange] = rng.random(int(strange.sum())) < 0.65
    return confidences, right


def live(seed: int, per_day: int, audit_share: float, days: int, drift_day: int, hard: float) -> Life:
    """One run: everything is reviewed until a threshold is proved, then fields above it are accepted and a share audited."""
    rng = np.random.default_rng(seed)
    seen: list[NDArray[np.float64]] = []
    good: list[NDArray[np.bool_]] = []
    threshold: float | None = None
    first = rang = None
    accepted = wrong = total = let_through = 0
    false_alarm = False
    alarm = Alarm()
    for day in range(days):
        confidences, right = day_of_fields(rng, per_day, hard, 0.1 if day >= drift_day else 0.0)
        audited = rng.random(per_day) < (1.0 if threshold is None else audit_share)
        auto = confidences >= threshold if threshold is not None else np.zeros(per_day, dtype=bool)
        if threshold is not None:
            if day < drift_day:
                total, accepted, wrong = total + per_day, accepted + int(auto.sum()), wrong + int((auto & ~right).sum())
            else:
                let_through += int((auto & ~right).sum())
            if any(alarm.add(bool(x)) for x in ~right[audited & auto]):
                false_alarm, rang = day < drift_day, day - drift_day
                break
        seen.append(confidences[audited])
        good.append(right[audited])
        if day < drift_day:
            proved = certify(np.concatenate(seen), np.concatenate(good))
            if proved is not None:
                first = day if first is None else first
                threshold = proved.threshold
    return Life(first, accepted / max(1, total), wrong / max(1, accepted), false_alarm, rang, let_through)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a line for each audit share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--per-day", type=int, default=2000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--drift-day", type=int, default=30)
    parser.add_argument("--hard", type=float, default=1.0, help="how often the stream is unsure; 1 is an easy stream")
    parser.add_argument("--audit-share", type=float, nargs="+", default=[0.02, 0.05, 0.1])
    args = parser.parse_args(arguments)
    print("audited  certificate  automation  true risk  above ceiling  false alarm  alarm after  wrong let through")
    for share in args.audit_share:
        lives = [live(seed, args.per_day, share, args.days, args.drift_day, args.hard) for seed in range(args.runs)]
        days = [x.first_certificate for x in lives if x.first_certificate is not None]
        rung = [x.alarm for x in lives if x.alarm is not None and not x.false_alarm]
        broken = sum(x.true_risk > CEILING for x in lives) / len(lives)
        print(
            f"{share:7.0%}  {f'day {np.median(days):.0f}' if days else 'never':>11}  {np.mean([x.automation for x in lives]):10.1%}"
            f"  {np.mean([x.true_risk for x in lives]):9.3%}  {broken:13.1%}  {np.mean([x.false_alarm for x in lives]):11.1%}"
            f"  {f'{np.median(rung):.0f} d ({len(rung)}/{len(lives)})' if rung else 'never':>11}"
            f"  {np.mean([x.wrong_let_through for x in lives]):17.0f}"
        )


if __name__ == "__main__":
    main()
