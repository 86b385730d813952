"""The figures by which Spunta is judged: results against ground truth files.

Over every annotated field: accuracy, automation, auto_accuracy (the share of the automatically accepted that is right), silent
errors (accepted and wrong), Brier score, expected calibration error, and the automation that the best single threshold would
reach at 99.5 % auto_accuracy. A document that the results lack, or give with another type, counts all its fields as wrong.
Source: contract score.py; tests compare the two.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from document_types import load_types
from domain.comparison import same_value
from domain.shares import calibration_error

FIGURES = ("fields", "accuracy", "automation", "auto_accuracy", "silent_errors", "brier", "ece", "automation_at_995")


@dataclass(frozen=True, slots=True)
class ScoredField:
    """One annotated field with what the results say of it."""

    source: str
    key: str
    kind: str
    quality: str
    layout: str
    type: str
    expected: object
    given: object
    confidence: float
    auto: bool
    right: bool
    stratum: str
    risk_class: str


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """One annotated document: was it found, whole, and did it need nobody."""

    source: str
    typed: bool
    whole: bool
    straight: bool


def score(results: Iterable[Mapping[str, Any]], truth_dir: Path) -> tuple[list[ScoredField], list[ScoredDocument]]:
    """Compares results (objects of results.md) with every truth file under `truth_dir`. Raises FileNotFoundError for no truth."""
    kinds = {key: field.kind for type_ in load_types().values() for key, field in type_.fields.items()}
    by_source: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for result in results:
        by_source[Path(result["source"]).name].append(result)
    truth_files = sorted(truth_dir.rglob("*.truth.json"))
    if not truth_files:
        raise FileNotFoundError(f"no *.truth.json under {truth_dir}")
    fields: list[ScoredField] = []
    documents: list[ScoredDocument] = []
    for file in truth_files:
        truth = json.loads(file.read_text())
        for document in truth["documents"]:
            found = _match(document, by_source[Path(truth["source"]).name])
            scored, of_document = _score_document(truth, document, found, kinds)
            fields += scored
            documents.append(of_document)
    return fields, documents


def _match(truth: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The result that shares most pages with this document of the truth."""
    wanted = set(truth["pages"])
    ranked = sorted(results, key=lambda r: -len(wanted & set(r["pages"])) / max(1, len(wanted | set(r["pages"]))))
    return ranked[0] if ranked and wanted & set(ranked[0]["pages"]) else None


def _score_document(
    truth: Mapping[str, Any], document: Mapping[str, Any], result: Mapping[str, Any] | None, kinds: Mapping[str, str]
) -> tuple[list[ScoredField], ScoredDocument]:
    form = document.get("form")
    typed = result is not None and result.get("type") == document["type"] and (form is None or result.get("form") == form)
    given_fields: Mapping[str, Any] = result["fields"] if result else {}
    read = []
    for key, expected in document["fields"].items():
        field = given_fields.get(key) or {}
        kind = kinds.get(key, "choices" if isinstance(expected, list) else "choice")
        read.append(
            ScoredField(
                source=truth["source"], key=key, kind=kind, quality=truth.get("quality", "?"), layout=document.get("layout", "?"),
                type=document["type"], expected=expected, given=field.get("value"), confidence=float(field.get("confidence") or 0.0),
                auto=field.get("decision") == "auto", right=typed and bool(field) and same_value(kind, expected, field.get("value")),
                stratum=field.get("stratum", "?"), risk_class=field.get("risk_class", "?"),
            )
        )  # fmt: skip
    whole = result is not None and set(result["pages"]) == set(document["pages"])
    return read, ScoredDocument(truth["source"], typed, whole, typed and bool(read) and all(r.auto for r in read))


def automation_at(fields: Sequence[ScoredField], target: float) -> float:
    """The largest share of fields above one confidence threshold of which `target` are right."""
    best = right = 0
    ranked = sorted(fields, key=lambda r: -r.confidence)
    for taken, field in enumerate(ranked, 1):
        right += field.right
        last_of_tie = taken == len(ranked) or ranked[taken].confidence < field.confidence
        if last_of_tie and right / taken >= target:
            best = taken
    return best / max(1, len(ranked))


def figures(fields: Sequence[ScoredField]) -> dict[str, float]:
    """The figures named in FIGURES over these fields."""
    n, auto = len(fields), [r for r in fields if r.auto]
    return {
        "fields": n,
        "accuracy": sum(r.right for r in fields) / max(1, n),
        "automation": len(auto) / max(1, n),
        "auto_accuracy": sum(r.right for r in auto) / len(auto) if auto else 0.0,
        "silent_errors": sum(not r.right for r in auto),
        "brier": sum((r.confidence - r.right) ** 2 for r in fields) / max(1, n),
        "ece": calibration_error((r.confidence, r.right) for r in fields),
        "automation_at_995": automation_at(fields, 0.995),
    }


def summary(fields: Sequence[ScoredField], documents: Sequence[ScoredDocument]) -> dict[str, Any]:
    """`filled`, `blank` and `all` figures, and the shares of documents typed, split and straight through."""
    count = len(documents)
    return {
        "filled": figures([r for r in fields if r.expected is not None]),
        "blank": figures([r for r in fields if r.expected is None]),
        "all": figures(fields),
        "documents": count,
        "typed": sum(d.typed for d in documents) / count,
        "split": sum(d.whole for d in documents) / count,
        "straight_through": sum(d.straight for d in documents) / count,
    }
