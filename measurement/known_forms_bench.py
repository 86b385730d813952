"""Known forms in `spunta bench reading`: every field by the blank against Tesseract's full page, time and written values side by side."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from document_types import load_forms
from domain.page import ReadPage
from measurement.reading_bench import Cost, costs, per_page, read_in_process
from measurement.score import ScoredField, score
from pipeline.journey import Journey, load_journey
from pipeline.reading import WordsInZones

NAMES = {"known-form": "Spunta, every field", "tesseract": "Tesseract, full page"}


def lines(work: Path, models: Path, seed: int, sheets: int) -> Iterator[str]:
    """The table as Markdown, of held-out office scans that are made in `work`; marks are left out: Tesseract reads none."""
    from samples.make import main as make

    folder = work / "forms-made"
    wanted = ("--count", str(sheets), "--types", "questionnaire", "--seed", str(seed), "--split", "heldout", "--quality", "office")
    make([str(folder), *wanted])
    documents = sorted(folder / json.loads(f.read_text())["source"] for f in folder.glob("*.truth.json"))
    journey = load_journey(models, forms=(folder / "forms",))
    yield "| known forms | pages | pages/s | CPU s/page | peak MB | written fields right |"
    yield "|---|---|---|---|---|---|"
    found: dict[str, Cost] = {}
    read: dict[str, list[Sequence[ReadPage]]] = {}
    for name, title in NAMES.items():
        found[name] = read_in_process(name, documents, work / f"forms-{name}")
        read[name] = [pickle.loads((work / f"forms-{name}" / f"{n}.pickle").read_bytes()) for n in range(len(documents))]  # our own child's
        reader = journey if name == "known-form" else replace(journey, zone_reader=WordsInZones())
        fields = _written(reader, documents, read[name], folder)
        yield f"| {title} | {costs(found[name])} | {sum(f.right for f in fields)} of {len(fields)} |"
    pages = [page for of_sheet in read["known-form"] for page in of_sheet]
    laid = sum(page.source == "form" for page in pages)
    ratio = per_page(found["tesseract"]) / per_page(found["known-form"])
    yield f"{laid} of {len(pages)} pages were laid on their blank. Tesseract takes {ratio:.1f} times Spunta's processor time."


def _written(journey: Journey, documents: Sequence[Path], pages: Sequence[Sequence[ReadPage]], truth_dir: Path) -> list[ScoredField]:
    """The filled-in fields without options, scored."""
    results = [r.as_result() for path, read in zip(documents, pages, strict=True) for r in journey.understand(path.name, read)]
    marked = {
        field.key
        for form in load_forms(truth_dir / "forms").values()
        for field in form.fields.values()
        if field.options or field.kind in ("boolean", "signature")
    }
    return [f for f in score(results, truth_dir)[0] if f.expected is not None and f.key not in marked]
