"""The bench of the service: what it counts, how it judges growth, what its table says."""

from __future__ import annotations

import asyncio
import time

import pytest

from measurement import service_load
from measurement.service_bench import Plan, Report, table
from measurement.service_load import NO_ANSWER, Answer, Client, Load, Papers, drive
from measurement.service_stage import Memory


def test_papers_have_the_size_that_is_asked_for_and_no_two_are_alike() -> None:
    papers = Papers(200_000)
    first, second = papers.next(), papers.next()
    assert first != second
    assert len(first) == pytest.approx(200_000, rel=0.01)


def test_only_good_answers_have_a_say_in_the_percentiles_and_all_are_counted() -> None:
    answers = [Answer("upload", 0.0, 0.1, 202)] * 99 + [Answer("upload", 0.0, 9.0, 503), Answer("upload", 0.0, 0.3, 202)]
    load = Load(answers)
    assert load.percentiles("upload")[:2] == (pytest.approx(0.1), pytest.approx(0.1))
    assert load.statuses("upload") == {202: 100, 503: 1}


def test_calls_are_due_at_their_rate_even_when_nobody_answers() -> None:
    clients = [Client("key", ["http://127.0.0.1:9"], batches=["a batch"])]
    load = asyncio.run(drive(clients, Papers(2_000), uploads=20, statuses=40, seconds=0.5))
    assert load.statuses("upload") == {NO_ANSWER: 10}
    assert load.statuses("status") == {NO_ANSWER: 20}


def test_calls_beyond_the_most_under_way_are_not_sent_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> int:
        await asyncio.sleep(0.5)
        return 202

    monkeypatch.setattr(service_load, "MOST_OPEN", 3)
    monkeypatch.setattr(service_load, "_upload", never)
    load = asyncio.run(drive([Client("key", ["http://127.0.0.1:9"])], Papers(2_000), uploads=100, statuses=0.001, seconds=0.1))
    assert (len(load.answers), load.not_sent) == (3, 7)


def test_growth_is_the_slope_after_warming_up() -> None:
    memory = Memory(began=time.monotonic())
    memory.samples["api"] = [(float(s), 10_000_000 if s < 250 else 100_000_000 + s * 1_000) for s in range(1_000)]
    warm, end, an_hour = memory.growth()["api"]
    assert (warm, end) == (pytest.approx(100.25), pytest.approx(100.999))
    assert an_hour == pytest.approx(3.6)


def test_the_table_says_what_was_missed_and_that_no_page_was_read() -> None:
    report = Report(Plan("sqlite"), goals={"load: no errors": False})
    figures = {"sent": 2, "p50": 0.1, "p95": 0.2, "p99": float("nan"), "statuses": {202: 1, NO_ANSWER: 1}}
    report.figures["load"] = {"seconds": 1.0, "not_sent": 7, "upload": figures, "status": figures}
    text = "\n".join(table(report))
    assert "no OCR" in text
    assert "202: 1" in text
    assert "none: 1" in text
    assert "7 calls due were not sent" in text
    assert "MISSED  load: no errors" in text
