"""`spunta evaluate`: the journey on documents with ground truth, and its figures as a table."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measurement.score import FIGURES, ScoredDocument, ScoredField, figures, score, summary
from pipeline.batch import JourneySetup, Source, process_all


@dataclass(frozen=True)
class Evaluation:
    """Results on documents with truth, compared."""

    results: list[dict[str, Any]]
    fields: list[ScoredField]
    documents: list[ScoredDocument]
    seconds: float


def evaluate(setup: JourneySetup, truth_dir: Path, jobs: int, progress: Callable[[int, int], None] | None = None) -> Evaluation:
    """Reads every document that has a truth file under `truth_dir` and scores it. Raises FileNotFoundError for no truth."""
    sources = [Source(path, path.name) for path in documents_with_truth(truth_dir)]
    results: list[dict[str, Any]] = []
    started = time.monotonic()
    for done, (_, of_source) in enumerate(process_all(setup, sources, jobs), 1):
        results += [result.as_result() for result in of_source]
        if progress:
            progress(done, len(sources))
    fields, documents = score(results, truth_dir)
    return Evaluation(results, fields, documents, time.monotonic() - started)


def documents_with_truth(truth_dir: Path) -> list[Path]:
    """The source files of all truth files under a folder, in order of name."""
    return sorted(file.parent / json.loads(file.read_text())["source"] for file in truth_dir.rglob("*.truth.json"))


def table(fields: Sequence[ScoredField], documents: Sequence[ScoredDocument], by: str | None = None) -> Iterable[str]:
    """The lines of the figures: groups by a member of ScoredField, then blank, filled, all, then documents."""
    yield f"{'':32}" + "".join(f"{name:>18}" for name in FIGURES)
    groups: dict[str, list[ScoredField]] = defaultdict(list)
    for field in fields if by else ():
        groups[getattr(field, by or "kind")].append(field)
    parts = {
        "blank": [f for f in fields if f.expected is None],
        "filled": [f for f in fields if f.expected is not None],
        "all": list(fields),
    }
    for name, part in [*sorted(groups.items()), *parts.items()]:
        row = figures(part)
        yield f"{name:32}" + "".join(f"{row[h]:>18.4f}" if isinstance(row[h], float) else f"{row[h]:>18}" for h in FIGURES)
    total = summary(fields, documents)
    yield "documents {documents}  typed {typed:.3f}  split {split:.3f}  straight_through {straight_through:.3f}".format(**total)


def wrong_fields(fields: Sequence[ScoredField], count: int) -> Iterable[str]:
    """Up to `count` wrong fields, silent errors first, the most confident first."""
    wrong = sorted((f for f in fields if not f.right), key=lambda f: (not f.auto, -f.confidence))
    for f in wrong[:count]:
        mark = "SILENT" if f.auto else "wrong "
        yield f"{mark} {f.source} {f.key}: expected {f.expected!r}, given {f.given!r} ({f.confidence:.3f})"
