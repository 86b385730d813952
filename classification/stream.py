"""Where one document of a file ends and the next begins, and the type of each.

Known forms are taken out first: their pages say by themselves where they belong. Of the other pages every cut into documents
is weighed: how likely each page is to begin a document, seen beside the one before it, and how well one type fits all pages of
a document. The best cut is taken; its confidence is the share it has of all cuts together.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from classification.boundaries import NAMES, PageFacts, page_facts, pair_features
from classification.forms import FormIndex, FormMatch
from classification.linear import LinearModel
from domain.document import LogicalDocument
from domain.errors import SetupError
from domain.page import ReadPage

if TYPE_CHECKING:
    import lightgbm

FOLDER = "classifier"
FILES = ("vocabulary.json", "weights.npz", "boundaries.txt")
LONGEST = 60
"""Pages of the longest document that is weighed."""
SURE_LAYOUT = 6.0
"""Log odds that a learned layout adds to its type."""
FORM_CONFIDENCE = 0.999
"""A page that carries a known form's words in their places is that form."""
INCOMPLETE_CONFIDENCE = 0.9
"""Confidence of the cut of a form of which pages are missing."""


class PageLayout(Protocol):
    """A page recognised as a page of a learned layout."""

    @property
    def layout(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def layout_page(self) -> int: ...
    @property
    def seen(self) -> int: ...


class KnowsLayouts(Protocol):
    """What is asked of a layout memory (`extraction.layout_memory.LayoutMemory`)."""

    def recognise_page(self, page: ReadPage) -> PageLayout | None:
        """The layout page this page fits, None when it fits none."""
        ...


@dataclass(frozen=True)
class Classifier:
    """Cuts files into documents and names their types; make one a process."""

    types: LinearModel
    first: LinearModel
    boundaries: lightgbm.Booster
    temperature: float
    """Log odds of types are divided by it: what calibrates their probabilities."""

    @classmethod
    def load(cls, models: Path) -> Classifier:
        """The shipped classifier. Raises SetupError when it is missing or not the one its manifest names."""
        import lightgbm  # half a second and 100 MB that the API does without

        folder = models / FOLDER
        if not (folder / "manifest.json").is_file() or not all((folder / name).is_file() for name in FILES):
            raise SetupError("model_missing", f"{folder} is incomplete: check out the models again.")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for name in FILES:
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != manifest["sha256"][name]:
                raise SetupError("model_damaged", f"{folder / name} is not the file its manifest names: check out the models again.")
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            types, first = (
                LinearModel(
                    tuple(manifest[f"{name}_classes"]), {term: row for row, term in enumerate(vocabulary[name])},
                    arrays[f"{name}_idf"], arrays[f"{name}_weights"], arrays[f"{name}_bias"],
                )
                for name in ("type", "first")
            )  # fmt: skip
        booster = lightgbm.Booster(model_str=(folder / "boundaries.txt").read_text(encoding="utf-8"))
        if booster.feature_name() != list(NAMES):
            raise SetupError("model_damaged", f"{folder} was trained for other features: train the classifier again.")
        return cls(types, first, booster, float(manifest["temperature"]))

    def split(self, pages: Sequence[ReadPage], forms: FormIndex, layouts: KnowsLayouts | None = None) -> list[LogicalDocument]:
        """The documents of one file, in page order. Blank pages belong to none; a form's pages may lie in any order."""
        written = [page for page in pages if not page.blank]
        matches = {page.number: match for page in written if (match := forms.match(page))}
        documents: list[LogicalDocument] = []
        run: list[ReadPage] = []
        for group in form_groups(written, matches):
            if isinstance(group, ReadPage):
                run.append(group)
                continue
            documents += self._cut(run, pages, layouts)
            run = []
            documents.append(form_document(group, forms))
        documents += self._cut(run, pages, layouts)
        return sorted(documents, key=lambda d: d.pages[0])

    def start_chances(self, facts: Sequence[PageFacts], blanks_before: Sequence[bool]) -> NDArray[np.float64]:
        """For each page the probability that it begins a document; the first one does."""
        if len(facts) == 1:
            return np.ones(1)
        rows = [pair_features(a, b, blank, self.types) for a, b, blank in zip(facts, facts[1:], blanks_before[1:], strict=False)]
        return np.concatenate([[1.0], np.asarray(self.boundaries.predict(np.array(rows), num_threads=1))]).clip(1e-4, 1 - 1e-4)

    def _cut(self, run: Sequence[ReadPage], pages: Sequence[ReadPage], layouts: KnowsLayouts | None) -> list[LogicalDocument]:
        if not run:
            return []
        blank = {page.number for page in pages if page.blank}
        facts = [page_facts(page, self.types, self.first) for page in run]
        known = [layouts.recognise_page(page) if layouts else None for page in run]
        starts = self.start_chances(facts, [page.number - 1 in blank for page in run])
        odds = np.array([fact.types for fact in facts]) / self.temperature
        _believe_layouts(starts, odds, known, self.types.classes)
        return [
            self._document(run[a:b], odds[a:b], known[a], sure) for a, b, sure in best_cut(starts, np.array([_normed(row) for row in odds]))
        ]

    def _document(
        self, pages: Sequence[ReadPage], odds: NDArray[np.float64], known: PageLayout | None, cut_confidence: float
    ) -> LogicalDocument:
        chances = np.exp(_normed(odds.sum(axis=0) / len(odds) ** 0.5))
        best = int(chances.argmax())
        type_ = self.types.classes[best]
        same = known if known is not None and known.type == type_ else None
        return LogicalDocument(
            pages=tuple(page.number for page in pages),
            type=type_,
            type_confidence=float(chances[best]),
            cut_confidence=cut_confidence,
            layout=same.layout if same else None,
            layout_seen=same.seen if same else 0,
        )


def form_groups(
    pages: Sequence[ReadPage], matches: dict[int, FormMatch]
) -> list[ReadPage | list[tuple[ReadPage, FormMatch]]]:
    """The pages in order, those of one copy of a known form together: a copy holds each page of the form once."""
    groups: list[ReadPage | list[tuple[ReadPage, FormMatch]]] = []
    for page in pages:
        match = matches.get(page.number)
        last = groups[-1] if groups else None
        if match is None:
            groups.append(page)
        elif isinstance(last, list) and last[0][1].form == match.form and match.form_page not in {m.form_page for _, m in last}:
            last.append((page, match))
        else:
            groups.append([(page, match)])
    return groups


def form_document(group: Sequence[tuple[ReadPage, FormMatch]], forms: FormIndex) -> LogicalDocument:
    """One copy of a known form."""
    key = group[0][1].form
    whole = len(group) == forms.page_counts[key]
    return LogicalDocument(
        pages=tuple(page.number for page, _ in group),
        type=forms.types[key],
        type_confidence=FORM_CONFIDENCE,
        cut_confidence=FORM_CONFIDENCE if whole else INCOMPLETE_CONFIDENCE,
        form=key,
        form_pages={page.number: match.form_page for page, match in group},
    )


def best_cut(starts: NDArray[np.float64], types: NDArray[np.float64]) -> list[tuple[int, int, float]]:
    """The likeliest cut of a run of pages into documents: `(first, end, probability that exactly these pages are one document)`.

    `starts`: the probability of each page to begin a document; `types`: its log probability of each type (pages x types).
    """
    count = len(starts)
    sums = np.vstack([np.zeros(types.shape[1]), np.cumsum(types, axis=0)])
    stays = np.concatenate([[0.0], np.cumsum(np.log(1 - starts.clip(max=1 - 1e-6)))])

    def weight(a: int, b: int) -> float:
        together = _log_sum((sums[b] - sums[a]) - math.log(types.shape[1]))
        return float(math.log(starts[a]) + stays[b] - stays[a + 1] + TYPE_SHARE * together)

    best, cut = np.full(count + 1, -np.inf), np.zeros(count + 1, int)
    ahead, behind = np.full(count + 1, -np.inf), np.full(count + 1, -np.inf)
    best[0] = ahead[0] = behind[count] = 0.0
    weights = {(a, b): weight(a, b) for b in range(1, count + 1) for a in range(max(0, b - LONGEST), b)}
    for b in range(1, count + 1):
        options = [(best[a] + weights[a, b], a) for a in range(max(0, b - LONGEST), b)]
        best[b], cut[b] = max(options)
        ahead[b] = _log_sum(np.array([ahead[a] + weights[a, b] for a in range(max(0, b - LONGEST), b)]))
    for a in range(count - 1, -1, -1):
        behind[a] = _log_sum(np.array([weights[a, b] + behind[b] for b in range(a + 1, min(count, a + LONGEST) + 1)]))
    found, end = [], count
    while end:
        start = int(cut[end])
        sure = math.exp(min(0.0, ahead[start] + weights[start, end] + behind[end] - ahead[count]))
        found.append((start, end, sure))
        end = start
    return found[::-1]


TYPE_SHARE = 0.5
"""How much the agreement of types counts beside the pages' own chances to begin a document, which have seen it already."""


def _believe_layouts(
    starts: NDArray[np.float64], odds: NDArray[np.float64], known: Sequence[PageLayout | None], classes: Sequence[str]
) -> None:
    """Pages of a learned layout say their type and their place in the document."""
    for i, match in enumerate(known):
        if match is None:
            continue
        odds[i, classes.index(match.type)] += SURE_LAYOUT
        before = known[i - 1] if i else None
        if match.layout_page == 0:
            starts[i] = max(starts[i], 0.98)
        elif before is not None and before.layout == match.layout and before.layout_page == match.layout_page - 1:
            starts[i] = min(starts[i], 0.01)


def _normed(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(scores - _log_sum(scores), np.float64)


def _log_sum(values: NDArray[np.float64]) -> float:
    top = float(values.max())
    return top + math.log(float(np.exp(values - top).sum())) if math.isfinite(top) else -math.inf
