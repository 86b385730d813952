"""A short run of the fuzzer; `python -m tests.faults.fuzz_border` is the long one."""

from __future__ import annotations

from tests.faults.fuzz_border import fuzz, seeds


def test_sixty_mutants_end_as_pages_or_as_a_known_refusal():
    outcome = fuzz(60, 20261124, seeds())
    assert outcome.failures == []
    assert len(outcome.codes) >= 4
