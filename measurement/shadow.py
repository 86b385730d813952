"""A candidate of the models beside the version in use, on documents with truth: every page is read once, and understood by both."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from decision.shadow import Call, Pair
from domain.errors import InputError
from measurement.evaluate import documents_with_truth
from measurement.score import ScoredField, score
from pipeline.batch import JourneySetup
from pipeline.journey import Journey, failed, with_version
from pipeline.versions import Versions

Results = list[dict[str, Any]]


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
