"""A candidate of the models beside the version in use, on documents with truth: every page is read once, and understood by both."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from decision.shadow import Call, Compared, Objection, Pair, compare, objections
from domain.errors import InputError
from measurement.evaluate import documents_with_truth
from measurement.score import ScoredField, score
from pipeline.batch import JourneySetup
from pipeline.journey import Journey, failed, with_version
from pipeline.versions import SHIPPED, Versions

Results = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a candidate did beside the version in use."""

    parts: Mapping[str, Sequence[Compared]]
    """By the origin of the fields: all of them first, then the filled ones, then each type."""
    objections: Sequence[Objection]
    """What speaks against putting it in use."""


def judge(versions: Versions, name: str, where: str, parts: Mapping[str, Sequence[Pair]], ceiling: float) -> Trial:
    """Compares both on the fields of each origin and on all together, and keeps the report for `objections_to`.

    `ceiling`: the share of accepted fields that may be wrong. At least one of the `parts` has fields.
    """
    compared = {title: compare(pairs) for title, pairs in parts.items() if pairs}
    [every, *_] = compare([pair for pairs in parts.values() for pair in pairs])
    found = objections(every, ceiling, [part[0] for part in compared.values()])
    report: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "current": versions.state().current,
        "where": where,
        "objections": [{"code": o.code, "message": o.message} for o in found],
        "parts": {title: [c.as_report() for c in part] for title, part in compared.items()},
    }
    versions.keep_report(name, report)
    return Trial(compared, found)


def objections_to(versions: Versions, name: str) -> list[Objection]:
    """What the last trial beside the models that are in use now found. A version that was in use before has proved itself.

    Raises as Versions.folder.
    """
    versions.folder(name)
    state, report = versions.state(), versions.report(name)
    if name in state.former or name == SHIPPED:
        return []
    if report is None or report["current"] != state.current:
        return [Objection("not_tried", f"it was not tried beside {state.current}: run `spunta models shadow {name}` first")]
    return [Objection(o["code"], o["message"]) for o in report["objections"]]


def compare_on_truth(
    setup: JourneySetup, candidate: str, truth_dir: Path, jobs: int, progress: Callable[[int, int], None] | None = None
) -> list[Pair]:
    """A pair for every annotated field, in the order of the truth files. Raises SetupError, NotFoundError, FileNotFoundError (no truth)."""
    paths = documents_with_truth(truth_dir)
    both: tuple[Results, Results] = ([], [])
    for done, of_file in enumerate(_read_by_both(setup, candidate, paths, jobs), 1):
        for results, found in zip(both, of_file, strict=True):
            results += found
        if progress:
            progress(done, len(paths))
    current, new = (score(results, truth_dir)[0] for results in both)
    return [
        Pair(old.source, old.type, _call(old), _call(tried), old.expected is not None) for old, tried in zip(current, new, strict=True)
    ]  # fmt: skip


def _call(field: ScoredField) -> Call:
    return Call(field.right, field.auto, field.confidence)


def _read_by_both(setup: JourneySetup, candidate: str, paths: Sequence[Path], jobs: int) -> Iterator[tuple[Results, Results]]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(paths)) or 1, context, _start, (setup, candidate)) as pool:
        yield from pool.map(_both, paths)


_journeys: tuple[Journey, Journey] | None = None


def _start(setup: JourneySetup, candidate: str) -> None:
    global _journeys
    journey = setup.load()
    _journeys = journey, with_version(journey, Versions(setup.models, setup.home), candidate)


def _both(path: Path) -> tuple[Results, Results]:
    assert _journeys is not None, "the pool starts each process with _start"
    try:
        pages = list(_journeys[0].read_pages(path))
        understood = [journey.understand(path.name, pages) for journey in _journeys]
    except InputError as error:
        understood = [[failed(path.name, error)]] * 2
    current, new = ([json.loads(json.dumps(result.as_result())) for result in results] for results in understood)
    return current, new
