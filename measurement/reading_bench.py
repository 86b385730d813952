"""`spunta bench reading`: Spunta's reader and its peers on the same pictures, judged by the same extraction."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from measurement.reading_peers import READERS
from measurement.score import ScoredField, score
from pipeline.journey import Journey, load_journey

ROOT = Path(__file__).resolve().parent.parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")
NOT_RUN = "OCRmyPDF, docTR and OnnxTR are not run here: the first is no dependency, the weights of the others are in no package."


@dataclass(frozen=True)
class Row:
    """What one reader cost and what was read right with it."""

    name: str
    pages: int
    wall: float
    cpu: float
    peak_mb: float
    fields: list[ScoredField]


def documents_of(truth_dir: Path, limit: int) -> list[Path]:
    """Up to `limit` documents with truth, spread evenly, known forms left out: their zones are another reader's."""
    found = []
    for file in sorted(truth_dir.rglob("*.truth.json")):
        truth = json.loads(file.read_text())
        if not any(document.get("form") for document in truth["documents"]):
            found.append(file.parent / truth["source"])
    return found[:: max(1, -(-len(found) // limit))]


def run(truth_dir: Path, models: Path, limit: int) -> Iterator[Row]:
    """One row for each reader, Spunta first."""
    documents = documents_of(truth_dir, limit)
    journey = load_journey(models)
    for name in READERS:
        with tempfile.TemporaryDirectory(prefix="spunta-bench-") as work:
            listing, out = Path(work) / "list.json", Path(work) / "out"
            out.mkdir()
            listing.write_text(json.dumps([str(path.resolve()) for path in documents]))
            command = [sys.executable, "-m", "measurement.reading_peers", name, str(listing), str(out)]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **ONE_THREAD}, check=True)
            cost = json.loads((out / "cost.json").read_text())
            yield Row(name, cost["pages"], cost["wall"], cost["cpu"], cost["peak_mb"], _fields(journey, documents, out, truth_dir))


def _fields(journey: Journey, documents: Sequence[Path], out: Path, truth_dir: Path) -> list[ScoredField]:
    """The written fields of these documents, scored, from the pages that a reader left."""
    results = []
    for number, path in enumerate(documents):
        pages = pickle.loads((out / f"{number}.pickle").read_bytes())  # our own child's, in a folder of ours
        results += [result.as_result() for result in journey.understand(path.name, pages)]
    names = {path.name for path in documents}
    return [f for f in score(results, truth_dir)[0] if f.source in names and f.expected is not None]


def interval(fields: Sequence[ScoredField], draws: int = 2000) -> tuple[float, float]:
    """95 % interval of the share of right fields, by drawing whole documents anew."""
    sources = sorted({f.source for f in fields})
    counts = np.array([[sum(f.right for f in fields if f.source == s), sum(f.source == s for f in fields)] for s in sources])
    drawn = counts[np.random.default_rng(1).integers(0, len(counts), (draws, len(counts)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
    return float(low), float(high)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as Markdown, ratios against the first."""
    yield "| reader | pages | pages/s | CPU s/page | peak MB | fields right | share, 95 % interval | CPU against Spunta |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        right, (low, high) = sum(f.right for f in row.fields), interval(row.fields)
        ratio = (row.cpu / row.pages) / (rows[0].cpu / rows[0].pages)
        share = f"{right / len(row.fields):.3f} ({low:.3f} to {high:.3f})"
        costs = f"{row.pages} | {row.pages / row.wall:.2f} | {row.cpu / row.pages:.2f} | {row.peak_mb:.0f}"
        yield f"| {row.name} | {costs} | {right} of {len(row.fields)} | {share} | {ratio:.2f} |"
    yield NOT_RUN
