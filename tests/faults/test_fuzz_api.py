"""A short run of generated calls; `python -m tests.faults.fuzz_api` is the long one."""

from __future__ import annotations

import pytest

from tests.faults.fuzz_api import fuzz

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.filterwarnings("ignore")]


def test_every_generated_call_gets_an_answer_that_the_description_names() -> None:
    outcome = fuzz(2, 20261124)
    assert outcome.failures == []
    assert outcome.calls >= 300
    assert {200, 403, 404, 422} <= outcome.statuses.keys()


def test_a_thing_that_does_not_exist_in_any_company_is_not_there_also_for_those_who_see_all() -> None:
    outcome = fuzz(12, 1, ["admin"], only="POST /v1/batches/of-files")
    assert outcome.failures == []
    assert outcome.calls >= 12
