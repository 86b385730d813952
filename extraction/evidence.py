"""From a field's scored candidates to its reading: the value, and the numbers from which decision estimates how likely it is right."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.document import Candidate, FieldReading, Value
from domain.document_type import FieldType
from domain.geometry import Box
from domain.page import CharReading, ReadPage
from extraction.constraints import ConstraintOutcome
from extraction.context import Context
from extraction.page_view import fold
from extraction.scoring import Scored

MUST_REVIEW = frozenset({"two_marks", "doubtful_mark", "check_failed"})
"""Reasons that ask for a person whatever the probability."""
_ROOM = 0.35
"""How far right of its label a value is looked for, in page widths."""
_COPIED = (
    "typed_valid",
    "typed_repaired",
    "typed_score",
    "left_own",
    "above_own",
    "below_own",
    "before_own",
    "left_gap",
    "above_gap",
    "comune",
    "surname_agrees",
    "given_agrees",
    "date_agrees",
    "place_agrees",
    "sex_agrees",
    "name_agrees",
    "years_before",
    "later_dates",
    "person_order",
    "own_order",
    "tick_score",
    "tick_behind",
    "tick_options",
    "tick_marked",
    "tick_worst",
    "tick_likeness",
    "option_score",
    "option_rest",
    "text_at",
    "cue_mine",
    "cue_theirs",
    "sign_distance",
    "sign_score",
    "sign_regions",
    "zone_product",
    "zone_empty_score",
    "zone_worst",
    "memory_dx",
    "memory_dy",
    "memory_blank",
    "own_labels",
    "best_own_label",
    "own_label_filled",
    "rivals",
    "other_person",
    "digit_share",
    "length",
    "name_split",
    "same_value",
    "has_number",
    "dropped_civic",
    "kept_civic",
    "cut_at_number",
    "prose_score",
    "prose_order",
    "prose_side",
    "open_level",
    "open_contrast",
    "open_typed",
    "open_run",
    "part_gap",
    "title",
    "words_left",
    "words_above",
)


@dataclass(frozen=True)
class Row:
    """A scored candidate with the scorer's numbers for it."""

    scored: Scored
    features: Mapping[str, float]


def reading(context: Context, field: FieldType, group: Sequence[Row], outcome: ConstraintOutcome | None = None) -> FieldReading:
    """The value of a field with its evidence: the most probable, or the one that the document's other fields ask for.

    `group` is most probable first and never empty; `outcome` what the constraints made of it.
    """
    by_value: dict[str, float] = defaultdict(float)
    first: dict[str, Row] = {}
    for row in group:
        mark = repr(row.scored.candidate.value)
        by_value[mark] += row.scored.probability
        first.setdefault(mark, row)
    ranked = sorted(by_value, key=lambda m: -by_value[m])
    best = next((row for row in group if outcome and _is(row.scored.candidate, outcome.candidate)), first[ranked[0]])
    c = outcome.candidate if outcome else best.scored.candidate
    score = by_value[repr(best.scored.candidate.value)]
    second = max((by_value[m] for m in ranked if m != repr(best.scored.candidate.value)), default=0.0)
    facts = {
        "score": score,
        "margin": _logit(score) - _logit(second),
        "second": second,
        "null_score": by_value.get("None", 0.0),
        "is_null": float(c.value is None),
        "values": float(len(ranked)),
        **_of_value(context, field, c),
    }
    facts |= dict(outcome.evidence) if outcome else {}
    facts |= {name: best.features[name] for name in _COPIED if name in best.features and not math.isnan(best.features[name])}
    reasons = _reasons(group, c, outcome)
    alternatives: list[tuple[Value, float]] = [
        (first[m].scored.candidate.value, by_value[m])
        for m in ranked[:6]
        if by_value[m] > 0.001 and first[m].scored.candidate.value != c.value
    ]
    return FieldReading(
        key=field.key,
        kind=field.kind,
        value=c.value,
        raw=c.raw,
        page=c.page,
        box=c.box,
        score=score,
        evidence=facts,
        reasons=reasons,
        alternatives=tuple(alternatives),
        doubtful=doubtful(c.raw, c.chars),
        must_review=bool(MUST_REVIEW & set(reasons)),
    )


def _of_value(context: Context, field: FieldType, c: Candidate) -> dict[str, float]:
    """What the value itself, its ink and its page say; of a blank, what stands where the value would."""
    return {
        **_size(field.kind, c),
        **_unspent(field.kind, c),
        **(_written_size(context, c) if field.kind == "signature" else {}),
        **_ink(c),
        **_page(context, c),
        **(room(context, field.key) if c.value is None else {}),
    }


def _reasons(group: Sequence[Row], c: Candidate, outcome: ConstraintOutcome | None) -> tuple[str, ...]:
    """Those of the value; a blank has those of every candidate that takes the field for blank."""
    if c.value is not None:
        return outcome.reasons if outcome else c.reasons
    return tuple(dict.fromkeys(r for row in group if row.scored.candidate.value is None for r in row.scored.candidate.reasons))


def together(readings: Sequence[FieldReading]) -> list[FieldReading]:
    """The readings of a document, each with what the others say of it.

    `others_score`: mean score of the other fields; `person_score`: of those of the same person or part; `person_apart`: how many names
    are announced on the paper between the person's own name and this field, left out where either has no place; of an e-mail address,
    `mail_names`: how many of surname and given name stand in it, and `name_joined`: whether both do with nothing between, as when a
    point was not read.
    """
    parts: dict[str, list[FieldReading]] = defaultdict(list)
    for r in readings:
        parts[_part(r)].append(r)
    home = {part: _home(members) for part, members in parts.items()}
    found = []
    for r in readings:
        facts = {"others_score": _mean_score(readings, r), "person_score": _mean_score(parts[_part(r)], r)}
        mine, named = r.evidence.get("person_order"), home[_part(r)]
        if mine is not None and named is not None:
            facts["person_apart"] = mine - named
        if r.kind == "email":
            facts |= _mail_names(str(r.value), parts[_part(r)])
        found.append(replace(r, evidence={**r.evidence, **{k: v for k, v in facts.items() if not math.isnan(v)}}))
    return found


def _part(r: FieldReading) -> str:
    return r.key.rpartition(".")[0]


def _home(members: Sequence[FieldReading]) -> float | None:
    """At which announced name the person of these fields stands."""
    return next((r.evidence.get("person_order") for r in members if r.key.endswith((".surname", ".name")) and r.value is not None), None)


def _mail_names(address: str, members: Sequence[FieldReading]) -> dict[str, float]:
    names = {r.key.rpartition(".")[2]: fold(str(r.value)) for r in members if r.value is not None}
    surname, given = names.get("surname", ""), names.get("given_name", "")
    if not surname or not given:
        return {}
    local = address.partition("@")[0]
    held = (surname in fold(local)) + (given in fold(local))
    joined = {"name_joined": float(surname + given in local or given + surname in local)} if held == 2 else {}
    return {"mail_names": float(held), **joined}


def _mean_score(members: Sequence[FieldReading], but: FieldReading) -> float:
    scores = [r.score for r in members if r is not but]
    return sum(scores) / len(scores) if scores else math.nan


def _is(candidate: Candidate, chosen: Candidate) -> bool:
    """Whether `chosen` is the candidate, corrected or not."""
    return (
        candidate.page == chosen.page
        and candidate.box == chosen.box
        and candidate.raw == chosen.raw
        and candidate.proposer == chosen.proposer
    )


def _logit(p: float) -> float:
    p = min(1 - 1e-6, max(1e-6, p))
    return math.log(p / (1 - p))


def _size(kind: str, c: Candidate) -> dict[str, float]:
    """`size`: how large a number is, amounts as powers of ten; `cents`: 2 written with cents, 1 with points, 0 neither, -1 ending in 00."""
    try:
        number = float(str(c.value)) if kind in ("money", "percent", "integer") else math.nan
    except ValueError:
        number = math.nan
    if math.isnan(number):
        return {}
    if kind != "money":
        return {"size": number}
    raw = c.raw.strip(" €=-–")
    bare = -1.0 if raw.endswith("00") else 0.0
    cents = 2.0 if raw[-3:-2] in (",", ".") else 1.0 if "." in raw or " " in raw else bare
    return {"size": math.log10(1 + abs(number)), "cents": cents}


def _written_size(context: Context, c: Candidate) -> dict[str, float]:
    """How high and wide the ink of a signature is, in token heights: a piece of a line to write on is flat."""
    view = next((v for v in context.views if v.number == c.page), None)
    if view is None or c.box is None or c.value is not True:
        return {}
    return {"sign_height": c.box.height / view.em, "sign_width": c.box.width / view.em_x}


def _unspent(kind: str, c: Candidate) -> dict[str, float]:
    """`unspent`: how many letters and digits stand in the words of a value of text without being part of it, for each that is."""
    if kind not in ("email", "name", "place", "address", "text") or not isinstance(c.value, str) or not fold(c.value):
        return {}
    return {"unspent": (len(fold(c.raw)) - len(fold(c.value))) / len(fold(c.value))}


def _ink(c: Candidate) -> dict[str, float]:
    """What the engine thought of the characters behind the value."""
    if c.value is None or c.box is None:
        return {}
    facts = {"ocr_score": c.score}
    inked = [ch for ch in c.chars if ch.char != " "]
    if inked:
        facts |= {
            "ocr_min": min(ch.score for ch in inked),
            "ocr_product": sum(math.log(max(ch.score, 1e-3)) for ch in inked),
            "ocr_second": max((ch.alternatives[0][1] for ch in inked if ch.alternatives), default=0.0),
        }
    return facts


def _page(context: Context, c: Candidate) -> dict[str, float]:
    pages: Mapping[int, ReadPage] = {p.number: p for p in context.pages}
    page = pages.get(c.page) if c.page is not None else None
    quality = page.quality.score if page else min((p.quality.score for p in context.pages), default=1.0)
    words = [w.score for p in ([page] if page else context.pages) for w in p.words]
    return {
        "page_quality": quality,
        "page_words_score": sum(words) / len(words) if words else 0.0,
        "digital": float(all(p.source == "text_layer" for p in context.pages)),
        "layout_seen": float(context.layout.seen) if context.layout else 0.0,
        "form": float(context.form is not None),
    }


def room(context: Context, key: str) -> dict[str, float]:
    """What stands in the room of a blank field: right of its best label up to the next one, else below it.

    `room_labels` labels found, `room_words` words and `room_ink` inked regions of the emptiest of their rooms.
    """
    found = []
    for view, hits in zip(context.views, context.labels, strict=True):
        labelled = {t.index for h in hits for t in h.span.tokens}
        for hit in hits:
            if key not in hit.keys:
                continue
            level = [h.box.x0 for h in hits if h.box.x0 > hit.box.x1 and abs(h.box.center[1] - hit.box.center[1]) < view.em]
            area = Box(
                hit.box.x1, max(0.0, hit.box.y0 - 0.3 * view.em), min([*level, hit.box.x1 + _ROOM]), min(1.0, hit.box.y1 + 0.3 * view.em)
            )
            words = sum(t.index not in labelled and area.contains(*t.box.center) and bool(t.folded) for t in view.tokens)
            ink = sum(r.kind != "stamp" and r.box.intersection(area) > 0.3 * min(r.box.area, area.area) for r in view.page.ink_regions)
            found.append((float(words), float(ink)))
    if not found:
        return {"room_labels": 0.0}
    words_, ink_ = min(found)
    return {"room_labels": float(len(found)), "room_words": words_, "room_ink": ink_}


def doubtful(raw: str, chars: Sequence[CharReading]) -> tuple[tuple[int, int], ...]:
    """Ranges of `raw` whose characters the engine doubts: below 0.75, or another character above 0.2."""
    if len(chars) != len(raw):
        return ()
    ranges: list[list[int]] = []
    for i, ch in enumerate(chars):
        if ch.char != " " and (ch.score < 0.75 or (ch.alternatives and ch.alternatives[0][1] > 0.2)):
            if ranges and ranges[-1][1] == i:
                ranges[-1][1] = i + 1
            else:
                ranges.append([i, i + 1])
    return tuple((a, b) for a, b in ranges)
