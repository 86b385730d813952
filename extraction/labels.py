"""The words beside the fields: a lexicon of Italian label phrases (labels.yaml, growing from corrections), found on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import yaml
from rapidfuzz import fuzz, process

from domain.document_type import DocumentType, FieldType
from domain.geometry import Box
from extraction.page_view import PageView, Span, Token, fold

STOP = "_stop"
CIVIC = "_civic"
_LONGEST = 8
"""Words in the longest phrase looked for."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One printed wording and the fields whose value it announces."""

    folded: str
    keys: tuple[str, ...]
    combined: bool = False
    """The keys' values stand together behind the label, in this order."""
    behind: tuple[str, ...] = ()
    """A label only when the last label before it belongs to one of these keys."""
    learned: int = 0
    """In how many corrected documents it stood beside the value; 0 for shipped phrases."""


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label phrase found on a page."""

    phrase: Phrase
    span: Span
    score: float
    """Likeness to the phrase, 0 to 1."""
    order: int
    """Place among the page's labels in reading order."""
    box: Box

    @property
    def keys(self) -> tuple[str, ...]:
        return self.phrase.keys

    @property
    def firm(self) -> bool:
        """Whether it surely is a label: not a lone word that a value may hold ("Tasso" in "Vicolo Torquato Tasso")."""
        tokens = self.span.tokens
        return self.score > 0.95 and (len(tokens) > 1 or len(self.phrase.folded) > 8 or tokens[-1].text.endswith((".", ":")))


@dataclass(frozen=True)
class Lexicon:
    """Phrases, options and cue words, read from labels.yaml; `learned` adds key -> phrase -> count."""

    data: Mapping[str, object]
    learned: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @cached_property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """Key -> (folded wording, option), longest wording first."""
        table: dict[str, dict[str, list[str]]] = self.data["options"]  # type: ignore[assignment]
        return {
            key: sorted(((fold(w), option) for option, words in options.items() for w in words), key=lambda p: -len(p[0]))
            for key, options in table.items()
        }

    def wordings(self, field: FieldType) -> tuple[tuple[str, str], ...]:
        """(folded wording, option) of the options that a field has, longest wording first."""
        return tuple((w, o) for w, o in self.options.get(field.key, []) if not field.options or o in field.options)

    def folded(self, name: str) -> list[str]:
        """The folded entries of a plain list of labels.yaml (`stops`, `others`, `civic`, `answer_yes`, `answer_no`)."""
        return [fold(p) for p in self.data[name]]  # type: ignore[attr-defined]

    @cached_property
    def questions(self) -> dict[str, list[str]]:
        """Consent key -> folded cue words."""
        return {key: [fold(w) for w in words] for key, words in self.data["questions"].items()}  # type: ignore[attr-defined]

    def phrases(self, type_: DocumentType) -> list[Phrase]:
        """Every phrase that means something for a document of this type."""
        keys = set(type_.fields)
        wordings: dict[str, dict[str, int]] = {}
        listed: dict[str, list[str]] = self.data["fields"]  # type: ignore[assignment]
        for key, f in type_.fields.items():
            for text in [*listed.get(key, ()), f.label.get("it", "")]:
                if fold(text):
                    wordings.setdefault(fold(text), {})[key] = 0
            for text, count in self.learned.get(key, {}).items():
                wordings.setdefault(fold(text), {})[key] = count
        for name, key in (("stops", STOP), ("civic", CIVIC)):
            for text in self.folded(name):
                if text not in wordings or name == "civic":
                    wordings.setdefault(text, {})[key] = 0
        phrases = []
        combined = {fold(p) for row in self.data["combined"] if self._asked(row, keys) for p in row["phrases"]}  # type: ignore[attr-defined]
        for row in self.data["combined"]:  # type: ignore[attr-defined]
            if self._asked(row, keys):
                phrases += [Phrase(fold(p), tuple(k for k in row["keys"] if k in keys or k == STOP), combined=True) for p in row["phrases"]]
        phrases += [Phrase(w, tuple(k), learned=max(k.values())) for w, k in wordings.items() if w not in combined]
        for key, row in self.data["after"].items():  # type: ignore[attr-defined]
            if key in keys:
                phrases += [Phrase(fold(p), (key,), behind=tuple(row["behind"])) for p in row["phrases"]]
        return phrases

    @staticmethod
    def _asked(row: Mapping[str, list[str]], keys: set[str]) -> bool:
        return any(k in keys for k in row["keys"])


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon as shipped, nothing learned."""
    return Lexicon(yaml.safe_load(Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8")))


def _ngrams(row: list[Token]) -> Iterable[tuple[int, int, str]]:
    """`(first, last + 1, folded text)` of the runs of up to eight tokens in a row without a wide gap."""
    for start in range(len(row)):
        text = ""
        for end in range(start, min(len(row), start + _LONGEST)):
            if end > start and row[end].box.x0 - row[end - 1].box.x1 > 2.2 * max(row[end].box.height, row[end - 1].box.height):
                break
            text += row[end].folded
            if text:
                yield start, end + 1, text


def find_labels(view: PageView, lexicon: Lexicon, type_: DocumentType) -> list[LabelHit]:
    """The label phrases on a page in reading order, the longest and most alike kept where they overlap."""
    phrases = lexicon.phrases(type_)
    by_text: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        by_text.setdefault(phrase.folded, []).append(phrase)
    names = list(by_text)
    runs = [(row, start, end, text) for row in view.rows for start, end, text in _ngrams(row) if len(text) <= 48]
    if not runs:
        return []
    texts = sorted({r[3] for r in runs})
    scores = process.cdist(texts, names, scorer=fuzz.ratio, score_cutoff=80, dtype=np.float32)
    best: dict[str, list[tuple[str, float]]] = {}
    for i, j in zip(*np.nonzero(scores), strict=True):
        name, score = names[j], float(scores[i, j]) / 100
        apart = abs(len(name) - len(texts[i]))
        sure = score >= 0.95 or (score >= 0.87 and apart <= 1) or (len(name) > 14 and apart <= 3)
        if not sure or (len(name) <= 5 and score < 1) or (score < 0.95 and all(STOP in p.keys for p in by_text[name])):
            continue
        best.setdefault(texts[i], []).append((name, score))
    found = [(len(name) * score**3, row, start, end, name, score) for row, start, end, text in runs for name, score in best.get(text, ())]
    found.sort(key=lambda f: -f[0])
    taken: set[int] = set()
    chosen: list[tuple[Span, str, float]] = []
    for _, row, start, end, name, score in found:
        ids = {row[i].index for i in range(start, end)}
        if ids & taken or all(p.behind for p in by_text[name]):
            continue
        taken |= ids
        chosen.append((Span(view.number, tuple(row[start:end])), name, score))
    chosen += _chained(found, chosen, taken, by_text, view)
    chosen.sort(key=lambda c: c[0].tokens[0].index)
    return [
        LabelHit(phrase, span, score, order, span.box)
        for order, (span, name, score) in enumerate(chosen)
        for phrase in by_text[name]
        if not phrase.behind or _follows(order, phrase, chosen, by_text)
    ]


def _follows(order: int, phrase: Phrase, chosen: list[tuple[Span, str, float]], by_text: Mapping[str, list[Phrase]]) -> bool:
    """Whether the label before the `order`-th belongs to a key the phrase must stand behind."""
    before = by_text[chosen[order - 1][1]] if order else []
    return any(k in phrase.behind for p in before for k in p.keys)


def _chained(
    found: list[tuple[float, list[Token], int, int, str, float]],
    chosen: list[tuple[Span, str, float]],
    taken: set[int],
    by_text: Mapping[str, list[Phrase]],
    view: PageView,
) -> list[tuple[Span, str, float]]:
    """Short words that are labels only behind another label ("nato a ... il ..."), left to right."""
    more: list[tuple[Span, str, float]] = []
    waiting = sorted((f for f in found if any(p.behind for p in by_text[f[4]])), key=lambda f: (f[1][f[2]].index, -f[0]))
    for _, row, start, end, name, score in waiting:
        ids = {row[i].index for i in range(start, end)}
        if ids & taken:
            continue
        earlier = [c for c in [*chosen, *more] if c[0].tokens[-1].index < row[start].index]
        if not earlier:
            continue
        last = max(earlier, key=lambda c: c[0].tokens[-1].index)
        near = row[start].box.y0 - last[0].box.y1 < 2.5 * view.em
        if near and any(k in p.behind for q in by_text[name] if (p := q).behind for w in by_text[last[1]] for k in w.keys):
            more.append((Span(view.number, tuple(row[start:end])), name, score))
            taken |= ids
    return more
