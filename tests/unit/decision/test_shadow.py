"""Two versions on the same fields: a worse one is told from a like one, counting documents."""

from __future__ import annotations

import random

import pytest

from decision.shadow import Call, Compared, Pair, compare, objections


def pairs(documents: int, right: float, tried_right: float, seed: int = 1, together: bool = False) -> list[Pair]:
    """Ten fields a document; `together`: whether the candidate reads a document right or wrong as a whole."""
    rng = random.Random(seed)
    found = []
    for d in range(documents):
        luck = rng.random()
        for _ in range(10):
            old, new = rng.random() < right, (luck if together else rng.random()) < tried_right
            found.append(Pair(f"d{d}", "contract", Call(old, False, right), Call(new, False, tried_right)))
    return found


def every(found: list[Pair]) -> Compared:
    return compare(found)[0]


def codes(compared: Compared) -> list[str]:
    return [o.code for o in objections(compared, 0.005)]


def test_a_version_beside_itself_has_nothing_against_it() -> None:
    found = [Pair(p.document, p.type, p.current, p.current) for p in pairs(60, 0.8, 0.8)]
    compared = every(found)
    assert (compared.gained, compared.lost, compared.mcnemar, compared.p_right) == (0, 0, 1.0, 1.0)
    assert codes(compared) == []


def test_a_worse_version_is_refused_and_a_better_one_is_not() -> None:
    assert codes(every(pairs(60, 0.9, 0.8))) == ["reads_worse"]
    assert codes(every(pairs(60, 0.8, 0.9))) == []


def test_too_few_documents_say_nothing() -> None:
    assert codes(every(pairs(29, 0.9, 0.1))) == ["too_few_judged"]


def test_like_versions_are_refused_no_oftener_than_the_level_says_though_fields_fail_together() -> None:
    """McNemar's test, which counts fields, takes a few bad documents for many losses."""
    found = [every(pairs(40, 0.8, 0.8, seed, together=True)) for seed in range(100)]
    assert sum("reads_worse" in codes(c) for c in found) <= 10
    assert sum(c.mcnemar < 0.05 for c in found) > 30


def accepting(wrong: int, accepted: int, wrong_before: int, accepted_before: int) -> list[Pair]:
    return [
        Pair(f"d{n % 50}", "contract", Call(n >= wrong_before, n < accepted_before, 0.99), Call(n >= wrong, n < accepted, 0.99))
        for n in range(1000)
    ]


def test_errors_accepted_in_silence_above_the_ceiling_are_refused_unless_there_were_more() -> None:
    assert codes(every(accepting(8, 800, 2, 800))) == ["reads_worse", "more_silent_errors"]
    assert codes(every(accepting(2, 800, 1, 800))) == [], "within the ceiling"
    assert codes(every(accepting(8, 800, 9, 800))) == []


def test_less_automation_needs_a_reason() -> None:
    assert codes(every(accepting(1, 400, 1, 800))) == ["accepts_less"]
    assert codes(every(accepting(0, 400, 8, 800))) == [], "it accepts less, and nothing wrong"


def test_confidences_that_are_less_true_are_refused() -> None:
    found = [Pair(p.document, p.type, p.current, Call(p.current.right, False, 0.5)) for p in pairs(60, 0.8, 0.8)]
    assert codes(every(found)) == ["less_calibrated"]


def test_a_part_in_which_it_reads_worse_is_enough() -> None:
    audits, reviews = pairs(60, 0.95, 0.8, 1), pairs(60, 0.2, 0.6, 2)
    told = objections(every(audits + reviews), 0.005, [every(audits), every(reviews)])
    assert [o.code for o in told] == ["reads_worse"]


def test_each_type_is_told_with_its_intervals() -> None:
    found = pairs(40, 0.8, 0.9)
    sure = Call(True, True, 0.99)
    compared = compare([*found, *(Pair(f"q{n}", "questionnaire", sure, sure, False) for n in range(30))])
    assert [c.name for c in compared] == ["all", "filled", "contract", "questionnaire"]
    last = compared[-1].candidate
    assert (last.right, last.automatic, last.wrong) == (30, 30, 0)
    assert last.wrong_interval == pytest.approx((0.0, 0.1157), abs=1e-3)
