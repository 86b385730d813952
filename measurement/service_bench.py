"""`spunta bench service`: what the service takes in, what it does when there is far too much of it, and whether it is fair."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import TypeVar

import numpy as np

from measurement.service_load import ENDED, NO_ANSWER, Connections, Load, Papers, drive, flood, state, turn_around
from measurement.service_stage import Memory, Service, service

SMALL_PAPER_BYTES = 3_000
SAMPLE_SECONDS = 2.0
TOO_MUCH = frozenset({202, 200, 429, 503})
"""What may be answered when there is too much to do."""
UPLOAD_P99_SECONDS, STATUS_P99_SECONDS = 0.3, 0.1
RECOVERY_SECONDS = 30.0
SLOW_AGAIN_SECONDS = 1.0
"""An answer that took longer, after the overload, is not yet recovered."""
FAIR_RATIO = 2.0
FLOOD_BATCH = 50
MEASURES = ("load", "overload", "fairness")
T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """What is measured, and with what."""

    database: str
    measures: tuple[str, ...] = MEASURES
    apis: int = 1
    readers: int = 2
    page_seconds: float | None = 0.5
    """What a page takes the light reader; None: the real reader."""
    minutes: float = 10.0
    uploads: float = 20.0
    statuses: float = 100.0
    upload_bytes: int = 200_000
    overload_seconds: float = 30.0
    times: float = 10.0
    flood_documents: int = 1_000
    turns: int = 20

    def start(self) -> AbstractContextManager[Service]:
        """A fresh service."""
        light = ["cli.py", "bench", "light-worker", "--page-seconds", str(self.page_seconds)]
        worker = ["cli.py", "worker"] if self.page_seconds is None else light
        return service(self.database, self.apis, worker, {"WORKERS": str(self.readers)})


@dataclass
class Report:
    """Figures: what was asked of the service, what it did, and whether the goal was kept."""

    plan: Plan
    figures: dict[str, object] = field(default_factory=dict)
    goals: dict[str, bool] = field(default_factory=dict)
    load_average: list[float] = field(default_factory=lambda: [os.getloadavg()[0]])
    """Of the machine, before and after each measure: what else ran, the bench included."""

    def as_json(self) -> dict[str, object]:
        """For --report."""
        return asdict(self) | {"cores": len(os.sched_getaffinity(0))}


def run(plan: Plan, say: Callable[[str], None] = lambda what: None) -> Report:
    """The measures of the plan, each on a fresh service; `say` is told which one begins."""
    report = Report(plan)
    for name in plan.measures:
        say(name)
        _MEASURES[name](report)
        report.load_average.append(os.getloadavg()[0])
    return report


def _load(report: Report) -> None:
    plan = report.plan
    with plan.start() as running:
        asyncio.run(drive(running.clients, Papers(plan.upload_bytes), 2, 4, 5))  # imports and pools: the first calls are not the service
        memory = Memory()
        load = asyncio.run(
            _watched(drive(running.clients, Papers(plan.upload_bytes, 1), plan.uploads, plan.statuses, plan.minutes * 60), running, memory)
        )
        dead = running.dead()
    _note(report, "load", load)
    grown = memory.growth()
    report.figures["memory"] = {name: {"warm_mb": a, "end_mb": b, "mb_an_hour": c} for name, (a, b, c) in grown.items()}
    report.figures["dead"] = dead
    errors = load.not_sent + sum(not answer.is_good for answer in load.answers)
    report.goals["load: no errors"] = errors == 0 and not dead
    report.goals[f"load: upload p99 <= {UPLOAD_P99_SECONDS} s"] = load.percentiles("upload")[2] <= UPLOAD_P99_SECONDS
    report.goals[f"load: status p99 <= {STATUS_P99_SECONDS} s"] = load.percentiles("status")[2] <= STATUS_P99_SECONDS


def _overload(report: Report) -> None:
    plan = report.plan
    papers = Papers(plan.upload_bytes, 2)
    with plan.start() as running:
        asyncio.run(drive(running.clients, papers, 2, 4, 5))
        too_much = asyncio.run(drive(running.clients, papers, plan.uploads * plan.times, plan.statuses * plan.times, plan.overload_seconds))
        ended = max((answer.due for answer in too_much.answers), default=time.monotonic())
        after = asyncio.run(drive(running.clients, papers, plan.uploads / 4, plan.statuses / 4, RECOVERY_SECONDS + 10))
        dead = running.dead()
    _note(report, "overload", too_much)
    _note(report, "after the overload", after)
    ill = [answer for answer in after.answers if not answer.is_good or answer.seconds > SLOW_AGAIN_SECONDS]
    recovery = max((answer.due + answer.seconds for answer in ill), default=ended) - ended
    odd = sum(answer.status not in TOO_MUCH for answer in too_much.answers)
    report.figures["recovery"] = {"seconds": recovery, "odd_answers": odd, "dead": dead}
    report.goals["overload: only 202, 200, 429, 503"] = odd == 0 and not dead
    report.goals[f"overload: recovered within {RECOVERY_SECONDS:.0f} s"] = recovery <= RECOVERY_SECONDS


def _fairness(report: Report) -> None:
    plan = report.plan
    papers = Papers(SMALL_PAPER_BYTES)
    with plan.start() as running:
        asyncio.run(turn_around(running.clients[1], papers, 2))
        alone = asyncio.run(turn_around(running.clients[1], papers, plan.turns))
        beside, flooded = asyncio.run(_beside_a_flood(running, papers, plan))
    first, second = _middle_and_high(alone), _middle_and_high(beside)
    report.figures["fairness"] = {
        "alone": {"p50": first[0], "p95": first[1], "n": len(alone)},
        "beside_flood": {"p50": second[0], "p95": second[1], "n": len(beside)},
        "ratio_p50": second[0] / first[0], "ratio_p95": second[1] / first[1], "flood_lasted": flooded,
    }  # fmt: skip
    report.goals[f"fairness: p95 beside a flood <= {FAIR_RATIO:.0f} x alone"] = flooded and second[1] <= FAIR_RATIO * first[1]


async def _beside_a_flood(running: Service, papers: Papers, plan: Plan) -> tuple[list[float], bool]:
    """The other company's turn-arounds, and whether the flood lasted as long as they did."""
    flooding, other = running.clients[0], running.clients[1]
    water = asyncio.create_task(flood(flooding, Papers(SMALL_PAPER_BYTES, 3), plan.flood_documents, FLOOD_BATCH))
    while not flooding.batches and not water.done():
        await asyncio.sleep(0.05)
    turns = await turn_around(other, papers, plan.turns)
    await water
    async with Connections() as http:
        return turns, (await state(http, flooding, flooding.batches[-1])) not in ENDED


async def _watched(work: Awaitable[T], running: Service, memory: Memory) -> T:
    """`work`, with a look at the memory every SAMPLE_SECONDS."""

    async def look() -> None:
        while True:
            memory.look(running)
            await asyncio.sleep(SAMPLE_SECONDS)

    looking = asyncio.create_task(look())
    try:
        return await work
    finally:
        looking.cancel()


def _note(report: Report, name: str, load: Load) -> None:
    of_kind = {}
    for kind in ("upload", "status"):
        p50, p95, p99 = load.percentiles(kind)
        statuses = load.statuses(kind)
        of_kind[kind] = {"sent": len(load.of(kind)), "p50": p50, "p95": p95, "p99": p99, "statuses": statuses}
    report.figures[name] = {"seconds": load.seconds, "not_sent": load.not_sent, **of_kind}


def _middle_and_high(seconds: list[float]) -> tuple[float, float]:
    p50, p95 = (float(value) for value in np.percentile(seconds, [50, 95]))
    return p50, p95


_MEASURES = {"load": _load, "overload": _overload, "fairness": _fairness}


def table(report: Report) -> Iterator[str]:
    """The figures as lines of text."""
    plan = report.plan
    reader = "the real reader" if plan.page_seconds is None else f"a light reader ({plan.page_seconds} s of waiting for a page, no OCR)"
    yield f"{plan.database}, {plan.apis} API process(es), {plan.readers} readers, {reader}"
    yield f"machine: {len(os.sched_getaffinity(0))} cores, load average {', '.join(f'{value:.1f}' for value in report.load_average)}"
    yield f"{'':20}{'call':8}{'sent':>8}{'p50':>9}{'p95':>9}{'p99':>9}  answers"
    for name, figures in report.figures.items():
        if isinstance(figures, dict) and "upload" in figures:
            for kind in ("upload", "status"):
                yield _row(name, kind, figures[kind])
            if figures["not_sent"]:
                yield f"{'':20}{figures['not_sent']} calls due were not sent: the sender had its most calls under way"
    yield from _other_lines(report.figures)
    for goal, kept in report.goals.items():
        yield f"{'kept  ' if kept else 'MISSED'}  {goal}"


def _row(name: str, kind: str, figures: dict[str, object]) -> str:
    times = "".join(f"{_milliseconds(figures[p]):>9}" for p in ("p50", "p95", "p99"))
    statuses = figures["statuses"]
    assert isinstance(statuses, dict)
    answers = ", ".join(f"{'none' if status == NO_ANSWER else status}: {count}" for status, count in statuses.items())
    return f"{name:20}{kind:8}{figures['sent']:>8}{times}  {answers}"


def _milliseconds(seconds: object) -> str:
    assert isinstance(seconds, float)
    return "-" if math.isnan(seconds) else f"{seconds * 1000:.0f} ms"


def _other_lines(figures: dict[str, object]) -> Iterator[str]:
    match figures.get("memory"):
        case dict() as memory:
            for name, of in memory.items():
                yield f"memory of {name}: {of['warm_mb']:.0f} MB warm, {of['end_mb']:.0f} MB at the end, {of['mb_an_hour']:+.0f} MB an hour"
    match figures.get("recovery"):
        case {"seconds": seconds, "odd_answers": odd}:
            yield f"recovered {seconds:.1f} s after the overload; {odd} answers other than 202, 200, 429, 503"
    match figures.get("fairness"):
        case {"alone": alone, "beside_flood": beside, "ratio_p50": middle, "ratio_p95": high, "flood_lasted": lasted}:
            assert isinstance(alone, dict)
            assert isinstance(beside, dict)
            yield f"turn-around alone: p50 {alone['p50']:.2f} s, p95 {alone['p95']:.2f} s ({alone['n']} documents)"
            yield f"beside a flood: p50 {beside['p50']:.2f} s, p95 {beside['p95']:.2f} s; ratios {middle:.2f} and {high:.2f}"
            if not lasted:
                yield "the flood ended before the measure did: ask for more documents"
