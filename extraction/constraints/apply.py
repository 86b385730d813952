"""All fields of a document at once: the joint choice between close candidates, corrections that are proved, and the evidence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.document import Candidate, Value
from domain.document_type import FieldType
from extraction.constraints.codice_fiscale import Person
from extraction.constraints.correction import Correction, corrected
from extraction.constraints.decoding import passes
from extraction.constraints.relations import Verdict, date_of, text_of, verdicts

RIVALS = 4
"""Candidates a field that may be chosen."""
LEAST = 0.02
"""Probability among the candidates below which one is never chosen."""
RELATED = 0.5
"""Log-odds that another choice must gain to replace the first one."""


@dataclass(frozen=True, slots=True)
class ConstraintOutcome:
    """A field after the constraints."""

    candidate: Candidate
    """The chosen candidate, its value corrected where that is proved; `raw` stays as read."""
    evidence: Mapping[str, float]
    """constraint_satisfied, constraint_violated (sums of weights), check_valid, decode_posterior, corrected, reranked."""
    reasons: tuple[str, ...] = ()
    """`corrected: ...`, `chosen: ...`, `agrees_with_<field>`, `contradicts_<field>`, `check_failed`."""


def apply(
    ranked: Mapping[str, Sequence[Candidate]],
    fields: Mapping[str, FieldType],
    probabilities: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, ConstraintOutcome]:
    """The outcome of every field of `ranked` that has a candidate.

    `ranked` holds each field's candidates, best first; `probabilities` the scorer's for them (without them the first is taken as given).
    """
    rivals = {key: _rivals(candidates, (probabilities or {}).get(key)) for key, candidates in ranked.items() if candidates}
    chosen = _choose(rivals)
    values: dict[str, Value] = {key: rivals[key][i][0].value for key, i in chosen.items()}
    corrections = _corrections({key: rivals[key][i][0] for key, i in chosen.items()}, values, fields)
    values |= {key: c.value for key, c in corrections.items() if c.value is not None}
    told = _told(verdicts(values))
    return {
        key: _outcome(rivals[key][i][0], i > 0, fields[key].kind, corrections.get(key), told.get(key, []), key) for key, i in chosen.items()
    }


def _rivals(candidates: Sequence[Candidate], probabilities: Sequence[float] | None) -> list[tuple[Candidate, float]]:
    """The first candidates of distinct values with the log of their probability."""
    found: list[tuple[Candidate, float]] = []
    seen: set[str] = set()
    for i, candidate in enumerate(candidates):
        p = probabilities[i] if probabilities is not None else (1.0 if i == 0 else 0.0)
        if repr(candidate.value) in seen or (found and p < LEAST) or len(found) == RIVALS:
            continue
        seen.add(repr(candidate.value))
        found.append((candidate, math.log(max(p, 1e-6))))
    return found


def _choose(rivals: Mapping[str, list[tuple[Candidate, float]]]) -> dict[str, int]:
    """Index of the chosen candidate of each field: one field at a time is changed while that raises the joint score."""
    chosen = dict.fromkeys(rivals, 0)
    open_keys = [key for key, every in rivals.items() if len(every) > 1]
    best = _joint(rivals, chosen)
    for _ in range(3):
        changed = False
        for key in open_keys:
            for i in range(len(rivals[key])):
                trial = chosen | {key: i}
                score = _joint(rivals, trial) if i != chosen[key] else -math.inf
                if score > best + (RELATED if i else 0.0):
                    chosen, best, changed = trial, score, True
        if not changed:
            break
    return chosen


def _joint(rivals: Mapping[str, list[tuple[Candidate, float]]], chosen: Mapping[str, int]) -> float:
    said = verdicts({key: rivals[key][i][0].value for key, i in chosen.items()})
    return sum(rivals[key][i][1] for key, i in chosen.items()) + sum(v.weight if v.agrees else -v.weight for v in said)


def _corrections(chosen: Mapping[str, Candidate], values: Mapping[str, Value], fields: Mapping[str, FieldType]) -> dict[str, Correction]:
    """Codes first, with the person's other fields as witnesses; then dates and places with the codes as witnesses."""
    found: dict[str, Correction] = {}
    current = dict(values)
    order = {"tax_code": 0, "tax_id": 0, "iban": 0}
    for key in sorted(chosen, key=lambda k: order.get(fields[k].kind, 1)):
        correction = corrected(chosen[key], fields[key].kind, current, _person(key, chosen, current))
        if correction is not None:
            found[key] = correction
            if correction.value is not None:
                current[key] = correction.value
    return found


def _person(key: str, chosen: Mapping[str, Candidate], values: Mapping[str, Value]) -> Person:
    """What the document says of the person whose code `key` is; nothing for firms and unknown persons."""
    prefix = key.rpartition(".")[0]
    if prefix.startswith("party_"):
        words = text_of(values, f"{prefix}.name").split()
        halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))] if 2 <= len(words) <= 4 else []
        names = tuple(dict.fromkeys(part for half in halves for part in half))
        return Person(names, names)
    born = date_of(values, f"{prefix}.birth_date")
    dates: tuple[date, ...] = (born,) if born else ()

    def one(name: str) -> tuple[str, ...]:
        return tuple(filter(None, [text_of(values, f"{prefix}.{name}")]))

    return Person(one("surname"), one("given_name"), dates, text_of(values, f"{prefix}.sex"), one("birth_place"))


def _told(said: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    by_key: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in said:
        for key in verdict.keys:
            by_key[key].append(verdict)
    return by_key


def _outcome(
    candidate: Candidate, reranked: bool, kind: str, correction: Correction | None, told: Sequence[Verdict], key: str
) -> ConstraintOutcome:
    value = correction.value if correction and correction.value is not None else candidate.value
    evidence = {
        "constraint_satisfied": sum(v.weight for v in told if v.agrees),
        "constraint_violated": sum(v.weight for v in told if not v.agrees),
        "corrected": float(value != candidate.value),
        "reranked": float(reranked),
    }
    if correction is not None:
        evidence["decode_posterior"] = correction.posterior
    reasons = list(candidate.reasons)
    good = passes(kind, value) if isinstance(value, str) else None
    if good is not None:
        evidence["check_valid"] = float(good)
        reasons = [r for r in reasons if r not in ("check_failed", "check_passed")] + (["check_passed"] if good else ["check_failed"])
    if value != candidate.value and correction is not None:
        reasons.append(correction.explanation)
    if reranked:
        reasons.append("chosen: agrees with " + ", ".join(sorted({other for v in told if v.agrees for other in v.keys if other != key})))
    for verdict in told:
        reasons += [f"{'agrees_with' if verdict.agrees else 'contradicts'}_{other}" for other in verdict.keys if other != key]
    return ConstraintOutcome(replace(candidate, value=value), evidence, tuple(dict.fromkeys(reasons)))
