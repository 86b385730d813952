"""Trains the tagger of contract prose on drawn contracts and measures it on wordings that training never saw.

`python -m learning.train_prose [--count N] [--epochs N] [--models DIR]` writes DIR/prose with its manifest.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import spacy
from spacy.training import Example
from thinc.api import fix_random_seed

from extraction.prose_tagger import FOLDER, LABELS, TAGS, ProseTagger, make_doc
from extraction.prose_text import Token, tokens, typed_values
from learning.prose_corpus import Text, as_text, contracts

KEY_LABELS = {
    "contract.number": "NUMBER", "contract.signing_date": "SIGNED", "contract.signing_place": "PLACE", "contract.start_date": "START",
    "contract.end_date": "END", "contract.duration_months": "MONTHS", "contract.notice_days": "NOTICE", "contract.jurisdiction": "FORUM",
    "bank.iban": "IBAN", "party_a.name": "NAME", "party_b.name": "NAME", "party_a.tax_id": "TAX", "party_b.tax_id": "TAX",
    "party_a.address": "ADDRESS", "party_b.address": "ADDRESS",
}  # fmt: skip
_EMBED = {
    "@architectures": "spacy.MultiHashEmbed.v2", "width": 64, "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
    "rows": [3000, 1000, 1500, 500], "include_static_vectors": False,
}  # fmt: skip
_ENCODE = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "depth": 4, "window_size": 2, "maxout_pieces": 3}
_TOKENS = {"@architectures": "spacy.Tok2Vec.v2", "embed": _EMBED, "encode": _ENCODE}
_TAGGER = {"model": {"@architectures": "spacy.Tagger.v2", "normalize": True, "tok2vec": _TOKENS}}

Paragraphs = list[list[tuple[str, str | None, bool]]]
Transcript = tuple[Paragraphs, str]
"""Paragraphs and the period of the amount."""


def tagged(text: Text) -> tuple[list[Token], list[str]]:
    """The tokens of a contract with their tags."""
    words = tokens(text.text, typed_values(text.text))
    tags = ["O"] * len(words)
    for start, end, key in text.spans:
        label = text.period.upper() if key == "contract.amount" else KEY_LABELS.get(key)
        if label is None:
            continue
        inside = [i for i, t in enumerate(words) if t.start < end and t.end > start]
        while inside and not words[inside[-1]].text[-1].isalnum() and words[inside[-1]].text not in ".)":
            inside.pop()
        for i in inside:
            tags[i] = f"{'B' if i == inside[0] else 'I'}-{label}"
    return words, tags


def example(nlp: Any, words: Sequence[Token], tags: Sequence[str], rng: random.Random | None = None) -> Example:
    """One training example; with `rng` some words outside of values are replaced by others, so that no single wording is trusted."""
    shown = list(words)
    if rng is not None:
        for i, word in enumerate(shown):
            if tags[i] == "O" and word.found is None and rng.random() < 0.07:
                shown[i] = Token(rng.choice(words).text, word.start, word.end) if rng.random() < 0.5 else Token("xxx", word.start, word.end)
    doc = make_doc(nlp.vocab, shown)
    return Example.from_dict(doc, {"tags": list(tags), "words": [t.text for t in doc]})


def measure(nlp: Any, held: Sequence[Transcript], noise: float) -> dict[str, float]:
    """Exact-span F1 by label, over all (`all`)."""
    tagger = ProseTagger(nlp)
    right, said, true = Counter[str](), Counter[str](), Counter[str]()
    for i, (transcript, period) in enumerate(held):
        words, tags = tagged(as_text(transcript, period, random.Random(i), noise))
        mine = {(e.label, e.first, e.last) for e in tagger.tag(words).entities}
        wanted = {(label, first, last) for label, first, last in _spans(tags)}
        for counter, every in ((said, mine), (true, wanted), (right, mine & wanted)):
            counter.update(label for label, _, _ in every)
            counter["all"] += len(every)
    return {label: round(2 * right[label] / max(1, said[label] + true[label]), 4) for label in ("all", *LABELS)}


def _spans(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for i, tag in enumerate(tags):
        if tag[0] == "B":
            found.append((tag[2:], i, i))
        elif tag[0] == "I" and found:
            found[-1] = (found[-1][0], found[-1][1], i)
    return found


def _shortened(paragraphs: Paragraphs, rng: random.Random) -> Paragraphs:
    """Without most of the paragraphs that hold no value: there is enough of them."""
    return [p for p in paragraphs if len(p) < 12 or any(key for _, key, _ in p) or rng.random() < 0.2]


def train(corpus: Sequence[Transcript], held: Sequence[Transcript], epochs: int, models: Path | None = None, seed: int = 1) -> Any:
    """A pipeline trained on the corpus; each contract is read twice an epoch, once with misreadings."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    nlp = spacy.blank("it")
    tagger = nlp.add_pipe("tagger", config=_TAGGER)
    for tag in TAGS:
        tagger.add_label(tag)  # type: ignore[attr-defined]
    optimizer = nlp.initialize(lambda: [example(nlp, *tagged(as_text(*t, rng, 0.0))) for t in corpus[:20]])
    optimizer.learn_rate = 0.002
    ready = [
        tagged(as_text(_shortened(paragraphs, rng), period, rng, noise))
        for paragraphs, period in corpus
        for noise in (0.0, rng.choice((0.01, 0.03)))
    ]
    for epoch in range(epochs):
        rng.shuffle(ready)
        losses: dict[str, float] = {}
        began = time.monotonic()
        optimizer.learn_rate = 0.003 * (1 - epoch / epochs) + 0.0002
        for at in range(0, len(ready), 8):
            nlp.update([example(nlp, words, tags, rng) for words, tags in ready[at : at + 8]], sgd=optimizer, drop=0.15, losses=losses)
        scores = measure(nlp, held[:40], 0.01)
        print(f"epoch {epoch + 1} {time.monotonic() - began:.0f} s losses {losses} held-out {scores}", flush=True)
        if models is not None:
            write(nlp, models, {"name": FOLDER, "version": 1, "epochs": epoch + 1, "f1": scores})
    return nlp


def write(nlp: Any, models: Path, manifest: dict[str, object]) -> None:
    """Writes the pipeline and its manifest."""
    folder = models / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
    digest = sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name != "manifest.json":
            digest.update(file.read_bytes())
    manifest |= {"sha256": digest.hexdigest(), "written": datetime.now(UTC).isoformat(timespec="seconds")}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=450)
    parser.add_argument("--held", type=int, default=150)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--models", type=Path, default=Path("models"))
    options = parser.parse_args()
    corpus, held = list(contracts(options.count, 31, "train")), list(contracts(options.held, 900, "heldout"))
    nlp = train(corpus, held, options.epochs, options.models)
    scores = {f"noise {noise}": measure(nlp, held, noise) for noise in (0.0, 0.01, 0.03)}
    write(nlp, options.models, {
        "name": FOLDER, "version": 1, "trained_on": f"{options.count} drawn contracts, training wordings", "epochs": options.epochs,
        "measured_on": f"{options.held} drawn contracts, held-out wordings, exact spans", "f1": scores,
    })  # fmt: skip
    print(json.dumps(scores, indent=1))


if __name__ == "__main__":
    main()
