"""What reviewed documents teach at once: where the fields of their layouts stand, what their labels say, and what their audits prove.

Effective from the next document read with the same home. Thresholds change only where the audits certify one.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from decision.certificate import CEILING, certify, needed
from decision.decider import CERTIFICATES_FILE, MEASURED, Rule
from decision.risk import CLASSES, risk_class, stratum
from domain.comparison import same_value
from extraction.candidates import propose_all
from extraction.context import Context
from extraction.extractor import LEXICON_FILE
from extraction.features import merged
from extraction.layout_memory import LayoutMemory, Sample, SeenField
from extraction.page_view import PageView, fold
from learning.examples import Example, examples
from learning.samples import placed
from pipeline.batch import JourneySetup
from pipeline.journey import Journey
from pipeline.reading import FileReader

AUDITS_FILE = "audits.jsonl"
_LABEL_WORDS = 5


def teach(setup: JourneySetup, source: Path, home: Path) -> Iterator[str]:
    """Learns from the reviewed documents of a folder into `home`; a line for each layout, then what is proved.

    Each document is first read with what was known before it: one random field of each is an audit. Raises SetupError, InputError.
    """
    journey = setup.load()
    reader = FileReader(journey.page_reader, journey.zone_reader, journey.forms, journey.form_index, journey.blanks, journey.limits)
    memory = LayoutMemory.load(home)
    phrases: dict[str, Counter[str]] = defaultdict(Counter)
    for key, counts in journey.extractor.lexicon.learned.items():
        phrases[key].update(counts)
    home.mkdir(parents=True, exist_ok=True)
    with (home / AUDITS_FILE).open("a", encoding="utf-8") as audits:
        for example in examples([source], reader):
            journey = replace(journey, extractor=replace(journey.extractor, layouts=memory))
            audits.write(json.dumps(audit(journey, example)) + "\n")
            if example.form is not None:
                continue
            context = Context(example.document, example.pages, journey.types[example.document.type], journey.extractor.lexicon)
            sample = placed(example, context, merged(propose_all(context)))
            memory, layout = memory.learned(example.document.type, sample, memory.recognise(example.pages, example.document.type))
            count_labels(context, sample, phrases)
            yield f"{example.source}: layout {layout.key}, seen {layout.seen}, {len(sample.fields)} of {len(example.fields)} fields placed"
    memory.save(home)
    written = home / (LEXICON_FILE + ".part")
    written.write_text(json.dumps({k: dict(c) for k, c in phrases.items()}, ensure_ascii=False, indent=1), encoding="utf-8")
    written.replace(home / LEXICON_FILE)
    yield from prove(home)


def audit(journey: Journey, example: Example) -> dict[str, object]:
    """One field of the document, drawn by its content alone, read with what was known before, and whether it was right."""
    key = draw(example)
    type_ = journey.types[example.document.type]
    known = journey.extractor.layouts.recognise(example.pages, type_.key) if example.form is None else None
    document = replace(example.document, layout=known.key if known else None, layout_seen=known.seen if known else 0)
    readings = journey.extractor.extract(document, example.pages, type_, example.form, example.form_fields)
    field = journey.decider.decide(readings, document, example.pages)[key]
    return {
        "key": key,
        "class": risk_class(field.kind),
        "stratum": stratum(document, float(document.layout_seen)),
        "confidence": field.confidence,
        "right": same_value(field.kind, example.fields[key], field.value),
        "rule": any(r.must_review for r in readings if r.key == key),
    }


def draw(example: Example) -> str:
    """The audited field: the same for the same paper, whatever the machine thinks of it."""
    seed = hashlib.sha256("|".join([example.source, *(w.text for p in example.pages for w in p.words)]).encode()).hexdigest()
    return random.Random(seed).choice(sorted(example.fields))


def count_labels(context: Context, sample: Sample, phrases: Mapping[str, Counter[str]]) -> None:
    """Counts the words directly left of each placed value as a wording of its label."""
    for key, seen in sample.fields.items():
        if seen.page is None or seen.box is None or context.fields[key].kind in ("choice", "choices", "boolean", "signature"):
            continue
        words = label_words(context.views[seen.page], seen)
        if words:
            phrases[key][words] += 1


def label_words(view: PageView, seen: SeenField) -> str:
    """The run of up to five words without digits that ends just left of a value; empty when there is none."""
    assert seen.box is not None
    x0, y = seen.box[0], (seen.box[1] + seen.box[3]) / 2 / view.page.aspect
    level = sorted(
        (t for t in view.tokens if abs(t.box.center[1] - y) < 0.8 * view.em and t.box.x1 <= x0 + 0.3 * view.em_x), key=lambda t: -t.box.x1
    )
    run: list[str] = []
    edge = x0
    for token in level[:_LABEL_WORDS]:
        if edge - token.box.x1 > (6 if not run else 1.2) * view.em_x or any(c.isdigit() for c in token.text):
            break
        run.insert(0, token.text)
        edge = token.box.x0
    text = " ".join(run)
    return text if 3 <= len(fold(text)) <= 40 else ""


def prove(home: Path) -> Iterator[str]:
    """Certifies thresholds from all audits of the home and writes those that are proved; says what is missing for the others."""
    lines = [json.loads(line) for line in (home / AUDITS_FILE).read_text(encoding="utf-8").splitlines()]
    rules = []
    for name in sorted({str(a["stratum"]) for a in lines}):
        part = [a for a in lines if a["stratum"] == name and not a["rule"]]
        proved = certify(np.array([a["confidence"] for a in part], dtype=float), np.array([a["right"] for a in part], dtype=bool))
        if proved is None:
            yield f"{name}: not yet proved, {len(part)} audited, at least {max(0, needed(CEILING) - len(part))} more needed"
            continue
        rules.append(Rule(name, CLASSES, proved.threshold, MEASURED, proved.audited, proved.wrong, proved.bound, proved.ceiling))
        yield f"{name}: proved at most {proved.ceiling:.1%} wrong with 95 % confidence, {proved.audited} audited, {proved.wrong} wrong"
    if rules:
        part_file = home / (CERTIFICATES_FILE + ".part")
        part_file.write_text(json.dumps({"rules": [asdict(r) for r in rules]}, indent=1) + "\n", encoding="utf-8")
        part_file.replace(home / CERTIFICATES_FILE)
