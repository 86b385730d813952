"""What one more corrected document is worth: documents with truth read again after 0, 1, 2 and 5 others of their layout were learned.

Every page is read once. Which others a document is met after depends on names alone. Cut and type are taken from the truth: this is about
fields. Documents of known forms are no part of it, nothing is learned of them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.comparison import same_value
from domain.document import DecisionKind
from domain.shares import exact_interval
from extraction.layout_memory import LayoutMemory, Sample
from learning.examples import Example, examples, truth_files
from learning.samples import memory_after, sample_of
from pipeline.batch import JourneySetup
from pipeline.journey import Journey
from pipeline.reading import FileReader

LEARNED = (0, 1, 2, 5)


@dataclass(frozen=True, slots=True)
class Met:
    """A filled field of a document that was met after `learned` others of its layout."""

    learned: int
    document: str
    layout: str
    known: bool
    """The layout was recognised."""
    right: bool
    automatic: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """The fields, and the seconds of each stage over all documents."""

    fields: tuple[Met, ...]
    seconds: dict[str, float]
    """`reading`: rendering and recognising the pages, once; `learning`: finding the values of corrected documents again;
    `understanding`: the fields of a document met once, of all meetings the mean."""
    documents: int


def learning_curve(
    setup: JourneySetup, truth_dir: Path, learned: Sequence[int] = LEARNED, progress: Callable[[int, int], None] | None = None
) -> Curve:
    """Raises SetupError (no truth, no models), InputError."""
    journey = setup.load()
    reader = FileReader(journey.page_reader, journey.zone_reader, journey.forms, journey.form_index, journey.blanks, journey.limits)
    started, read = time.monotonic(), list[Example]()
    files = truth_files([truth_dir])
    for example in examples([truth_dir], reader):
        read.append(example)
        if progress:
            progress(len({e.source for e in read}), len(files))
    by_layout: dict[str, list[Example]] = defaultdict(list)
    for example in read:
        if example.form is None and example.document.form is None:
            by_layout[example.layout].append(example)
    was_read = time.monotonic()
    samples = {id(e): sample_of(e) for group in by_layout.values() for e in group}
    was_learned = time.monotonic()
    fields = [met for group in by_layout.values() for met in meetings(journey, group, samples, learned)]
    times = len({(m.document, m.learned) for m in fields})
    count = sum(len(group) for group in by_layout.values())
    understanding = (time.monotonic() - was_learned) * count / max(1, times)
    seconds = {"reading": was_read - started, "learning": was_learned - was_read, "understanding": understanding}
    return Curve(tuple(fields), seconds, count)


def meetings(journey: Journey, group: Sequence[Example], samples: dict[int, Sample], learned: Sequence[int]) -> Iterator[Met]:
    """Every document of a layout, after as many of those that follow it (the first follow the last) as there are."""
    for i, example in enumerate(group):
        for count in learned:
            if count < len(group):
                others = [group[(i + 1 + n) % len(group)] for n in range(count)]
                yield from _meet(journey, example, count, memory_after(others, lambda e: samples[id(e)]))


def _meet(journey: Journey, example: Example, learned: int, memory: LayoutMemory) -> Iterator[Met]:
    document = memory.place(example.document, example.pages)
    extractor = replace(journey.extractor, layouts=memory)
    readings = extractor.extract(document, example.pages, journey.types[document.type])
    decided = journey.decider.decide(readings, document, example.pages)
    name = f"{example.source}:{document.pages[:1]}"
    for key, expected in example.fields.items():
        if expected is not None and key in decided:
            field = decided[key]
            right = same_value(field.kind, expected, field.value)
            yield Met(learned, name, example.layout, document.layout is not None, right, field.decision is DecisionKind.AUTO)


def table(curve: Curve) -> Iterator[str]:
    """A Markdown table, one line for each number of learned documents, then the seconds; intervals are exact ones at 95 %."""
    yield "| learned | documents | layout known | filled fields | right | automatic | wrong among the automatic |"
    yield "|---|---|---|---|---|---|---|"
    for learned in sorted({m.learned for m in curve.fields}):
        part = [m for m in curve.fields if m.learned == learned]
        taken = [m for m in part if m.automatic]
        names = {m.document for m in part}
        known = len({m.document for m in part if m.known})
        shares = _share(sum(m.right for m in part), len(part)), _share(len(taken), len(part))
        wrong = _share(sum(not m.right for m in taken), len(taken))
        yield f"| {learned} | {len(names)} | {known} | {len(part)} | {shares[0]} | {shares[1]} | {wrong} |"
    yield ""
    yield "  ".join(f"{stage} {seconds / max(1, curve.documents):.2f} s a document" for stage, seconds in curve.seconds.items())


def _share(part: int, whole: int) -> str:
    low, high = exact_interval(part, whole)
    return f"{part} ({part / whole:.1%}, {low:.1%} to {high:.1%})" if whole else "none"
