"""Kill anything at any time: every acknowledged file ends once, in a clear state. The long run: python -m tests.faults.chaos --help."""

from __future__ import annotations

import pytest

from tests.faults.chaos import run

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(900)]


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_nothing_is_lost_doubled_or_given_up_wrongly(database: str) -> None:
    done = run(database, faults=150, batches=15, seed=11, pace_seconds=0.15, rest_seconds=300)
    found = done.findings
    assert found.broken == [], done.log_tail
    assert (found.lost, found.doubled, found.good_given_up) == (0, 0, 0)
    assert found.poison_given_up == 1
    assert sum(done.faults.values()) >= 150
