"""The numbers the scorer sees for each candidate: its proposers, its neighbourhood, its geometry, its rivals, the learned layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain.document import Candidate
from extraction.context import Context
from extraction.known import Known
from extraction.labels import LabelHit
from extraction.labels_around import NOBODY, LabelsAround
from extraction.neighbourhood import SIDES, NeighbourWords, WordsAround
from extraction.page_view import PageView

NAN = float("nan")
PROPOSERS = ("blank", "form_zone", "label", "memory", "open_mark", "prose", "segment", "signature", "tick", "title", "typed")
FROM_SOURCES = (
    "dir_right",
    "dir_below",
    "dir_above",
    "dir_wrap",
    "label_combined",
    "label_learned",
    "part_gap",
    "hits_in_region",
    "typed_score",
    "typed_valid",
    "typed_repaired",
    "typed_order",
    "typed_count",
    "had_cap",
    "had_province",
    "had_date",
    "cut_at_comma",
    "cut_at_street",
    "place_size",
    "place_rest",
    "known_place",
    "street_word",
    "street_first",
    "street_twice",
    "cut_front",
    "dropped_street",
    "has_number",
    "dropped_civic",
    "kept_civic",
    "cut_at_cap",
    "cut_at_number",
    "name_words",
    "name_split",
    "name_rest",
    "name_order",
    "name_head",
    "text_words",
    "text_digits",
    "text_at",
    "option_score",
    "option_rest",
    "title",
    "title_order",
    "title_height",
    "title_center",
    "dated_place",
    "tick_options",
    "tick_marked",
    "tick_unsure",
    "tick_likeness",
    "tick_worst",
    "tick_cancelled",
    "tick_mark",
    "tick_score",
    "tick_behind",
    "cue_mine",
    "cue_theirs",
    "pair_order",
    "pair_count",
    "sign_label",
    "sign_y",
    "sign_distance",
    "sign_kind",
    "sign_width",
    "sign_score",
    "sign_empty",
    "sign_words",
    "sign_word_score",
    "sign_regions",
    "zone_marks",
    "zone_unsure",
    "zone_worst",
    "zone_cancelled",
    "zone_product",
    "zone_empty",
    "zone_empty_score",
    "zone_score",
    "memory_tick",
    "memory_ink",
    "prose_score",
    "prose_order",
    "prose_side",
    "segment_words",
    "open_level",
    "open_contrast",
    "open_spread",
    "open_typed",
    "open_right",
    "open_line",
    "open_other_line",
    "open_run",
)
GENERIC = (
    "is_null",
    "score",
    "length",
    "digit_share",
    "upper_share",
    "page_order",
    "page_count",
    "x",
    "y",
    "height",
    "words",
    "left_own",
    "left_gap",
    "left_key",
    "above_own",
    "above_gap",
    "above_key",
    "below_own",
    "below_gap",
    "left2_key",
    "before_own",
    "before_key",
    "before2_key",
    "label_inside",
    "other_person",
    "person_gap",
    "person_order",
    "own_order",
    "words_left",
    "words_above",
    "words_section",
    "surname_agrees",
    "given_agrees",
    "date_agrees",
    "place_agrees",
    "code_known",
    "sex_agrees",
    "name_agrees",
    "years_before",
    "later_dates",
    "comune",
    "province_fits",
    "given_name_share",
    "same_value",
    "memory_dx",
    "memory_dy",
    "memory_blank",
    "memory_seen",
    "layout_seen",
    "own_labels",
    "best_own_label",
    "own_label_filled",
    "rivals",
    "option_values",
    "rivals_left_own",
    "rank_y",
    "type",
    "kind",
)
NAMES = ("key", *(f"by_{p}" for p in PROPOSERS), *FROM_SOURCES, *GENERIC)
CATEGORICAL = ("key", "left_key", "above_key", "left2_key", "before_key", "before2_key", "kind")


@dataclass(frozen=True)
class Codes:
    """Numbers for the categorical features, fixed when the model is trained; a name never seen is -1."""

    keys: tuple[str, ...]
    kinds: tuple[str, ...]

    def key(self, name: str | None) -> float:
        return float(self.keys.index(name)) if name in self.keys else -1.0

    def kind(self, name: str) -> float:
        return float(self.kinds.index(name)) if name in self.kinds else -1.0


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates of one field that mean the same value at the same place become one; `by_NAME` tells who proposed it."""
    groups: dict[tuple[object, ...], Candidate] = {}
    for c in candidates:
        at = (c.page, *(round(v, 2) for v in c.box.center)) if c.box and c.value is not None else (None,)
        mark = (c.key, repr(c.value), *at)
        bits = {**c.features, f"by_{c.proposer}": 1.0}
        old = groups.get(mark)
        if old is None:
            groups[mark] = replace(c, features=bits)
        else:
            kept = old if (old.box is not None, old.score) >= (c.box is not None, c.score) else c
            features = {**bits, **old.features} if _rank(old) >= _rank(c) else {**old.features, **bits}
            groups[mark] = replace(kept, features=features, reasons=tuple(dict.fromkeys((*old.reasons, *c.reasons))))
    return list(groups.values())


def _rank(candidate: Candidate) -> float:
    """Of two sources' features with one name, those nearer to the label are kept."""
    f = candidate.features
    return 2 * f.get("dir_right", 0) + f.get("dir_below", 0) - f.get("name_split", 0)


@dataclass
class FeatureMaker:
    """Turns the candidates of one document into rows of numbers."""

    context: Context
    codes: Codes
    words: NeighbourWords

    def rows(self, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
        """One row of NAMES for each candidate."""
        groups: dict[str, list[Candidate]] = defaultdict(list)
        for c in candidates:
            groups[c.key].append(c)
        facts = {key: self._group(key, members) for key, members in groups.items()}
        known = Known.of(candidates, self.context.fields)
        table = [self._row(c, facts[c.key], groups[c.key], known) for c in candidates]
        return np.array([[row.get(name, NAN) for name in NAMES] for row in table], dtype=np.float32)

    def near(self, candidates: Sequence[Candidate]) -> list[Mapping[str, Sequence[str]]]:
        """The words round each candidate by side; empty for candidates without a place."""
        return [self._words.at(self._views[c.page], c.box) if c.box is not None and c.page is not None else {} for c in candidates]

    @cached_property
    def _views(self) -> dict[int, PageView]:
        return {view.number: view for view in self.context.views}

    @cached_property
    def _labels(self) -> LabelsAround:
        return LabelsAround(self.context)

    @cached_property
    def _words(self) -> WordsAround:
        return WordsAround()

    def _row(self, c: Candidate, facts: Mapping[str, float], group: Sequence[Candidate], known: Known) -> dict[str, float]:
        field = self.context.fields[c.key]
        row: dict[str, float] = dict(c.features)
        row |= facts
        text = c.raw
        n = max(1, len(text))
        row |= {
            "key": self.codes.key(c.key),
            "kind": self.codes.kind(field.kind),
            "is_null": float(c.value is None),
            "score": c.score,
            "length": float(len(text)),
            "digit_share": sum(ch.isdigit() for ch in text) / n,
            "upper_share": sum(ch.isupper() for ch in text) / n,
            "words": float(len(text.split())),
            "page_count": float(len(self.context.pages)),
            "layout_seen": float(self.context.layout.seen) if self.context.layout else 0.0,
        }
        row |= known.agreement(c, field.kind)
        row |= self._memory(c)
        if c.box is not None and c.page is not None:
            view = self._views[c.page]
            row |= {"page_order": float(view.order), "x": c.box.x0, "y": c.box.center[1], "height": c.box.height / view.em}
            row |= self._placed(c, view)
            row["rank_y"] = float(
                sum(o.box is not None and (o.page or 0, o.box.center[1]) < (c.page, c.box.center[1] - 0.004) for o in group)
            )
        return row

    def _placed(self, c: Candidate, view: PageView) -> dict[str, float]:
        assert c.box is not None
        around = self._labels.at(view, c.box)

        def own(hit: LabelHit | None) -> float:
            return hit.score * (1 + len(hit.phrase.folded) / 40) if hit and c.key in hit.keys else 0.0

        def code(hit: LabelHit | None) -> float:
            return self.codes.key(hit.keys[0]) if hit else -2.0

        near = self._words.at(view, c.box)
        return {
            "left_own": own(around.left),
            "left_gap": around.left_gap,
            "left_key": code(around.left),
            "above_own": own(around.above),
            "above_gap": around.above_gap,
            "above_key": code(around.above),
            "below_own": own(around.below),
            "below_gap": around.below_gap,
            "left2_key": code(around.left2),
            "before_own": own(around.before),
            "before_key": code(around.before),
            "before2_key": code(around.before2),
            "label_inside": around.inside,
            "other_person": float(around.person < NOBODY),
            "person_gap": min(around.person, 99.0),
            "person_order": float(self._labels.names_before(view, c.box)),
            "own_order": float(self._labels.own_before(c.key, view, c.box)),
            **{f"words_{side}": self.words.score(c.key, side, near[side]) for side in SIDES},
        }

    def _memory(self, c: Candidate) -> dict[str, float]:
        layout = self.context.layout
        if layout is None:
            return {}
        found = {"memory_blank": layout.blank_share.get(c.key, NAN), "memory_seen": float(layout.seen)}
        places_ = [p for p in layout.places.get(c.key, ()) if p.page == c.page]
        if c.box is not None and places_:
            view = self._views[places_[0].page]
            offsets = [((c.box.x0 - p.box.x0) / view.em_x, (c.box.center[1] - p.box.center[1]) / view.em) for p in places_]
            dx, dy = min(offsets, key=lambda o: abs(o[0]) + 3 * abs(o[1]))
            found |= {"memory_dx": dx, "memory_dy": dy}
        elif c.value is not None and layout.places.get(c.key):
            found |= {"memory_dx": 99.0, "memory_dy": 99.0}
        return found

    def _group(self, key: str, members: Sequence[Candidate]) -> dict[str, float]:
        """What all candidates of one field share: is a label of the field on the paper, does anything stand beside it."""
        hits = [h for hits in self.context.labels for h in hits if key in h.keys]
        filled = [
            m
            for m in members
            if m.value is not None and ("dir_right" in m.features or "dir_below" in m.features or "dir_wrap" in m.features)
        ]
        return {
            "own_labels": float(len(hits)),
            "best_own_label": max((h.score * (1 + len(h.phrase.folded) / 40) for h in hits), default=0.0),
            "own_label_filled": float(len(filled)),
            "rivals": float(len(members)),
            "option_values": float(len({repr(m.value) for m in members if m.value is not None}))
            if "option_score" in _names(members)
            else NAN,
            "rivals_left_own": float(sum("dir_right" in m.features for m in members)),
        }


def _names(members: Sequence[Candidate]) -> set[str]:
    """The features that sources gave to any of the candidates."""
    return {name for m in members for name in m.features}
