"""`spunta bench reading`: Spunta's reader and its peers on the same pictures, judged by the same extraction."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.page import ReadPage
from measurement.bench_pages import MadePage, characters_wrong, make_documents, squeezed
from measurement.reading_peers import READERS, can_run
from measurement.score import ScoredField, score
from pipeline.journey import Journey, load_journey

ROOT = Path(__file__).resolve().parent.parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")


@dataclass(frozen=True)
class Cost:
    """What the reading of some pages took in one process."""

    pages: int
    wall: float
    cpu: float
    peak_mb: float


@dataclass(frozen=True)
class Row:
    """What one reader cost and what was read right with it."""

    name: str
    cost: Cost
    fields: Sequence[ScoredField] = ()
    wrong: int = 0
    characters: int = 0
    """0: the true characters are not known."""


def documents_of(truth_dir: Path, limit: int) -> list[Path]:
    """Up to `limit` documents with truth, spread evenly, known forms left out: their zones are another reader's."""
    found = []
    for file in sorted(truth_dir.rglob("*.truth.json")):
        truth = json.loads(file.read_text())
        if not any(document.get("form") for document in truth["documents"]):
            found.append(file.parent / truth["source"])
    return found[:: max(1, -(-len(found) // limit))]


def run_all(truth_dir: Path | None, models: Path, limit: int, seed: int, readers: Sequence[str] | None, scaling: bool) -> Iterator[str]:
    """The tables as Markdown, a line as it is ready. Raises ValueError for a reader that there is not."""
    names = list(readers or [name for name in READERS if can_run(name)])
    if unknown := sorted(set(names) - set(READERS)):
        raise ValueError(f"no such reader: {', '.join(unknown)}; there are {', '.join(READERS)}")
    with tempfile.TemporaryDirectory(prefix="spunta-bench-") as work:
        made: dict[Path, MadePage] = {}
        if truth_dir is None:
            truth_dir = Path(work) / "made"
            truth_dir.mkdir()
            made = {page.path: page for page in make_documents(truth_dir, limit, seed)}
        documents = list(made) or documents_of(truth_dir, limit)
        rows = list(run(truth_dir, documents, made, models, names))
        yield from table(rows)
        if left := sorted(set(READERS) - set(names)):
            yield f"Not run here: {', '.join(left)}. The weights of docTR and OnnxTR are in no package."
        if made:
            drawn = sorted((truth_dir / "drawn").glob("*.pdf"))
            yield from ("", *_digital(drawn, Path(work)))
            from measurement.known_forms_bench import lines

            yield from ("", *lines(Path(work), models, seed, max(6, limit)))
        if scaling:
            yield from ("", *_scaling(documents, Path(work)))


def run(truth_dir: Path, documents: Sequence[Path], made: Mapping[Path, MadePage], models: Path, names: Sequence[str]) -> Iterator[Row]:
    """One row for each reader, in the order of the names."""
    journey = load_journey(models)
    for name in names:
        with tempfile.TemporaryDirectory(prefix="spunta-bench-") as work:
            cost = read_in_process(name, documents, Path(work))
            pages = [pickle.loads((Path(work) / f"{n}.pickle").read_bytes()) for n in range(len(documents))]  # our own child's
        counts = [_characters(made[path], read) for path, read in zip(documents, pages, strict=True) if path in made]
        fields = _fields(journey, documents, pages, truth_dir)
        yield Row(name, cost, fields, sum(w for w, _ in counts), sum(n for _, n in counts))


def read_in_process(name: str, documents: Sequence[Path], out: Path) -> Cost:
    """Has one reader read the documents in a process of its own; N.pickle in `out` holds the pages of each."""
    _wait(_start(name, documents, out))
    return Cost(**json.loads((out / "cost.json").read_text()))


def _start(name: str, documents: Sequence[Path], out: Path) -> subprocess.Popen[bytes]:
    out.mkdir(exist_ok=True)
    (out / "list.json").write_text(json.dumps([str(path.resolve()) for path in documents]))
    command = [sys.executable, "-m", "measurement.reading_peers", name, str(out / "list.json"), str(out)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **ONE_THREAD})


def _wait(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)


def _characters(made: MadePage, pages: Sequence[ReadPage]) -> tuple[int, int]:
    return characters_wrong(made.texts, "".join(squeezed(line.words) for page in pages for line in page.lines()))


def _fields(journey: Journey, documents: Sequence[Path], pages: Sequence[Sequence[ReadPage]], truth_dir: Path) -> list[ScoredField]:
    """The written fields of these documents, scored, from the pages that a reader left."""
    results = [r.as_result() for path, read in zip(documents, pages, strict=True) for r in journey.understand(path.name, read)]
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
    yield "| reader | pages | pages/s | CPU s/page | peak MB | characters wrong | fields right | share, 95 % interval | CPU to the first |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in rows:
        right, (low, high) = sum(f.right for f in row.fields), interval(row.fields)
        share = f"{right / len(row.fields):.3f} ({low:.3f} to {high:.3f})"
        wrong = f"{row.wrong / row.characters:.2%} of {row.characters}" if row.characters else "not known"
        ratio = per_page(row.cost) / per_page(rows[0].cost)
        yield f"| {row.name} | {costs(row.cost)} | {wrong} | {right} of {len(row.fields)} | {share} | {ratio:.2f} |"


def per_page(cost: Cost) -> float:
    """Processor seconds."""
    return cost.cpu / max(1, cost.pages)


def costs(cost: Cost) -> str:
    """The cells pages, pages/s, CPU s/page and peak MB of a row."""
    return f"{cost.pages} | {cost.pages / cost.wall:.2f} | {per_page(cost):.3f} | {cost.peak_mb:.0f}"


def _compared(title: str, first: tuple[str, Cost], second: tuple[str, Cost]) -> Iterator[str]:
    yield f"| {title} | pages | pages/s | CPU s/page | peak MB |"
    yield "|---|---|---|---|---|"
    for name, cost in (first, second):
        yield f"| {name} | {costs(cost)} |"
    yield f"{first[0]} takes 1/{per_page(second[1]) / per_page(first[1]):.1f} of the processor time of {second[0]}."


def _digital(drawn: Sequence[Path], work: Path) -> Iterator[str]:
    """Born-digital pages: the text layer, checked, against the reading of the same pages' pictures."""
    layer, pictures = (read_in_process(name, drawn, work / name) for name in ("text-layer", "spunta"))
    yield from _compared("born-digital pages", ("text layer", layer), ("reading the picture", pictures))


def _scaling(documents: Sequence[Path], work: Path) -> Iterator[str]:
    """Two processes at once, each with all the documents, against one."""
    alone = read_in_process("spunta", documents, work / "alone")
    started = time.monotonic()
    with ExitStack() as stack:
        both = [stack.enter_context(_start("spunta", documents, work / f"pair{n}")) for n in range(2)]
        for process in both:
            _wait(process)
    costs = [Cost(**json.loads((work / f"pair{n}" / "cost.json").read_text())) for n in range(2)]
    rate = sum(cost.pages / cost.wall for cost in costs)
    load = os.getloadavg()[0]
    yield f"Two processes read {rate:.2f} pages/s, one {alone.pages / alone.wall:.2f}: {rate * alone.wall / alone.pages:.2f} times as many."
    yield f"Processor time a page: {np.mean([per_page(c) for c in costs]):.2f} s in the pair, {per_page(alone):.2f} s alone; "
    yield f"load of the machine {load:.1f} after {time.monotonic() - started:.0f} s on {len(os.sched_getaffinity(0))} cores."
