"""Audited fields under other ceilings: stricter accepts less, the guarantee never more than hindsight, sums are sums."""

from __future__ import annotations

import pytest

from decision.backtest import CEILINGS, Evidence, backtest, together
from decision.standing import Label

GOOD = [Label(0.995, True)] * 3000 + [Label(0.96, i % 50 != 0) for i in range(1000)]
"""Never wrong above 0.99; one in fifty wrong below."""


def evidence(labels: list[Label], fields_a_day: float = 100.0, eligible: float = 0.5, stratum: str = "unseen") -> Evidence:
    return Evidence("typed", stratum, labels, fields_a_day, eligible)


def test_a_ceiling_tells_share_volume_and_errors() -> None:
    by_ceiling = {p.ceiling: p for p in backtest(evidence(GOOD))}
    strict = by_ceiling[0.002].guaranteed
    assert (strict.threshold, strict.accepted, strict.wrong, strict.observed) == (0.99, 3000, 0, 0.0)
    assert strict.automatic == pytest.approx(0.5 * 3000 / 4000)
    assert strict.people_a_day == pytest.approx(100 * (1 - 0.375))
    lenient = by_ceiling[0.02]
    assert (lenient.guaranteed.accepted, lenient.guaranteed.wrong, lenient.more) == (4000, 20, 0)
    assert lenient.guaranteed.automatic == pytest.approx(0.5)


def test_a_laxer_ceiling_never_accepts_less_and_hindsight_never_less_than_the_guarantee() -> None:
    points = backtest(evidence(GOOD))
    shares = [p.guaranteed.automatic for p in points]
    assert shares == sorted(shares)
    assert all(p.hindsight.automatic >= p.guaranteed.automatic for p in points)
    assert any(p.guaranteed.accepted for p in points)
    assert all(p.guaranteed.bound <= p.ceiling for p in points if p.guaranteed.accepted)


def test_few_audits_prove_nothing_and_say_how_many_are_missing() -> None:
    [point] = backtest(evidence([Label(0.999, True)] * 50), [0.005])
    assert (point.guaranteed.threshold, point.guaranteed.automatic, point.guaranteed.observed) == (None, 0.0, None)
    assert point.guaranteed.people_a_day == 100.0
    assert point.hindsight.automatic == pytest.approx(0.5)
    assert point.more > 500


def test_classes_together_are_summed_by_their_volume() -> None:
    idle = evidence([], fields_a_day=300.0, stratum="known_form")
    for alone, both in zip(backtest(evidence(GOOD)), together([evidence(GOOD), idle]), strict=True):
        assert both.guaranteed.people_a_day == pytest.approx(alone.guaranteed.people_a_day + 300)
        assert both.guaranteed.automatic == pytest.approx(alone.guaranteed.automatic / 4)
        assert (both.guaranteed.accepted, both.guaranteed.wrong) == (alone.guaranteed.accepted, alone.guaranteed.wrong)


def test_without_mail_and_audits_there_is_a_flat_curve() -> None:
    points = together([evidence([], fields_a_day=0.0)])
    assert [p.ceiling for p in points] == list(CEILINGS)
    assert {(p.guaranteed.automatic, p.guaranteed.people_a_day) for p in points} == {(0.0, 0.0)}
