"""Auto or review, with the reason: a confidence against the threshold that is certified for its class and stratum."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from decision.calibration import Calibrator
from decision.risk import CLASSES, STRATA, risk_class, stratum
from domain.document import DecisionKind, Field, FieldReading, LogicalDocument
from domain.errors import SetupError
from domain.page import ReadPage

CERTIFICATES_FILE = "certificates.json"
SHIPPED = "shipped"
"""Certificates from generated documents: they hold for paper like those, and say so."""
MEASURED = "measured"
"""Certificates from the audits of this installation."""

DOUBTFUL_PAGES = {"repaired", "missing_object", "second_renderer"}
"""Notes of intake: the page may show less than was sent, so a person compares."""
MUST_REVIEW = frozenset({"page_missing"})
"""Reasons of a reading that no probability outweighs: the paper with the answer was not sent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is proved for the fields of some risk classes in one stratum."""

    stratum: str
    classes: tuple[str, ...]
    threshold: float | None
    """None: nothing is proved, everything goes to a person."""
    origin: str
    audited: int
    wrong: int
    bound: float
    ceiling: float


@dataclass(frozen=True)
class Decider:
    """The calibrator with the certified thresholds; loaded once in a process."""

    calibrator: Calibrator
    rules: Mapping[tuple[str, str], Rule]
    """(risk class, stratum) -> rule; a pair without one is reviewed."""
    trusted_type: float = 0.9
    """Below this confidence of the document's type, or of its cuts, every field waits for a person."""

    @classmethod
    def load(cls, models_dir: Path, home: Path | None = None) -> Decider:
        """The shipped calibrator and certificates; a stratum that `home` has proved by its own audits goes by that. Raises SetupError."""
        return cls(Calibrator.load(models_dir), load_rules(models_dir, home))

    def decide(self, readings: Sequence[FieldReading], document: LogicalDocument, pages: Sequence[ReadPage]) -> dict[str, Field]:
        """A decided field for each reading, in order."""
        confidences = self.calibrator.confidences(readings)
        unreadable = {p.number for p in pages if not p.quality.readable}
        doubt = self._document_doubt(document, unreadable, pages)
        fields = {}
        for reading, confidence in zip(readings, confidences, strict=True):
            class_ = risk_class(reading.kind)
            where = stratum(document, reading.evidence.get("layout_seen", 0.0))
            rule = self.rules.get((class_, where))
            kind, reason = self._decide(
                reading, float(confidence), rule, doubt or ("page_unreadable" if reading.page in unreadable else "")
            )
            fields[reading.key] = Field(
                key=reading.key,
                kind=reading.kind,
                value=reading.value,
                raw=reading.raw,
                confidence=float(confidence),
                decision=kind,
                page=reading.page,
                box=reading.box,
                reasons=(*(r for r in reading.reasons if r != reason), reason),
                alternatives=reading.alternatives,
                doubtful=reading.doubtful,
                risk_class=class_,
                stratum=where,
            )
        return fields

    def _document_doubt(self, document: LogicalDocument, unreadable: set[int], pages: Sequence[ReadPage]) -> str:
        if document.type_confidence < self.trusted_type and document.form is None:
            return "type_uncertain"
        if document.cut_confidence < self.trusted_type:
            return "cut_uncertain"
        if any(DOUBTFUL_PAGES & set(page.notes) for page in pages):
            return "page_incomplete"
        return "page_unreadable" if unreadable and len(unreadable) == len(pages) else ""

    def _decide(self, reading: FieldReading, confidence: float, rule: Rule | None, doubt: str) -> tuple[DecisionKind, str]:
        """The decision with its stable reason."""
        if doubt:
            return DecisionKind.REVIEW, doubt
        if MUST_REVIEW & set(reading.reasons):
            return DecisionKind.REVIEW, "page_missing"
        if reading.must_review:
            return DecisionKind.REVIEW, "rule_asks_for_a_person"
        if rule is None or rule.threshold is None:
            return DecisionKind.REVIEW, "not_yet_proved"
        if confidence < rule.threshold:
            return DecisionKind.REVIEW, "below_threshold"
        return DecisionKind.AUTO, f"certificate_{rule.origin}: at most {rule.ceiling:.1%} wrong"


def load_rules(models_dir: Path, home: Path | None = None) -> dict[tuple[str, str], Rule]:
    """The shipped rules, replaced by those that `home` has proved. Raises SetupError."""
    rules = read_rules(models_dir / CERTIFICATES_FILE)
    if home and (home / CERTIFICATES_FILE).exists():
        rules |= read_rules(home / CERTIFICATES_FILE)
    return rules


def read_rules(file: Path) -> dict[tuple[str, str], Rule]:
    """The certified thresholds of a file. Raises SetupError `model_missing` or `bad_certificates`."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        rules = [
            Rule(
                r["stratum"],
                tuple(r["classes"]),
                r["threshold"],
                r["origin"],
                int(r["audited"]),
                int(r["wrong"]),
                float(r["bound"]),
                float(r["ceiling"]),
            )
            for r in content["rules"]
        ]
    except OSError as error:
        raise SetupError(
            "model_missing", f"{file}: the certified thresholds cannot be read; train them with `python -m learning.train`."
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise SetupError("bad_certificates", f"{file}: {error!r}; train the thresholds again with `python -m learning.train`.") from error
    wrong = [r for r in rules if r.stratum not in STRATA or set(r.classes) - set(CLASSES)]
    if wrong:
        raise SetupError("bad_certificates", f"{file}: unknown stratum or risk class in {wrong[0]}.")
    return {(class_, rule.stratum): rule for rule in rules for class_ in rule.classes}
